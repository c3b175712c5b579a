"""When a visit rings, and what the evening makes of it (A5.4, A5.6)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.visitors import data
from plugins.visitors.policy.custody import Link, Tap
from plugins.visitors.policy.presence import (
    AlarmKind,
    Patience,
    PresenceFacts,
    due_alarms,
    evening_before,
    next_alarm,
    standing_alarms,
    swept_status,
)
from plugins.visitors.policy.status import VisitStatus, decide_visit_step
from plugins.visitors.policy.vocabulary import Holder

NINE = datetime(2026, 10, 6, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATIENCE = Patience(meet=10 * MINUTE, accept=5 * MINUTE, overrun=15 * MINUTE)
WITH_HOST = PresenceFacts(
    VisitStatus.ON_SITE,
    expected_until=NINE + 60 * MINUTE,
    arrived_at=NINE,
    holder=Holder.HOST,
    held_since=NINE + 3 * MINUTE,
)


def kinds(facts: PresenceFacts, minutes: int) -> list[AlarmKind]:
    return [alarm.kind for alarm in due_alarms(facts, PATIENCE, at=NINE + minutes * MINUTE)]


def test_with_a_host_and_in_time_nothing_rings() -> None:
    assert kinds(WITH_HOST, 74) == []
    assert kinds(WITH_HOST, 75) == [AlarmKind.OVERRUN]


def test_waiting_at_the_desk_rings_when_nobody_comes() -> None:
    waiting = replace(WITH_HOST, status=VisitStatus.ARRIVED, holder=Holder.DESK, held_since=NINE)
    assert kinds(waiting, 9) == []
    assert kinds(waiting, 10) == [AlarmKind.NOT_MET]
    let_in = replace(waiting, status=VisitStatus.ON_SITE, held_since=NINE + 5 * MINUTE)
    assert kinds(let_in, 14) == []
    assert kinds(let_in, 15) == [AlarmKind.NOT_MET]


def test_an_offer_that_nobody_takes_rings() -> None:
    offered = replace(WITH_HOST, offered_at=NINE + 20 * MINUTE)
    assert kinds(offered, 24) == []
    assert kinds(offered, 25) == [AlarmKind.NOT_ACCEPTED]


def test_held_by_nobody_rings_at_once() -> None:
    assert kinds(replace(WITH_HOST, holder=None, held_since=NINE + 8 * MINUTE), 8) == [AlarmKind.NOBODY_HOLDS]


@pytest.mark.parametrize("status", [VisitStatus.EXPECTED, VisitStatus.CHECKED_OUT, VisitStatus.REFUSED])
def test_who_is_not_here_rings_never(status: VisitStatus) -> None:
    assert standing_alarms(replace(WITH_HOST, status=status), PATIENCE) == ()
    assert next_alarm(replace(WITH_HOST, status=status), PATIENCE) is None


def test_an_alarm_that_rang_is_not_waited_for_again() -> None:
    waiting = replace(WITH_HOST, holder=Holder.DESK, held_since=NINE)
    first, second = standing_alarms(waiting, PATIENCE)
    assert next_alarm(waiting, PATIENCE) == first.due
    assert next_alarm(waiting, PATIENCE, raised=[first]) == second.due
    assert next_alarm(waiting, PATIENCE, raised=[first, second]) is None


holders = st.sampled_from([None, *Holder])
moments = st.integers(0, 200).map(lambda minutes: NINE + minutes * MINUTE)


@given(holders, moments, st.none() | moments, moments)
def test_somebody_inside_is_always_watched(
    holder: Holder | None, held: datetime, offered: datetime | None, at: datetime
) -> None:
    """Whatever has happened, there is a moment at which somebody will look, and due alarms are its past."""
    facts = replace(WITH_HOST, holder=holder, held_since=held, offered_at=offered)
    assert next_alarm(facts, PATIENCE) is not None
    due = due_alarms(facts, PATIENCE, at=at)
    assert set(due) <= set(standing_alarms(facts, PATIENCE))
    assert all(alarm.due <= at for alarm in due)


def test_the_evening_is_that_of_the_branchs_clock() -> None:
    almaty = {"timezone": "Asia/Almaty", "hour": 20}
    before, after = datetime(2026, 10, 6, 14, 59, tzinfo=UTC), datetime(2026, 10, 6, 15, 0, tzinfo=UTC)
    assert evening_before(before, **almaty) == datetime(2026, 10, 5, 15, 0, tzinfo=UTC)  # type: ignore[arg-type]
    assert evening_before(after, **almaty) == after  # type: ignore[arg-type]


def test_the_evening_checks_nobody_out() -> None:
    made = {status: swept_status(status) for status in VisitStatus}
    assert VisitStatus.CHECKED_OUT not in made.values()
    for status, target in made.items():
        assert target is None or decide_visit_step(status, target).allowed


@pytest.mark.parametrize(("group", "codes"), [("alarm", AlarmKind), ("custody", Link), ("tap", Tap)])
def test_every_code_has_its_words(group: str, codes: type) -> None:
    assert data.keys(group) == tuple(codes)  # type: ignore[arg-type]
