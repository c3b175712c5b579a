"""What is done about invitations each day: visits made ahead, and none whose host has left (A5.1, A5.6)."""

from sqlalchemy import select

from platform_core.sdk import BranchInfo, db, local_day, members_with
from plugins.visitors.models import Invite, InviteGuest, Visitor
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.policy.status import InviteStatus, VisitStatus
from plugins.visitors.queries.invites import IS_GUEST, is_ahead
from plugins.visitors.services.invites import days, telling
from plugins.visitors.services.invites.course import cancel_invite, guest_ids_of
from plugins.visitors.services.invites.planning import CREATE, plan_of
from plugins.visitors.services.mail import Letter


def extend_recurring(branch: BranchInfo) -> int:
    """Make the visits of every approved recurring invitation that are due to stand; return how many."""
    running = select(Invite).where(
        Invite.kind == InviteKind.RECURRING.value,
        Invite.status == InviteStatus.APPROVED.value,
        Invite.until >= local_day(branch),
    )
    return sum(_extend(invite, branch) for invite in db.session.scalars(running.order_by(Invite.id)).all())


def release_hostless(branch: BranchInfo) -> int:
    """Call off what is still to come where nobody would meet the visitors: the host has left (A5.6).

    Returns how many invitations that were; the desk, administration and the visitors are told.
    """
    hosts = [one.user_id for one in members_with(CREATE)]
    standing = (InviteStatus.APPROVED.value, InviteStatus.PENDING_APPROVAL.value)
    left = select(Invite).where(
        Invite.status.in_(standing), Invite.host_user_id.not_in(hosts), is_ahead(local_day(branch))
    )
    found = db.session.scalars(left.order_by(Invite.id)).all()
    for invite in found:
        cancel_invite(invite, reason="", branch=branch, step="host_left")
    return len(found)


def _extend(invite: Invite, branch: BranchInfo) -> int:
    guests = db.session.scalars(
        select(Visitor)
        .join(InviteGuest, IS_GUEST)
        .where(InviteGuest.invite_id == invite.id, Visitor.erased_on.is_(None))
    ).all()
    plan = plan_of(invite, guest_ids_of(invite), branch)
    made = days.make_visits(invite, plan, guests=guests, branch=branch, status=VisitStatus.EXPECTED)
    telling.write_to_visitors(made, Letter.INVITED)
    return len(made)
