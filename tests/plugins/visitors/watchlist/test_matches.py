"""A person judges a match, the branch head lets one visit go on, and the gate is advised."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.errors import Conflict, Forbidden, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo, SubjectRef
from platform_core.i18n import use_locale
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.people.services import identity_hash
from platform_core.switchboard.services import set_module
from plugins.visitors.models import Visit, Visitor, WatchlistEntry, WatchlistMatch
from plugins.visitors.policy.watchlist import Advice, MatchCounts, MatchStatus, gate_advice, may_enter
from plugins.visitors.queries.watchlist import alerts_for, match_counts
from plugins.visitors.services import watchlist, watchlist_matches
from plugins.visitors.services.watchlist_screening import screen_visitor
from plugins.visitors.subject_data import erase_subject, export_subject
from tests.plugins.visitors.watchlist.conftest import IIN, TODAY, silent

Acting = Callable[..., AbstractContextManager[Any]]
CONFIRMED, NOT_A_MATCH = MatchStatus.CONFIRMED, MatchStatus.NOT_A_MATCH


@pytest.fixture
def matched(
    acting: Acting,
    branch_a: BranchInfo,
    make_entry: Callable[..., WatchlistEntry],
    make_due: Callable[..., Visit],
) -> tuple[Any, Any]:
    """A visit that is expected and its open match, committed: their ids."""
    with acting("sss_head"):
        make_entry("Әлімов Нұрлан")
        visit = make_due()
        [match] = screen_visitor(db.session.get_one(Visitor, (branch_a.id, visit.visitor_id)), ask=silent)
        found = match.id, visit.id
        db.session.commit()
    return found


def judge(match_id: Any, verdict: MatchStatus, *, reason: str = "Құжатын салыстырдым") -> WatchlistMatch:
    version = watchlist_matches.get_match(match_id).version
    return watchlist_matches.judge_match(match_id, verdict=verdict, reason=reason, version=version)


def test_the_desk_judges_with_a_reason(acting: Acting, matched: tuple[Any, Any]) -> None:
    match_id, visit_id = matched
    with acting("front_desk"):
        assert not may_enter(match_counts(visit_id)).allowed
        with pytest.raises(InvalidInput) as refused:
            judge(match_id, NOT_A_MATCH, reason="  ")
        assert list(refused.value.errors) == ["reason"]
        found = judge(match_id, NOT_A_MATCH)
        assert watchlist_matches.read_sealed(found, "decision_note") == "Құжатын салыстырдым"
        assert may_enter(match_counts(visit_id)).allowed
        assert alerts_for([visit_id]) == {}


def test_only_the_heads_say_otherwise_later(acting: Acting, matched: tuple[Any, Any]) -> None:
    match_id, _visit_id = matched
    with acting("front_desk"):
        judge(match_id, NOT_A_MATCH)
        with pytest.raises(InvalidInput):
            judge(match_id, CONFIRMED)
        db.session.commit()
    with acting("sss_head"):
        assert judge(match_id, CONFIRMED).status == CONFIRMED


def test_a_strong_match_is_for_the_heads_where_the_branch_wants_it(
    acting: Acting, matched: tuple[Any, Any]
) -> None:
    with acting("branch_head"):
        set_module("visitors", {"watchlist_heads_judge": True})
        db.session.commit()
    with acting("front_desk"), pytest.raises(InvalidInput):
        judge(matched[0], NOT_A_MATCH)
    with acting("branch_head"):
        assert judge(matched[0], NOT_A_MATCH).status == NOT_A_MATCH


def test_whoever_holds_no_right_judges_nothing(acting: Acting, matched: tuple[Any, Any]) -> None:
    with acting("staff"), pytest.raises(Forbidden):
        judge(matched[0], NOT_A_MATCH)


def test_somebody_faster_is_not_overwritten(acting: Acting, matched: tuple[Any, Any]) -> None:
    with acting("front_desk"):
        seen = watchlist_matches.get_match(matched[0]).version
        judge(matched[0], NOT_A_MATCH)
        with pytest.raises(Conflict):
            watchlist_matches.judge_match(matched[0], verdict=CONFIRMED, reason="x", version=seen)


def test_a_confirmed_match_stops_the_visit_until_the_branch_head_lets_it_go_on(
    acting: Acting, heads: list[Any], matched: tuple[Any, Any], make_due: Callable[..., Visit]
) -> None:
    match_id, visit_id = matched
    with acting("front_desk"):
        judge(match_id, CONFIRMED)
        is_told = Notification.code == "visitors.match_confirmed"
        assert sorted(db.session.scalars(select(Notification.user_id).where(is_told))) == sorted(heads)
        db.session.commit()
    with acting("sss_head"):
        version = watchlist_matches.get_match(match_id).version
        with pytest.raises(Forbidden):
            watchlist_matches.permit_visit(match_id, visit_id, reason="Сот рұқсаты", version=version)
    with acting("branch_head"):
        with pytest.raises(InvalidInput):
            watchlist_matches.permit_visit(match_id, visit_id, reason=" ", version=version)
        with pytest.raises(NotFound):
            watchlist_matches.permit_visit(match_id, match_id, reason="Сот рұқсаты", version=version)
        watchlist_matches.permit_visit(match_id, visit_id, reason="Сот рұқсаты", version=version)
        assert match_counts(visit_id) == MatchCounts(confirmed=1, head_permits=True)
        assert may_enter(match_counts(visit_id)).allowed
        another = make_due(family="Әлімов")
        another.visitor_id = watchlist_matches.get_match(match_id).visitor_id
        db.session.flush()
        assert not may_enter(match_counts(another.id)).allowed, "it was let in once"


def test_another_branch_has_no_such_match(branch_b: BranchInfo, matched: tuple[Any, Any]) -> None:
    with in_branch(branch_b.id):
        with pytest.raises(NotFound):
            watchlist_matches.get_match(matched[0])
        assert alerts_for([matched[1]]) == {}


@pytest.mark.parametrize(
    ("counts", "clearance", "advice", "calls_head"),
    [
        (MatchCounts(), "cleared", Advice.LET_IN, False),
        (MatchCounts(), "unknown", Advice.LOOK, False),
        (MatchCounts(), "ask_central", Advice.ASK_CENTRE, False),
        (MatchCounts(), "not_cleared", Advice.STOP, True),
        (MatchCounts(undecided=1), "cleared", Advice.WAIT, False),
        (MatchCounts(confirmed=1), "cleared", Advice.STOP, True),
        (MatchCounts(undecided=1, confirmed=1), "unknown", Advice.STOP, True),
        (MatchCounts(confirmed=1, head_permits=True), "cleared", Advice.LET_IN, False),
        (MatchCounts(undecided=1, confirmed=1, head_permits=True), "cleared", Advice.WAIT, False),
    ],
)
def test_the_gate_gives_one_advice_and_the_gravest_counts(
    counts: MatchCounts, clearance: str, advice: Advice, *, calls_head: bool
) -> None:
    found = gate_advice(counts, clearance)
    assert (found.advice, found.calls_head) == (advice, calls_head)


# --- the rights of whoever is on the list ---------------------------------------------------------


def test_somebody_on_the_list_is_told_so_without_the_note(
    acting: Acting, branch_a: BranchInfo, make_entry: Callable[..., WatchlistEntry]
) -> None:
    with acting("sss_head"):
        make_entry("Ахметов Қайрат", identity_number=IIN, note="Ол туралы айтқан бала")
        subject = SubjectRef(branch_a.id, identity_hash=identity_hash(IIN))
        [section] = export_subject(branch_a, subject)
        [told] = section.records
        assert "Ол туралы айтқан бала" not in str(told)
        assert len(told) == 4
        result = erase_subject(branch_a, subject, TODAY)
        assert result.erased == 0
        assert [clause for _what, clause in result.kept] == ["P12.5"]


def test_an_ended_entry_and_every_match_go(
    acting: Acting,
    branch_a: BranchInfo,
    make_entry: Callable[..., WatchlistEntry],
    make_guest: Callable[..., Visitor],
) -> None:
    with acting("sss_head"):
        entry, guest = make_entry("Ахметов Қайрат"), make_guest("Akhmetov", "Kairat", identity_number=IIN)
        [match] = screen_visitor(guest, ask=silent)
        db.session.flush()
        judge(match.id, CONFIRMED)
        watchlist.end_entry(entry.id, reason="order_ended", version=entry.version, branch=branch_a)
        subject = SubjectRef(branch_a.id, identity_hash=identity_hash(IIN))
        with use_locale("en"):
            told = {str(section.title) for section in export_subject(branch_a, subject)}
        assert {"On the watch-list", "Matches with a watch-list"} <= told
        erase_subject(branch_a, subject, TODAY)
        assert db.session.scalars(select(WatchlistMatch)).all() == []
        assert db.session.scalars(select(WatchlistEntry)).all() == []
