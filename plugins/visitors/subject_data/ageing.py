"""What goes of visits and visitors when their time is over: the words and names; numbers and times stay."""

from datetime import UTC, date, datetime, time

from sqlalchemy import exists, or_, select

from platform_core.sdk import db, now
from plugins.visitors.models import Invite, RegularPass, Visit, Visitor
from plugins.visitors.subject_data.visits import forget_visit, forget_visitor


def retire_visitors(before: date, limit: int) -> int:
    """Forget who came: nobody with a visit since, and nobody whose pass is still good."""
    came_since = exists(
        select(Visit.id).where(Visit.visitor_id == Visitor.id, Visit.expected_until >= _start(before))
    )
    has_pass = exists(
        select(RegularPass.id).where(RegularPass.visitor_id == Visitor.id, RegularPass.valid_until >= before)
    )
    over = select(Visitor).where(
        Visitor.erased_on.is_(None), Visitor.created_at < _start(before), ~came_since, ~has_pass
    )
    visitors = db.session.scalars(over.order_by(Visitor.created_at).limit(limit)).all()
    for visitor in visitors:
        forget_visitor(visitor, now().date())
    db.session.flush()
    return len(visitors)


def retire_visits(before: date, limit: int) -> int:
    """Take the document's digits, the notes and the secret link from visits of long ago."""
    holds_words = or_(
        Visit.document_last.is_not(None),
        Visit.purpose_note.is_not(None),
        Visit.decision_note.is_not(None),
        Visit.token_index.is_not(None),
        Visit.link_secret.is_not(None),
    )
    over = select(Visit).where(Visit.expected_until < _start(before), holds_words)
    visits = db.session.scalars(over.order_by(Visit.expected_until).limit(limit)).all()
    for visit in visits:
        forget_visit(visit)
    db.session.flush()
    return len(visits)


def retire_invites(before: date, limit: int) -> int:
    """Take the notes from invitations of long ago; their visits are still counted by them."""
    holds_words = or_(Invite.purpose_note.is_not(None), Invite.decision_note.is_not(None))
    over = select(Invite).where(Invite.ends_at < _start(before), holds_words)
    invites = db.session.scalars(over.order_by(Invite.ends_at).limit(limit)).all()
    for invite in invites:
        invite.purpose_note = invite.decision_note = None
    db.session.flush()
    return len(invites)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
