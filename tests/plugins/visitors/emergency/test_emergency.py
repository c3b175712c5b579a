"""Visits without agreement: asked at the door, answered by management, never by whoever asks (A5.7)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from platform_core.errors import Conflict, Forbidden, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.testing.people import make_user
from plugins.visitors.jobs.invites import ask_next
from plugins.visitors.models import Visit
from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.emergency import Approver, answer_faults, approver_rings, decide_answer
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.services import emergency
from plugins.visitors.services.emergency import EntryRequest
from plugins.visitors.services.visitors import VisitorDetails
from tests.plugins.visitors.conftest import NINE

HEAD, CHIEF, OTHER = (UUID(int=number) for number in (1, 2, 3))
APPROVERS = (
    Approver(HEAD, frozenset({"branch_head"})),
    Approver(CHIEF, frozenset({"sss_head"})),
    Approver(OTHER, frozenset({"branch_head", "sss_head"})),
)


# --- the rules ------------------------------------------------------------------------------------


def test_management_is_asked_in_order_and_never_the_one_who_asks() -> None:
    assert approver_rings(APPROVERS, requester=None) == ((CHIEF, OTHER), (HEAD,))
    assert approver_rings(APPROVERS, requester=CHIEF) == ((OTHER,), (HEAD,))
    assert approver_rings(APPROVERS[1:2], requester=CHIEF) == ()
    assert approver_rings(APPROVERS[:1], requester=None) == ((HEAD,),)


@pytest.mark.parametrize(
    ("status", "may", "own", "reason"),
    [
        (VisitStatus.PENDING_APPROVAL, True, False, Reason.ALLOWED),
        (VisitStatus.PENDING_APPROVAL, False, False, Reason.PERMISSION_MISSING),
        (VisitStatus.PENDING_APPROVAL, True, True, Reason.OWN_INVITE),
        (VisitStatus.APPROVED, True, False, Reason.DECIDED_ALREADY),
        (VisitStatus.DENIED, True, False, Reason.DECIDED_ALREADY),
    ],
)
def test_who_may_answer_and_when(status: VisitStatus, may: bool, own: bool, reason: Reason) -> None:  # noqa: FBT001
    decided = decide_answer(status, may_decide=may, is_own=own)
    assert (decided.reason_code, decided.clause) == (reason, "A5.7")


def test_no_needs_a_reason() -> None:
    assert answer_faults(approved=True, reason="") == ()
    assert [fault.field for fault in answer_faults(approved=False, reason=" ")] == ["reason"]


# --- the service ----------------------------------------------------------------------------------


@pytest.fixture
def chief(app: Any) -> UUID:
    return make_user("sss_head")


@pytest.fixture
def head(app: Any) -> UUID:
    return make_user("branch_head")


@pytest.fixture
def ask(acting: Any, branch_a: Any, at_nine: Any, chief: UUID, head: UUID) -> Callable[..., UUID]:
    """Have somebody ask to let a visitor in, and give the request's id."""

    def request(role: str = "front_desk", **said: Any) -> UUID:
        asked = EntryRequest(VisitorDetails("Серікова", "Айым"), **{"purpose": Purpose.COLLECT_CHILD, **said})
        with acting(role):
            visit_id = emergency.request_entry(asked, branch=branch_a).id
            db.session.commit()
        return visit_id

    return request


def visit_of(branch: Any, visit_id: UUID) -> Visit:
    with in_branch(branch.id):
        found = db.session.scalars(select(Visit).where(Visit.id == visit_id)).one()
        db.session.expunge(found)
        return found


def test_the_first_of_management_hears_at_once(ask: Any, told: Any, chief: UUID, branch_a: Any) -> None:
    visit = visit_of(branch_a, ask())
    assert told() == [(chief, "emergency_waits")]
    assert (visit.entry, visit.status, visit.expected_from) == ("emergency", "pending_approval", NINE)
    assert (visit.token_index, visit.link_secret) == (None, None)  # nobody is sent a link


def test_an_unanswered_request_goes_to_the_next_and_then_to_the_desk(
    ask: Any, told: Any, chief: UUID, head: UUID, branch_a: Any
) -> None:
    visit_id = ask()
    desk = make_user("front_desk")
    with in_branch(branch_a.id, write=True):
        jobs = Outbox.name == "visitors.emergency_unanswered"
        [row] = db.session.scalars(select(Outbox).where(jobs)).all()
        assert row.not_before == NINE + timedelta(minutes=10)
        ask_next(row.payload)
        ask_next({"visit_id": str(visit_id), "ring": 2})
        db.session.commit()
    assert told()[1:] == [
        (head, "emergency_waits"),
        *((user, "emergency_silent") for user in sorted({desk, chief})),
    ]


