"""Paper for a day without network, entered later: original times, journal numbers, nothing lost (A5.3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.obligations.services import obligation_states
from plugins.visitors.models import Visit, VisitAlarm
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.policy.sheets import LateTimes, LineOutcome, SheetStatus, times_faults
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import DocumentType, Entry, Purpose
from plugins.visitors.queries.sheets import lines_of, open_sheet, rows_of, still_expected_on, waiting_sheets
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry
from plugins.visitors.services.sheets import (
    DUTY,
    LineEntry,
    WalkIn,
    account_for,
    close_sheet,
    day_bounds,
    enter_expected,
    enter_walk_in,
    print_sheet,
    void_sheet,
)
from tests.plugins.visitors.conftest import NINE

TUESDAY = date(2026, 10, 6)


def entry(*, came=NINE, left=NINE + timedelta(minutes=40), signed=True):
    return LineEntry(came, left, DocumentType.IDENTITY_CARD, "4321", guidance_signed=signed)


@pytest.fixture
def printed(acting, branch_a, make_due, at_nine):
    """A sheet of today with two expected visitors and ten empty lines; it is evening now."""
    with acting():
        make_due("Әлімов")
        make_due("Ким", at=NINE + timedelta(minutes=30))
        sheet_id = print_sheet(branch_a, day=TUESDAY, blank_lines=10).id
        db.session.commit()
    at_nine.shift(8 * 3_600)
    return sheet_id


def parts(sheet_id):
    sheet, lines = open_sheet(sheet_id), lines_of(sheet_id)
    visits = {visit.id: visit for visit in db.session.scalars(select(Visit))}
    return sheet, lines, visits


def test_a_sheet_has_a_number_the_expected_by_time_then_empty_lines_and_is_due(acting, printed):
    with acting():
        rows = rows_of(printed)
        assert [row.name for row in rows[:3]] == ["Әлімов Нұрлан", "Ким Нұрлан", ""]
        assert [row.line for row in rows] == list(range(1, 13))
        assert waiting_sheets()[0].open_lines == 12
        state = obligation_states(DUTY, [str(printed)])[str(printed)]
        assert state.is_open
        assert state.due_on == date(2026, 10, 7)


def test_an_expected_line_takes_the_paper_s_times_and_a_number_at_entry(acting, printed, branch_a):
    with acting():
        sheet, lines, visits = parts(printed)
        visit = enter_expected(sheet, lines[0], entry(), visit=visits[lines[0].visit_id], branch=branch_a)
        assert (visit.status, visit.entered_later, visit.number) == (VisitStatus.CHECKED_OUT, True, 1)
        assert (visit.arrived_at, visit.departed_at) == (NINE, NINE + timedelta(minutes=40))
        assert (visit.document_type, visit.document_last) == ("identity_card", "4321")
        assert (lines[0].outcome, lines[0].guidance_on_paper) == (LineOutcome.ENTERED, True)
        with pytest.raises(InvalidInput):
            enter_expected(sheet, lines[0], entry(), visit=visit, branch=branch_a)


def test_without_a_time_out_nobody_saw_the_visitor_leave(acting, printed, branch_a):
    with acting():
        sheet, lines, visits = parts(printed)
        visit = enter_expected(
            sheet, lines[0], entry(left=None), visit=visits[lines[0].visit_id], branch=branch_a
        )
        assert visit.status == VisitStatus.DEPARTED_UNVERIFIED
        alarm = db.session.scalars(select(VisitAlarm)).one()
        assert (alarm.kind, alarm.visit_id) == ("unverified", visit.id)


def test_somebody_on_an_empty_line_becomes_a_visit(acting, printed, branch_a, make_guest, teacher):
    with acting():
        sheet, lines, _visits = parts(printed)
        who = WalkIn(make_guest("Сейт"), Entry.EMERGENCY, Purpose.COLLECT_CHILD, teacher)
        visit = enter_walk_in(sheet, lines[2], entry(), who=who, branch=branch_a)
        assert (visit.entry, visit.host_name, visit.number) == ("emergency", "Ерлан Мұғалім", 1)
        assert lines[2].visit_id == visit.id


def test_an_empty_line_may_turn_out_to_be_somebody_expected_after_all(acting, printed, branch_a, make_due):
    with acting():
        late = make_due("Оспан", at=NINE + timedelta(hours=2))
        sheet, lines, _visits = parts(printed)
        starts, ends = day_bounds(TUESDAY, branch_a)
        assert [name for _id, name in still_expected_on(starts, ends, sheet_id=printed)] == ["Оспан Нұрлан"]
        enter_expected(sheet, lines[2], entry(), visit=late, branch=branch_a)
        assert late.status == VisitStatus.CHECKED_OUT
        assert still_expected_on(starts, ends, sheet_id=printed) == []


def test_whom_the_desk_took_in_itself_is_not_entered_twice(acting, printed, branch_a):
    with acting():
        sheet, lines, visits = parts(printed)
        visit = visits[lines[0].visit_id]
        visit.status = VisitStatus.ON_SITE.value
        with pytest.raises(InvalidInput) as refused:
            enter_expected(sheet, lines[0], entry(), visit=visit, branch=branch_a)
        assert set(refused.value.errors) == {"line"}


def test_a_sheet_closes_when_each_expected_visitor_is_accounted_for(acting, printed, branch_a):
    with acting():
        sheet, lines, visits = parts(printed)
        with pytest.raises(InvalidInput):
            close_sheet(sheet)
        enter_expected(sheet, lines[0], entry(), visit=visits[lines[0].visit_id], branch=branch_a)
        account_for(sheet, lines[1], LineOutcome.DID_NOT_COME)
        close_sheet(sheet)
        assert sheet.status == SheetStatus.RECONCILED
        assert [line.outcome for line in lines_of(printed)][:3] == ["entered", "did_not_come", "empty"]
        assert waiting_sheets() == []
        assert not obligation_states(DUTY, [str(printed)])[str(printed)].is_open
        with pytest.raises(InvalidInput):
            enter_expected(sheet, lines[2], entry(), visit=visits[lines[1].visit_id], branch=branch_a)


def test_whom_the_desk_accounts_for_itself_counts_as_accounted_for(acting, printed, branch_a):
    with acting():
        sheet, lines, visits = parts(printed)
        refuse_entry(
            RefusalDetails(RefusalReason.NO_DOCUMENT), branch=branch_a, visit=visits[lines[0].visit_id]
        )
        account_for(sheet, lines[1], LineOutcome.DID_NOT_COME)
        close_sheet(sheet)
        assert lines_of(printed)[0].outcome == LineOutcome.IN_JOURNAL


def test_a_line_is_accounted_for_as_what_it_is(acting, printed):
    with acting():
        sheet, lines, _visits = parts(printed)
        for line, outcome in ((lines[0], LineOutcome.EMPTY), (lines[5], LineOutcome.DID_NOT_COME)):
            with pytest.raises(Conflict):
                account_for(sheet, line, outcome)


def test_a_sheet_that_was_used_is_never_void(acting, printed, branch_a):
    with acting():
        sheet, lines, visits = parts(printed)
        enter_expected(sheet, lines[0], entry(), visit=visits[lines[0].visit_id], branch=branch_a)
        with pytest.raises(Conflict):
            void_sheet(sheet)


def test_an_unused_sheet_may_be_void_and_is_owed_no_more(acting, printed):
    with acting():
        void_sheet(open_sheet(printed))
        assert not obligation_states(DUTY, [str(printed)])[str(printed)].is_open
        assert waiting_sheets() == []


@pytest.mark.parametrize(
    ("came", "left", "field"),
    [
        (NINE - timedelta(days=1), NINE, "came_at"),
        (NINE + timedelta(hours=9), None, "came_at"),
        (NINE, NINE - timedelta(minutes=1), "left_at"),
        (NINE, NINE + timedelta(hours=10), "left_at"),
    ],
)
def test_times_of_another_day_or_still_to_come_are_refused(acting, printed, branch_a, came, left, field):
    with acting():
        sheet, lines, visits = parts(printed)
        with pytest.raises(InvalidInput) as refused:
            enter_expected(
                sheet, lines[0], entry(came=came, left=left), visit=visits[lines[0].visit_id], branch=branch_a
            )
        assert set(refused.value.errors) == {field}
        assert db.session.scalar(select(Visit.number).where(Visit.number.is_not(None))) is None


@given(st.integers(-3_000, 3_000), st.none() | st.integers(-3_000, 3_000))
def test_times_are_right_exactly_when_they_are_of_the_day_and_past(came, left):
    starts, now = NINE - timedelta(hours=9), NINE + timedelta(hours=8)
    came_at = NINE + timedelta(minutes=came)
    left_at = None if left is None else NINE + timedelta(minutes=left)
    faults = times_faults(LateTimes(came_at, left_at, starts, starts + timedelta(days=1), now))
    right = starts <= came_at <= now and (left_at is None or came_at <= left_at <= now)
    assert (not faults) == right
