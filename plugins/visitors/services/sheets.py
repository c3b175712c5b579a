"""Print day sheets for a desk without network, and enter later what was written on them (A5.3, P12)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    current_actor,
    current_locale,
    day_bounds,
    db,
    fulfil,
    local_day,
    now,
    owe,
    record,
    school_calendar,
    withdraw,
)
from plugins.visitors.models import DaySheet, SheetLine, Visit, Visitor
from plugins.visitors.policy.presence import AlarmKind
from plugins.visitors.policy.sheets import (
    LateTimes,
    LineOutcome,
    SheetStatus,
    decide_closing,
    decide_entry,
    status_after,
    times_faults,
)
from plugins.visitors.policy.status import STILL_TO_COME, VisitStatus
from plugins.visitors.policy.vocabulary import DocumentType, Entry, Purpose
from plugins.visitors.queries.sheets import lines_of, visits_expected_on, visits_of_lines
from plugins.visitors.services.alarms import write_alarm
from plugins.visitors.services.departures import owe_departure
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.faults import refuse_faults, refuse_unless
from plugins.visitors.services.numbers import JOURNAL, take_number

TARGET, VISIT = "visitors_sheet", "visitors_visit"
DUTY = "visitors.sheet_reconciled"
SHEET_SERIES = "sheet"
_STILL_OPEN = {*(status.value for status in STILL_TO_COME), VisitStatus.NO_SHOW.value}


@dataclass(frozen=True, slots=True)
class LineEntry:
    """What is written on a line of paper; times are aware, `left_at` is None where nobody wrote one."""

    came_at: datetime
    left_at: datetime | None
    document_type: DocumentType
    document_last: str
    guidance_signed: bool


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Who stands on an empty line: the visitor, by which right they came in, to whom and what for."""

    visitor: Visitor
    entry: Entry
    purpose: Purpose
    host_user_id: UUID | None
    place: str = ""


def print_sheet(branch: BranchInfo, *, day: date, blank_lines: int) -> DaySheet:
    """Make a numbered sheet for a day: a line for each expected visitor, then empty ones; it is owed back."""
    school_year = school_calendar().school_year_of(day)
    sheet = DaySheet(
        school_year=school_year,
        number=take_number(SHEET_SERIES, school_year),
        day=day,
        language=current_locale(),
        printed_at=now(),
        printed_by=current_actor().user_id,
    )
    db.session.add(sheet)
    db.session.flush()
    starts, ends = day_bounds(day, branch)
    expected = visits_expected_on(starts, ends)
    for line in range(1, len(expected) + blank_lines + 1):
        visit_id = expected[line - 1] if line <= len(expected) else None
        db.session.add(
            SheetLine(sheet_id=sheet.id, line=line, visit_id=visit_id, was_expected=visit_id is not None)
        )
    db.session.flush()
    record("visitors.sheet_printed", target=(TARGET, sheet.id), data={"lines": len(expected) + blank_lines})
    owe(DUTY, key=str(sheet.id), since=max(day, local_day(branch)))
    return sheet


def enter_expected(
    sheet: DaySheet, line: SheetLine, entry: LineEntry, *, visit: Visit, branch: BranchInfo
) -> Visit:
    """Enter an expected visitor's line: the visit takes the times of the paper and a journal number now.

    `visit` is that of the line, or for an empty line the expected one that it turned out to be. Raises
    `InvalidInput` where the visit is in the journal already or a time is not of the sheet's day.
    """
    _check(sheet, line, entry, visit=visit, branch=branch)
    _come_and_go(visit, entry, branch)
    _account(line, visit, entry)
    return visit


def enter_walk_in(
    sheet: DaySheet, line: SheetLine, entry: LineEntry, *, who: WalkIn, branch: BranchInfo
) -> Visit:
    """Enter somebody whom nobody expected when the sheet was printed; raises as `enter_expected` does."""
    _check(sheet, line, entry, visit=None, branch=branch)
    expectation = Expectation(
        expected_from=entry.came_at,
        expected_until=entry.left_at or entry.came_at + timedelta(hours=1),
        purpose=who.purpose,
        place=who.place,
        host_user_id=who.host_user_id,
        entry=who.entry,
    )
    visit = expect_visit(who.visitor, expectation)
    _come_and_go(visit, entry, branch)
    _account(line, visit, entry)
    return visit


