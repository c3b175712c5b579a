"""Receiving at the desk: arrival, identity, things held, letting in (A5.3, A5.9, P19)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.documents.versions import current_document
from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from plugins.visitors.data.documents import GUIDANCE
from plugins.visitors.models import CustodyLink, HeldItem, Receipt, Visit
from plugins.visitors.services import admission, desk, items, presence
from plugins.visitors.services.admission import Admission, admit, sign_guidance
from plugins.visitors.services.desk import SeenDocument, open_visit, see_identity, visitor_of
from tests.plugins.visitors.desk.conftest import Made

MakeVisit = Callable[..., Made]
ActorOf = Callable[..., Actor]
CARD = SeenDocument("identity_card", "12ab")
ASKED = Admission(items_asked=True)


def at_desk(branch: BranchInfo, actor: Actor) -> AbstractContextManager[object]:
    return in_branch(branch.id, actor=actor, write=True)


def sign(visit: Visit) -> UUID:
    held = current_document(GUIDANCE)
    return sign_guidance(
        visit,
        visitor_of(visit),
        language="kk",
        shown_hash=held.hashes["kk"],
        name="Нұрлан Әлімов",
        method="typed",
    )


@pytest.fixture
def guard(actor_of: ActorOf) -> Actor:
    return actor_of("front_desk")


def test_who_shows_a_document_stands_in_the_journal(
    make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor, host: UUID
) -> None:
    made = make_visit()
    with at_desk(branch_a, guard):
        visit = open_visit(made.id)
        see_identity(visit, CARD, branch=branch_a)
        db.session.commit()
        assert (visit.status, visit.number, visit.school_year) == ("identity_checked", 1, 2026)
        assert (visit.document_type, visit.document_last) == ("identity_card", "12AB")
        assert visit.identity_seen_by == guard.user_id
        assert (visit.holder, visit.holder_user_id) == ("desk", None)
        told = db.session.scalars(select(Notification.user_id)).all()
        assert told == [host]


def test_numbers_follow_one_another(make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor) -> None:
    made = [make_visit("Ли", "Анна"), make_visit("Ким", "Олег"), make_visit("Юн", "Мария")]
    with at_desk(branch_a, guard):
        for one in made:
            see_identity(open_visit(one.id), CARD, branch=branch_a)
        db.session.commit()
        assert [open_visit(one.id).number for one in made] == [1, 2, 3]


def test_said_twice_it_is_said_once(make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor) -> None:
    made = make_visit()
    with at_desk(branch_a, guard):
        visit = open_visit(made.id)
        for _ in range(2):
            see_identity(visit, CARD, branch=branch_a)
            db.session.flush()
        sign(visit)
        for _ in range(2):
            admit(visit, visitor_of(visit), ASKED, branch=branch_a)
            db.session.flush()
        assert (visit.number, visit.badge) == (1, 1)
        links = db.session.scalars(select(CustodyLink.link).order_by(CustodyLink.id)).all()
        assert links == ["arrived", "taken"]


def test_the_second_desk_is_told(make_visit: MakeVisit, branch_a: BranchInfo, actor_of: ActorOf) -> None:
    made = make_visit()
    with at_desk(branch_a, actor_of("front_desk")):
        see_identity(open_visit(made.id), CARD, branch=branch_a)
        db.session.commit()
    with at_desk(branch_a, actor_of("sss_head")), pytest.raises(Conflict):
        see_identity(open_visit(made.id), CARD, branch=branch_a)


def test_a_document_is_seen_and_not_taken_down(
    make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor
) -> None:
    made = make_visit()
    with at_desk(branch_a, guard):
        with pytest.raises(InvalidInput) as refused:
            see_identity(open_visit(made.id), SeenDocument("passport", "N12345678"), branch=branch_a)
        assert set(refused.value.errors) == {"document_last"}
        assert open_visit(made.id).status == "expected"


@pytest.mark.parametrize("status", ["denied", "cancelled", "refused", "checked_out", "pending_approval"])
def test_what_was_not_agreed_does_not_begin(
    make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor, status: str
) -> None:
    made = make_visit(status=status)
    with at_desk(branch_a, guard), pytest.raises(InvalidInput):
        see_identity(open_visit(made.id), CARD, branch=branch_a)


def test_nobody_comes_in_unsigned_or_unasked(
    make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor
) -> None:
    made = make_visit()
    with at_desk(branch_a, guard):
        visit = open_visit(made.id)
        see_identity(visit, CARD, branch=branch_a)
        for said in (ASKED, Admission()):
            with pytest.raises(InvalidInput) as refused:
                admit(visit, visitor_of(visit), said, branch=branch_a)
            assert set(refused.value.errors) == {"admit"}
            sign(visit)
        assert visit.status == "identity_checked"


def test_a_signature_counts_for_the_next_visit(
    make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor
) -> None:
    made = make_visit()
    with at_desk(branch_a, guard):
        first = open_visit(made.id)
        see_identity(first, CARD, branch=branch_a)
        signature = sign(first)
        admit(first, visitor_of(first), ASKED, branch=branch_a)
        presence.check_out(first)
        again = Visit(
            visitor_id=first.visitor_id,
            entry="invited",
            status="expected",
            visitor_type="guardian",
            purpose="meeting_teacher",
            host_user_id=first.host_user_id,
            host_name=first.host_name,
            expected_from=first.expected_from,
            expected_until=first.expected_until,
        )
        db.session.add(again)
        db.session.flush()
        see_identity(again, CARD, branch=branch_a)
        admit(again, visitor_of(again), ASKED, branch=branch_a)
        assert (again.status, again.signature_id) == ("on_site", signature)


def test_a_worker_of_unknown_clearance_needs_the_desks_word(
    make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor
) -> None:
    made = make_visit(visitor_type="service_provider", purpose="works")
    with at_desk(branch_a, guard):
        visit = open_visit(made.id)
        visitor = visitor_of(visit)
        see_identity(visit, CARD, branch=branch_a)
        sign(visit)
        standing = admission.standing_of(visit, visitor, branch=branch_a)
        assert standing.clearance is not None
        assert standing.clearance.state == "unknown"
        with pytest.raises(InvalidInput):
            admit(visit, visitor, ASKED, branch=branch_a)
        admit(visit, visitor, Admission(items_asked=True, clearance_confirmed=True), branch=branch_a)
        entry = db.session.scalar(
            select(AuditEntry.data).where(AuditEntry.event == "visitors.visit_admitted")
        )
        assert entry is not None
        assert entry["clearance"] == "unknown"


def test_things_are_held_against_a_receipt_and_given_back(
    make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor
) -> None:
    made = make_visit()
    with at_desk(branch_a, guard):
        visit = open_visit(made.id)
        see_identity(visit, CARD, branch=branch_a)
        receipt = items.note_items(
            visit,
            branch=branch_a,
            held=["sharp", "gas"],
            agreed=["home_food"],
            notes={"sharp": "складной нож"},
        )
        sign(visit)
        admit(visit, visitor_of(visit), Admission(), branch=branch_a)  # the receipt is the answer
        db.session.flush()
        with pytest.raises(InvalidInput) as refused:
            presence.check_out(visit)
        assert set(refused.value.errors) == {"items_back"}
        first = items.held_items(visit)[0]
        items.give_back(visit, first.id)
        items.give_back(visit, first.id)
        presence.check_out(visit, items_back=True)
        states = dict(db.session.execute(select(HeldItem.code, HeldItem.state)).all())
        assert states == {"sharp": "returned", "gas": "returned", "home_food": "agreed"}
        assert receipt.number == 1


def test_what_stays_at_the_school_is_said_to_stay(
    make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor
) -> None:
    made = make_visit()
    with at_desk(branch_a, guard):
        visit = open_visit(made.id)
        see_identity(visit, CARD, branch=branch_a)
        items.note_items(visit, branch=branch_a, held=["alcohol"])
        presence.check_out(visit, keep_items=True)
        assert db.session.scalar(select(HeldItem.state)) == "kept"


def test_nobody_agrees_to_a_knife(make_visit: MakeVisit, branch_a: BranchInfo, guard: Actor) -> None:
    made = make_visit()
    with at_desk(branch_a, guard):
        visit = open_visit(made.id)
        see_identity(visit, CARD, branch=branch_a)
        for wrong in ({"agreed": ["sharp"]}, {"held": ["sword"]}, {}):
            with pytest.raises(InvalidInput):
                items.note_items(visit, branch=branch_a, **wrong)  # type: ignore[arg-type]
        assert db.session.scalar(select(Receipt.id)) is None
        with pytest.raises(NotFound):
            items.give_back(visit, uuid4())


def test_a_visit_of_another_branch_is_not_there(make_visit: MakeVisit, branch_b: BranchInfo) -> None:
    made = make_visit()
    with in_branch(branch_b.id), pytest.raises(NotFound):
        desk.open_visit(made.id)
