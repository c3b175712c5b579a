"""Reads of refusals: the list, one of them, and who was expected (A5.10)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from platform_core.sdk import KeyDestroyed, NotFound, db, unseal
from plugins.visitors.models import Refusal, Visit, Visitor

LIST_COLUMNS: tuple[Any, ...] = (
    Refusal.id,
    Refusal.school_year,
    Refusal.number,
    Refusal.refused_at,
    Refusal.reason,
    Refusal.visit_id,
    Refusal.visitor_id,
    Refusal.person_name,
    Refusal.refused_by_name,
    Refusal.told,
)


def select_refusals() -> Select[Any]:
    """Select the columns of the list; words stay sealed."""
    return select(*LIST_COLUMNS)


def open_refusal(refusal_id: UUID) -> Refusal:
    """Return a refusal of the branch; raise `NotFound`."""
    row = db.session.scalar(select(Refusal).where(Refusal.id == refusal_id))
    if row is None:
        raise NotFound
    return row


def note_of(row: Refusal) -> str:
    """Return the sealed words of a refusal; empty where there are none, or they were erased."""
    try:
        return unseal(row, "note", row.note) if row.note is not None else ""
    except KeyDestroyed:
        return ""


def visit_to_refuse(visit_id: UUID) -> tuple[Visit, Visitor]:
    """Return a visit with its visitor; raise `NotFound`."""
    query = select(Visit, Visitor).join(Visitor, Visitor.id == Visit.visitor_id).where(Visit.id == visit_id)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row.Visit, row.Visitor


def refusals_between(starts: datetime, ends: datetime) -> dict[str, int]:
    """Count the refusals from one moment to before another, by reason."""
    query = select(Refusal.reason, func.count()).where(
        Refusal.refused_at >= starts, Refusal.refused_at < ends
    )
    return {reason: int(count) for reason, count in db.session.execute(query.group_by(Refusal.reason))}