def test_an_answered_request_is_left_alone(ask: Any, told: Any, acting: Any, branch_a: Any) -> None:
    visit_id = ask()
    with acting("branch_head"):
        visit = emergency.open_request(visit_id)
        emergency.answer_request(visit, approved=True, reason="", version=visit.version, branch=branch_a)
        db.session.commit()
    before = told()
    with in_branch(branch_a.id, write=True):
        ask_next({"visit_id": str(visit_id), "ring": 1})
        db.session.commit()
    assert told() == before


def test_yes_lets_them_be_received_and_how_long_it_took_is_kept(
    ask: Any, acting: Any, branch_a: Any, told: Any, at_nine: Any
) -> None:
    visit_id = ask()
    desk = make_user("front_desk")
    at_nine.shift(timedelta(minutes=3))
    with acting("branch_head"):
        visit = emergency.open_request(visit_id)
        emergency.answer_request(visit, approved=True, reason="", version=visit.version, branch=branch_a)
        db.session.commit()
    visit = visit_of(branch_a, visit_id)
    assert visit.status == "approved"
    assert visit.decided_at
    assert visit.decided_at - visit.created_at == timedelta(minutes=3)
    assert (desk, "emergency_decided") in told()


def test_no_is_told_with_its_reason(ask: Any, acting: Any, branch_a: Any) -> None:
    visit_id = ask()
    with acting("sss_head"):
        visit = emergency.open_request(visit_id)
        with pytest.raises(InvalidInput) as refused:
            emergency.answer_request(visit, approved=False, reason="", version=visit.version, branch=branch_a)
        assert list(refused.value.errors) == ["reason"]
        emergency.answer_request(
            visit, approved=False, reason="Баланы анасы ғана алады", version=visit.version, branch=branch_a
        )
        db.session.commit()
    with in_branch(branch_a.id):
        visit = visit_of(branch_a, visit_id)
        assert (visit.status, visit.decision_note) == ("denied", "Баланы анасы ғана алады")


def test_whoever_asks_does_not_answer(ask: Any, acting: Any, branch_a: Any) -> None:
    visit_id = ask("sss_head")
    with acting("sss_head"):
        visit = emergency.open_request(visit_id)
        with pytest.raises(InvalidInput) as refused:
            emergency.answer_request(visit, approved=True, reason="", version=visit.version, branch=branch_a)
    assert list(refused.value.errors) == ["decision"]


def test_only_management_answers_and_only_once(ask: Any, acting: Any, branch_a: Any) -> None:
    visit_id = ask("staff")
    with acting("front_desk"):
        visit = emergency.open_request(visit_id)
        with pytest.raises(Forbidden):
            emergency.answer_request(visit, approved=True, reason="", version=visit.version, branch=branch_a)
    with acting("sss_head"):
        visit = emergency.open_request(visit_id)
        with pytest.raises(Conflict):
            emergency.answer_request(visit, approved=True, reason="", version=9, branch=branch_a)
        emergency.answer_request(visit, approved=True, reason="", version=visit.version, branch=branch_a)
        db.session.flush()
        with pytest.raises(InvalidInput):
            emergency.answer_request(
                visit, approved=False, reason="x", version=visit.version, branch=branch_a
            )


def test_a_request_is_known_to_management_the_desk_and_whom_it_concerns(ask: Any, acting: Any) -> None:
    host = make_user("curator")
    visit_id = ask("staff", host_user_id=host)
    for role in ("staff", "curator", "front_desk", "branch_head"):
        with acting(role):
            assert emergency.open_request(visit_id).id == visit_id
    with acting("psychologist"), pytest.raises(NotFound):
        emergency.open_request(visit_id)


def test_an_agreed_visit_is_no_request(due_id: UUID, acting: Any) -> None:
    with acting("branch_head"), pytest.raises(NotFound):
        emergency.open_request(due_id)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"purpose": Purpose.OTHER}, "purpose_note"),
        ({"purpose": Purpose.WORKS, "host_user_id": UUID(int=7)}, "host_user_id"),
    ],
)
def test_what_is_missing_is_named(ask: Any, said: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(**said)
    assert list(refused.value.errors) == [field]
