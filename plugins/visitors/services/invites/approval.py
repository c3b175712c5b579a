"""Management's word on an invitation: yes, or no with a reason; never on one's own (A5.1)."""

from sqlalchemy import select

from platform_core.sdk import BranchInfo, Conflict, current_actor, db, now, record
from plugins.visitors.models import Invite, Visitor
from plugins.visitors.policy.decisions import Decision, Fault, Reason, refuse
from plugins.visitors.policy.invitations import decide_approver, is_over
from plugins.visitors.policy.status import InviteStatus, VisitStatus
from plugins.visitors.services.faults import refuse_faults, refuse_unless
from plugins.visitors.services.invites import days, telling
from plugins.visitors.services.invites.course import guest_ids_of, is_own
from plugins.visitors.services.invites.planning import plan_of
from plugins.visitors.services.mail import Letter

APPROVE = telling.APPROVE


def approver_decision(invite: Invite) -> Decision:
    """Say whether the reader may decide on an invitation now."""
    decision = decide_approver(may_approve=current_actor().can(APPROVE), is_own=is_own(invite))
    if decision.allowed and invite.status != InviteStatus.PENDING_APPROVAL.value:
        return refuse("A5.1", Reason.DECIDED_ALREADY)
    return decision


def approve_invite(invite: Invite, *, version: int, branch: BranchInfo) -> None:
    """Approve what the approver has read; the visitors are expected and everybody concerned is told.

    Raises `InvalidInput` for one's own, for what is decided already and for what is over.
    """
    _check(invite, version)
    plan = plan_of(invite, guest_ids_of(invite), branch)
    if is_over(plan, now=now()):
        refuse_faults([Fault("decision", Reason.IN_THE_PAST, "A5.1")])
    had_been_agreed = invite.approved_version is not None
    _decide(invite, InviteStatus.APPROVED)
    invite.approved_version = version
    guests = list(db.session.scalars(select(Visitor).where(Visitor.id.in_(guest_ids_of(invite)))))
    visits = days.open_visits(invite)
    for visit in visits:
        days.move_visit(visit, VisitStatus.EXPECTED)
    visits += days.make_visits(invite, plan, guests=guests, branch=branch, status=VisitStatus.EXPECTED)
    telling.note_step(invite, "approved")
    record("visitors.invite_approved", target=(telling.TARGET, invite.id))
    telling.tell_host(invite, branch)
    telling.tell_desk(invite, branch)
    telling.write_to_visitors(visits, Letter.MOVED if had_been_agreed else Letter.INVITED)


def deny_invite(invite: Invite, *, version: int, reason: str, branch: BranchInfo) -> None:
    """Say no with a reason that the host reads; nobody is expected."""
    _check(invite, version)
    if not reason.strip():
        refuse_faults([Fault("reason", Reason.REASON_MISSING, "A5.1")])
    _decide(invite, InviteStatus.DENIED)
    invite.decision_note = reason.strip()
    had_been_agreed = invite.approved_version is not None
    visits = days.open_visits(invite)
    for visit in visits:
        days.move_visit(visit, VisitStatus.DENIED)
    telling.note_step(invite, "denied", note=reason)
    record("visitors.invite_denied", target=(telling.TARGET, invite.id))
    telling.tell_host(invite, branch)
    if had_been_agreed:
        telling.write_to_visitors(visits, Letter.CANCELLED)


def _check(invite: Invite, version: int) -> None:
    refuse_unless(approver_decision(invite), field="decision")
    if invite.version != version:
        raise Conflict


def _decide(invite: Invite, status: InviteStatus) -> None:
    invite.status = status.value
    invite.decided_by, invite.decided_at = current_actor().user_id, now()
    invite.decision_note = None
