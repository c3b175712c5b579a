"""Lists: what an address may ask, and what is refused by name."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug.datastructures import MultiDict

from platform_core.i18n import use_locale
from platform_core.web.lists import BadQuery, Filter, ListSpec, Sort


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "listed"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]


ENGINE = create_engine("sqlite://")
Base.metadata.create_all(ENGINE)
SPEC = ListSpec(
    filters=(
        Filter.by_code("state", "State", Item.state, lambda: [("open", "Open"), ("shut", "Shut")]),
        Filter(
            "states",
            "States",
            kind="checkboxes",
            options=[("open", "Open"), ("shut", "Shut")],
            apply=Item.state.in_,
        ),
        Filter("since", "Since", kind="date", apply=lambda value: Item.day >= value),
        Filter("a", "Only a", kind="switch", apply=lambda value: Item.name == "a"),
        Filter("q", "Name", apply=Item.name.contains),
    ),
    sorts=(Sort("name", Item.name), Sort("day", Item.day)),
    default_sort="-name",
    tie=(Item.id,),
    page_size=2,
)


@pytest.fixture
def session() -> Iterator[Any]:
    with Session(ENGINE) as session:
        session.add_all(
            Item(id=number, name=name, state=state, day=date(2026, 1, number))
            for number, (name, state) in enumerate(
                [("a", "open"), ("b", "shut"), ("c", "open"), ("d", "open"), ("e", "shut")], 1
            )
        )
        session.flush()
        yield session
        session.rollback()


def read(*pairs: Any) -> Any:
    return SPEC.read(MultiDict(pairs), path="/alpha/list")


def names(session: Session, query: Any) -> Any:
    return query.fetch(session, select(Item.name), make=lambda row: row.name)


def test_without_a_question_the_list_has_its_own_order(session: Session) -> None:
    page = names(session, read())
    assert (page.rows, page.prev, page.total) == (("e", "d"), None, 5)
    assert page.next.startswith("/alpha/list?cursor=")


def test_pages_turn_both_ways_and_keep_the_filters(session: Session) -> None:
    first = names(session, read(("state", "open"), ("sort", "name")))
    assert first.rows == ("a", "c")
    assert first.next.startswith("/alpha/list?state=open&sort=name&cursor=")
    second = names(
        session, read(("state", "open"), ("sort", "name"), ("cursor", first.next.partition("cursor=")[2]))
    )
    assert (second.rows, second.next) == (("d",), None)
    back = names(
        session, read(("state", "open"), ("sort", "name"), ("cursor", second.prev.partition("cursor=")[2]))
    )
    assert (back.rows, back.prev) == (("a", "c"), None)


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([("states", "open"), ("states", "shut"), ("since", "2026-01-04")], ("e", "d")),
        ([("since", "05.01.2026")], ("e",)),
        ([("a", "1")], ("a",)),
        ([("q", "b")], ("b",)),
        ([("q", " ")], ("e", "d")),
    ],
)
def test_filters(session: Session, pairs: Any, found: Any) -> None:
    assert names(session, read(*pairs)).rows == found


@pytest.mark.parametrize(
    ("pairs", "faults"),
    [
        ([("state", "lost")], {"state": ["State: Choose one of the answers listed."]}),
        ([("states", "open"), ("states", "lost")], {"states": ["States: Choose one of the answers listed."]}),
        ([("since", "soon")], {"since": ["Since: Give a real date, such as 22.11.2026."]}),
        ([("q", "x" * 101)], {"q": ["Name: Too long: at most 100."]}),
        ([("sort", "colour")], {"sort": ["The list cannot be sorted by this."]}),
        (
            [("sort", "x"), ("state", "y")],
            {
                "state": ["State: Choose one of the answers listed."],
                "sort": ["The list cannot be sorted by this."],
            },
        ),
    ],
)
def test_wrong_questions_are_named(pairs: Any, faults: Any) -> None:
    with use_locale("en"), pytest.raises(BadQuery) as refusal:
        read(*pairs)
    assert (refusal.value.errors, refusal.value.status) == (faults, 400)


def test_a_foreign_cursor_is_refused(session: Session) -> None:
    with pytest.raises(BadQuery) as refusal:
        names(session, read(("cursor", "nonsense")))
    assert refusal.value.errors.keys() == {"cursor"}


def test_headings_turn_the_order_round() -> None:
    query = read(("state", "open"))
    assert query.link("state") is None
    assert query.link("name").direction == "desc"
    assert query.link("name").url == "/alpha/list?state=open&sort=name"
    assert query.link("day").direction is None
    assert read(("sort", "name")).link("name").url == "/alpha/list"


def test_addresses_of_exports_keep_the_question() -> None:
    query = read(("q", "Ая & Әлия"), ("sort", "day"))
    assert (
        query.address(path="/alpha/list.xlsx")
        == "/alpha/list.xlsx?q=%D0%90%D1%8F+%26+%D3%98%D0%BB%D0%B8%D1%8F&sort=day"
    )
    assert (query.is_filtered, query.clear_url, read().is_filtered) == (True, "/alpha/list", False)


def test_filters_are_drawn_with_what_was_chosen() -> None:
    query = read(("state", "open"))
    assert [(shown.name, shown.kind) for shown in query.filters][:2] == [
        ("state", "select"),
        ("states", "checkboxes"),
    ]
    assert query.form.values_of("state") == ["open"]


def test_the_path_is_that_of_the_request() -> None:
    with Flask("x").test_request_context("/beta/things"):
        assert SPEC.read(MultiDict()).path == "/beta/things"


@given(
    st.dictionaries(
        st.sampled_from(["state", "states", "since", "a", "q", "sort", "cursor", "other"]),
        st.text(max_size=30),
    )
)
def test_any_question_is_answered_or_refused_by_name(pairs: Any) -> None:
    with Session(ENGINE) as session, suppress(BadQuery):
        assert len(names(session, read(*pairs.items())).rows) <= SPEC.page_size
