"""Giving, renewing and ending passes; the day's holders on the desk's list; clearance asked anew (A5.1)."""

from datetime import date, time

import pytest
from sqlalchemy import select

from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.obligations.services import obligation_states
from plugins.visitors.jobs.rounds import begin_day
from plugins.visitors.models import PassDay, Visit
from plugins.visitors.policy.passes import ClearancePurpose, PassStatus, PassTerms
from plugins.visitors.policy.vocabulary import Purpose, VisitorType
from plugins.visitors.queries.passes import open_pass
from plugins.visitors.services.passes import (
    DUTY,
    PassDetails,
    ask_on_arrival,
    change_pass,
    expect_regulars,
    give_pass,
    move_pass,
)

TUESDAY, SUNDAY, HOLIDAY = date(2026, 10, 6), date(2026, 10, 11), date(2026, 12, 16)
UNTIL = date(2027, 5, 25)


@pytest.fixture
def give(acting, branch_a, make_guest, teacher, at_nine):
    """Give a pass for Tuesdays, and for what else a test says; its id."""

    def make(*, weekdays=(1,), until=UNTIL, **more):
        details = PassDetails(
            terms=PassTerms(more.pop("since", TUESDAY), until, weekdays, time(9), time(18)),
            purpose=Purpose.WORKS,
            clearance_purpose=ClearancePurpose.SERVICE_PROVIDER,
            host_user_id=teacher,
        )
        with acting("branch_head"):
            visitor = make_guest(visitor_type=VisitorType.SERVICE_PROVIDER, **more)
            row = give_pass(visitor, details, branch=branch_a)
            pass_id = row.id
            db.session.commit()
        return pass_id, details

    return make


def duty_of(pass_id):
    return obligation_states(DUTY, [str(pass_id)]).get(str(pass_id))


def test_a_pass_has_a_number_a_duty_and_what_clearance_said(acting, give):
    pass_id, _details = give()
    with acting():
        row = open_pass(pass_id)
        assert (row.school_year, row.number, row.host_name) == (2026, 1, "Ерлан Мұғалім")
        assert row.clearance == "unknown"  # nobody answered, and that is not "cleared"
        assert (duty_of(pass_id).due_on, duty_of(pass_id).is_open) == (UNTIL, True)


def test_the_holder_is_expected_today_and_on_each_of_the_days_once(acting, give, branch_a):
    give(weekdays=(1, 2))
    with acting():
        assert expect_regulars(branch_a, TUESDAY) == 0  # made when the pass was given
        assert expect_regulars(branch_a, date(2026, 10, 7)) == 1
        assert expect_regulars(branch_a, date(2026, 10, 7)) == 0
        assert expect_regulars(branch_a, date(2026, 10, 8)) == 0
        visits = db.session.scalars(select(Visit).order_by(Visit.expected_from)).all()
        assert [(visit.entry, visit.status) for visit in visits] == [("regular", "expected")] * 2
        assert visits[0].expected_from.hour == 4  # nine o'clock in Almaty
        assert visits[0].token_index is None  # nobody is sent a link


def test_the_morning_s_job_expects_them(acting, give, branch_a, at_nine):
    give(weekdays=(2,))
    at_nine.shift(86_400)
    with acting():
        begin_day({})
        begin_day({})
        assert len(db.session.scalars(select(PassDay.id)).all()) == 1


def test_nobody_is_expected_on_a_holiday_but_a_sunday_may_be_named(acting, give, branch_a):
    give(weekdays=(2, 6))
    with acting():
        assert expect_regulars(branch_a, HOLIDAY) == 0
        assert expect_regulars(branch_a, SUNDAY) == 1


def test_a_suspended_or_lapsed_pass_expects_nobody(acting, give, branch_a):
    pass_id, _details = give(weekdays=(2,))
    with acting("branch_head"):
        move_pass(open_pass(pass_id), PassStatus.SUSPENDED, note="жөндеу аяқталды")
        assert expect_regulars(branch_a, date(2026, 10, 7)) == 0
        move_pass(open_pass(pass_id), PassStatus.ACTIVE)
        assert expect_regulars(branch_a, date(2027, 5, 26)) == 0
        assert expect_regulars(branch_a, date(2026, 10, 7)) == 1


def test_clearance_is_asked_again_on_arrival_and_only_of_holders(acting, give, branch_a, make_due):
    give()
    with acting():
        visit = db.session.scalars(select(Visit)).one()
        clearance = ask_on_arrival(visit, branch=branch_a)
        day = db.session.scalars(select(PassDay)).one()
        assert clearance is not None
        assert (clearance.state, day.clearance) == ("unknown", "unknown")
        assert ask_on_arrival(make_due("Ким"), branch=branch_a) is None


def test_renewing_closes_the_duty_and_owes_the_next_end(acting, give, branch_a):
    pass_id, details = give(until=date(2026, 11, 1))
    longer = PassDetails(
        PassTerms(TUESDAY, UNTIL, (1,), time(9), time(18)),
        details.purpose,
        details.clearance_purpose,
        details.host_user_id,
    )
    with acting("branch_head"):
        change_pass(open_pass(pass_id), longer, branch=branch_a)
        assert (duty_of(pass_id).due_on, duty_of(pass_id).is_open) == (UNTIL, True)
        move_pass(open_pass(pass_id), PassStatus.ENDED)
        assert not duty_of(pass_id).is_open
        with pytest.raises(Conflict):
            change_pass(open_pass(pass_id), longer, branch=branch_a)
        with pytest.raises(InvalidInput):
            move_pass(open_pass(pass_id), PassStatus.ACTIVE)


def test_a_pass_too_long_is_refused_and_nothing_is_written(acting, give):
    with pytest.raises(InvalidInput) as refused:
        give(until=date(2027, 10, 7))
    assert set(refused.value.errors) == {"valid_until"}
    with acting():
        assert db.session.scalar(select(Visit.id)) is None
