"""The course of an invitation: drafted, sent, edited, cancelled (A5.1, A5.2)."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select

from platform_core.sdk import BranchInfo, Conflict, Forbidden, NotFound, current_actor, db, record
from plugins.visitors.models import Invite, InviteGuest, Visit, Visitor
from plugins.visitors.policy.invitations import Facet, InvitePlan, changed_facets
from plugins.visitors.policy.status import InviteStatus, VisitStatus, decide_invite_step
from plugins.visitors.queries.invites import READ_ALL, find_invite
from plugins.visitors.services.expected import host_name
from plugins.visitors.services.faults import refuse_unless
from plugins.visitors.services.invites import days, telling
from plugins.visitors.services.invites.planning import (
    InviteInput,
    host_of,
    make_plan,
    plan_of,
    refuse_bad_plan,
    take_guests,
    waits_for_approval,
)
from plugins.visitors.services.mail import Letter

TARGET = telling.TARGET


def open_invite(invite_id: UUID) -> Invite:
    """Return an invitation that the reader may know of; raise `NotFound`."""
    invite, reader = find_invite(invite_id), current_actor()
    if invite is None:
        raise NotFound
    is_draft = invite.status == InviteStatus.DRAFT.value
    if not is_own(invite) and (is_draft or not reader.can(READ_ALL)):
        raise NotFound
    return invite


def is_own(invite: Invite) -> bool:
    """Tell whether the reader is the host, or invited for them."""
    me = current_actor().user_id
    return me is not None and me in (invite.host_user_id, invite.created_by)


def own_invite(invite_id: UUID) -> Invite:
    """Return an invitation that the reader may change; raise `NotFound`, or `Forbidden` for another's."""
    invite = open_invite(invite_id)
    if not is_own(invite):
        raise Forbidden
    return invite


def draft_invite(asked: InviteInput, *, branch: BranchInfo) -> Invite:
    """Keep an invitation for later: its people are known, and nobody is told or expected."""
    invite, _plan, _guests = _begin(asked, branch)
    telling.note_step(invite, "drafted")
    record("visitors.invite_drafted", target=(TARGET, invite.id), data={"kind": invite.kind})
    return invite


def invite_visitors(asked: InviteInput, *, branch: BranchInfo) -> Invite:
    """Invite visitors: expect them, or ask management first; raise `InvalidInput` naming each field."""
    invite, plan, guests = _begin(asked, branch)
    refuse_bad_plan(plan, branch)
    _send(invite, plan, guests, branch)
    return invite


def send_draft(invite: Invite, asked: InviteInput, *, version: int, branch: BranchInfo) -> None:
    """Send what was kept as a draft, as it was last changed."""
    plan, guests = _rewrite(invite, asked, version, branch)
    refuse_bad_plan(plan, branch)
    _send(invite, plan, guests, branch)


def change_draft(invite: Invite, asked: InviteInput, *, version: int, branch: BranchInfo) -> None:
    """Keep a draft as it was changed."""
    _rewrite(invite, asked, version, branch)
    record("visitors.invite_edited", target=(TARGET, invite.id), data={"facets": []})


def edit_invite(invite: Invite, asked: InviteInput, *, version: int, branch: BranchInfo) -> tuple[Facet, ...]:
    """Change an invitation; what matters asks again and is told. Returns what was changed.

    Raises `InvalidInput` naming each field, `Conflict` if somebody else was faster.
    """
    if invite.status == InviteStatus.CANCELLED.value:
        over = decide_invite_step(InviteStatus.CANCELLED, InviteStatus.PENDING_APPROVAL)
        refuse_unless(over, field="status")
    before = plan_of(invite, guest_ids_of(invite), branch)
    plan, guests = _rewrite(invite, asked, version, branch)
    refuse_bad_plan(plan, branch)
    facets = changed_facets(before, plan)
    if not facets:
        return ()
    telling.note_step(invite, "edited", facets=facets)
    record(
        "visitors.invite_edited",
        target=(TARGET, invite.id),
        data={"facets": [facet.value for facet in facets]},
    )
    _settle(invite, plan, guests, branch, facets)
    return facets


def cancel_invite(invite: Invite, *, reason: str, branch: BranchInfo, step: str = "cancelled") -> None:
    """Call an invitation off: whoever is still to come is not expected any more, and is told."""
    was = InviteStatus(invite.status)
    refuse_unless(decide_invite_step(was, InviteStatus.CANCELLED), field="status")
    invite.status = InviteStatus.CANCELLED.value
    dropped = days.open_visits(invite)
    for visit in dropped:
        days.move_visit(visit, VisitStatus.CANCELLED)
    telling.note_step(invite, step, note=reason)
    record("visitors.invite_cancelled", target=(TARGET, invite.id))
    db.session.flush()
    if was is InviteStatus.APPROVED:
        telling.tell_desk(invite, branch, notice=telling.WITHDRAWN)
    if invite.approved_version is not None:
        telling.write_to_visitors(dropped, Letter.CANCELLED)
    telling.tell_host(invite, branch, notice=telling.WITHDRAWN)


