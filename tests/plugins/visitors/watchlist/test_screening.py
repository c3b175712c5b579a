"""Visitors are held against the branch's list: who is found, what is remembered, who is told."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user
from plugins.visitors.models import Visit, Visitor, WatchlistEntry, WatchlistMatch
from plugins.visitors.policy.watchlist import MatchStatus
from plugins.visitors.queries.watchlist import alerts_for, match_counts
from plugins.visitors.services import watchlist, watchlist_matches
from plugins.visitors.services.watchlist_screening import screen_visitor
from tests.plugins.visitors.watchlist.conftest import IIN, TODAY, details, silent

LATER = TODAY + timedelta(days=90)
IS_ASKED = AuditEntry.event == "visitors.network_asked"

Acting = Callable[..., AbstractContextManager[Any]]
MakeEntry = Callable[..., WatchlistEntry]
MakeGuest = Callable[..., Visitor]


def judged(match: WatchlistMatch, verdict: MatchStatus = MatchStatus.NOT_A_MATCH) -> None:
    watchlist_matches.judge_match(match.id, verdict=verdict, reason="Құжаты басқа", version=match.version)


def test_somebody_is_found_in_another_script(
    acting: Acting, make_entry: MakeEntry, make_guest: MakeGuest
) -> None:
    with acting("sss_head"):
        make_entry("Ахметов Қайрат Болатұлы", reason="court_order", birth_date=date(1985, 3, 7))
        [match] = screen_visitor(make_guest("Akhmetov", "Kairat"), ask=silent)
        grounds = watchlist_matches.read_grounds(match)
        assert (match.status, match.register, match.is_strong) == ("pending_review", "branch", True)
        assert grounds["birth_year"] == 1985
        assert grounds["reason"] == "court_order"
        assert [how for _one, _other, how in grounds["words"]] == ["spelling", "spelling"]


def test_nobody_else_is_found(acting: Acting, make_entry: MakeEntry, make_guest: MakeGuest) -> None:
    with acting("sss_head"):
        make_entry("Ахметов Қайрат Болатұлы")
        for family, given in (
            ("Ахметов", "Серік"),
            ("Оспанов", "Қайрат"),
            ("Ахметова", "Айгүл"),
            ("Ли", "Анна"),
        ):
            assert screen_visitor(make_guest(family, given), ask=silent) == []


def test_the_identity_number_finds_somebody_under_any_name(
    acting: Acting, make_entry: MakeEntry, make_guest: MakeGuest
) -> None:
    with acting("sss_head"):
        make_entry("Ахметов Қайрат", identity_number=IIN)
        [match] = screen_visitor(make_guest("Смит", "Джон", identity_number=IIN), ask=silent)
        assert match.score == 1000


def test_not_a_match_is_remembered_until_either_changes(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry, make_guest: MakeGuest
) -> None:
    with acting("sss_head"):
        entry, guest = make_entry(), make_guest("Akhmetov", "Kairat")
        [match] = screen_visitor(guest, ask=silent)
        judged(match)
        assert screen_visitor(guest, ask=silent) == []
        watchlist.review_entry(
            entry.id, review_on=TODAY + timedelta(days=50), version=entry.version, branch=branch_a
        )
        assert screen_visitor(guest, ask=silent) == [], "looking at an entry again changes nobody"
        guest.patronymic = "Болатович"
        [again] = screen_visitor(guest, ask=silent)
        assert again.id != match.id
        judged(again)
        watchlist.change_entry(entry.id, details("Ахметов Кайрат"), version=entry.version, branch=branch_a)
        [third] = screen_visitor(guest, ask=silent)
        assert third.status == MatchStatus.PENDING_REVIEW


def test_screening_twice_raises_one_alarm_and_tells_the_heads_once(
    acting: Acting, heads: list[Any], make_entry: MakeEntry, make_guest: MakeGuest
) -> None:
    with acting("front_desk"):
        make_entry()
        guest = make_guest("Akhmetov", "Kairat")
        first, second = screen_visitor(guest, ask=silent), screen_visitor(guest, ask=silent)
        assert [match.id for match in first] == [match.id for match in second]
        told = db.session.scalars(
            select(Notification.user_id).where(Notification.code == "visitors.match_found")
        )
        assert sorted(told) == sorted(heads)


def test_an_entry_that_ended_stands_against_nobody(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry, make_due: Callable[..., Visit]
) -> None:
    with acting("sss_head"):
        entry, visit = make_entry("Әлімов Нұрлан"), make_due()
        screen_visitor(db.session.get_one(Visitor, (branch_a.id, visit.visitor_id)), ask=silent)
        assert match_counts(visit.id).undecided == 1
        watchlist.end_entry(entry.id, reason="order_ended", version=entry.version, branch=branch_a)
        assert match_counts(visit.id).undecided == 0
        assert alerts_for([visit.id]) == {}


def test_somebody_erased_is_held_against_nothing(
    acting: Acting, make_entry: MakeEntry, make_guest: MakeGuest
) -> None:
    with acting("sss_head"):
        make_entry()
        guest = make_guest("Akhmetov", "Kairat")
        guest.erased_on = TODAY
        assert screen_visitor(guest, ask=silent) == []


def test_branches_do_not_see_one_anothers_lists(
    acting: Acting, branch_b: BranchInfo, make_entry: MakeEntry, make_guest: MakeGuest
) -> None:
    with acting("sss_head"):
        make_entry()
        db.session.commit()
    make_user("front_desk", branch="beta")
    with in_branch(branch_b.id, write=True):
        assert screen_visitor(make_guest("Akhmetov", "Kairat"), ask=silent) == []
