"""Planning, walking, missing and following up rounds of the grey zones (P12)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.notify.models import Notification
from platform_core.obligations.services import obligation_states
from platform_core.testing.people import make_user
from plugins.visitors.jobs.rounds import begin_day, find_missed
from plugins.visitors.models import Checkpoint, Round, Route
from plugins.visitors.policy.rounds import (
    FindingKind,
    Means,
    MissedReason,
    RoundStatus,
    SkipReason,
    Urgency,
    Zone,
    read_time,
)
from plugins.visitors.queries.rounds import checkpoint_by_label, rounds_of_day, stops_of
from plugins.visitors.services.rounds import (
    CheckpointDetails,
    NewFinding,
    RouteDetails,
    add_checkpoint,
    assign_finding,
    begin_extra,
    begin_round,
    change_route,
    confirm_stop,
    explain_missed,
    finish_finding,
    finish_round,
    lay_out_route,
    plan_rounds,
    record_finding,
    retire_checkpoint,
    skip_stop,
)
from plugins.visitors.services.rounds.findings import DUTY as FINDING_DUTY
from plugins.visitors.services.rounds.walks import DUTY

TUESDAY = date(2026, 10, 6)


@pytest.fixture
def laid(acting, branch_a, at_nine):
    """A route of two places, walked at 8:10, 9:10 and 17:00 on Tuesdays and Wednesdays; its id."""
    with acting("branch_head"):
        route = lay_out_route(
            RouteDetails("Негізгі", (1, 2), ("17:00", "08:10", "9:10"), window_minutes=20), branch=branch_a
        )
        add_checkpoint(route, CheckpointDetails(Zone.BASEMENT, "Жертөле"))
        add_checkpoint(route, CheckpointDetails(Zone.UNDER_STAIRS, "2-баспалдақ асты"))
        route_id = route.id
        db.session.commit()
    return route_id


def rounds_now():
    return list(db.session.scalars(select(Round).order_by(Round.planned_for)))


def points():
    return list(db.session.scalars(select(Checkpoint).order_by(Checkpoint.place)))


def duty_of(found):
    return obligation_states(DUTY, [str(found.id)])[str(found.id)]


def walked(found):
    begin_round(found)
    for point in points():
        confirm_stop(found, point, means=Means.LABEL)


def test_what_is_left_of_the_day_is_planned_at_once_and_owed(acting, laid):
    with acting():
        assert [f"{one.planned_for:%H:%M}" for one in rounds_now()] == ["04:10", "12:00"]  # UTC: 9:10, 17:00
        assert all(duty_of(one).is_open and duty_of(one).due_on == TUESDAY for one in rounds_now())


def test_a_day_is_planned_once_and_only_on_the_route_s_days(acting, laid, branch_a):
    with acting():
        assert plan_rounds(branch_a, date(2026, 10, 7)) == 3
        assert plan_rounds(branch_a, date(2026, 10, 7)) == 0
        assert plan_rounds(branch_a, date(2026, 10, 8)) == 0
        assert plan_rounds(branch_a, date(2026, 12, 16)) == 0  # a holiday


def test_a_round_is_walked_stop_by_stop_and_its_duty_done(acting, laid, at_nine):
    with acting():
        found = rounds_now()[0]
        with pytest.raises(InvalidInput):
            finish_round(found)
        begin_round(found)
        assert found.walker_name == "A front_desk"
        first, second = points()
        confirm_stop(found, first, means=Means.LABEL)
        with pytest.raises(InvalidInput):
            finish_round(found)
        skip_stop(found, second, reason=SkipReason.LOCKED)
        confirm_stop(found, second, means=Means.CHOICE)  # the key was found after all
        skip_stop(found, first, reason=SkipReason.LOCKED)  # what was seen stays seen
        assert [(stop.state, stop.means) for stop in stops_of(found)] == [
            ("seen", "label"),
            ("seen", "choice"),
        ]
        finish_round(found)
        assert found.status == RoundStatus.DONE
        assert not duty_of(found).is_open
        with pytest.raises(InvalidInput):
            confirm_stop(found, first, means=Means.LABEL)


def test_a_round_begins_only_around_its_time(acting, laid, at_nine):
    with acting():
        morning, afternoon = rounds_now()
        with pytest.raises(InvalidInput):
            begin_round(afternoon)
        at_nine.shift(31 * 60)
        with pytest.raises(InvalidInput):
            begin_round(morning)


def test_rounds_that_nobody_walked_are_missed_and_stay_owed_until_explained(acting, laid, at_nine, branch_a):
    at_nine.shift(86_400 + 3_600)
    with acting():
        find_missed({})
        assert {one.status for one in rounds_of_day(TUESDAY)} == {"missed"}
        found = rounds_now()[0]
        assert duty_of(found).is_open
        with pytest.raises(InvalidInput):
            explain_missed(found, reason=MissedReason.OTHER, note=" ")
        explain_missed(found, reason=MissedReason.NOBODY_ON_DUTY, note="")
        assert (found.missed_reason, duty_of(found).is_open) == ("nobody_on_duty", False)


def test_a_round_begun_and_left_unfinished_is_missed_at_the_end_of_the_day(acting, laid, at_nine):
    with acting():
        begin_round(rounds_now()[0])
        at_nine.shift(3_600)
        find_missed({})
        assert rounds_now()[0].status == RoundStatus.WALKING
        at_nine.shift(86_400)
        find_missed({})
        assert rounds_now()[0].status == RoundStatus.MISSED


def test_a_round_nobody_planned_owes_nothing(acting, laid, branch_a):
    with acting():
        route = db.session.scalars(select(Route)).one()
        found = begin_extra(route, branch=branch_a)
        for point in points():
            confirm_stop(found, point, means=Means.CHOICE)
        finish_round(found)
        assert found.extra
        assert obligation_states(DUTY, [str(found.id)]) == {}


def test_a_changed_plan_replaces_what_nobody_has_begun(acting, laid, branch_a):
    with acting("branch_head"):
        begin_round(rounds_now()[0])
        route = db.session.scalars(select(Route)).one()
        change_route(route, RouteDetails("Негізгі", (1,), ("12:00",), window_minutes=20), branch=branch_a)
        assert [(f"{one.planned_for:%H:%M}", one.status) for one in rounds_now()] == [
            ("04:10", "walking"),
            ("07:00", "planned"),
        ]


def test_a_label_finds_its_checkpoint_until_it_is_taken_off(acting, laid):
    with acting("branch_head"):
        point = points()[0]
        assert checkpoint_by_label(point.token).id == point.id
        retire_checkpoint(point)
        with pytest.raises(NotFound):
            checkpoint_by_label(point.token)
        with pytest.raises(Conflict):
            retire_checkpoint(point)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (RouteDetails("Б", (1,), ("8 o'clock",)), "times"),
        (RouteDetails("Б", (1,), ()), "times"),
        (RouteDetails("Б", (), ("08:10",)), "weekdays"),
        (RouteDetails("Негізгі"), "name"),
    ],
)
def test_a_plan_that_cannot_be_names_its_field(acting, laid, branch_a, details, field):
    with acting("branch_head"):
        with pytest.raises(InvalidInput) as refused:
            lay_out_route(details, branch=branch_a)
        assert set(refused.value.errors) == {field}


@pytest.mark.parametrize(
    ("text", "read"),
    [("8:10", "08:10"), ("23:59", "23:59"), ("24:00", None), ("08:60", None), ("٠٨:١٠", None)],
)
def test_times_are_read_as_people_write_them(text, read):
    found = read_time(text)
    assert (found and f"{found:%H:%M}") == read


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        (Urgency.IMMEDIATE, TUESDAY),
        (Urgency.SOON, date(2026, 10, 8)),
        (Urgency.ROUTINE, date(2026, 10, 20)),
    ],
)
def test_a_finding_is_a_task_from_the_first(acting, laid, branch_a, urgency, due):
    head = make_user("branch_head")
    with acting():
        found = rounds_now()[0]
        begin_round(found)
        new = NewFinding(FindingKind.LIGHT_OUT, urgency, "шам жанбайды")
        finding = record_finding(found, points()[0], new, branch=branch_a)
        state = obligation_states(FINDING_DUTY, [str(finding.id)])[str(finding.id)]
        assert (finding.due_on, state.due_on, state.is_open) == (due, due, True)
        told = set(db.session.scalars(select(Notification.user_id)))
        assert (head in told) == (urgency is Urgency.IMMEDIATE)


def test_a_finding_is_given_to_somebody_with_a_day_and_done_with_words(acting, laid, branch_a, teacher):
    with acting("branch_head"):
        found = rounds_now()[0]
        begin_round(found)
        finding = record_finding(
            found, points()[0], NewFinding(FindingKind.UNLOCKED, Urgency.SOON), branch=branch_a
        )
        with pytest.raises(InvalidInput):
            assign_finding(finding, user_id=teacher, due_on=TUESDAY - timedelta(days=1), branch=branch_a)
        assign_finding(finding, user_id=teacher, due_on=TUESDAY + timedelta(days=3), branch=branch_a)
        assert finding.assignee_name == "Ерлан Мұғалім"
        assert db.session.scalars(select(Notification.user_id)).all() == [teacher]
        with pytest.raises(InvalidInput):
            finish_finding(finding, note=" ")
        finish_finding(finding, note="құлып салынды")
        state = obligation_states(FINDING_DUTY, [str(finding.id)])[str(finding.id)]
        assert (finding.status, state.is_open) == ("done", False)
        with pytest.raises(Conflict):
            finish_finding(finding, note="тағы")


def test_the_morning_plans_the_day_once(acting, laid, at_nine):
    at_nine.shift(86_400 - 5 * 3_600)  # four in the morning on Wednesday
    with acting():
        begin_day({})
        begin_day({})
        assert len(rounds_of_day(date(2026, 10, 7))) == 3
