"""Decide on passes of regular visitors: how long, on which days, and what clearance means for them (A5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse

MOST_MONTHS = 12
_DAYS_A_MONTH = 31
_WEEK = range(7)


class PassStatus(StrEnum):
    """Name where a pass stands; one whose last day has gone by is lapsed, whatever else it is."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class PassState(StrEnum):
    """Name what a pass is worth on a day."""

    VALID = "valid"
    NOT_YET = "not_yet"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    ENDED = "ended"


class ClearancePurpose(StrEnum):
    """Name what clearance is asked for: what somebody comes to do."""

    SERVICE_PROVIDER = "service_provider"
    VOLUNTEER = "volunteer"
    LESSON_GUEST = "lesson_guest"
    CANDIDATE = "candidate"
    OTHER = "other"


_P = PassStatus
PASS_STEPS: Mapping[PassStatus, frozenset[PassStatus]] = MappingProxyType(
    {
        _P.ACTIVE: frozenset({_P.SUSPENDED, _P.ENDED}),
        _P.SUSPENDED: frozenset({_P.ACTIVE, _P.ENDED}),
        _P.ENDED: frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class PassTerms:
    """When a pass holds: from–until by day, and the weekdays (0 is Monday) and hours of each week."""

    valid_from: date
    valid_until: date
    weekdays: Sequence[int]
    from_time: time
    until_time: time


@enforces("A5.1", "A5.2")
def terms_faults(terms: PassTerms, *, most_months: int) -> tuple[Fault, ...]:
    """Find what is wrong with a pass: too long, no day, hours or days that end before they begin."""
    faults = []
    if terms.valid_until < terms.valid_from:
        faults.append(Fault("valid_until", Reason.ENDS_BEFORE_START, "A5.1"))
    elif terms.valid_until > latest_end(terms.valid_from, most_months):
        faults.append(Fault("valid_until", Reason.VALID_TOO_LONG, "A5.1"))
    if not terms.weekdays or not set(terms.weekdays) <= set(_WEEK):
        faults.append(Fault("weekdays", Reason.NO_WEEKDAY, "A5.2"))
    if terms.until_time <= terms.from_time:
        faults.append(Fault("until_time", Reason.ENDS_BEFORE_START, "A5.2"))
    return tuple(faults)


@enforces("A5.1")
def latest_end(valid_from: date, most_months: int) -> date:
    """Return the last day that a pass beginning on a day may have: at most twelve months on."""
    months = min(most_months, MOST_MONTHS)
    if months == MOST_MONTHS:
        return _same_day_next_year(valid_from)
    return valid_from + timedelta(days=months * _DAYS_A_MONTH)


@enforces("A5.1")
def state_on(status: PassStatus, *, valid_from: date, valid_until: date, on: date) -> PassState:
    """Tell what a pass is worth on a day."""
    if status is PassStatus.ENDED:
        return PassState.ENDED
    if on > valid_until:
        return PassState.LAPSED
    if status is PassStatus.SUSPENDED:
        return PassState.SUSPENDED
    return PassState.NOT_YET if on < valid_from else PassState.VALID


@enforces("A5.1", "A5.3")
def comes_on(status: PassStatus, terms: PassTerms, *, on: date) -> bool:
    """Tell whether the holder of a pass is expected on a day."""
    state = state_on(status, valid_from=terms.valid_from, valid_until=terms.valid_until, on=on)
    return state is PassState.VALID and on.weekday() in terms.weekdays


@enforces("A5.1")
def decide_pass_step(current: PassStatus, target: PassStatus) -> Decision:
    """Decide whether a pass may be suspended, taken up again or ended."""
    if target in PASS_STEPS[current]:
        return allow("A5.1")
    return refuse("A5.1", Reason.TRANSITION_UNKNOWN)


@enforces("P12")
def clearance_tone(state: str) -> str:
    """Say how loudly an answer is shown: only a "cleared" is quiet, and silence is a warning."""
    return {"cleared": "good", "not_cleared": "bad"}.get(state, "warn")


def _same_day_next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)
