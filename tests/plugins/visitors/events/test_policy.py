"""When an open event lets people in unregistered, and how full it is (A5.8)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.events import (
    STEPS,
    EventPlan,
    EventStatus,
    Fullness,
    decide_event_step,
    decide_tap,
    fullness_of,
    is_left_running,
    plan_faults,
)

STARTS = datetime(2026, 10, 6, 4, 0, tzinfo=UTC)
PLAN = EventPlan(STARTS, STARTS + timedelta(hours=3), expected=300, capacity=None)
RUNNING, ENDED = EventStatus.RUNNING, EventStatus.ENDED


@pytest.mark.parametrize(
    ("minutes", "allowed"), [(-121, False), (-120, True), (0, True), (179, True), (180, False)]
)
def test_the_mode_starts_two_hours_early_at_most_and_never_after_the_end(minutes, allowed):
    at = STARTS + timedelta(minutes=minutes)
    decision = decide_event_step(EventStatus.ANNOUNCED, RUNNING, now=at, plan=PLAN)
    assert decision.allowed is allowed
    assert decision.clause == "A5.8"


@pytest.mark.parametrize("status", EventStatus)
def test_nothing_leads_out_of_an_ended_or_cancelled_event(status):
    for current in (ENDED, EventStatus.CANCELLED):
        assert not decide_event_step(current, status, now=STARTS, plan=PLAN).allowed


def test_a_running_event_is_ended_and_not_cancelled():
    assert decide_event_step(RUNNING, ENDED, now=STARTS, plan=PLAN).allowed
    assert not decide_event_step(RUNNING, EventStatus.CANCELLED, now=STARTS, plan=PLAN).allowed


@pytest.mark.parametrize("hours", [-1, 0, 25])
def test_an_event_ends_after_it_begins_and_within_a_day(hours):
    wrong = EventPlan(STARTS, STARTS + timedelta(hours=hours), None, None)
    assert [fault.field for fault in plan_faults(wrong)] == ["ends_at"]
    assert plan_faults(PLAN) == ()


@given(st.lists(st.sampled_from(STEPS)))
def test_a_count_is_never_below_nobody(steps):
    total = 0
    for step in steps:
        if decide_tap(RUNNING, step=step, total=total).allowed:
            total += step
        else:
            assert (step, total) == (-1, 0)
        assert total >= 0


def test_only_a_running_event_counts():
    assert decide_tap(EventStatus.ANNOUNCED, step=1, total=0).reason_code is Reason.EVENT_NOT_RUNNING
    assert not decide_tap(RUNNING, step=2, total=5).allowed


@pytest.mark.parametrize(
    ("people", "state"),
    [(0, Fullness.ROOM), (89, Fullness.ROOM), (90, Fullness.NEARLY_FULL), (100, Fullness.FULL)],
)
def test_fullness_is_said_before_it_is_too_late(people, state):
    assert fullness_of(people, 100) is state
    assert fullness_of(people, None) is Fullness.ROOM


def test_an_event_that_should_be_over_is_noticed():
    assert is_left_running(RUNNING, ends_at=STARTS, now=STARTS)
    assert not is_left_running(ENDED, ends_at=STARTS, now=STARTS)