def account_for(sheet: DaySheet, line: SheetLine, outcome: LineOutcome) -> None:
    """Say that nobody came on an expected line, or that an empty one stayed empty."""
    if outcome is LineOutcome.ENTERED or line.was_expected == (outcome is LineOutcome.EMPTY):
        raise Conflict
    refuse_unless(decide_entry(SheetStatus(sheet.status), outcome=line.outcome, visit=None), field="outcome")
    _close_line(line, outcome)
    db.session.flush()
    record("visitors.sheet_line_entered", target=(TARGET, sheet.id), data={"outcome": outcome.value})


def close_sheet(sheet: DaySheet) -> None:
    """Close a sheet once each expected visitor on it is accounted for; lines left over stayed empty.

    Those whom the desk has taken into the journal itself meanwhile are accounted for by that.
    """
    lines = [line for line in lines_of(sheet.id) if line.outcome is None]
    visits = visits_of_lines(lines)
    for line in lines:
        visit = visits.get(line.visit_id) if line.visit_id else None
        if visit is not None and visit.status not in _STILL_OPEN:
            _close_line(line, LineOutcome.IN_JOURNAL)
    still = [line for line in lines if line.outcome is None]
    open_expected = sum(line.was_expected for line in still)
    refuse_unless(decide_closing(SheetStatus(sheet.status), open_expected=open_expected), field="sheet")
    for line in still:
        _close_line(line, LineOutcome.EMPTY)
    _close(sheet, SheetStatus.RECONCILED)
    record("visitors.sheet_reconciled", target=(TARGET, sheet.id))
    fulfil(DUTY, key=str(sheet.id), evidence=(TARGET, sheet.id))


def void_sheet(sheet: DaySheet) -> None:
    """Say that a sheet was never used, as long as nothing was entered from it."""
    is_used = any(line.outcome == LineOutcome.ENTERED for line in lines_of(sheet.id))
    if sheet.status != SheetStatus.PRINTED or is_used:
        raise Conflict
    _close(sheet, SheetStatus.VOID)
    record("visitors.sheet_voided", target=(TARGET, sheet.id))
    withdraw(DUTY, key=str(sheet.id))


def _check(
    sheet: DaySheet, line: SheetLine, entry: LineEntry, *, visit: Visit | None, branch: BranchInfo
) -> None:
    status = VisitStatus(visit.status) if visit is not None else None
    refuse_unless(decide_entry(SheetStatus(sheet.status), outcome=line.outcome, visit=status), field="line")
    starts, ends = day_bounds(sheet.day, branch)
    refuse_faults(times_faults(LateTimes(entry.came_at, entry.left_at, starts, ends, now())))


def _come_and_go(visit: Visit, entry: LineEntry, branch: BranchInfo) -> None:
    """Give a visit the times of the paper and the next number of the journal (A5.3)."""
    actor = current_actor()
    school_year = school_calendar().school_year_of(local_day(branch, entry.came_at))
    visit.school_year, visit.number = school_year, take_number(JOURNAL, school_year)
    visit.status = status_after(entry.left_at).value
    visit.arrived_at = visit.identity_checked_at = visit.admitted_at = entry.came_at
    visit.identity_seen_by = visit.admitted_by = actor.user_id
    visit.document_type, visit.document_last = entry.document_type.value, entry.document_last or None
    visit.departed_at = entry.left_at
    visit.departed_by = actor.user_id if entry.left_at is not None else None
    visit.entered_later = True
    db.session.flush()
    record("visitors.visit_entered_later", target=(VISIT, visit.id), data={"status": visit.status})
    if entry.left_at is None:  # whoever keeps the desk finds out, as after an evening's sweep
        write_alarm(visit, AlarmKind.UNVERIFIED, since=entry.came_at)
        owe_departure(visit.id, since=local_day(branch, entry.came_at))


def _account(line: SheetLine, visit: Visit, entry: LineEntry) -> None:
    line.visit_id, line.guidance_on_paper = visit.id, entry.guidance_signed
    _close_line(line, LineOutcome.ENTERED)
    db.session.flush()


def _close_line(line: SheetLine, outcome: LineOutcome) -> None:
    line.outcome = outcome.value
    line.entered_at, line.entered_by = now(), current_actor().user_id


def _close(sheet: DaySheet, status: SheetStatus) -> None:
    sheet.status, sheet.closed_at, sheet.closed_by = status.value, now(), current_actor().user_id
    db.session.flush()
