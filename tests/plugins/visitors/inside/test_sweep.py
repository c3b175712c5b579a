"""The evening closes the day: departed unverified, never checked out; and what is found out later (A5.6)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user
from plugins.visitors.jobs.desk import close_day, watch_visit
from plugins.visitors.models import CustodyLink, Visit, VisitAlarm
from plugins.visitors.services.alarms import settle_alarm
from plugins.visitors.services.presence import check_out, settle_departure
from tests.plugins.visitors.desk.conftest import MORNING, Made

Acting = Callable[..., AbstractContextManager[object]]
LetIn = Callable[..., Made]
Clock = time_machine.Traveller
EIGHT = MORNING + timedelta(hours=11)
"""Eight in the evening of Almaty, when the day is closed unless a branch says otherwise."""


def close(branch: BranchInfo, clock: Clock, at: object) -> None:
    clock.move_to(at)  # type: ignore[arg-type]
    with in_branch(branch.id, write=True):
        close_day({})
        db.session.commit()


def statuses(branch: BranchInfo) -> dict[object, str]:
    with in_branch(branch.id):
        return {row.id: row.status for row in db.session.execute(select(Visit.id, Visit.status))}


def test_who_is_inside_has_departed_unverified_and_who_never_came_did_not_come(
    let_in: LetIn, make_visit: LetIn, branch_a: BranchInfo, clock: Clock, acting: Acting
) -> None:
    inside, left, missing = let_in(), let_in(), make_visit()
    tomorrow = make_visit(
        expected_from=MORNING + timedelta(days=1), expected_until=MORNING + timedelta(days=1, hours=1)
    )
    with acting("front_desk"):
        check_out(db.session.scalars(select(Visit).where(Visit.id == left.id)).one())
        db.session.commit()
    close(branch_a, clock, EIGHT)
    assert statuses(branch_a) == {
        inside.id: "departed_unverified",
        left.id: "checked_out",
        missing.id: "no_show",
        tomorrow.id: "expected",
    }
    with in_branch(branch_a.id):
        last = db.session.scalars(
            select(CustodyLink).where(CustodyLink.visit_id == inside.id).order_by(CustodyLink.id.desc())
        ).first()
        assert last is not None
        assert (last.link, last.to_holder, last.by_user_id) == ("swept", None, None)


def test_before_the_hour_nothing_is_closed(let_in: LetIn, branch_a: BranchInfo, clock: Clock) -> None:
    made = let_in()
    close(branch_a, clock, EIGHT - timedelta(minutes=1))
    assert statuses(branch_a)[made.id] == "on_site"


def test_a_missed_evening_is_made_up_for_and_closed_once(
    let_in: LetIn, branch_a: BranchInfo, clock: Clock
) -> None:
    head = make_user("sss_head")
    made = let_in()
    for hours in (21, 22):
        close(branch_a, clock, MORNING + timedelta(hours=hours))
    assert statuses(branch_a)[made.id] == "departed_unverified"
    with in_branch(branch_a.id):
        told = select(Notification).where(
            Notification.code == "visitors.sweep_found", Notification.user_id == head
        )
        notice = db.session.scalars(told).one()
        assert notice.params == {"count": 1}
        assert db.session.scalars(select(VisitAlarm.kind)).all() == ["unverified"]


def test_somebody_left_at_the_desk_is_not_forgotten(
    make_visit: LetIn, branch_a: BranchInfo, clock: Clock
) -> None:
    made = make_visit(status="arrived", arrived_at=MORNING, holder="desk", held_since=MORNING)
    close(branch_a, clock, EIGHT)
    assert statuses(branch_a)[made.id] == "departed_unverified"


def test_found_to_have_left(let_in: LetIn, branch_a: BranchInfo, clock: Clock, acting: Acting) -> None:
    made = let_in()
    close(branch_a, clock, EIGHT)
    with acting("sss_head"):
        alarm = db.session.scalars(select(VisitAlarm)).one()
        with pytest.raises(InvalidInput):
            settle_departure(alarm, left_properly=True, note="")
        with pytest.raises(Conflict):
            settle_alarm(alarm, note="байқадым")
        settle_departure(alarm, left_properly=True, note="Күзетші шыққанын көрген")
        db.session.commit()
        with pytest.raises(Conflict):
            settle_departure(alarm, left_properly=True, note="тағы")
        assert (alarm.outcome, alarm.note) == ("settled", "Күзетші шыққанын көрген")
    assert statuses(branch_a)[made.id] == "checked_out"


def test_found_to_be_inside_rings_until_somebody_takes_over(
    let_in: LetIn, branch_a: BranchInfo, clock: Clock, acting: Acting
) -> None:
    made = let_in()
    close(branch_a, clock, EIGHT)
    with acting("sss_head"):
        settle_departure(db.session.scalars(select(VisitAlarm)).one(), left_properly=False, note="Спортзалда")
        db.session.commit()
    with in_branch(branch_a.id, write=True):
        watch_visit({"visit_id": str(made.id)})
        db.session.commit()
        visit = db.session.scalars(select(Visit).where(Visit.id == made.id)).one()
        assert (visit.status, visit.holder, visit.departed_at) == ("on_site", None, None)
        rung = db.session.scalars(select(VisitAlarm.kind).where(VisitAlarm.over_at.is_(None))).all()
        assert "nobody_holds" in rung


def test_the_centre_has_no_desk_to_close(central: BranchInfo, clock: Clock) -> None:
    with in_branch(central.id, write=True):
        close_day({})
