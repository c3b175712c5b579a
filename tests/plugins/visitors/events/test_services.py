"""Announcing, opening and counting an event for 300 through three doors (A5.8)."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.isolation.reach import IsolationBreach
from plugins.visitors.models import EventTap, Visit
from plugins.visitors.policy.events import EventKind, EventStatus
from plugins.visitors.queries.open_events import count_of, open_event, running_events, total_of
from plugins.visitors.services.open_events import (
    EventDetails,
    announce_event,
    change_event,
    count_people,
    move_event,
)
from tests.plugins.visitors.conftest import NINE


def details(**more):
    said = {"title": "Ашық есік күні", "place": "Акт залы", "doors": 3, "expected": 300, "capacity": 320}
    return EventDetails(
        EventKind.OPEN_DAY, starts_at=NINE, ends_at=NINE + timedelta(hours=3), **(said | more)
    )


@pytest.fixture
def running(acting, at_nine):
    """An open day whose doors are open; its id."""
    with acting("branch_head"):
        event = announce_event(details())
        move_event(event, EventStatus.RUNNING)
        event_id = event.id
        db.session.commit()
    return event_id


def event_of(event_id):
    return open_event(event_id)


def tap(event, step=1, door=1, key=None):
    return count_people(event, tap=key or uuid.uuid4().hex, step=step, door=door)


def test_an_open_day_of_300_is_counted_and_nobody_is_registered(acting, running):
    with acting():
        event = event_of(running)
        for number in range(30):
            total = tap(event, step=10, door=number % 3 + 1)
        assert total == 300
        assert tap(event, step=-1, door=2) == 299
        counted = count_of(running)
        assert (counted.people, counted.corrections) == (299, 1)
        assert counted.by_door == {1: 100, 2: 99, 3: 100}
        assert sum(people for _at, people in counted.by_quarter) == 299
        assert db.session.scalar(select(Visit.id).limit(1)) is None


def test_the_same_tap_sent_again_counts_once(acting, running):
    with acting():
        event = event_of(running)
        assert [tap(event, step=10, key="a" * 32) for _again in range(3)] == [10, 10, 10]
        assert tap(event, step=1, key="b" * 32) == 11
        assert len(db.session.scalars(select(EventTap.id)).all()) == 2


def test_a_tap_is_never_changed_or_taken_away(acting, running):
    with acting():
        tap(event_of(running))
        row = db.session.scalars(select(EventTap)).one()
        row.step = 10
        with pytest.raises(IsolationBreach):
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"step": 5}, "step"), ({"door": 4}, "door"), ({"door": 0}, "door"), ({"key": "short"}, "tap")],
)
def test_a_wrong_tap_names_its_field_and_counts_nothing(acting, running, wrong, field):
    with acting():
        with pytest.raises(InvalidInput) as refused:
            tap(event_of(running), **wrong)
        assert set(refused.value.errors) == {field}
        assert total_of(running) == 0


def test_nothing_is_taken_back_from_nobody(acting, running):
    with acting(), pytest.raises(InvalidInput):
        tap(event_of(running), step=-1)


def test_the_mode_s_start_and_end_are_in_the_trail_with_the_number(acting, running):
    with acting("branch_head"):
        tap(event_of(running), step=10)
        move_event(event_of(running), EventStatus.ENDED)
        db.session.commit()
        found = {
            entry.event: entry.data
            for entry in db.session.scalars(select(AuditEntry))
            if entry.event.startswith("visitors.event_")
        }
        assert set(found) == {"visitors.event_announced", "visitors.event_started", "visitors.event_ended"}
        assert found["visitors.event_ended"]["people"] == 10
        event = event_of(running)
        assert event.ended_at == NINE
        with pytest.raises(InvalidInput):
            tap(event)


def test_the_desk_sees_what_runs_and_how_many_came(acting, running):
    with acting():
        tap(event_of(running), step=10)
        (one,) = running_events()
        assert (one.id, one.people, one.title) == (running, 10, "Ашық есік күні")


def test_an_event_under_way_is_not_rewritten(acting, running):
    with acting("branch_head"), pytest.raises(Conflict):
        change_event(event_of(running), details(title="Басқа"))


def test_an_event_that_ends_before_it_begins_is_refused(acting, at_nine):
    with acting("branch_head"), pytest.raises(InvalidInput) as refused:
        announce_event(
            EventDetails(EventKind.OPEN_DAY, "x", "y", starts_at=NINE, ends_at=NINE - timedelta(hours=1))
        )
    assert set(refused.value.errors) == {"ends_at"}
