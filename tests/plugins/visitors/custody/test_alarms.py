"""Alarms: nobody holds, nobody takes over, nobody comes, too long (A5.4, A5.6)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.notify.models import Notification
from platform_core.switchboard.services import set_module
from platform_core.testing.people import make_user
from plugins.visitors.jobs.desk import watch_visit
from plugins.visitors.models import VisitAlarm
from plugins.visitors.policy.custody import Tap
from plugins.visitors.services.alarms import WATCH_JOB, acknowledge, ring_if_due, settle_alarm
from plugins.visitors.services.custody import tap
from plugins.visitors.services.desk import open_visit
from plugins.visitors.services.presence import check_out
from tests.plugins.visitors.desk.conftest import MORNING, Made

Acting = Callable[..., AbstractContextManager[object]]
LetIn = Callable[..., Made]
Clock = time_machine.Traveller


def ring(branch: BranchInfo, made: Made, clock: Clock, minutes: int) -> list[str]:
    """Let the watch look at a visit so many minutes after nine, and give what has rung so far."""
    clock.move_to(MORNING + timedelta(minutes=minutes))
    with in_branch(branch.id, write=True):
        watch_visit({"visit_id": str(made.id)})
        db.session.commit()
    with in_branch(branch.id):
        return list(db.session.scalars(select(VisitAlarm.kind).order_by(VisitAlarm.raised_at)))


def looks(branch: BranchInfo) -> list[int]:
    """Give the minutes after nine at which the outbox looks at visits."""
    with in_branch(branch.id):
        due = db.session.scalars(select(Outbox.not_before).where(Outbox.name == WATCH_JOB))
        return sorted(int((moment - MORNING).total_seconds() // 60) for moment in due)


def test_with_the_host_and_in_time_all_is_quiet(let_in: LetIn, branch_a: BranchInfo, clock: Clock) -> None:
    made = let_in()
    assert ring(branch_a, made, clock, 74) == []
    assert ring(branch_a, made, clock, 75) == ["overrun"]
    assert ring(branch_a, made, clock, 90) == ["overrun"]


def test_one_message_waits_for_each_visit(let_in: LetIn, branch_a: BranchInfo, clock: Clock) -> None:
    """The look at an arrival finds the visitor with the host, and only then is the next one planned."""
    made = let_in()
    assert looks(branch_a) == [10]
    ring(branch_a, made, clock, 10)
    assert looks(branch_a) == [10, 75]
    ring(branch_a, made, clock, 12)
    assert looks(branch_a) == [10, 75]


def test_a_host_who_does_not_come_is_called_by_the_alarm(
    let_in: LetIn, branch_a: BranchInfo, clock: Clock, host: UUID
) -> None:
    head, guard = make_user("sss_head"), make_user("front_desk")
    made = let_in("call")
    assert ring(branch_a, made, clock, 5) == ["not_accepted"]
    with in_branch(branch_a.id):
        rows = db.session.execute(
            select(Notification.user_id, Notification.params, Notification.target_url).where(
                Notification.code == "visitors.alarm_raised"
            )
        ).all()
    assert {row.user_id for row in rows} == {host, head, guard}
    assert {tuple(row.params.items()) for row in rows} == {(("number", 1),)}
    assert {row.target_url for row in rows} == {f"/alpha/visitors/visits/{made.id}/custody"}


def test_the_alarm_ends_with_its_cause(
    let_in: LetIn, branch_a: BranchInfo, clock: Clock, acting: Acting, host: UUID
) -> None:
    made = let_in("call")
    ring(branch_a, made, clock, 6)
    with acting("staff", host):
        tap(open_visit(made.id), Tap.TAKE)
        alarm = db.session.scalars(select(VisitAlarm)).one()
        assert (alarm.outcome, alarm.over_by) == ("ended", None)


def test_whom_nobody_holds_rings_at_once(
    let_in: LetIn, branch_a: BranchInfo, clock: Clock, acting: Acting, host: UUID
) -> None:
    made = let_in()
    with acting("staff", host):
        tap(open_visit(made.id), Tap.LOSE)
        db.session.commit()
    assert 0 in looks(branch_a)
    assert ring(branch_a, made, clock, 0) == ["nobody_holds"]


def test_who_has_left_rings_no_more(
    let_in: LetIn, branch_a: BranchInfo, clock: Clock, acting: Acting
) -> None:
    made = let_in()
    ring(branch_a, made, clock, 80)
    with acting("front_desk"):
        check_out(open_visit(made.id))
        assert open_visit(made.id).alarm_at is None
        assert ring_if_due(open_visit(made.id)) == []
        assert db.session.scalars(select(VisitAlarm.outcome)).all() == ["ended"]


def test_a_longer_stay_is_agreed_to_and_rings_again(
    let_in: LetIn, branch_a: BranchInfo, clock: Clock, acting: Acting
) -> None:
    made = let_in()
    ring(branch_a, made, clock, 75)
    with acting("front_desk"):
        alarm = db.session.scalars(select(VisitAlarm)).one()
        acknowledge(alarm)
        settle_alarm(alarm, note="Әңгіме созылды", longer=30)
        db.session.commit()
        assert (alarm.outcome, alarm.note) == ("settled", "Әңгіме созылды")
        with pytest.raises(Conflict):
            acknowledge(alarm)
    assert ring(branch_a, made, clock, 119) == ["overrun"]
    assert ring(branch_a, made, clock, 120) == ["overrun", "overrun"]


def test_an_alarm_is_not_settled_without_a_word(
    let_in: LetIn, branch_a: BranchInfo, clock: Clock, acting: Acting
) -> None:
    made = let_in()
    ring(branch_a, made, clock, 75)
    with acting("front_desk"):
        alarm = db.session.scalars(select(VisitAlarm)).one()
        with pytest.raises(InvalidInput):
            settle_alarm(alarm, note="  ")
        assert alarm.over_at is None


def test_a_branch_waits_as_long_as_it_says(
    app: Flask, branch_a: BranchInfo, clock: Clock, let_in: LetIn
) -> None:
    with in_branch(branch_a.id, write=True):
        set_module("visitors", {"accept_minutes": 1, "meet_minutes": 2, "overrun_minutes": 0})
        with pytest.raises(InvalidInput):
            set_module("visitors", {"accept_minutes": 0})
        db.session.commit()
    made = let_in("call")
    assert ring(branch_a, made, clock, 1) == ["not_accepted"]
    assert ring(branch_a, made, clock, 60) == ["not_accepted", "overrun"]


def test_a_visit_that_is_gone_does_no_harm(branch_a: BranchInfo, clock: Clock) -> None:
    with in_branch(branch_a.id, write=True):
        watch_visit({"visit_id": str(branch_a.id)})
