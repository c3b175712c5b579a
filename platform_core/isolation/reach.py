"""Which tables a statement reaches, and how: what the guard of a session judges.

The walk goes over every element of a statement, and refuses what says SQL in its own words.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from sqlalchemy import Alias, Table, TableClause
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import BindParameter, ColumnClause, TextClause
from sqlalchemy.sql.selectable import Select, TextualSelect
from sqlalchemy.sql.visitors import HasTraverseInternals

STATEMENTS = (Select, Insert, Update, Delete)
_HARMLESS = {"*", "1"}  # what count() and exists() write


class IsolationBreach(RuntimeError):
    """Refuse a statement that could touch what its scope may not."""


class _Part(Enum):
    """What an element of a statement is to the guard."""

    VALUE, COLUMN, TABLE, BARE_TABLE, ALIAS, TEXT, STATEMENT, OTHER = range(8)


_PARTS: tuple[tuple[tuple[type, ...], _Part], ...] = (
    ((BindParameter,), _Part.VALUE),
    ((TextClause, TextualSelect), _Part.TEXT),
    ((ColumnClause,), _Part.COLUMN),
    ((Table,), _Part.TABLE),
    ((TableClause,), _Part.BARE_TABLE),
    ((Alias,), _Part.ALIAS),
    (STATEMENTS, _Part.STATEMENT),
)


_known: dict[type, _Part] = {}


def _part_of(element: Any) -> _Part:
    """Say what an element is; asked for every element of every statement, so kept by its class."""
    kind = type(element)
    if kind not in _known:
        _known[kind] = next((part for kinds, part in _PARTS if issubclass(kind, kinds)), _Part.OTHER)
    return _known[kind]


def tables_in(statement: Any) -> Iterator[tuple[Table, bool]]:
    """Yield each table that a statement reaches, with whether it is reached through its class.

    A bare column counts as mapped where its own select loads the class: both are one FROM, and the
    filter on the class filters it (this is how the ORM itself writes `get()` and lazy loads).
    """
    waiting: list[tuple[Any, frozenset[Table]]] = [(statement, frozenset())]
    seen: set[int] = set()
    while waiting:
        element, mapped = waiting.pop()
        part = _part_of(element)
        if part is _Part.VALUE or id(element) in seen:
            continue
        seen.add(id(element))
        if part is _Part.COLUMN:
            _refuse_literal(element)
            source = _table_behind(element.table)
            if isinstance(source, Table):
                table = source._deannotate()
                yield table, is_mapped(element) or is_mapped(source) or table in mapped
            elif source is not None:
                waiting.append((source, mapped))
        elif part is _Part.TABLE:
            yield element._deannotate(), is_mapped(element)
        elif part is _Part.ALIAS and isinstance(source := _table_behind(element), Table):
            yield source._deannotate(), is_mapped(element) or is_mapped(source)
        else:
            _refuse_raw_element(part, element)
            within = _entities_of(element) if part is _Part.STATEMENT else mapped
            waiting.extend((inner, within) for inner in _children(element))


def _table_behind(source: Any) -> Any:
    """Return the table that an alias stands for, and anything else as it is."""
    return source.element if isinstance(source, Alias) and isinstance(source.element, Table) else source


def _entities_of(statement: Any) -> frozenset[Table]:
    is_select = isinstance(statement, Select)
    loaded = (*statement._raw_columns, *statement._from_obj) if is_select else (statement.table,)
    return frozenset(item._deannotate() for item in loaded if isinstance(item, Table) and is_mapped(item))


def _children(element: Any) -> Iterable[Any]:
    """Return the parts of an element; of a select its own clauses, without the tables they imply."""
    if isinstance(element, Select):
        parts: Iterable[Any] = HasTraverseInternals.get_children(
            element, omit_attrs=("_correlate", "_correlate_except")
        )
        return parts
    found: Iterable[Any] = element.get_children()
    return found


def _refuse_literal(column: Any) -> None:
    if column.is_literal and column.name not in _HARMLESS:
        raise IsolationBreach("literal_column() inside a statement")


def _refuse_raw_element(part: _Part, element: Any) -> None:
    if part is _Part.TEXT:
        raise IsolationBreach("text() inside a statement")
    if part is _Part.BARE_TABLE:
        raise IsolationBreach(f"{element.name} is named as a table, not through its class")


def is_mapped(element: Any) -> bool:
    """Say whether a table or a column is reached through its mapped class."""
    return "parententity" in element._annotations
