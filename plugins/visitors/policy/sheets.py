"""Decide on day sheets: what a line may tell of a visit, and when a sheet is accounted for (A5.3, P12)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse
from plugins.visitors.policy.status import VisitStatus

BLANK_LINES = (10, 20, 30, 40)
"""How many empty lines a sheet may be printed with."""

_STILL_OPEN = frozenset({VisitStatus.EXPECTED, VisitStatus.APPROVED, VisitStatus.NO_SHOW})


class SheetStatus(StrEnum):
    """Name where a sheet stands; a printed one is due until it is reconciled."""

    PRINTED = "printed"
    RECONCILED = "reconciled"
    VOID = "void"


class LineOutcome(StrEnum):
    """Name what became of a line: entered as a visit, nobody came, left empty, or already in the journal."""

    ENTERED = "entered"
    DID_NOT_COME = "did_not_come"
    EMPTY = "empty"
    IN_JOURNAL = "in_journal"


@dataclass(frozen=True, slots=True)
class LateTimes:
    """The times written on paper, and the bounds of the sheet's day."""

    came_at: datetime
    left_at: datetime | None
    day_starts: datetime
    day_ends: datetime
    now: datetime


@enforces("A5.3", "P12")
def times_faults(times: LateTimes) -> tuple[Fault, ...]:
    """Find what is wrong with times from paper: another day, the future, or leaving before coming."""
    faults = []
    if not times.day_starts <= times.came_at < times.day_ends or times.came_at > times.now:
        faults.append(Fault("came_at", Reason.NOT_ON_THAT_DAY, "A5.3"))
    if times.left_at is not None:
        if times.left_at < times.came_at:
            faults.append(Fault("left_at", Reason.ENDS_BEFORE_START, "A5.3"))
        elif times.left_at >= times.day_ends or times.left_at > times.now:
            faults.append(Fault("left_at", Reason.NOT_ON_THAT_DAY, "A5.3"))
    return tuple(faults)


@enforces("A5.3")
def decide_entry(sheet: SheetStatus, *, outcome: str | None, visit: VisitStatus | None) -> Decision:
    """Decide whether a line may be entered: an open sheet, an open line, a visit nobody has let in yet."""
    if sheet is not SheetStatus.PRINTED:
        return refuse("A5.3", Reason.SHEET_CLOSED)
    if outcome is not None:
        return refuse("A5.3", Reason.LINE_ENTERED)
    if visit is not None and visit not in _STILL_OPEN:
        return refuse("A5.3", Reason.VISIT_IN_JOURNAL)
    return allow("A5.3")


@enforces("A5.3", "A5.6")
def status_after(left_at: datetime | None) -> VisitStatus:
    """Return where a visit from paper stands: without a time out, nobody saw the visitor leave."""
    return VisitStatus.DEPARTED_UNVERIFIED if left_at is None else VisitStatus.CHECKED_OUT


@enforces("A5.3", "P12")
def decide_closing(sheet: SheetStatus, *, open_expected: int) -> Decision:
    """Decide whether a sheet is reconciled: every expected visitor on it must be accounted for by name."""
    if sheet is not SheetStatus.PRINTED:
        return refuse("A5.3", Reason.SHEET_CLOSED)
    if open_expected:
        return refuse("A5.3", Reason.LINES_OPEN)
    return allow("A5.3")
