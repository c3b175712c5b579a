"""The course of an invitation: who is expected, told and written to, and what an edit undoes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from platform_core.auth.models import Membership
from platform_core.auth.services import end_membership
from platform_core.errors import Conflict, Forbidden, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import current_actor, in_branch
from platform_core.switchboard.services import set_module
from platform_core.testing.people import make_user
from plugins.visitors.jobs.invites import make_visits_ahead
from plugins.visitors.models import InviteStep, Visit
from plugins.visitors.policy.invitations import Facet, InviteKind
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.queries.invites import count_waiting, guests_of, history_of
from plugins.visitors.services import invites
from plugins.visitors.services.visitors import VisitorDetails
from tests.plugins.visitors.conftest import NINE
from tests.plugins.visitors.invites.conftest import AFTER_SCHOOL, IN_LESSON

THREE = tuple(VisitorDetails(family, "Анна", email="a@example.kz") for family in ("Ли", "Ким", "Цой"))
WEEKLY = {"kind": InviteKind.RECURRING, "weekdays": (1, 3), "until": date(2026, 10, 30)}


def settle(acting: Any, **values: Any) -> None:
    with acting("branch_admin"):
        set_module("visitors", values)
        db.session.commit()


def test_security_and_administration_are_told_and_nobody_else(
    made: Any, told: Any, approver: UUID, app: Any
) -> None:
    desk, teacher = make_user("front_desk"), make_user("curator")
    made()
    assert set(told()) == {(desk, "visit_agreed"), (approver, "visit_agreed")}
    assert teacher not in dict(told())


def test_a_letter_goes_out_only_if_mail_does(made: Any, letters: Any) -> None:
    made()
    assert letters() == []


@pytest.mark.usefixtures("with_mail")
def test_each_visitor_is_written_to(made: Any, letters: Any) -> None:
    made(kind=InviteKind.GROUP, guests=THREE)
    assert letters() == []  # a group waits for approval
    made()
    assert letters() == ["invited"]


def test_a_group_waits_for_somebody_other_than_its_host(
    made: Any, statuses: Any, acting: Any, approver: UUID, told: Any, branch_a: Any, invite_row: Any
) -> None:
    invite_id = made(kind=InviteKind.GROUP, guests=THREE)
    assert statuses(invite_id) == ["pending_approval"] * 3
    assert told() == [(approver, "invite_waits")]
    with acting("staff"), pytest.raises(Forbidden):
        invites.approve_invite(invites.open_invite(invite_id), version=1, branch=branch_a)
    with acting("sss_head"):
        invite = invites.open_invite(invite_id)
        with pytest.raises(Conflict):
            invites.approve_invite(invite, version=invite.version + 1, branch=branch_a)
        seen = invite.version
        invites.approve_invite(invite, version=seen, branch=branch_a)
        db.session.commit()
    assert statuses(invite_id) == ["expected"] * 3
    assert invite_row(invite_id).approved_version == seen
    host = make_user("staff")
    assert (host, "invite_decided") in told()


def test_a_head_does_not_approve_their_own_invitation(
    acting: Any, asked: Any, branch_a: Any, at_nine: Any
) -> None:
    with acting("sss_head"):
        invite = invites.invite_visitors(asked(kind=InviteKind.GROUP, guests=THREE), branch=branch_a)
        with pytest.raises(InvalidInput) as refused:
            invites.approve_invite(invite, version=invite.version, branch=branch_a)
        assert list(refused.value.errors) == ["decision"]
        db.session.commit()
        invite_id = invite.id
    with acting("branch_head"):
        invite = invites.open_invite(invite_id)
        invites.approve_invite(invite, version=invite.version, branch=branch_a)


def test_no_needs_a_reason_and_the_host_reads_it(
    made: Any, acting: Any, branch_a: Any, statuses: Any, invite_row: Any
) -> None:
    invite_id = made(kind=InviteKind.GROUP, guests=THREE)
    with acting("sss_head"):
        invite = invites.open_invite(invite_id)
        with pytest.raises(InvalidInput) as refused:
            invites.deny_invite(invite, version=invite.version, reason=" ", branch=branch_a)
        assert list(refused.value.errors) == ["reason"]
        invites.deny_invite(invite, version=invite.version, reason="Залда жөндеу", branch=branch_a)
        db.session.commit()
    assert statuses(invite_id) == ["denied"] * 3
    with in_branch(branch_a.id):
        assert invite_row(invite_id).decision_note == "Залда жөндеу"
        assert [line.code for line in history_of(invite_id)] == ["denied", "sent"]
    with acting("sss_head"), pytest.raises(InvalidInput):
        invites.approve_invite(invites.open_invite(invite_id), version=invite.version, branch=branch_a)


def test_an_edited_denial_asks_again_with_new_visits(
    made: Any, acting: Any, branch_a: Any, statuses: Any, asked: Any
) -> None:
    invite_id = made(kind=InviteKind.GROUP, guests=THREE)
    with acting("sss_head"):
        invite = invites.open_invite(invite_id)
        invites.deny_invite(invite, version=invite.version, reason="Басқа күні", branch=branch_a)
        db.session.commit()
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        later = asked(kind=InviteKind.GROUP, guests=THREE, starts=AFTER_SCHOOL + timedelta(days=1))
        assert invites.edit_invite(invite, later, version=invite.version, branch=branch_a) == (Facet.TIME,)
        db.session.commit()
    assert statuses(invite_id) == ["denied"] * 3 + ["pending_approval"] * 3


@pytest.mark.usefixtures("with_mail")
def test_an_edit_that_matters_withdraws_the_approval_and_says_what_changed(
    made: Any, acting: Any, branch_a: Any, statuses: Any, asked: Any, told: Any, approver: UUID, letters: Any
) -> None:
    settle(acting, invite_approval="always")
    invite_id = made()
    desk, host = make_user("front_desk"), make_user("staff")
    with acting("branch_head"):
        invite = invites.open_invite(invite_id)
        invites.approve_invite(invite, version=invite.version, branch=branch_a)
        db.session.commit()
    assert (statuses(invite_id), letters()) == (["expected"], ["invited"])
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        keep = tuple(invites.guest_ids_of(invite))
        moved = asked(guests=(), keep=keep, place="305", starts=AFTER_SCHOOL + timedelta(minutes=15))
        facets = invites.edit_invite(invite, moved, version=invite.version, branch=branch_a)
        assert facets == (Facet.TIME, Facet.PLACE)
        assert invite.status == "pending_approval"
        assert history_of(invite_id)[0].fields == ("time", "place")
        db.session.commit()
    assert statuses(invite_id) == ["pending_approval"]
    assert told().count((approver, "invite_waits")) == 2
    assert (desk, "visit_withdrawn") in told()
    assert (host, "visit_withdrawn") not in told()
    with acting("branch_head"):
        invite = invites.open_invite(invite_id)
        invites.approve_invite(invite, version=invite.version, branch=branch_a)
        db.session.commit()
    assert letters() == ["invited", "moved"]
    with in_branch(branch_a.id):
        visit = db.session.scalars(select(Visit).where(Visit.invite_id == invite_id)).one()
        assert (visit.place, visit.expected_from) == ("305", AFTER_SCHOOL + timedelta(minutes=15))


@pytest.mark.usefixtures("with_mail")
def test_people_are_taken_off_and_added(
    made: Any, acting: Any, branch_a: Any, asked: Any, letters: Any
) -> None:
    settle(acting, invite_approval="never")
    invite_id = made(kind=InviteKind.GROUP, guests=THREE)
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        keep = tuple(guest.visitor_id for guest in guests_of(invite_id) if not guest.name.startswith("Ким"))
        wanted = asked(
            kind=InviteKind.GROUP, keep=keep, guests=(VisitorDetails("Пак", "Вера", email="v@example.kz"),)
        )
        assert invites.edit_invite(invite, wanted, version=invite.version, branch=branch_a) == (Facet.PEOPLE,)
        db.session.commit()
        assert [guest.name for guest in guests_of(invite_id)] == ["Ли Анна", "Пак Вера", "Цой Анна"]
    assert letters() == ["invited"] * 3 + ["cancelled", "invited"]


def test_an_edit_that_changes_nothing_asks_nobody(made: Any, acting: Any, branch_a: Any, asked: Any) -> None:
    invite_id = made()
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        same = asked(guests=(), keep=tuple(invites.guest_ids_of(invite)))
        assert invites.edit_invite(invite, same, version=invite.version, branch=branch_a) == ()
        assert (invite.status, len(history_of(invite_id))) == ("approved", 1)


def test_a_visitor_of_another_invitation_cannot_be_kept(
    made: Any, acting: Any, branch_a: Any, asked: Any
) -> None:
    stranger_of = made(guests=(VisitorDetails("Бөтен", "Адам"),))
    invite_id = made()
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        [stranger] = invites.guest_ids_of(invites.own_invite(stranger_of))
        with pytest.raises(InvalidInput) as refused:
            invites.edit_invite(
                invite, asked(guests=(), keep=(stranger,)), version=invite.version, branch=branch_a
            )
        assert list(refused.value.errors) == ["guests"]


def test_a_stale_edit_is_refused(made: Any, acting: Any, branch_a: Any, asked: Any) -> None:
    invite_id = made()
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        with pytest.raises(Conflict):
            invites.edit_invite(invite, asked(place="1"), version=invite.version + 1, branch=branch_a)


@pytest.mark.usefixtures("with_mail")
def test_what_is_called_off_is_off_for_everybody(
    made: Any, acting: Any, branch_a: Any, statuses: Any, told: Any, letters: Any, asked: Any
) -> None:
    invite_id = made()
    desk = make_user("front_desk")
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        invites.cancel_invite(invite, reason="Ауырып қалдым", branch=branch_a)
        with pytest.raises(InvalidInput):
            invites.cancel_invite(invite, reason="", branch=branch_a)
        with pytest.raises(InvalidInput):
            invites.edit_invite(invite, asked(place="1"), version=invite.version, branch=branch_a)
        db.session.rollback()
        invite = invites.own_invite(invite_id)
        invites.cancel_invite(invite, reason="Ауырып қалдым", branch=branch_a)
        db.session.commit()
    assert statuses(invite_id) == ["cancelled"]
    assert (desk, "visit_withdrawn") in told()
    assert letters() == ["invited", "cancelled"]
    with in_branch(branch_a.id):
        step = db.session.scalars(select(InviteStep).where(InviteStep.code == "cancelled")).one()
        assert step.note == "Ауырып қалдым"


def test_a_draft_tells_nobody_and_is_its_hosts_alone(
    host_scope: Any, acting: Any, asked: Any, branch_a: Any, told: Any, statuses: Any
) -> None:
    with host_scope():
        invite = invites.draft_invite(asked(starts=IN_LESSON), branch=branch_a)
        db.session.commit()
        invite_id = invite.id
        with pytest.raises(InvalidInput) as refused:
            invites.send_draft(invite, asked(starts=IN_LESSON), version=invite.version, branch=branch_a)
        assert list(refused.value.errors) == ["starts_at"]
        db.session.rollback()
    assert (told(), statuses(invite_id)) == ([], [])
    for role in ("sss_head", "front_desk", "curator"):
        with acting(role), pytest.raises(NotFound):
            invites.open_invite(invite_id)
    with host_scope():
        invite = invites.own_invite(invite_id)
        invites.change_draft(
            invite, asked(starts=IN_LESSON, place="1"), version=invite.version, branch=branch_a
        )
        invites.send_draft(invite, asked(), version=invite.version, branch=branch_a)
        db.session.commit()
    assert statuses(invite_id) == ["expected"]


def test_a_host_sees_their_own_and_the_desk_all(made: Any, acting: Any) -> None:
    invite_id = made()
    with acting("front_desk"):
        assert invites.open_invite(invite_id).id == invite_id
        with pytest.raises(Forbidden):
            invites.own_invite(invite_id)
    with acting("curator"), pytest.raises(NotFound):
        invites.open_invite(invite_id)


def test_an_invitation_can_be_made_for_a_colleague(
    made: Any, acting: Any, asked: Any, branch_a: Any, app: Any, invite_row: Any
) -> None:
    colleague = make_user("curator", name="Айгүл Куратор")
    invite_id = made(host_user_id=colleague)
    assert invite_row(invite_id).host_name == "Айгүл Куратор"
    for role in ("curator", "staff"):
        with acting(role):
            assert invites.own_invite(invite_id).id == invite_id
    guard = make_user("front_desk")
    with acting("staff"), pytest.raises(InvalidInput) as refused:
        invites.invite_visitors(asked(host_user_id=guard), branch=branch_a)
    assert list(refused.value.errors) == ["host_user_id"]


def test_rows_that_are_wrong_are_named_by_number(host_scope: Any, asked: Any, branch_a: Any) -> None:
    wrong = (VisitorDetails("Ли", "Анна"), VisitorDetails("Ким", "Олег", phone="12"), VisitorDetails())
    with host_scope(), pytest.raises(InvalidInput) as refused:
        invites.invite_visitors(asked(kind=InviteKind.GROUP, guests=wrong), branch=branch_a)
    assert set(refused.value.errors) == {"guests.1.phone", "guests.2.family_name", "guests.2.given_name"}


# --- every week -----------------------------------------------------------------------------------


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


def test_other_purposes_are_not_bound_to_breaks(made: Any, statuses: Any) -> None:
    assert statuses(made(starts=IN_LESSON, purpose=Purpose.MEETING_PSYCHOLOGIST)) == ["expected"]


def test_what_is_over_is_neither_approved_nor_counted(
    made: Any, acting: Any, branch_a: Any, at_nine: Any
) -> None:
    invite_id = made(kind=InviteKind.GROUP, guests=THREE)
    with acting("sss_head"):
        assert count_waiting(current_actor(), date(2026, 10, 6)) == 1
    at_nine.shift(timedelta(days=1))
    with acting("sss_head"):
        assert count_waiting(current_actor(), date(2026, 10, 7)) == 0
        invite = invites.open_invite(invite_id)
        with pytest.raises(InvalidInput) as refused:
            invites.approve_invite(invite, version=invite.version, branch=branch_a)
        assert list(refused.value.errors) == ["decision"]
        invites.deny_invite(invite, version=invite.version, reason="Өтіп кетті", branch=branch_a)


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
