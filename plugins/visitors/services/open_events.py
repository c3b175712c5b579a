"""Announce open events, switch their mode on and off, and count who comes (A5.8)."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from platform_core.sdk import Conflict, InvalidInput, current_actor, db, now, record
from platform_core.sdk import gettext as _
from plugins.visitors.models import EventTap, OpenEvent
from plugins.visitors.policy.events import (
    EventKind,
    EventPlan,
    EventStatus,
    decide_event_step,
    decide_tap,
    plan_faults,
)
from plugins.visitors.queries.open_events import total_of
from plugins.visitors.services.faults import refuse_faults, refuse_unless

TARGET = "visitors_open_event"
_TAP = re.compile(r"[0-9a-fA-F-]{16,36}")


@dataclass(frozen=True, slots=True)
class EventDetails:
    """What is announced: the occasion, where and when, through how many doors, and how many people."""

    kind: EventKind
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    doors: int = 1
    expected: int | None = None
    capacity: int | None = None
    note: str | None = None


def announce_event(details: EventDetails) -> OpenEvent:
    """Announce an open event; raise `InvalidInput` naming what is wrong with it."""
    event = OpenEvent(status=EventStatus.ANNOUNCED.value, created_by=current_actor().user_id)
    _write(event, details)
    db.session.add(event)
    db.session.flush()
    record("visitors.event_announced", target=(TARGET, event.id), data={"kind": event.kind})
    return event


def change_event(event: OpenEvent, details: EventDetails) -> None:
    """Change what was announced, as long as the event has not begun."""
    if event.status != EventStatus.ANNOUNCED:
        raise Conflict
    _write(event, details)
    db.session.flush()
    record("visitors.event_changed", target=(TARGET, event.id))


def move_event(event: OpenEvent, target: EventStatus) -> None:
    """Start, end or cancel an event; while it runs people come in without registration (A5.8)."""
    moment = now()
    decision = decide_event_step(EventStatus(event.status), target, now=moment, plan=plan_of(event))
    refuse_unless(decision, field="status")
    event.status = target.value
    data: dict[str, object] = {"kind": event.kind}
    if target is EventStatus.RUNNING:
        event.started_at, event.started_by = moment, current_actor().user_id
    elif target is EventStatus.ENDED:
        event.ended_at, event.ended_by = moment, current_actor().user_id
        data["people"] = total_of(event.id)
    db.session.flush()
    record(_TOLD[target], target=(TARGET, event.id), data=data)


def count_people(event: OpenEvent, *, tap: str, step: int, door: int = 1) -> int:
    """Count one tap at a door and return how many have come by now; the same tap again adds nothing.

    Raises `InvalidInput` for a tap while the event is not running, an unknown step or door, or below nobody.
    """
    if _TAP.fullmatch(tap) is None:
        raise InvalidInput({"tap": [_("This tap of the counter cannot be read.")]})
    total = total_of(event.id)
    if _is_known(event, tap):
        return total
    if not 1 <= door <= event.doors:
        raise InvalidInput({"door": [_("This event has no such door.")]})
    refuse_unless(decide_tap(EventStatus(event.status), step=step, total=total), field="step")
    return total + step if _is_first(event, tap, step, door) else total_of(event.id)


def plan_of(event: OpenEvent) -> EventPlan:
    """Return the plan of an announced event."""
    return EventPlan(event.starts_at, event.ends_at, event.expected, event.capacity)


_TOLD = {
    EventStatus.RUNNING: "visitors.event_started",
    EventStatus.ENDED: "visitors.event_ended",
    EventStatus.CANCELLED: "visitors.event_cancelled",
}


def _write(event: OpenEvent, details: EventDetails) -> None:
    plan = EventPlan(details.starts_at, details.ends_at, details.expected, details.capacity)
    refuse_faults(plan_faults(plan))
    event.kind, event.title, event.place = details.kind.value, details.title, details.place
    event.starts_at, event.ends_at, event.doors = details.starts_at, details.ends_at, details.doors
    event.expected, event.capacity, event.note = details.expected, details.capacity, details.note


def _is_known(event: OpenEvent, tap: str) -> bool:
    known = select(EventTap.id).where(EventTap.event_id == event.id, EventTap.tap == tap)
    return db.session.scalar(known) is not None


def _is_first(event: OpenEvent, tap: str, step: int, door: int) -> bool:
    """Write a tap, unless the same one was sent twice at once and the other came first."""
    row = EventTap(
        event_id=event.id, tap=tap, step=step, door=door, tapped_at=now(), tapped_by=current_actor().user_id
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        if not _is_known(event, tap):
            raise
        return False
    return True
