"""Reads of refusals: the list, one of them, and who was expected (A5.10)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from platform_core.sdk import KeyDestroyed, NotFound, db, unseal
from plugins.visitors.models import Refusal, RefusalKey, Visit, Visitor
from plugins.visitors.queries.visitors import visitor_names

MOST_RECALLED = 200

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


def refusals_by_keys(words: Iterable[Collection[bytes]], *, since: datetime | None = None) -> Sequence[Any]:
    """Select refusals whose name has one of the hashes of each word, the newest first, not too many."""
    query = select_refusals()
    for hashes in words:
        with_word = select(RefusalKey.refusal_id).where(RefusalKey.key.in_(sorted(hashes)))
        query = query.where(Refusal.id.in_(with_word))
    if since is not None:
        query = query.where(Refusal.refused_at >= since)
    newest = query.order_by(Refusal.refused_at.desc(), Refusal.id.desc())
    return db.session.execute(newest.limit(MOST_RECALLED)).all()


def refused_names(rows: Iterable[Any]) -> dict[UUID, str]:
    """Name those who were refused, in one query: visitors by their record, others by what they said."""
    listed = list(rows)
    known = visitor_names(row.visitor_id for row in listed if row.visitor_id)
    return {row.id: known.get(row.visitor_id, row.person_name or "") for row in listed}


def open_refusal(refusal_id: UUID) -> Refusal:
    """Return a refusal of the branch; raise `NotFound`."""
    return db.require(select(Refusal).where(Refusal.id == refusal_id))


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
