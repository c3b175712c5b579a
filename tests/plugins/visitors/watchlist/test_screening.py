"""A visitor is held against both lists: what is found, kept, remembered, and let go."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from platform_core.audit.models import AuditEntry
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.guard import IsolationBreach
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, in_branch, register_lookup
from platform_core.notify.models import Notification
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import make_user
from plugins.visitors.jobs.watchlist import owe_network_reviews, screen_expected, screen_for_entry
from plugins.visitors.models import NetworkWatch, Visit, Visitor, WatchlistEntry, WatchlistMatch
from plugins.visitors.policy.watchlist import MatchStatus
from plugins.visitors.queries.watchlist import alerts_for, match_counts
from plugins.visitors.services import watchlist, watchlist_matches, watchlist_network
from plugins.visitors.services.visitors import VisitorDetails, register_visitor
from plugins.visitors.services.watchlist_screening import screen_visitor
from plugins.visitors.views.watchlist_screening import screen_now
from tests.plugins.visitors.names.made_up import SCRIPTS, make_human, write
from tests.plugins.visitors.watchlist.conftest import IIN, TODAY, asked_of_network, details, silent

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


def test_alerts_of_many_visits_cost_one_query(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry, make_due: Callable[..., Visit]
) -> None:
    with acting("sss_head"):
        make_entry("Әлімов Нұрлан")
        visits = [make_due() for _ in range(3)]
        for visit in visits:
            screen_visitor(db.session.get_one(Visitor, (branch_a.id, visit.visitor_id)), ask=silent)
        db.session.flush()
        counted = _count_statements(lambda: alerts_for([visit.id for visit in visits]))
        assert counted == 1
        assert len(alerts_for([visit.id for visit in visits])) == 3
        assert alerts_for([]) == {}


def test_a_long_list_costs_a_few_comparisons(
    acting: Acting, make_entry: MakeEntry, make_guest: MakeGuest, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = Random(11)
    compared = []
    with acting("sss_head"):
        _add_many(1_500, rng)
        make_entry("Ахметов Қайрат Болатұлы")
        guest = make_guest("Akhmetov", "Kairat")
        from plugins.visitors.services import watchlist_screening

        real = watchlist_screening.compare_people
        monkeypatch.setattr(
            watchlist_screening, "compare_people", lambda *pair: compared.append(1) or real(*pair)
        )
        db.session.flush()
        statements = _count_statements(lambda: screen_visitor(guest, ask=silent))
    assert statements < 15
    assert 1 <= len(compared) < 150


def _add_many(count: int, rng: Random) -> None:
    """Fill the list beside the services, by the same content and keys, to keep the test quick."""
    from platform_core.crypto import prepare_record_keys, seal
    from platform_core.db.base import new_id
    from plugins.visitors.models import WatchlistKey
    from plugins.visitors.policy.names.words import read_name
    from plugins.visitors.services.watchlist_content import Watched, branch_keys

    names = [write(make_human(rng), rng.choice(SCRIPTS), rng) for _ in range(count)]
    entries = [
        WatchlistEntry(
            id=new_id(),
            reason="conduct",
            added_on=TODAY,
            review_on=TODAY + timedelta(days=90),
            content_version=1,
        )
        for _ in names
    ]
    prepare_record_keys(entries)
    for entry, name in zip(entries, names, strict=True):
        entry.who = seal(entry, "who", Watched((name,)).packed())
    rows = [
        {name: getattr(entry, name) for name in ("id", "who", "reason", "added_on", "review_on")}
        | {"content_version": 1, "version": 1}
        for entry in entries
    ]
    db.session.execute(insert(WatchlistEntry), rows)
    keys = [
        {"id": new_id(), "entry_id": entry.id, "key": key}
        for entry, name in zip(entries, names, strict=True)
        for key in branch_keys([read_name(name)])
    ]
    db.session.execute(insert(WatchlistKey), keys)


def _count_statements(work: Callable[[], Any]) -> int:
    seen: list[str] = []
    engine = db.session.get_bind()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


# --- the network's register -----------------------------------------------------------------------


def test_the_network_is_asked_and_both_trails_tell(
    acting: Acting,
    branch_a: BranchInfo,
    central: BranchInfo,
    on_network: Callable[..., str],
    make_guest: MakeGuest,
) -> None:
    on_network("Ахметов Қайрат Болатұлы", reason="violence")
    with acting("front_desk"):
        [match] = screen_now(make_guest("AKHMETOV", "KAIRAT"))
        assert match.register == "network"
        assert watchlist_matches.read_grounds(match)["reason"] == "violence"
        actor = match.found_by
        db.session.commit()
    for place in (branch_a, central):
        with in_branch(place.id):
            rows = db.session.execute(
                select(AuditEntry.actor_user_id, AuditEntry.data).where(
                    AuditEntry.event == "visitors.network_asked"
                )
            ).all()
        assert [(row.actor_user_id, row.data["reason"], row.data["hits"]) for row in rows] == [
            (actor, "visitors.screening", 1)
        ]


def test_a_look_is_told_even_if_the_work_is_rolled_back(
    acting: Acting, central: BranchInfo, on_network: Callable[..., str], make_guest: MakeGuest
) -> None:
    on_network()
    with acting("front_desk"):
        screen_now(make_guest("AKHMETOV", "KAIRAT"))
        db.session.rollback()
    with in_branch(central.id):
        told = db.session.scalars(select(AuditEntry.event).where(IS_ASKED)).all()
    assert len(told) == 1


def test_the_network_knows_the_number_and_the_new_family_name(
    acting: Acting, on_network: Callable[..., str], make_guest: MakeGuest
) -> None:
    born = date(1985, 3, 7)
    on_network("Серікова Айгүл Болатқызы", birth_date=born, number=IIN)
    with acting("front_desk"):
        by_number = screen_visitor(make_guest("Смит", "Анна", identity_number=IIN), ask=asked_of_network)
        assert [match.score for match in by_number] == [1000]
        renamed = make_guest("Ахметова", "Айгуль", patronymic="Болатовна", birth_date=born)
        assert len(screen_visitor(renamed, ask=asked_of_network)) == 1
        assert screen_visitor(make_guest("Ахметова", "Айгуль"), ask=asked_of_network) == []


def test_the_register_cannot_be_reached_from_a_branch(
    acting: Acting, on_network: Callable[..., str], branch_a: BranchInfo
) -> None:
    on_network()
    with acting("sss_head"), pytest.raises(IsolationBreach):
        db.session.scalars(select(NetworkWatch)).all()
    with as_role(Role.CENTRAL_READ), pytest.raises(IsolationBreach):
        db.session.scalars(select(NetworkWatch)).all()


def test_nothing_of_the_register_stands_in_clear(on_network: Callable[..., str]) -> None:
    reference = on_network("Ахметов Қайрат", note="Сот үкімі", number=IIN)
    with register_lookup(reason="test"):
        row = db.session.scalars(select(NetworkWatch)).one()
        stored = b"".join((row.who, row.note or b"", row.reference_index, row.identity_index or b""))
    for text in ("Ахметов", "Қайрат", "Сот", IIN, reference, reference.replace("-", ""), "threat"):
        assert text.encode() not in stored


def test_the_centre_owes_a_review_by_id_and_day_alone(
    on_network: Callable[..., str], central: BranchInfo, branch_a: BranchInfo
) -> None:
    from platform_core.obligations.models import Obligation

    on_network(review_on=TODAY + timedelta(days=20))
    for place, owed in ((central, 1), (branch_a, 0)):
        with in_branch(place.id, write=True):
            owe_network_reviews({})
            owe_network_reviews({})
            rows = db.session.scalars(
                select(Obligation).where(Obligation.code == "visitors.network_review")
            ).all()
            assert [row.due_on for row in rows] == [TODAY + timedelta(days=20)] * owed
            db.session.commit()


def test_the_job_screens_whoever_is_expected(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry, make_due: Callable[..., Visit]
) -> None:
    with acting("sss_head"):
        make_entry("Әлімов Нұрлан")
        visit = make_due()
        payload = {"visitor_id": str(visit.visitor_id), "visit_id": str(visit.id)}
        db.session.commit()
    with in_branch(branch_a.id, write=True):
        screen_expected(payload)
        assert db.session.scalars(select(WatchlistMatch.visit_id)).all() == [visit.id]
        screen_expected({**payload, "visitor_id": str(branch_a.id)})


def test_whoever_is_expected_is_held_against_a_new_entry(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry, make_due: Callable[..., Visit]
) -> None:
    with acting("sss_head"):
        visit, other = make_due(), make_due("Оспанова", "Айгүл")
        entry = make_entry("Alimov Nurlan")
        db.session.commit()
        payload, expected = {"entry_id": str(entry.id)}, visit.visitor_id
        assert other.visitor_id != expected
    with in_branch(branch_a.id, write=True):
        screen_for_entry(payload)
        assert db.session.scalars(select(WatchlistMatch.visitor_id)).all() == [expected]
        screen_for_entry({"entry_id": str(branch_a.id)})


def test_a_register_of_its_own_login_answers_on_postgresql(pg_app: Any) -> None:
    alpha = branch_by_code("alpha")
    with register_lookup(reason="test", write=True):
        reference = watchlist_network.new_reference(bytes(16))
        found = details("Ахметов Қайрат", review_on=now().date() + timedelta(days=9))
        watchlist_network.add_to_network(found, number=IIN, reference=reference, today=now().date())
        db.session.commit()
    with in_branch(alpha.id, write=True):
        guest = register_visitor(VisitorDetails(family_name="Akhmetov", given_name="Kairat"))
        assert [match.register for match in screen_now(guest)] == ["network"]
        assert len(screen_now(guest)) == 1
        db.session.commit()


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
