"""Close what nobody answered in time: a visit that still waits for management when its day is over (A5.7)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from platform_core.sdk import BranchInfo, db, local_day, notify, record
from plugins.visitors.models import Invite, Visit
from plugins.visitors.policy.presence import swept_status
from plugins.visitors.policy.status import InviteStatus, VisitStatus
from plugins.visitors.policy.vocabulary import Entry
from plugins.visitors.services.emergency import page_of
from plugins.visitors.services.expected import TARGET
from plugins.visitors.services.invites import telling

LAPSED = "visitors.request_lapsed"


def lapse_unanswered(evening: datetime, *, branch: BranchInfo) -> int:
    """Call off every visit that was to be over by an evening and still waits for an answer; return how many.

    Whoever asked is told: of a visitor at the door the colleague who asked and the host, of an
    invitation its host. An invitation on which nobody can come any more is closed with its visits.
    """
    visits = _unanswered(evening)
    for visit in visits:
        target = swept_status(VisitStatus(visit.status))
        visit.status = target.value if target is not None else visit.status
        record("visitors.visit_lapsed", target=(TARGET, visit.id), data={"entry": visit.entry})
        if visit.entry == Entry.EMERGENCY.value:
            _tell(visit, branch)
    _close_invites({visit.invite_id for visit in visits if visit.invite_id is not None}, evening, branch)
    return len(visits)


def _unanswered(evening: datetime) -> Sequence[Visit]:
    query = select(Visit).where(
        Visit.status == VisitStatus.PENDING_APPROVAL.value, Visit.expected_until < evening
    )
    return db.session.scalars(query.order_by(Visit.expected_until, Visit.id)).all()


def _tell(visit: Visit, branch: BranchInfo) -> None:
    told = {user_id for user_id in (visit.created_by, visit.host_user_id) if user_id is not None}
    notify(sorted(told), LAPSED, target_url=page_of(visit, branch))


def _close_invites(invite_ids: Iterable[UUID], evening: datetime, branch: BranchInfo) -> None:
    """Tell the hosts, and close the invitations that are over."""
    is_over = (Invite.ends_at < evening) & or_(
        Invite.until.is_(None), Invite.until <= local_day(branch, evening)
    )
    query = select(Invite, is_over).where(
        Invite.status == InviteStatus.PENDING_APPROVAL.value, or_(Invite.id.in_(set(invite_ids)), is_over)
    )
    for invite, has_ended in db.session.execute(query.order_by(Invite.id)).all():
        if has_ended:
            invite.status = InviteStatus.CANCELLED.value
        telling.note_step(invite, "lapsed")
        record("visitors.invite_lapsed", target=(telling.TARGET, invite.id), data={"closed": bool(has_ended)})
        telling.tell_host(invite, branch, notice=LAPSED)
