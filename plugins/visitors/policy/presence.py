"""Decide when a visit needs somebody's eyes: nobody answers for it, or it lasts too long (A5.4, A5.6).

Moments come in as facts; what time it is now, the caller says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from platform_core.clauses import enforces
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE, STILL_TO_COME, VisitStatus
from plugins.visitors.policy.vocabulary import Holder


class AlarmKind(StrEnum):
    """Name why a visit needs attention; words are in the group ``alarm``.

    `unverified` is raised by the evening alone, and ends only when somebody says what became of the visitor.
    """

    NOBODY_HOLDS = "nobody_holds"
    NOT_ACCEPTED = "not_accepted"
    NOT_MET = "not_met"
    OVERRUN = "overrun"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each thing may last before it is an alarm."""

    meet: timedelta
    accept: timedelta
    overrun: timedelta


@dataclass(frozen=True, slots=True)
class PresenceFacts:
    """Where a visit stands, since when, and until when it was agreed."""

    status: VisitStatus
    expected_until: datetime
    arrived_at: datetime | None = None
    holder: Holder | None = None
    held_since: datetime | None = None
    offered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A reason to look, from when it stands: `since` tells one occasion from another, `due` when to ring."""

    kind: AlarmKind
    since: datetime
    due: datetime


@enforces("A5.4", "A5.6")
def standing_alarms(facts: PresenceFacts, patience: Patience) -> tuple[Alarm, ...]:
    """List the alarms that will ring unless somebody does something, the soonest first."""
    if facts.status not in (*AT_THE_DESK, *INSIDE):
        return ()
    found = [*_unheld(facts, patience), _overrun(facts, patience)]
    return tuple(sorted(found, key=lambda alarm: alarm.due))


@enforces("A5.4", "A5.6")
def due_alarms(facts: PresenceFacts, patience: Patience, *, at: datetime) -> tuple[Alarm, ...]:
    """List the alarms that ring by now."""
    return tuple(alarm for alarm in standing_alarms(facts, patience) if alarm.due <= at)


@enforces("A5.6")
def next_alarm(facts: PresenceFacts, patience: Patience, *, raised: Iterable[Alarm] = ()) -> datetime | None:
    """Return when to look next, past what has rung already; None when nothing can ring any more."""
    known = {(alarm.kind, alarm.since) for alarm in raised}
    waiting = (one for one in standing_alarms(facts, patience) if (one.kind, one.since) not in known)
    return next((alarm.due for alarm in waiting), None)


def _unheld(facts: PresenceFacts, patience: Patience) -> Iterable[Alarm]:
    since = facts.held_since or facts.arrived_at
    if since is None:
        return
    if facts.status in INSIDE and facts.holder is None:
        yield Alarm(AlarmKind.NOBODY_HOLDS, since, since)
        return
    if facts.offered_at is not None:
        yield Alarm(AlarmKind.NOT_ACCEPTED, facts.offered_at, facts.offered_at + patience.accept)
    elif facts.status in AT_THE_DESK or facts.holder is Holder.DESK:
        yield Alarm(AlarmKind.NOT_MET, since, since + patience.meet)


def _overrun(facts: PresenceFacts, patience: Patience) -> Alarm:
    return Alarm(AlarmKind.OVERRUN, facts.expected_until, facts.expected_until + patience.overrun)


@enforces("A5.6", "P12")
def evening_before(moment: datetime, *, timezone: str, hour: int) -> datetime:
    """Return the last time, not after `moment`, at which the branch's clock struck the hour of the sweep."""
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    tonight = datetime.combine(local.date(), time(hour), tzinfo=zone)
    return tonight if tonight <= local else _the_day_before(local.date(), hour, zone)


@enforces("A5.6", "A5.7", "P12")
def swept_status(status: VisitStatus) -> VisitStatus | None:
    """Say what the evening makes of a visit: never checked out, for nobody saw them leave (None: leave it).

    Somebody inside, or left waiting at the desk, has departed unverified; who never came did not come.
    What nobody answered is off: it was never agreed, and nobody denied it either.
    """
    if status in (*INSIDE, *AT_THE_DESK):
        return VisitStatus.DEPARTED_UNVERIFIED
    if status is VisitStatus.PENDING_APPROVAL:
        return VisitStatus.CANCELLED
    return VisitStatus.NO_SHOW if status in STILL_TO_COME else None


def _the_day_before(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day - timedelta(days=1), time(hour), tzinfo=zone)
