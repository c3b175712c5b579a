"""The links of an invitation's visitors: sent once more, or made void for new ones (A5.2)."""

from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import Conflict, db, now, record
from plugins.visitors.models import Invite, Visit, Visitor
from plugins.visitors.policy.status import STILL_TO_COME, InviteStatus, VisitStatus
from plugins.visitors.services.expected import TARGET as VISIT
from plugins.visitors.services.invites import days, telling
from plugins.visitors.services.mail import Letter
from plugins.visitors.services.tokens import give_token


def resend_links(invite: Invite) -> int:
    """Write to the visitors of an approved invitation once more; return how many letters that is."""
    if invite.status != InviteStatus.APPROVED.value:
        raise Conflict
    letters = _reachable(days.open_visits(invite))
    telling.write_to_visitors(letters, Letter.INVITED, again=True)
    telling.note_step(invite, "resent")
    record("visitors.invite_resent", target=(telling.TARGET, invite.id), data={"letters": len(letters)})
    return len(letters)


def renew_link(invite: Invite, visit_id: UUID) -> bool:
    """Make the link of one visitor void and give them another; return whether it goes by e-mail.

    Raises `NotFound` for a visit of another invitation, `Conflict` for one that is not to come any more.
    """
    query = select(Visit).where(Visit.id == visit_id, Visit.invite_id == invite.id)
    visit = db.require(query)
    if not is_link_needed(VisitStatus(visit.status)) or visit.expected_until < now():
        raise Conflict("changed_since")
    give_token(visit)
    db.session.flush()
    letters = _reachable([visit]) if visit.status in STILL_TO_COME else []
    telling.write_to_visitors(letters, Letter.RENEWED)
    telling.note_step(invite, "link_renewed")
    record("visitors.link_renewed", target=(VISIT, visit.id))
    return bool(letters)


def is_link_needed(status: VisitStatus) -> bool:
    """Tell whether somebody with this status may still come by a link."""
    return status in (*STILL_TO_COME, VisitStatus.PENDING_APPROVAL)


def _reachable(visits: list[Visit]) -> list[Visit]:
    """Keep the visits of those who gave an address."""
    with_address = select(Visitor.id).where(
        Visitor.id.in_({visit.visitor_id for visit in visits}), Visitor.email.is_not(None)
    )
    reachable = set(db.session.scalars(with_address))
    return [visit for visit in visits if visit.visitor_id in reachable]
