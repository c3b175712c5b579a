"""Reads of open events: the list, the one that runs now, and how many have come (A5.8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from platform_core.sdk import db
from plugins.visitors.models import EventTap, OpenEvent
from plugins.visitors.policy.events import EventStatus

LIST_COLUMNS: tuple[Any, ...] = (
    OpenEvent.id,
    OpenEvent.kind,
    OpenEvent.title,
    OpenEvent.status,
    OpenEvent.place,
    OpenEvent.starts_at,
    OpenEvent.ends_at,
    OpenEvent.expected,
    OpenEvent.capacity,
)


@dataclass(frozen=True, slots=True)
class RunningEvent:
    """An event at which people come in without registration now."""

    id: UUID
    kind: str
    title: str
    place: str
    ends_at: datetime
    capacity: int | None
    people: int


@dataclass(frozen=True, slots=True)
class EventCount:
    """How many came to an event: in all, through each door, and in each quarter of an hour (UTC moments)."""

    people: int
    by_door: dict[int, int]
    by_quarter: list[tuple[datetime, int]]
    corrections: int
    first_at: datetime | None
    last_at: datetime | None


def select_events() -> Select[Any]:
    """Select the columns of the list."""
    return select(*LIST_COLUMNS)


def open_event(event_id: UUID) -> OpenEvent:
    """Return an event of the branch; raise `NotFound`."""
    return db.require(select(OpenEvent).where(OpenEvent.id == event_id))


def total_of(event_id: UUID) -> int:
    """Return how many people were counted at an event, never below nobody."""
    return totals_of([event_id]).get(event_id, 0)


def totals_of(event_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many people were counted at each of some events, in one query."""
    wanted = list(event_ids)
    if not wanted:
        return {}
    sums = select(EventTap.event_id, func.sum(EventTap.step)).where(EventTap.event_id.in_(wanted))
    rows = db.session.execute(sums.group_by(EventTap.event_id))
    return {event_id: max(int(total), 0) for event_id, total in rows}


def running_events() -> list[RunningEvent]:
    """List the events that run now, for the desk: while one does, its visitors are only counted."""
    columns = (
        OpenEvent.id,
        OpenEvent.kind,
        OpenEvent.title,
        OpenEvent.place,
        OpenEvent.ends_at,
        OpenEvent.capacity,
        func.coalesce(func.sum(EventTap.step), 0),
    )
    query = (
        select(*columns)
        .outerjoin(EventTap, EventTap.event_id == OpenEvent.id)
        .where(OpenEvent.status == EventStatus.RUNNING.value)
        .group_by(*columns[:-1], OpenEvent.starts_at)
        .order_by(OpenEvent.starts_at, OpenEvent.id)
    )
    return [RunningEvent(*row[:-1], max(int(row[-1]), 0)) for row in db.session.execute(query)]


def count_of(event_id: UUID) -> EventCount:
    """Return how people came to an event, from its taps."""
    taps = db.session.execute(
        select(EventTap.door, EventTap.step, EventTap.tapped_at)
        .where(EventTap.event_id == event_id)
        .order_by(EventTap.tapped_at, EventTap.id)
    ).all()
    by_door: dict[int, int] = {}
    by_quarter: dict[datetime, int] = {}
    for door, step, at in taps:
        by_door[door] = by_door.get(door, 0) + step
        quarter = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        by_quarter[quarter] = by_quarter.get(quarter, 0) + step
    return EventCount(
        people=max(sum(by_door.values()), 0),
        by_door=dict(sorted(by_door.items())),
        by_quarter=sorted(by_quarter.items()),
        corrections=sum(1 for _door, step, _at in taps if step < 0),
        first_at=taps[0].tapped_at if taps else None,
        last_at=taps[-1].tapped_at if taps else None,
    )
