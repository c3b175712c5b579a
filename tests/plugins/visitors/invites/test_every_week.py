"""Invitations for every week: made ahead once, left out, moved, and called off with their host (A5.6)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.auth.models import Membership
from platform_core.auth.services import end_membership
from platform_core.extensions import db
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from plugins.visitors.jobs.invites import make_visits_ahead
from plugins.visitors.models import Visit
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.queries.invites import history_of
from plugins.visitors.services import invites
from tests.plugins.visitors.conftest import NINE

WEEKLY = {"kind": InviteKind.RECURRING, "weekdays": (1, 3), "until": date(2026, 10, 30)}


def local_days(branch: Any, invite_id: UUID) -> list[date]:
    with in_branch(branch.id):
        query = select(Visit.expected_from).where(Visit.invite_id == invite_id).order_by(Visit.expected_from)
        return [moment.date() for moment in db.session.scalars(query)]


def test_visits_are_made_a_few_days_ahead_and_once(made: Any, branch_a: Any, at_nine: Any) -> None:
    invite_id = made(**WEEKLY)
    assert local_days(branch_a, invite_id) == [date(2026, 10, 6), date(2026, 10, 8), date(2026, 10, 13)]
    for ahead, last in ((0, date(2026, 10, 13)), (2, date(2026, 10, 15)), (40, date(2026, 10, 15))):
        at_nine.move_to(NINE + timedelta(days=ahead))
        with in_branch(branch_a.id, write=True):
            make_visits_ahead({})
            make_visits_ahead({})
            db.session.commit()
        assert local_days(branch_a, invite_id)[-1] == last
    assert len(local_days(branch_a, invite_id)) == 4


def test_days_off_are_left_out(host_scope: Any, asked: Any, branch_a: Any) -> None:
    closed = replace(branch_a, calendar={"days_off": ["2026-10-08"]})
    with host_scope():
        invite_id = invites.invite_visitors(asked(**WEEKLY), branch=closed).id
        db.session.commit()
    assert local_days(branch_a, invite_id) == [date(2026, 10, 6), date(2026, 10, 13)]


def test_a_weekly_visit_that_was_called_off_is_not_made_again(
    made: Any, branch_a: Any, statuses: Any, told: Any
) -> None:
    invite_id = made(**WEEKLY)
    with in_branch(branch_a.id, write=True):
        first = db.session.scalars(select(Visit).order_by(Visit.expected_from).limit(1)).one()
        invites.decline_visit(first, branch=branch_a)
        make_visits_ahead({})
        db.session.commit()
    assert statuses(invite_id) == ["cancelled", "expected", "expected"]
    assert (make_user("staff"), "visit_declined") in told()


def test_a_weekly_invitation_moves_to_other_days(
    made: Any, acting: Any, asked: Any, branch_a: Any, statuses: Any
) -> None:
    invite_id = made(**WEEKLY)
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        keep = tuple(invites.guest_ids_of(invite))
        wanted = asked(guests=(), keep=keep, **{**WEEKLY, "weekdays": (3, 4)})
        invites.edit_invite(invite, wanted, version=invite.version, branch=branch_a)
        db.session.commit()
    with in_branch(branch_a.id):
        rows = db.session.execute(select(Visit.expected_from, Visit.status).order_by(Visit.expected_from))
        found = [(row.expected_from.date().day, row.status) for row in rows]
    assert found == [(6, "cancelled"), (8, "expected"), (9, "expected"), (13, "cancelled")]


def test_nobody_is_expected_by_a_host_who_has_left(
    made: Any, branch_a: Any, statuses: Any, told: Any, app: Any
) -> None:
    desk, colleague = make_user("front_desk"), make_user("curator")
    left, stays = made(**WEEKLY), made(host_user_id=colleague)
    with in_branch(branch_a.id):
        membership_id = db.session.scalars(
            select(Membership.id).where(Membership.user_id == make_user("staff"))
        ).one()
    end_membership(membership_id, branch=branch_a, actor=SYSTEM_ACTOR)
    with in_branch(branch_a.id, write=True):
        make_visits_ahead({})
        make_visits_ahead({})
        db.session.commit()
    assert (statuses(left), statuses(stays)) == (["cancelled"] * 3, ["expected"])
    assert told().count((desk, "visit_withdrawn")) == 1
    with in_branch(branch_a.id):
        assert [line.code for line in history_of(left)] == ["host_left", "sent"]
