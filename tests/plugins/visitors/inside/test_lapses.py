"""What nobody answered before the day was closed: off, told to whoever asked, and counted nowhere (A5.7)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo, Period
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from plugins.visitors.indicators import measure_indicators
from plugins.visitors.jobs.desk import close_day
from plugins.visitors.jobs.invites import ask_next
from plugins.visitors.models import Visit
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.queries.invites import history_of
from plugins.visitors.services import emergency, invites
from plugins.visitors.services.emergency import EntryRequest
from plugins.visitors.services.visitors import VisitorDetails
from tests.plugins.visitors.conftest import NINE
from tests.plugins.visitors.invites.conftest import (
    THREE,
    Page,
    asked,
    browse,
    host_scope,
    invite_row,
    made,
    settle,
    statuses,
    told,
)

__all__ = ["asked", "browse", "host_scope", "invite_row", "made", "statuses", "told"]

EVENING = NINE + timedelta(hours=11)
"""Eight in the evening of Almaty."""
AUTUMN = Period(2026, 1, date(2026, 9, 1), date(2026, 10, 31))
WEEKLY = {"kind": InviteKind.RECURRING, "weekdays": (1, 3), "until": date(2026, 10, 30)}


@pytest.fixture
def request_id(acting: Any, branch_a: BranchInfo, at_nine: object, teacher: UUID) -> UUID:
    """A request of the desk at nine, for a visitor to the teacher."""
    asked_for = EntryRequest(VisitorDetails("Ким", "Олег"), Purpose.WORKS, host_user_id=teacher)
    with acting("front_desk"):
        visit_id = emergency.request_entry(asked_for, branch=branch_a).id
        db.session.commit()
    return visit_id


def close(branch: BranchInfo, clock: Any, at: Any) -> None:
    clock.move_to(at)
    with in_branch(branch.id, write=True):
        close_day({})
        db.session.commit()


def status_of(branch: BranchInfo, visit_id: UUID) -> str:
    with in_branch(branch.id):
        return db.session.scalars(select(Visit.status).where(Visit.id == visit_id)).one()


def figures(branch: BranchInfo) -> dict[str, tuple[int, dict[str, int]]]:
    with in_branch(branch.id):
        return {one.code: (one.value, dict(one.by_kind)) for one in measure_indicators(branch, AUTUMN)}


def test_a_request_at_the_door_is_closed_and_whoever_asked_is_told(
    request_id: UUID, branch_a: BranchInfo, at_nine: Any, told: Any, teacher: UUID
) -> None:
    before = figures(branch_a)
    close(branch_a, at_nine, EVENING)
    assert status_of(branch_a, request_id) == "cancelled"
    lapsed = {user for user, code in told() if code == "request_lapsed"}
    assert lapsed == {make_user("front_desk"), teacher}
    assert figures(branch_a) == before
    with in_branch(branch_a.id):
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "visitors.visit_lapsed")
        ).one()
        assert (entry.target_id, entry.data) == (request_id, {"entry": "emergency"})


def test_it_is_told_once(request_id: UUID, branch_a: BranchInfo, at_nine: Any, told: Any) -> None:
    for hours in (0, 1, 10):
        close(branch_a, at_nine, EVENING + timedelta(hours=hours))
    assert [code for _user, code in told()].count("request_lapsed") == 2


def test_before_the_evening_it_still_waits(request_id: UUID, branch_a: BranchInfo, at_nine: Any) -> None:
    close(branch_a, at_nine, EVENING - timedelta(minutes=1))
    assert status_of(branch_a, request_id) == "pending_approval"


def test_an_answered_request_is_left_alone(
    request_id: UUID, branch_a: BranchInfo, at_nine: Any, acting: Any, told: Any
) -> None:
    with acting("branch_head"):
        visit = emergency.open_request(request_id)
        said: dict[str, Any] = {"approved": False, "reason": "Кездесу жоқ", "version": visit.version}
        emergency.answer_request(visit, **said, branch=branch_a)
        db.session.commit()
    close(branch_a, at_nine, EVENING)
    assert status_of(branch_a, request_id) == "denied"
    assert "request_lapsed" not in {code for _user, code in told()}


def test_a_closed_request_is_not_answered_and_rings_nobody_more(
    request_id: UUID, branch_a: BranchInfo, at_nine: Any, acting: Any, told: Any
) -> None:
    close(branch_a, at_nine, EVENING)
    heard = len(told())
    with acting("branch_head"):
        visit = emergency.open_request(request_id)
        with pytest.raises(InvalidInput) as refused:
            emergency.answer_request(visit, approved=True, reason="", version=visit.version, branch=branch_a)
    assert list(refused.value.errors) == ["decision"]
    with in_branch(branch_a.id, write=True):
        ask_next({"visit_id": str(request_id), "ring": 1})
        db.session.commit()
    assert len(told()) == heard


def test_its_page_says_what_became_of_it(
    request_id: UUID, branch_a: BranchInfo, at_nine: Any, browse: Callable[..., Page]
) -> None:
    close(branch_a, at_nine, EVENING)
    desk = browse("front_desk")
    for part in ("", "/state"):
        page = desk.get(f"/emergency/{request_id}{part}")
        assert page.status_code == 200
        assert "Nobody answered before the day was closed" in page.text
        assert "hx-trigger" not in page.text  # nothing more is waited for


def test_an_edited_invitation_that_was_not_agreed_anew_is_closed(
    made: Any, acting: Any, asked: Any, branch_a: BranchInfo, statuses: Any, invite_row: Any, told: Any,
    at_nine: Any,
) -> None:  # fmt: skip
    settle(acting, invite_approval="always")
    invite_id = made()
    with acting("branch_head"):
        invite = invites.open_invite(invite_id)
        invites.approve_invite(invite, version=invite.version, branch=branch_a)
        db.session.commit()
    with acting("staff"):
        invite = invites.own_invite(invite_id)
        moved = asked(guests=(), keep=tuple(invites.guest_ids_of(invite)), place="305")
        invites.edit_invite(invite, moved, version=invite.version, branch=branch_a)
        db.session.commit()
    close(branch_a, at_nine, EVENING)
    assert (statuses(invite_id), invite_row(invite_id).status) == (["cancelled"], "cancelled")
    assert (make_user("staff"), "request_lapsed") in told()
    with in_branch(branch_a.id):
        assert history_of(invite_id)[0].code == "lapsed"


def test_the_host_of_a_group_hears_once(
    made: Any, branch_a: BranchInfo, statuses: Any, told: Any, at_nine: Any
) -> None:
    invite_id = made(kind=InviteKind.GROUP, guests=THREE)
    close(branch_a, at_nine, EVENING)
    assert statuses(invite_id) == ["cancelled"] * 3
    assert [code for _user, code in told()].count("request_lapsed") == 1


def test_one_of_every_week_goes_on_waiting_for_the_next(
    made: Any, acting: Any, branch_a: BranchInfo, statuses: Any, invite_row: Any, at_nine: Any
) -> None:
    settle(acting, invite_approval="always")
    invite_id = made(**WEEKLY)
    close(branch_a, at_nine, EVENING)
    assert statuses(invite_id) == ["cancelled", "pending_approval", "pending_approval"]
    assert invite_row(invite_id).status == "pending_approval"
    with acting("branch_head"):
        invite = invites.open_invite(invite_id)
        invites.approve_invite(invite, version=invite.version, branch=branch_a)
        db.session.commit()
    assert statuses(invite_id) == ["cancelled", "expected", "expected"]


def test_another_branch_is_not_closed(
    request_id: UUID, branch_a: BranchInfo, branch_b: Any, at_nine: Any
) -> None:
    close(branch_b, at_nine, EVENING)
    assert status_of(branch_a, request_id) == "pending_approval"
