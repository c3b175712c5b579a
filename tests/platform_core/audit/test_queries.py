from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask

from platform_core.audit.queries import TrailFilter, list_trail
from platform_core.audit.recorder import record
from platform_core.extensions import db
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import central_read, in_branch
from platform_core.tenancy.directory import branch_by_code

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
TARGET = ("incidents_incident", uuid4())


def _fill(code: str) -> tuple[UUID, UUID]:
    branch = branch_by_code(code)
    actor = Actor(uuid4(), None, "Someone", branch.id, frozenset(), frozenset())
    for number in range(6):
        with time_machine.travel(START + timedelta(hours=number), tick=False):
            acts = {"actor": actor} if number % 2 else {}
            with in_branch(branch.id, write=True, **acts):
                target = TARGET if number < 3 else None
                record("tests.met" if number == 5 else "tests.looked", target=target, data={"n": number})
                db.session.commit()
    return branch.id, actor.user_id or UUID(int=0)


@pytest.fixture
def filled(declared: None) -> tuple[UUID, UUID]:
    return _fill("alpha")


def numbers(branch_id: UUID, **wanted: object) -> list[int]:
    with in_branch(branch_id):
        page = list_trail(TrailFilter(**wanted), limit=50)  # type: ignore[arg-type]
    return [row.data["n"] for row in page.rows]


def test_the_newest_comes_first(filled: tuple[UUID, UUID]) -> None:
    assert numbers(filled[0]) == [5, 4, 3, 2, 1, 0]


def test_each_filter(filled: tuple[UUID, UUID]) -> None:
    branch_id, user_id = filled
    assert numbers(branch_id, event="tests.met") == [5]
    assert numbers(branch_id, event="tests.") == [5, 4, 3, 2, 1, 0]
    assert numbers(branch_id, event="tests.l*") == [4, 3, 2, 1, 0]
    assert numbers(branch_id, event="tests_.") == []
    assert numbers(branch_id, actor_user_id=user_id) == [5, 3, 1]
    assert numbers(branch_id, target=TARGET) == [2, 1, 0]
    assert numbers(branch_id, since=START + timedelta(hours=2)) == [5, 4, 3, 2]
    assert numbers(branch_id, until=START + timedelta(hours=2)) == [1, 0]
    assert numbers(branch_id, target=TARGET, actor_user_id=user_id) == [1]


def test_pages_follow_each_other_without_gap_or_repeat(filled: tuple[UUID, UUID]) -> None:
    _walk(filled[0])


def _walk(branch_id: UUID) -> None:
    seen, after = [], None
    with in_branch(branch_id):
        for _ in range(3):
            page = list_trail(TrailFilter(), limit=2, after=after)
            seen += [row.data["n"] for row in page.rows]
            after = page.after
    assert seen == [5, 4, 3, 2, 1, 0]
    assert after is None


def test_the_centre_reads_every_trail_and_a_branch_its_own(
    filled: tuple[UUID, UUID], branch_b: object
) -> None:
    assert numbers(branch_b.id) == []  # type: ignore[attr-defined]
    with central_read(reason="trail"):
        assert len(list_trail(TrailFilter(), limit=50).rows) == 6


def test_on_postgres_too(pg_app: Flask) -> None:
    from platform_core.audit.events import register_events

    from .conftest import EVENTS

    register_events(EVENTS)
    branch_id, _ = _fill("alpha")
    _walk(branch_id)
    assert numbers(branch_id, target=TARGET, since=START + timedelta(hours=1)) == [2, 1]
