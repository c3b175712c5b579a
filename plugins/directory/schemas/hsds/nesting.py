"""Pure: take nested documents of HSDS apart into rows of tables, and put them together again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plugins.directory.schemas.hsds.objects import NESTS, REQUIRED, Nest, link_of

Document = dict[str, Any]
Rows = dict[str, list[dict[str, Any]]]
"""Rows by kind of object, each kind in the order of its documents."""


def flatten(documents: Iterable[Mapping[str, Any]]) -> Rows:
    """Take service documents apart; an object that stands in several documents gives one row.

    What may be left out and says nothing is left out, so that two documents that say the same are equal.
    """
    found: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in REQUIRED}
    for document in documents:
        _take(document, "service", found)
    return {kind: list(rows.values()) for kind, rows in found.items()}


def _take(
    document: Mapping[str, Any],
    kind: str,
    found: dict[str, dict[str, dict[str, Any]]],
    links: Mapping[str, Any] | None = None,
) -> None:
    nests = {nest.field: nest for nest in NESTS[kind]}
    row = {
        name: value
        for name, value in document.items()
        if name not in nests and (name in REQUIRED[kind] or _says_something(value))
    }
    row.update(links or {})
    found[kind][str(row["id"])] = row
    for nest in nests.values():
        inner = document.get(nest.field)
        if nest.many:
            for each in inner or ():
                _take(each, nest.kind, found, _links(nest, kind, row))
        elif inner:
            row[f"{nest.kind}_id"] = inner["id"]
            _take(inner, nest.kind, found)


def _says_something(value: Any) -> bool:
    """Tell whether a field that may be left out says anything."""
    return value is not None and value not in ("", [], {})


def _links(nest: Nest, kind: str, outer: Mapping[str, Any]) -> dict[str, Any]:
    column, kind_column = link_of(nest.kind, kind)
    return {column: outer["id"], **({kind_column: kind} if kind_column else {})}


def assemble(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Document]:
    """Put service documents together from rows; the reverse of `flatten`."""
    shelf = _Shelf(rows)
    return [shelf.document("service", row) for row in rows.get("service", ())]


class _Shelf:
    """Rows by what they hang on, so that each document is put together in one walk."""

    def __init__(self, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        self.by_id = {kind: {str(row["id"]): row for row in given} for kind, given in rows.items()}
        self.children: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
        for kind, given in rows.items():
            for row in given:
                for outer, owner in _owners(kind, row):
                    self.children[kind, outer, owner].append(row)

    def document(self, kind: str, row: Mapping[str, Any], *, drop: Iterable[str] = ()) -> Document:
        """Put one object together with everything that stands inside it."""
        dropped = {*drop, *(f"{nest.kind}_id" for nest in NESTS[kind] if self._inner(nest, row))}
        document = {name: value for name, value in row.items() if name not in dropped and value is not None}
        for nest in NESTS[kind]:
            inner = self._inner(nest, row)
            if inner is not None:
                document[nest.field] = self.document(nest.kind, inner)
            elif nest.many and (found := self._listed(nest, kind, row)):
                document[nest.field] = found
        return document

    def _inner(self, nest: Nest, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return None if nest.many else self.by_id.get(nest.kind, {}).get(str(row.get(f"{nest.kind}_id")))

    def _listed(self, nest: Nest, kind: str, row: Mapping[str, Any]) -> list[Document]:
        drop = [column for column in link_of(nest.kind, kind) if column]
        inner = self.children.get((nest.kind, kind, str(row["id"])), ())
        return [self.document(nest.kind, each, drop=drop) for each in inner]


def _owners(kind: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each object in whose lists a row stands, as `(kind, id)`."""
    for outer, nests in NESTS.items():
        if any(nest.kind == kind and nest.many for nest in nests):
            column, kind_column = link_of(kind, outer)
            if row.get(column) and (kind_column is None or row.get(kind_column) == outer):
                yield outer, str(row[column])
