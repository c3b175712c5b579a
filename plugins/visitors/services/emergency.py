"""Visits without agreement: somebody states who, whom and what for, and management answers (A5.7)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    NotFound,
    current_actor,
    db,
    enqueue,
    members_with,
    module_settings,
    notify,
    now,
    record,
)
from plugins.visitors.models import Visit
from plugins.visitors.policy.decisions import Decision, Fault, Reason
from plugins.visitors.policy.emergency import Approver, Rings, answer_faults, approver_rings, decide_answer
from plugins.visitors.policy.status import VisitStatus, decide_visit_step
from plugins.visitors.policy.vocabulary import Entry, Purpose
from plugins.visitors.services.expected import TARGET, Expectation, expect_visit
from plugins.visitors.services.faults import refuse_faults, refuse_unless
from plugins.visitors.services.visitors import VisitorDetails, register_visitor

REQUEST, DECIDE, DESK = "visitors.emergency.request", "visitors.emergency.decide", "visitors.desk.operate"
WAITS, DECIDED, SILENT = (
    "visitors.emergency_waits",
    "visitors.emergency_decided",
    "visitors.emergency_silent",
)
UNANSWERED_JOB = "visitors.emergency_unanswered"
LASTS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class EntryRequest:
    """Who stands at the door, to whom they want and what for."""

    visitor: VisitorDetails
    purpose: Purpose
    purpose_note: str = ""
    host_user_id: UUID | None = None
    place: str = ""


def request_entry(asked: EntryRequest, *, branch: BranchInfo) -> Visit:
    """Ask management to let somebody in; raise `InvalidInput` naming each faulty field."""
    _check(asked)
    at = now()
    visit = expect_visit(
        register_visitor(asked.visitor),
        Expectation(
            expected_from=at,
            expected_until=at + LASTS,
            purpose=asked.purpose,
            place=asked.place.strip(),
            purpose_note=asked.purpose_note.strip() or None,
            host_user_id=asked.host_user_id,
            entry=Entry.EMERGENCY,
            status=VisitStatus.PENDING_APPROVAL,
        ),
    )
    record("visitors.emergency_requested", target=(TARGET, visit.id), data={"purpose": visit.purpose})
    tell_ring(visit, 0, branch)
    return visit


def tell_ring(visit: Visit, ring: int, branch: BranchInfo) -> int:
    """Tell one ring of management, and the next one later if nobody answers; return how many were told.

    Once everybody was told in vain, whoever asked and the desk hear that nobody has answered.
    """
    rings = rings_of(visit)
    if ring >= len(rings):
        _tell_silence(visit, branch)
        return 0
    notify(rings[ring], WAITS, target_url=page_of(visit, branch))
    minutes = module_settings("visitors")["emergency_minutes"]
    enqueue(
        UNANSWERED_JOB,
        {"visit_id": str(visit.id), "ring": ring + 1},
        not_before=now() + timedelta(minutes=minutes),
        dedupe_key=f"emergency:{visit.id}:{ring + 1}",
    )
    return len(rings[ring])


def rings_of(visit: Visit) -> Rings:
    """Return who of management decides on a request, in the order of asking."""
    approvers = [Approver(one.user_id, one.roles) for one in members_with(DECIDE)]
    return approver_rings(approvers, requester=visit.created_by)


def open_request(visit_id: UUID) -> Visit:
    """Return a request that the reader may know of: management's and the desk's, or one's own."""
    visit = db.session.scalar(select(Visit).where(Visit.id == visit_id, Visit.entry == Entry.EMERGENCY.value))
    reader = current_actor()
    if visit is None:
        raise NotFound
    mine = reader.user_id is not None and reader.user_id in (visit.created_by, visit.host_user_id)
    if not mine and not reader.can(DECIDE) and not reader.can(DESK):
        raise NotFound
    return visit


def answer_decision(visit: Visit) -> Decision:
    """Say whether the reader may answer a request now."""
    reader = current_actor()
    is_own = reader.user_id is None or reader.user_id == visit.created_by
    return decide_answer(VisitStatus(visit.status), may_decide=reader.can(DECIDE), is_own=is_own)


def answer_request(visit: Visit, *, approved: bool, reason: str, version: int, branch: BranchInfo) -> None:
    """Let somebody in, or not, and tell the desk and whoever asked; when and by whom is kept (A5.7)."""
    if visit.version != version:
        raise Conflict
    refuse_unless(answer_decision(visit), field="decision")
    refuse_faults(answer_faults(approved=approved, reason=reason))
    target = VisitStatus.APPROVED if approved else VisitStatus.DENIED
    refuse_unless(decide_visit_step(VisitStatus(visit.status), target), field="decision")
    at = now()
    visit.status = target.value
    visit.decided_by, visit.decided_at = current_actor().user_id, at
    visit.decision_note = reason.strip() or None
    waited = int((at - visit.created_at).total_seconds())
    event = "visitors.emergency_approved" if approved else "visitors.emergency_denied"
    record(event, target=(TARGET, visit.id), data={"seconds": waited})
    me = current_actor().user_id
    told = {visit.created_by, visit.host_user_id, *(one.user_id for one in members_with(DESK))}
    notify(_known(told - {me}), DECIDED, target_url=page_of(visit, branch))


def page_of(visit: Visit, branch: BranchInfo) -> str:
    """Return the path of a request's page."""
    return f"/{branch.code}/visitors/emergency/{visit.id}"


def _check(asked: EntryRequest) -> None:
    faults = []
    if asked.purpose is Purpose.OTHER and not asked.purpose_note.strip():
        faults.append(Fault("purpose_note", Reason.PURPOSE_NOTE_MISSING, "A5.7"))
    hosts = {one.user_id for one in members_with(REQUEST)}
    if asked.host_user_id is not None and asked.host_user_id not in hosts:
        faults.append(Fault("host_user_id", Reason.HOST_UNKNOWN, "A5.7"))
    refuse_faults(faults)


def _tell_silence(visit: Visit, branch: BranchInfo) -> None:
    told = {visit.created_by, *(one.user_id for one in members_with(DESK))}
    notify(_known(told), SILENT, target_url=page_of(visit, branch))
    record("visitors.emergency_unanswered", target=(TARGET, visit.id))


def _known(user_ids: set[UUID | None]) -> list[UUID]:
    return sorted(user_id for user_id in user_ids if user_id is not None)
