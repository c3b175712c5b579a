"""Somebody refused who comes back: found by name in any letters, and no name stands in clear (A5.10)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.switchboard.services import set_module
from plugins.visitors.models import Refusal, RefusalKey, Visitor
from plugins.visitors.policy.names.words import read_name
from plugins.visitors.policy.recall import is_called, may_be_one
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.services.refusal_names import find_refused, refused_before
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry
from plugins.visitors.subject_data.refusals import erase_refusals, retire_refusals
from tests.plugins.visitors.conftest import NINE

NAME = "Сүлейменов Жәнібек Бақытұлы"


@pytest.fixture
def refuse(branch_a, at_nine):
    """Refuse somebody, in the write scope at hand."""

    def do(name="", *, visit=None, note=""):
        details = RefusalDetails(RefusalReason.NO_PURPOSE, name=name, note=note)
        return refuse_entry(details, branch=branch_a, visit=visit)

    return do


@pytest.mark.parametrize(
    "asked",
    [
        NAME,
        "Жәнібек Сүлейменов",
        "сулейменов",
        "Жанибек",
        "Zhanibek Suleimenov",
        "SULEYMENOV",
        "Бақытұлы",
        "Жәнібек Бақытұлы",
        "  Сүлейменов,  Ж. ",
    ],
)
def test_words_of_a_name_find_it_in_any_letters_and_order(acting, refuse, asked):
    with acting():
        refusal = refuse(NAME)
        refuse("Цой Виктория")
        assert [row.id for row in find_refused(asked)] == [refusal.id]


@pytest.mark.parametrize("asked", ["Серік", "Сүлейменов Серік", "Оспанов Жәнібек", "Же", "42", "-", "Ж."])
def test_other_names_find_nobody(acting, refuse, asked):
    with acting():
        refuse(NAME)
        assert list(find_refused(asked)) == []


def test_who_was_expected_is_found_as_well_and_who_said_no_name_is_not(acting, refuse, make_due):
    with acting():
        expected = refuse(visit=make_due("Әлімов", "Нұрлан"))
        refuse()
        assert [row.id for row in find_refused("Alimov Nurlan")] == [expected.id]
        assert len(db.session.scalars(select(Refusal.id)).all()) == 2


def test_the_newest_come_first_and_a_day_bounds_them(acting, refuse, at_nine):
    with acting():
        old = refuse(NAME)
        db.session.commit()
    at_nine.shift(timedelta(days=40))
    with acting():
        new = refuse(NAME)
        assert [row.id for row in find_refused("Сүлейменов")] == [new.id, old.id]
        since = NINE + timedelta(days=30)
        assert [row.id for row in find_refused("Сүлейменов", since=since)] == [new.id]


def test_nothing_of_a_name_stands_in_clear(acting, refuse):
    with acting():
        refuse(NAME)
        db.session.commit()
        keys = b"".join(db.session.scalars(select(RefusalKey.key)))
        driver = db.session.connection().connection.driver_connection
        stored = b"".join(
            value if isinstance(value, bytes) else str(value).encode()
            for row in driver.execute("SELECT * FROM visitors_refusal")
            for value in row
        )
    for text in ("Сүлейменов", "Жәнібек", "сулейменов", "Бақыт", "slmn", "snpk"):
        assert text.encode() not in keys + stored


def test_another_branch_hashes_otherwise_and_finds_nobody(acting, refuse, branch_a, branch_b):
    with acting():
        refuse(NAME)
        db.session.commit()
        ours = set(db.session.scalars(select(RefusalKey.key)))
    with in_branch(branch_b.id, write=True):
        assert list(find_refused(NAME)) == []
        refuse_entry(RefusalDetails(RefusalReason.NO_PURPOSE, name=NAME), branch=branch_b)
        assert ours.isdisjoint(db.session.scalars(select(RefusalKey.key)))


# --- the desk's advice ----------------------------------------------------------------------------


def before(visit):
    visitor = db.session.scalars(select(Visitor).where(Visitor.id == visit.visitor_id)).one()
    return [row.id for row in refused_before(visit, visitor, at=NINE + timedelta(hours=1))]


def test_the_desk_is_reminded_of_somebody_of_the_same_name(acting, refuse, make_due):
    with acting():
        refusal = refuse("Alimov Nurlan")
        refuse("Әлімов Серік")
        refuse("Нұрлан")
        assert before(make_due("Әлімов", "Нұрлан")) == [refusal.id]
        assert before(make_due("Оспанов", "Нұрлан")) == []


def test_a_visit_that_was_refused_is_no_reminder_of_itself(acting, refuse, make_due):
    with acting():
        visit = make_due()
        refusal = refuse(visit=visit)
        assert before(visit) == []
        assert before(make_due()) == [refusal.id]


@pytest.mark.parametrize(("days", "found"), [(30, 0), (40, 1), (0, 0)])
def test_the_branch_says_for_how_long(acting, refuse, make_due, at_nine, days, found):
    with acting("branch_head"):
        set_module("visitors", {"refusal_advice_days": days})
        refuse("Әлімов Нұрлан")
        db.session.commit()
    at_nine.shift(timedelta(days=35))
    with acting():
        visit = make_due()
        visitor = db.session.scalars(select(Visitor)).one()
        assert len(refused_before(visit, visitor, at=NINE + timedelta(days=35))) == found


def test_the_same_visitor_is_known_whatever_the_name_is_now(acting, refuse, make_due, make_guest):
    with acting():
        visit = make_due("Қалиева", "Сәуле")
        refusal = refuse(visit=visit)
        visitor = db.session.scalars(select(Visitor)).one()
        again = make_due("Қалиева", "Сәуле")
        again.visitor_id = visitor.id
        visitor.given_name = "С."
        db.session.flush()
        assert before(again) == [refusal.id]


# --- going ----------------------------------------------------------------------------------------


def test_hashes_go_with_the_names_after_their_time(acting, refuse, make_due, at_nine):
    with acting():
        refuse(NAME)
        refuse(visit=make_due())
        db.session.commit()
    at_nine.shift(timedelta(days=2))
    with acting():
        assert retire_refusals((NINE + timedelta(days=1)).date(), 10) == 2
        assert db.session.scalars(select(RefusalKey)).all() == []
        assert list(find_refused(NAME)) == []
        assert retire_refusals((NINE + timedelta(days=1)).date(), 10) == 0
        assert len(db.session.scalars(select(Refusal.id)).all()) == 2, "the numbers stay"


def test_hashes_go_with_an_erased_visitor_and_no_others(acting, refuse, make_due):
    with acting():
        visit = make_due()
        refuse(visit=visit)
        other = refuse(NAME)
        erase_refusals([visit.visitor_id], NINE.date())
        assert set(db.session.scalars(select(RefusalKey.refusal_id))) == {other.id}


# --- the rule -------------------------------------------------------------------------------------

NAMES = st.lists(
    st.sampled_from(["Ахметов", "Қайрат", "Болатұлы", "Ли", "Анна", "Serik"]), min_size=1, max_size=3
)


@given(NAMES)
def test_a_name_is_called_what_it_is_called(words):
    name = read_name(*words)
    assert is_called(name, wanted=name)
    assert all(is_called(name, wanted=read_name(word)) for word in words)


@given(NAMES, NAMES)
def test_being_one_goes_both_ways(one, other):
    assert may_be_one(read_name(*one), read_name(*other)) == may_be_one(read_name(*other), read_name(*one))
