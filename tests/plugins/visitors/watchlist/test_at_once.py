"""Two desks at the same moment, on both databases: one match, one judgement, no error (P12.1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from platform_core.audit.models import AuditEntry
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import sign_in
from plugins.visitors.models import Visitor, WatchlistMatch
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.services import watchlist_screening
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.visitors import VisitorDetails, register_visitor
from plugins.visitors.services.watchlist import EntryDetails, add_entry
from plugins.visitors.services.watchlist_screening import screen_visitor
from tests.plugins.visitors.watchlist.conftest import silent

DESKS, TURNS, PATIENCE = 2, 3, 60
WATCHED = ("Ахметов Қайрат", "Оспанов Мұхит", "Ким Виталий")
MET = (("Akhmetov", "Kairat"), ("Оспанов", "Мухит"), ("Kim", "Vitalii"))
Answers = list[int]


@pytest.fixture(params=["app", "pg_app"])
def either(request: pytest.FixtureRequest) -> Flask:
    """The application over SQLite, and over PostgreSQL."""
    found: Flask = request.getfixturevalue(request.param)
    return found


def watch(turns: int = 1) -> list[tuple[UUID, list[tuple[UUID, int]]]]:
    """Watch for somebody and expect them at both desks; each turn is another person: id, visits."""
    alpha, made = branch_by_code("alpha"), []
    with in_branch(alpha.id, write=True):
        for turn in range(turns):
            kazakh, (family, given) = WATCHED[turn], MET[turn]
            review = now().date() + timedelta(days=60)
            add_entry(EntryDetails((kazakh,), "threat", review_on=review), branch=alpha)
            visitor = register_visitor(VisitorDetails(family_name=family, given_name=given))
            due = Expectation(now(), now() + timedelta(hours=1), Purpose.MEETING_TEACHER)
            visits = [expect_visit(visitor, due) for _desk in range(DESKS)]
            db.session.flush()
            made.append((visitor.id, [(visit.id, visit.version) for visit in visits]))
        db.session.commit()
    return made


def desks(app: Flask) -> list[FlaskClient]:
    clients = [app.test_client() for _desk in range(DESKS)]
    for number, client in enumerate(clients):
        sign_in(client, "front_desk", login=f"desk.{number}")
    return clients


def together(work: Callable[[int], Any]) -> list[Any]:
    """Let every desk do its part in a thread of its own."""
    with ThreadPoolExecutor(DESKS) as pool:
        return list(pool.map(work, range(DESKS)))


def kept() -> list[Any]:
    with in_branch(branch_by_code("alpha").id):
        columns = (WatchlistMatch.visitor_id, WatchlistMatch.id, WatchlistMatch.version)
        return list(db.session.execute(select(*columns).where(WatchlistMatch.is_current)))


def told(event: str) -> int:
    with in_branch(branch_by_code("alpha").id):
        return db.session.scalar(select(func.count()).where(AuditEntry.event == event)) or 0


def test_two_desks_that_see_the_same_person_keep_one_match(either: Flask) -> None:
    people, clients, ready = watch(TURNS), desks(either), Barrier(DESKS)

    def see(desk: int) -> Answers:
        answers = []
        for _visitor, visits in people:
            visit_id, version = visits[desk]
            ready.wait(PATIENCE)
            seen = {"version": str(version), "document_type": "passport"}
            address = f"/alpha/visitors/desk/visits/{visit_id}/identity"
            answers.append(clients[desk].post(address, data=seen).status_code)
        return answers

    for answers in together(see):
        assert all(status in {302, 303} for status in answers), answers
    assert sorted(row.visitor_id for row in kept()) == sorted(visitor for visitor, _visits in people)
    assert told("visitors.match_found") == TURNS


def test_both_have_looked_before_either_writes(pg_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    [(visitor_id, _visits)], branch_id = watch(), branch_by_code("alpha").id
    ready, seal = Barrier(DESKS), watchlist_screening.seal

    def seal_together(*cell: Any) -> bytes:
        ready.wait(PATIENCE)  # both have found that no match is kept yet
        return seal(*cell)

    monkeypatch.setattr(watchlist_screening, "seal", seal_together)

    def screen(_desk: int) -> list[UUID]:
        with pg_app.app_context(), in_branch(branch_id, write=True):
            visitor = db.session.get_one(Visitor, (branch_id, visitor_id))
            found = [match.id for match in screen_visitor(visitor, ask=silent)]
            db.session.commit()
        return found

    one, other = together(screen)
    assert one == other
    assert [row.id for row in kept()] == one
    assert told("visitors.match_found") == 1


@pytest.mark.parametrize("verdicts", [("not_a_match", "confirmed"), ("confirmed", "confirmed")])
def test_of_two_who_judge_at_once_one_is_told(either: Flask, verdicts: tuple[str, str]) -> None:
    [(visitor_id, _visits)] = watch()
    with in_branch(branch_by_code("alpha").id, write=True):
        visitor = db.session.scalars(select(Visitor).where(Visitor.id == visitor_id)).one()
        [match] = screen_visitor(visitor, ask=silent)
        address, version = f"/alpha/visitors/watchlist/matches/{match.id}/judge", match.version
        db.session.commit()
    clients, ready = desks(either), Barrier(DESKS)

    def judge(desk: int) -> int:
        said = {"verdict": verdicts[desk], "reason": f"Құжаты, {desk}", "version": str(version)}
        ready.wait(PATIENCE)
        answer = clients[desk].post(address, data=said)
        assert ("Somebody else was faster" in answer.text) == (answer.status_code == 409)
        return answer.status_code

    answers = together(judge)
    assert sorted(answers) in ([302, 409], [303, 409])
    winner = verdicts[answers.index(min(answers))]
    with in_branch(branch_by_code("alpha").id):
        assert db.session.scalars(select(WatchlistMatch.status)).all() == [winner]
    assert told("visitors.match_judged") == 1


def test_screening_is_in_nobody_s_way_who_judges(either: Flask) -> None:
    [(visitor_id, _visits)] = watch()
    branch_id = branch_by_code("alpha").id
    with in_branch(branch_id, write=True):
        visitor = db.session.get_one(Visitor, (branch_id, visitor_id))
        [match] = screen_visitor(visitor, ask=silent)
        seen = match.version
        visitor.given_name = "Айгүл"
        assert screen_visitor(visitor, ask=silent) == []
        assert (match.is_current, match.version) == (False, seen)
        visitor.given_name = "Kairat"
        assert [again.id for again in screen_visitor(visitor, ask=silent)] == [match.id]
