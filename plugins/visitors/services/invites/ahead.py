"""Make the visits of recurring invitations ahead, a bounded number of days (A5.1)."""

from sqlalchemy import select

from platform_core.sdk import BranchInfo, db, local_day
from plugins.visitors.models import Invite, InviteGuest, Visitor
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.policy.status import InviteStatus, VisitStatus
from plugins.visitors.queries.invites import IS_GUEST
from plugins.visitors.services.invites import days, telling
from plugins.visitors.services.invites.course import guest_ids_of
from plugins.visitors.services.invites.planning import plan_of
from plugins.visitors.services.mail import Letter


def extend_recurring(branch: BranchInfo) -> int:
    """Make the visits of every approved recurring invitation that are due to stand; return how many."""
    running = select(Invite).where(
        Invite.kind == InviteKind.RECURRING.value,
        Invite.status == InviteStatus.APPROVED.value,
        Invite.until >= local_day(branch),
    )
    return sum(_extend(invite, branch) for invite in db.session.scalars(running.order_by(Invite.id)).all())


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
