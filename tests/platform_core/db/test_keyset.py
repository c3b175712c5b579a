"""Pages by key: every row once, in order, whichever way one turns the pages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from platform_core.db.keyset import BadCursor, SortKey, count_up_to, decode_cursor, encode_cursor, fetch_slice
from platform_core.db.types import UTCDateTime


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UTCDateTime()}


class Item(Base):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    day: Mapped[date | None]
    at: Mapped[datetime]


ENGINE = create_engine("sqlite://")
Base.metadata.create_all(ENGINE)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "ә"]), st.none() | st.sampled_from([date(2026, 1, 1), date(2026, 2, 1)])
    ),
    max_size=14,
)


def fill(session: Session, rows: list[tuple[str, date | None]]) -> None:
    session.add_all(
        Item(id=number, name=name, day=day, at=datetime(2026, 1, 1, tzinfo=UTC))
        for number, (name, day) in enumerate(rows, start=1)
    )
    session.flush()


def pages(session: Session, keys: list[SortKey], size: int) -> Iterator[list[int]]:
    """Turn forwards to the end, then back to the beginning; both must show the same pages."""
    cursor, seen = None, []
    while True:
        found = fetch_slice(session, select(Item.id), keys=keys, size=size, cursor=cursor)
        seen.append([row.id for row in found.rows])
        yield seen[-1]
        if found.after is None:
            break
        cursor = found.after
    back = []
    while found.before is not None:
        found = fetch_slice(session, select(Item.id), keys=keys, size=size, cursor=found.before)
        back.append([row.id for row in found.rows])
    assert back == seen[-2::-1] if len(seen) > 1 else not back


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 4), st.sampled_from(["up", "down"]), st.sampled_from(["name", "day"]))
def test_every_row_comes_once_and_in_order(rows: Any, size: int, way: str, by: str) -> None:
    descending = way == "down"
    with Session(ENGINE) as session:
        fill(session, rows)
        keys = [SortKey(getattr(Item, by), descending, by == "day"), SortKey(Item.id, descending)]
        seen = [number for page in pages(session, keys, size) for number in page]
        filled = [(row, number) for number, row in enumerate(rows, start=1)]
        index = ("name", "day").index(by)
        given_first = sorted(
            ((row[index], number) for row, number in filled if row[index] is not None), reverse=descending
        )
        empty = sorted((number for row, number in filled if row[index] is None), reverse=descending)
        assert seen == [number for _, number in given_first] + empty
        session.rollback()


@pytest.fixture
def session() -> Iterator[Any]:
    with Session(ENGINE) as session:
        fill(session, [("a", None)] * 3)
        yield session
        session.rollback()


def test_counting_stops_where_it_is_told(session: Session) -> None:
    assert [count_up_to(session, select(Item.id, Item.name), limit) for limit in (1, 3, 10)] == [2, 3, 3]


def test_columns_of_the_statement_keep_their_names(session: Session) -> None:
    found = fetch_slice(session, select(Item.id, Item.name.label("called")), keys=[SortKey(Item.id)], size=1)
    assert (found.rows[0].called, found.before, found.after is None) == ("a", None, False)


def test_an_emptied_page_has_no_neighbours(session: Session) -> None:
    cursor = encode_cursor((99,))
    found = fetch_slice(session, select(Item.id), keys=[SortKey(Item.id)], size=2, cursor=cursor)
    assert (found.rows, found.before, found.after) == ((), None, None)


def test_cursors_carry_their_types() -> None:
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    keys = [SortKey(Item.at), SortKey(Item.day, nullable=True), SortKey(Item.name), SortKey(Item.id)]
    values = (moment, None, "ә", 7)
    place = decode_cursor(encode_cursor(values, backwards=True), keys)
    assert (place.values, place.backwards) == (values, True)
    assert isinstance(encode_cursor([UUID(int=1)]), str)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "!!",
        "W10",
        encode_cursor(()),
        encode_cursor((1, 2)),
        encode_cursor(("a",)),
        encode_cursor((None,)),
        encode_cursor((True,)),
        encode_cursor((2**63,)),
        "ә",
        "9" * 400,
    ],
)
def test_foreign_cursors_are_refused(cursor: Any) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(cursor, [SortKey(Item.id)])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Item.day, "2026-13-01"),
        (Item.day, "then"),
        (Item.day, 5),
        (Item.day, None),
        (Item.at, "2026-01-02T03:04:00"),
        (Item.name, "a\0"),
        (Item.name, 3),
    ],
)
def test_wrong_values_in_a_cursor_are_refused(column: Any, value: Any) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(encode_cursor((value,)), [SortKey(column)])
