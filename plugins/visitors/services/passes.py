"""Give passes to regular visitors, suspend, renew and end them, and expect their holders day by day.

The holders of a day become visits in the early morning, before the desk opens, and not when they come:
so the desk's list, its search, its QR codes, the day sheet and the evening's sweep treat them as
anybody else whom somebody expects, and a holder who did not come is seen to have stayed away.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    Clearance,
    Conflict,
    SubjectRef,
    clearance_of,
    current_actor,
    db,
    fulfil,
    local_day,
    module_settings,
    now,
    owe,
    record,
    school_calendar,
    withdraw,
    working_calendar,
)
from plugins.visitors.models import PassDay, RegularPass, Visit, Visitor
from plugins.visitors.policy.decisions import Fault, Reason
from plugins.visitors.policy.passes import (
    ClearancePurpose,
    PassStatus,
    PassTerms,
    comes_on,
    decide_pass_step,
    terms_faults,
)
from plugins.visitors.policy.vocabulary import Entry, Purpose
from plugins.visitors.queries.passes import active_passes, visitors_by_id
from plugins.visitors.services.expected import Expectation, expect_visit, host_name
from plugins.visitors.services.faults import refuse_faults, refuse_unless
from plugins.visitors.services.numbers import take_number

TARGET = "visitors_pass"
DUTY = "visitors.pass_expiring"
SERIES = "pass"
_MONTHS = "pass_months"


@dataclass(frozen=True, slots=True)
class PassDetails:
    """What a pass is for and who answers for its holder in the school."""

    terms: PassTerms
    purpose: Purpose
    clearance_purpose: ClearancePurpose
    host_user_id: UUID
    place: str = ""


def give_pass(visitor: Visitor, details: PassDetails, *, branch: BranchInfo) -> RegularPass:
    """Give a visitor a pass under the next number, asking for clearance; raise `InvalidInput`.

    Whatever clearance answers is written down and shown: a person decides, and "unknown" stays unknown.
    """
    refuse_faults(terms_faults(details.terms, most_months=_most_months()))
    today = local_day(branch)
    clearance = _ask(visitor, details.clearance_purpose, branch, on=today)
    school_year = school_calendar().school_year_of(today)
    row = RegularPass(
        school_year=school_year,
        number=take_number(SERIES, school_year),
        visitor_id=visitor.id,
        status=PassStatus.ACTIVE.value,
        clearance=clearance.state,
        clearance_asked_at=now(),
        clearance_until=clearance.valid_until,
        given_by=current_actor().user_id,
    )
    _write(row, details)
    db.session.add(row)
    db.session.flush()
    record("visitors.pass_given", target=(TARGET, row.id), data={"clearance": row.clearance})
    owe(DUTY, key=str(row.id), due_on=row.valid_until)
    expect_holders([row], branch=branch, on=today)
    return row


def change_pass(row: RegularPass, details: PassDetails, *, branch: BranchInfo) -> None:
    """Change or renew a pass that has not ended: clearance is asked again, and its end falls due anew."""
    if row.status == PassStatus.ENDED:
        raise Conflict
    refuse_faults(terms_faults(details.terms, most_months=_most_months()))
    is_longer = details.terms.valid_until > row.valid_until
    _write(row, details)
    today = local_day(branch)
    visitor = db.session.scalars(select(Visitor).where(Visitor.id == row.visitor_id)).one()
    clearance = _ask(visitor, details.clearance_purpose, branch, on=today)
    row.clearance, row.clearance_until, row.clearance_asked_at = clearance.state, clearance.valid_until, now()
    db.session.flush()
    data = {"clearance": row.clearance}
    record(
        "visitors.pass_renewed" if is_longer else "visitors.pass_changed", target=(TARGET, row.id), data=data
    )
    if is_longer:
        fulfil(DUTY, key=str(row.id), evidence=(TARGET, row.id))
    owe(DUTY, key=str(row.id), since=today, due_on=row.valid_until)
    expect_holders([row], branch=branch, on=today)


def move_pass(row: RegularPass, target: PassStatus, *, note: str = "") -> None:
    """Suspend a pass, take it up again, or end it; one that has ended is owed nothing more."""
    refuse_unless(decide_pass_step(PassStatus(row.status), target), field="status")
    row.status, row.status_note = target.value, note.strip() or None
    db.session.flush()
    record("visitors.pass_moved", target=(TARGET, row.id), data={"status": row.status})
    if target is PassStatus.ENDED:
        fulfil(DUTY, key=str(row.id), evidence=(TARGET, row.id))
        withdraw(DUTY, key=str(row.id))


def expect_regulars(branch: BranchInfo, on: date) -> int:
    """Make the visits of everybody whose pass is for a day; done again it adds nobody. Returns how many.

    On a holiday nobody is expected; a Saturday or Sunday that a pass names is no holiday by that.
    """
    calendar = working_calendar(branch)
    if on.weekday() in calendar.weekdays and not calendar.is_working_day(on):
        return 0
    return expect_holders(active_passes(on), branch=branch, on=on)


def expect_holders(passes: list[RegularPass], *, branch: BranchInfo, on: date) -> int:
    """Make the visits of the holders of some passes on a day, each once; return how many were made."""
    wanted = [row for row in passes if comes_on(PassStatus(row.status), terms_of(row), on=on)]
    known = select(PassDay.pass_id).where(PassDay.day == on, PassDay.pass_id.in_([row.id for row in wanted]))
    there = set(db.session.scalars(known))
    missing = [row for row in wanted if row.id not in there]
    visitors = visitors_by_id(row.visitor_id for row in missing)
    for row in missing:
        visit = expect_visit(visitors[row.visitor_id], _expectation(row, branch, on))
        db.session.add(PassDay(pass_id=row.id, visit_id=visit.id, day=on))
    db.session.flush()
    return len(missing)


def ask_on_arrival(visit: Visit, *, branch: BranchInfo) -> Clearance | None:
    """Ask for clearance anew when the holder of a pass comes, once a day; None for other visits.

    The answer is written beside the day and on the pass; the desk shows it and decides.
    """
    if visit.entry != Entry.REGULAR:
        return None
    found = db.session.execute(
        select(PassDay, RegularPass, Visitor)
        .join(RegularPass, RegularPass.id == PassDay.pass_id)
        .join(Visitor, Visitor.id == RegularPass.visitor_id)
        .where(PassDay.visit_id == visit.id)
    ).one_or_none()
    if found is None:
        return None
    day, row, visitor = found
    clearance = _ask(visitor, ClearancePurpose(row.clearance_purpose), branch, on=local_day(branch))
    for kept in (day, row):
        kept.clearance, kept.clearance_until = clearance.state, clearance.valid_until
        kept.clearance_asked_at = now()
    return clearance


def terms_of(row: RegularPass) -> PassTerms:
    """Return when a pass holds."""
    return PassTerms(row.valid_from, row.valid_until, tuple(row.weekdays), row.from_time, row.until_time)


def _write(row: RegularPass, details: PassDetails) -> None:
    terms = details.terms
    row.valid_from, row.valid_until = terms.valid_from, terms.valid_until
    row.weekdays = sorted(set(terms.weekdays))
    row.from_time, row.until_time = terms.from_time, terms.until_time
    row.purpose, row.place = details.purpose.value, details.place
    row.clearance_purpose = details.clearance_purpose.value
    row.host_user_id, row.host_name = details.host_user_id, host_name(details.host_user_id)
    if not row.host_name:
        refuse_faults((Fault("host_user_id", Reason.HOST_UNKNOWN, "A5.6"),))


def _ask(visitor: Visitor, purpose: ClearancePurpose, branch: BranchInfo, *, on: date) -> Clearance:
    subject = SubjectRef(branch.id, visitor.person_id, visitor.identity_index)
    return clearance_of(branch, subject, purpose.value, on)


def _expectation(row: RegularPass, branch: BranchInfo, on: date) -> Expectation:
    return Expectation(
        expected_from=_moment(on, row.from_time, branch),
        expected_until=_moment(on, row.until_time, branch),
        purpose=Purpose(row.purpose),
        place=row.place,
        host_user_id=row.host_user_id,
        entry=Entry.REGULAR,
    )


def _moment(day: date, at: time, branch: BranchInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo(branch.timezone))


def _most_months() -> int:
    return int(module_settings("visitors")[_MONTHS])
