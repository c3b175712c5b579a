"""Page through a list by key, never by offset: page 3,000 costs what page 1 costs."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, scoped_session
from sqlalchemy.types import TypeDecorator

COUNT_LIMIT = 1000
_INTEGERS_END = 2**63
_WRITTEN_AS_TEXT: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}

AnySession = Session | scoped_session[Any]


class BadCursor(ValueError):
    """Refuse a cursor that this list did not give."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """Order by one column; `nullable` columns put their empty values last either way."""

    column: Any
    descending: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Point between two rows: the keys of the row beside it, and which way to read."""

    values: tuple[Any, ...]
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of rows with the cursors of its neighbours, None where there is no neighbour."""

    rows: tuple[Any, ...]
    before: str | None
    after: str | None


def fetch_slice(
    session: AnySession,
    statement: Select[Any],
    *,
    keys: Sequence[SortKey],
    size: int,
    cursor: str | None = None,
) -> Slice:
    """Fetch `size` rows after (or before) `cursor`, ordered by `keys`; the last key must be unique.

    Raises `BadCursor` for a cursor of another list. Rows are those of `statement`, with the keys
    added under names of their own.
    """
    place = decode_cursor(cursor, keys) if cursor else None
    backwards = place is not None and place.backwards
    columns = [_expression(key).label(f"_key_{index}") for index, key in enumerate(keys)]
    ordered = statement.add_columns(*columns).order_by(None).order_by(*_ordering(keys, backwards=backwards))
    if place is not None:
        ordered = ordered.where(_beyond(keys, place))
    found = list(session.execute(ordered.limit(size + 1)).all())
    has_more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    return _slice(rows, len(keys), has_more=has_more, place=place)


def count_up_to(session: AnySession, statement: Select[Any], limit: int = COUNT_LIMIT) -> int:
    """Count the rows of `statement`, but no further than `limit` + 1, so that counting stays cheap."""
    inner = statement.with_only_columns(literal(1).label("one"), maintain_column_froms=True)
    inner = inner.order_by(None).limit(limit + 1)
    return int(session.execute(select(func.count()).select_from(inner.subquery())).scalar_one())


def encode_cursor(values: Sequence[Any], *, backwards: bool = False) -> str:
    """Write a cursor as text that is safe in an address."""
    packed = orjson.dumps([backwards, *(_plain(value) for value in values)])
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode_cursor(text: str, keys: Sequence[SortKey]) -> Cursor:
    """Read a cursor back, with values of the types of `keys`; raises `BadCursor`."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        backwards, *values = orjson.loads(packed)
    except (binascii.Error, ValueError, TypeError):
        raise BadCursor(text) from None
    if not isinstance(backwards, bool) or len(values) != len(keys):
        raise BadCursor(text)
    typed = tuple(_typed(value, key) for value, key in zip(values, keys, strict=True))
    return Cursor(typed, backwards)


def _slice(rows: list[Any], width: int, *, has_more: bool, place: Cursor | None) -> Slice:
    if not rows:
        return Slice((), None, None)
    backwards = place is not None and place.backwards
    has_before = has_more if backwards else place is not None
    has_after = True if backwards else has_more
    return Slice(
        tuple(rows),
        encode_cursor(tuple(rows[0])[-width:], backwards=True) if has_before else None,
        encode_cursor(tuple(rows[-1])[-width:]) if has_after else None,
    )


def _expression(key: SortKey) -> ColumnElement[Any]:
    column = key.column
    if isinstance(column, InstrumentedAttribute):
        return column.expression
    return column  # type: ignore[no-any-return]


def _ordering(keys: Sequence[SortKey], *, backwards: bool) -> list[ColumnElement[Any]]:
    order: list[ColumnElement[Any]] = []
    for key in keys:
        if key.nullable:
            empty = case((key.column.is_(None), 1), else_=0)
            order.append(empty.desc() if backwards else empty.asc())
        down = key.descending != backwards
        order.append(key.column.desc() if down else key.column.asc())
    return order


def _beyond(keys: Sequence[SortKey], place: Cursor) -> ColumnElement[bool]:
    directions = {key.descending for key in keys}
    if len(directions) == 1 and not any(key.nullable for key in keys):
        return _beyond_as_row(keys, place)
    cases: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for key, value in zip(keys, place.values, strict=True):
        further = _further(key, value, backwards=place.backwards)
        if further is not None:
            cases.append(and_(*same, further))
        same.append(key.column.is_(None) if value is None else key.column == value)
    return or_(*cases)


def _beyond_as_row(keys: Sequence[SortKey], place: Cursor) -> ColumnElement[bool]:
    """Compare all keys at once: `(a, b) < (x, y)`, which an index can answer."""
    ours = tuple_(*(key.column for key in keys))
    theirs = tuple_(*(literal(value, key.column.type) for key, value in zip(keys, place.values, strict=True)))
    return ours < theirs if keys[0].descending != place.backwards else ours > theirs


def _further(key: SortKey, value: Any, *, backwards: bool) -> ColumnElement[bool] | None:
    if value is None:
        return key.column.is_not(None) if backwards else None
    down = key.descending != backwards
    further = key.column < value if down else key.column > value
    if key.nullable and not backwards:
        return or_(further, key.column.is_(None))
    return further  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _typed(value: Any, key: SortKey) -> Any:
    """Give a value of a cursor the type of its column; whatever the database would choke on is refused."""
    if value is None and key.nullable:
        return None
    wanted = _python_type(key)
    try:
        if wanted in _WRITTEN_AS_TEXT:
            value = _WRITTEN_AS_TEXT[wanted](value)
    except (ValueError, TypeError, AttributeError):
        raise BadCursor(str(value)) from None
    if not isinstance(value, wanted) or not _is_storable(value):
        raise BadCursor(str(value))
    return value


def _python_type(key: SortKey) -> type:
    kind = key.column.type
    return (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type


def _is_storable(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return abs(value) < _INTEGERS_END
    if isinstance(value, datetime):
        return value.tzinfo is not None
    return not isinstance(value, str) or "\0" not in value
