"""Decide on open events: who may come unregistered, how they are counted, when it is too full (A5.8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse

STEPS = (1, 10, -1)
"""What one tap on a counter may add."""

LONGEST = timedelta(hours=24)
NEARLY_FULL = 0.9
_EARLIEST_START = timedelta(hours=2)


class EventKind(StrEnum):
    """Name the four occasions of A5.8."""

    PARENTS_MEETING = "parents_meeting"
    PARENT_PROGRAMME = "parent_programme"
    OPEN_DAY = "open_day"
    FESTIVE_EVENT = "festive_event"


class EventStatus(StrEnum):
    """Name where an open event stands; people are counted while it is running."""

    ANNOUNCED = "announced"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Fullness(StrEnum):
    """Name how full an event is against the number of people its place may hold."""

    ROOM = "room"
    NEARLY_FULL = "nearly_full"
    FULL = "full"


_S = EventStatus
EVENT_STEPS: Mapping[EventStatus, frozenset[EventStatus]] = MappingProxyType(
    {
        _S.ANNOUNCED: frozenset({_S.RUNNING, _S.CANCELLED}),
        _S.RUNNING: frozenset({_S.ENDED}),
        _S.ENDED: frozenset(),
        _S.CANCELLED: frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class EventPlan:
    """What is announced of an event."""

    starts_at: datetime
    ends_at: datetime
    expected: int | None
    capacity: int | None


@enforces("A5.8")
def plan_faults(plan: EventPlan) -> tuple[Fault, ...]:
    """Find what is wrong with an announcement: an end before its start, or a day too long."""
    faults = []
    if plan.ends_at <= plan.starts_at:
        faults.append(Fault("ends_at", Reason.ENDS_BEFORE_START, "A5.8"))
    elif plan.ends_at - plan.starts_at > LONGEST:
        faults.append(Fault("ends_at", Reason.EVENT_TOO_LONG, "A5.8"))
    return tuple(faults)


@enforces("A5.8", "A5.1")
def decide_event_step(
    current: EventStatus, target: EventStatus, *, now: datetime, plan: EventPlan
) -> Decision:
    """Decide whether an event may be started, ended or cancelled.

    The mode lets people in unregistered, so it starts at most two hours early and never after the end.
    """
    if target not in EVENT_STEPS[current]:
        return refuse("A5.8", Reason.TRANSITION_UNKNOWN)
    if target is EventStatus.RUNNING and not plan.starts_at - _EARLIEST_START <= now < plan.ends_at:
        return refuse("A5.8", Reason.EVENT_NOT_NOW)
    return allow("A5.8")


@enforces("A5.8")
def decide_tap(status: EventStatus, *, step: int, total: int) -> Decision:
    """Decide whether a tap counts: only while the event runs, and never below nobody."""
    if status is not EventStatus.RUNNING:
        return refuse("A5.8", Reason.EVENT_NOT_RUNNING)
    if step not in STEPS:
        return refuse("A5.8", Reason.TRANSITION_UNKNOWN)
    if total + step < 0:
        return refuse("A5.8", Reason.NOBODY_COUNTED)
    return allow("A5.8")


@enforces("A5.8", "P10")
def fullness_of(total: int, capacity: int | None) -> Fullness:
    """Tell how full an event is; one without a capacity always has room."""
    if capacity is None or total < capacity * NEARLY_FULL:
        return Fullness.ROOM
    return Fullness.FULL if total >= capacity else Fullness.NEARLY_FULL


@enforces("A5.8")
def is_left_running(status: EventStatus, *, ends_at: datetime, now: datetime) -> bool:
    """Tell whether an event is over by its plan and still lets people in unregistered."""
    return status is EventStatus.RUNNING and now >= ends_at