def decline_visit(visit: Visit, *, branch: BranchInfo) -> None:
    """Take a visitor's word that they cannot come, and tell the host; nobody is named in the trail."""
    days.move_visit(visit, VisitStatus.CANCELLED)
    record("visitors.visit_declined", target=("visitors_visit", visit.id))
    invite = find_invite(visit.invite_id) if visit.invite_id is not None else None
    if invite is None:
        return
    telling.note_step(invite, "declined")
    telling.tell_host(invite, branch, notice=telling.DECLINED)


def guest_ids_of(invite: Invite) -> list[UUID]:
    """List the ids of the people of an invitation."""
    return list(db.session.scalars(select(InviteGuest.visitor_id).where(InviteGuest.invite_id == invite.id)))


def _begin(asked: InviteInput, branch: BranchInfo) -> tuple[Invite, InvitePlan, list[Visitor]]:
    host, guests = host_of(asked), take_guests(asked.guests)
    plan = make_plan(asked, host=host, guests=guests, branch=branch)
    invite = Invite(status=InviteStatus.DRAFT.value, created_by=current_actor().user_id)
    _write(invite, plan, host)
    db.session.add(invite)
    db.session.flush()
    db.session.add_all(InviteGuest(invite_id=invite.id, visitor_id=guest.id) for guest in guests)
    return invite, plan, guests


def _rewrite(
    invite: Invite, asked: InviteInput, version: int, branch: BranchInfo
) -> tuple[InvitePlan, list[Visitor]]:
    if invite.version != version:
        raise Conflict
    host = host_of(asked)
    guests = take_guests(asked.guests, kept=set(asked.keep) & set(guest_ids_of(invite)))
    plan = make_plan(asked, host=host, guests=guests, branch=branch)
    _write(invite, plan, host)
    _replace_guests(invite, {guest.id for guest in guests})
    db.session.flush()
    return plan, guests


def _write(invite: Invite, plan: InvitePlan, host: UUID) -> None:
    invite.kind, invite.purpose, invite.place = plan.kind.value, plan.purpose.value, plan.place
    invite.starts_at, invite.ends_at = plan.starts, plan.ends
    invite.weekdays, invite.until = list(plan.weekdays), plan.until
    invite.purpose_note = plan.note or None
    invite.host_user_id, invite.host_name = host, host_name(host)


def _replace_guests(invite: Invite, wanted: set[UUID]) -> None:
    known = set(guest_ids_of(invite))
    gone = known - wanted
    if gone:
        rows = delete(InviteGuest).where(InviteGuest.invite_id == invite.id, InviteGuest.visitor_id.in_(gone))
        db.session.execute(rows.execution_options(synchronize_session=False))
    db.session.add_all(InviteGuest(invite_id=invite.id, visitor_id=one) for one in wanted - known)


def _send(invite: Invite, plan: InvitePlan, guests: Iterable[Visitor], branch: BranchInfo) -> None:
    waits = waits_for_approval(plan)
    telling.note_step(invite, "sent")
    record("visitors.invite_sent", target=(TARGET, invite.id), data={"kind": invite.kind, "waits": waits})
    if waits:
        ask_again(invite, branch)
        days.make_visits(invite, plan, guests=guests, branch=branch, status=VisitStatus.PENDING_APPROVAL)
        return
    invite.status, invite.approved_version = InviteStatus.APPROVED.value, invite.version
    visits = days.make_visits(invite, plan, guests=guests, branch=branch, status=VisitStatus.EXPECTED)
    telling.tell_desk(invite, branch)
    telling.write_to_visitors(visits, Letter.INVITED)


def ask_again(invite: Invite, branch: BranchInfo) -> None:
    """Bring an invitation before management."""
    refuse_unless(
        decide_invite_step(InviteStatus(invite.status), InviteStatus.PENDING_APPROVAL), field="status"
    )
    invite.status = InviteStatus.PENDING_APPROVAL.value
    telling.tell_approvers(invite, branch)


def _settle(
    invite: Invite, plan: InvitePlan, guests: list[Visitor], branch: BranchInfo, facets: tuple[Facet, ...]
) -> None:
    """Bring visits, desk and visitors in line with an edit that matters."""
    was, waits = InviteStatus(invite.status), waits_for_approval(plan)
    status = VisitStatus.PENDING_APPROVAL if waits else VisitStatus.EXPECTED
    kept, dropped = days.realign_visits(
        invite, plan, guest_ids=[guest.id for guest in guests], branch=branch, status=status
    )
    made = days.make_visits(invite, plan, guests=guests, branch=branch, status=status, renew=True)
    if was is InviteStatus.APPROVED:
        telling.write_to_visitors(dropped, Letter.CANCELLED)
    if waits:
        _wait_again(invite, was, branch)
        return
    invite.status, invite.approved_version = InviteStatus.APPROVED.value, invite.version
    telling.tell_desk(invite, branch)
    if Facet.TIME in facets:
        telling.write_to_visitors(kept, Letter.MOVED)
    telling.write_to_visitors(made, Letter.INVITED)


def _wait_again(invite: Invite, was: InviteStatus, branch: BranchInfo) -> None:
    """Bring an edited invitation before management, and tell the desk at once if it had been agreed."""
    if was is InviteStatus.PENDING_APPROVAL:
        telling.tell_approvers(invite, branch)
        return
    ask_again(invite, branch)
    if was is InviteStatus.APPROVED:
        telling.tell_desk(invite, branch, notice=telling.WITHDRAWN)
