"""A visitor's part in invitations: given out with what it was for, taken off when it is over."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select

from platform_core.sdk import ErasureResult, ExportSection, current_locale, db, format_datetime
from platform_core.sdk import gettext as _
from plugins.visitors import data
from plugins.visitors.models import Invite, InviteGuest, Visit
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE, STILL_TO_COME

_UNDER_WAY = tuple(status.value for status in (*AT_THE_DESK, *INSIDE, *STILL_TO_COME))


def export_invites(visitor_ids: Sequence[UUID]) -> Sequence[ExportSection]:
    """Give the invitations that a visitor stands on."""
    rows = db.session.execute(
        select(Invite.starts_at, Invite.purpose, Invite.place, Invite.host_name, Invite.status)
        .join(InviteGuest, (InviteGuest.branch_id == Invite.branch_id) & (InviteGuest.invite_id == Invite.id))
        .where(InviteGuest.visitor_id.in_(visitor_ids))
        .order_by(Invite.starts_at)
    )
    language = current_locale()
    records = tuple(
        {
            _("When"): format_datetime(row.starts_at),
            _("Purpose"): data.text(f"purpose.{row.purpose}", language),
            _("Place"): row.place,
            _("Host"): row.host_name,
            _("State"): data.text(f"invite_status.{row.status}", language),
        }
        for row in rows
    )
    return (ExportSection(_("Invitations"), records),)


def erase_invites(visitor_ids: Sequence[UUID], on: date) -> ErasureResult:  # noqa: ARG001 - every topic's
    """Take a visitor off the invitations, unless a visit is under way; words said of them alone go too."""
    under_way = select(func.count()).where(Visit.visitor_id.in_(visitor_ids), Visit.status.in_(_UNDER_WAY))
    if db.session.scalar(under_way):
        return ErasureResult(0)  # the record's own part says why everything stays
    named = InviteGuest.visitor_id.in_(visitor_ids)
    invite_ids = set(db.session.scalars(select(InviteGuest.invite_id).where(named)))
    gone = delete(InviteGuest).where(named).returning(InviteGuest.id)
    erased = db.session.scalars(gone.execution_options(synchronize_session=False)).all()
    shared = set(
        db.session.scalars(select(InviteGuest.invite_id).where(InviteGuest.invite_id.in_(invite_ids)))
    )
    for invite in db.session.scalars(select(Invite).where(Invite.id.in_(invite_ids - shared))):
        invite.purpose_note = invite.decision_note = None
    return ErasureResult(len(erased))
