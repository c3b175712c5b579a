"""Management's word on an invitation: who gives it, when, and what it does (A5.1)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from platform_core.errors import Conflict, Forbidden, InvalidInput
from platform_core.extensions import db
from platform_core.isolation.scope import current_actor, in_branch
from platform_core.testing.people import make_user
from plugins.visitors.policy.invitations import Facet, InviteKind
from plugins.visitors.queries.invites import history_of, waiting_count
from plugins.visitors.services import invites
from tests.plugins.visitors.invites.conftest import AFTER_SCHOOL, THREE


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


def test_what_is_over_is_neither_approved_nor_counted(
    made: Any, acting: Any, branch_a: Any, at_nine: Any
) -> None:
    invite_id = made(kind=InviteKind.GROUP, guests=THREE)
    with acting("sss_head"):
        assert db.session.scalar(waiting_count(current_actor(), date(2026, 10, 6))) == 1
    at_nine.shift(timedelta(days=1))
    with acting("sss_head"):
        assert db.session.scalar(waiting_count(current_actor(), date(2026, 10, 7))) == 0
        invite = invites.open_invite(invite_id)
        with pytest.raises(InvalidInput) as refused:
            invites.approve_invite(invite, version=invite.version, branch=branch_a)
        assert list(refused.value.errors) == ["decision"]
        invites.deny_invite(invite, version=invite.version, reason="Өтіп кетті", branch=branch_a)
