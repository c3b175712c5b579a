"""What an edit of an invitation undoes, whom it tells, and what calling off does (A5.2, A5.6)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from platform_core.errors import Conflict, InvalidInput
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from plugins.visitors.models import InviteStep, Visit
from plugins.visitors.policy.invitations import Facet, InviteKind
from plugins.visitors.queries.invites import guests_of, history_of
from plugins.visitors.services import invites
from plugins.visitors.services.visitors import VisitorDetails
from tests.plugins.visitors.invites.conftest import AFTER_SCHOOL, THREE, settle


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
