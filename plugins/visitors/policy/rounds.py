"""Decide on rounds of the grey zones: which are open, done or missed, and when a finding is due (P12)."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, time
from enum import StrEnum
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse


class Zone(StrEnum):
    """Name the grey zones that P12 lists, and others a branch knows of."""

    UNDER_STAIRS = "under_stairs"
    ATTIC = "attic"
    TOILET = "toilet"
    BASEMENT = "basement"
    UTILITY_ROOM = "utility_room"
    OTHER = "other"


class RoundStatus(StrEnum):
    """Name where a round stands; an unfinished one is never called done."""

    PLANNED = "planned"
    WALKING = "walking"
    DONE = "done"
    MISSED = "missed"


class StopState(StrEnum):
    """Name what became of a checkpoint."""

    SEEN = "seen"
    SKIPPED = "skipped"


class Means(StrEnum):
    """Name how somebody says that they are at a checkpoint: by its label, or by choosing it."""

    LABEL = "label"
    CHOICE = "choice"


class SkipReason(StrEnum):
    """Name why a checkpoint was left out."""

    LOCKED = "locked"
    WORKS = "works"
    IN_USE = "in_use"
    CALLED_AWAY = "called_away"
    UNSAFE = "unsafe"


class MissedReason(StrEnum):
    """Name why a round was not walked."""

    CALLED_AWAY = "called_away"
    NOBODY_ON_DUTY = "nobody_on_duty"
    SCHOOL_CLOSED = "school_closed"
    WALKED_UNRECORDED = "walked_unrecorded"
    OTHER = "other"


class FindingKind(StrEnum):
    """Name what a round may find."""

    STUDENTS_HIDING = "students_hiding"
    OUTSIDER = "outsider"
    UNLOCKED = "unlocked"
    LIGHT_OUT = "light_out"
    CAMERA = "camera"
    DAMAGE = "damage"
    DANGEROUS_ITEM = "dangerous_item"
    SMOKING = "smoking"
    OTHER = "other"


class Urgency(StrEnum):
    """Name how soon a finding must be seen to."""

    IMMEDIATE = "immediate"
    SOON = "soon"
    ROUTINE = "routine"


class FindingStatus(StrEnum):
    """Name where the task behind a finding stands."""

    OPEN = "open"
    DONE = "done"


DUE_WORKING_DAYS: Mapping[Urgency, int] = MappingProxyType(
    {Urgency.IMMEDIATE: 0, Urgency.SOON: 2, Urgency.ROUTINE: 10}
)
"""Working days until a finding is seen to, unless its task names a day."""

_TIME = re.compile(r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])")
_TELLS = frozenset({FindingKind.OUTSIDER, FindingKind.DANGEROUS_ITEM})
_OVER = frozenset({RoundStatus.DONE, RoundStatus.MISSED})


@enforces("P12")
def route_faults(*, weekdays: Collection[int], times: Collection[str]) -> tuple[Fault, ...]:
    """Find what is wrong with a plan: times that are none, or days without a time and the reverse."""
    faults = []
    if any(read_time(text) is None for text in times):
        faults.append(Fault("times", Reason.NO_TIME, "P12"))
    if bool(weekdays) != bool(times):
        field = "weekdays" if times else "times"
        faults.append(Fault(field, Reason.NO_WEEKDAY if times else Reason.NO_TIME, "P12"))
    return tuple(faults)


@enforces("P12")
def decide_walking(
    status: RoundStatus, *, now: datetime, opens_at: datetime, closes_at: datetime
) -> Decision:
    """Decide whether a round may be walked now: within its window, or once begun until it is finished."""
    if status in _OVER:
        return refuse("P12", Reason.ROUND_OVER)
    if status is RoundStatus.PLANNED and not opens_at <= now <= closes_at:
        return refuse("P12", Reason.ROUND_NOT_NOW)
    return allow("P12")


@enforces("P12")
def decide_finishing(
    status: RoundStatus, *, stops: Collection[object], checkpoints: Collection[object]
) -> Decision:
    """Decide whether a round is done: each checkpoint seen, or skipped with a reason."""
    if status is not RoundStatus.WALKING:
        return refuse("P12", Reason.ROUND_OVER)
    if set(checkpoints) - set(stops):
        return refuse("P12", Reason.STOPS_OPEN)
    return allow("P12")


@enforces("P12")
def is_missed(status: RoundStatus, *, now: datetime, closes_at: datetime, day_ends: datetime) -> bool:
    """Tell whether a round is missed: not begun in its window, or begun and not finished that day."""
    if status is RoundStatus.PLANNED:
        return now > closes_at
    return status is RoundStatus.WALKING and now >= day_ends


@enforces("P12", "P32")
def is_alarming(kind: FindingKind, urgency: Urgency) -> bool:
    """Tell whether the heads hear of a finding at once."""
    return urgency is Urgency.IMMEDIATE or kind in _TELLS


def read_time(text: str) -> time | None:
    """Read a time of the clock as it is planned, 08:10; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    return time(int(found["hour"]), int(found["minute"])) if found else None
