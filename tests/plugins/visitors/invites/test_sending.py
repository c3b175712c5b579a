"""Who is told and written to when somebody invites, and whose an invitation is (A5.2, A5.6)."""

from typing import Any
from uuid import UUID

import pytest

from platform_core.errors import Forbidden, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.testing.people import make_user
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.services import invites
from plugins.visitors.services.visitors import VisitorDetails
from tests.plugins.visitors.invites.conftest import IN_LESSON, THREE


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


def test_other_purposes_are_not_bound_to_breaks(made: Any, statuses: Any) -> None:
    assert statuses(made(starts=IN_LESSON, purpose=Purpose.MEETING_PSYCHOLOGIST)) == ["expected"]
