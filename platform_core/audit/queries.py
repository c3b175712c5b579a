"""Reading the trail for people: filters, the newest first, page by page along the index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from platform_core.audit.models import AuditEntry
from platform_core.audit.recorder import Target
from platform_core.extensions import db


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What to look for; `event` ending in `.` or `*` takes all that begin so, `until` is exclusive."""

    event: str | None = None
    actor_user_id: UUID | None = None
    target: Target | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrailRow:
    """An entry as a list shows it: codes and ids, never content."""

    branch_id: UUID
    id: UUID
    at: datetime
    event: str
    actor_kind: str
    actor_user_id: UUID | None
    actor_branch_id: UUID | None
    target_type: str
    target_id: UUID | None
    data: Mapping[str, Any]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some entries; `after` is where the next page begins, None on the last."""

    rows: tuple[TrailRow, ...]
    after: tuple[datetime, UUID] | None


def list_trail(wanted: TrailFilter, *, limit: int, after: tuple[datetime, UUID] | None = None) -> TrailPage:
    """List entries of the scope's branch, or of every branch in a central read."""
    chosen = select(*_COLUMNS).where(*_conditions(wanted))
    if after is not None:
        chosen = chosen.where(tuple_(AuditEntry.at, AuditEntry.id) < after)
    ordered = chosen.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit + 1)
    found = [_row(row) for row in db.session.execute(ordered)]
    rows = tuple(found[:limit])
    return TrailPage(rows, (rows[-1].at, rows[-1].id) if len(found) > limit else None)


_COLUMNS: tuple[Any, ...] = (
    AuditEntry.branch_id,
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.event,
    AuditEntry.actor_kind,
    AuditEntry.actor_user_id,
    AuditEntry.actor_branch_id,
    AuditEntry.target_type,
    AuditEntry.target_id,
    AuditEntry.data,
    AuditEntry.commitments,
)


def _row(row: Any) -> TrailRow:
    told = dict(row._mapping)
    facts = tuple(sorted(told.pop("commitments")))
    return TrailRow(**told, facts=facts)


def _conditions(wanted: TrailFilter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.event is not None:
        conditions.append(_event_is(wanted.event))
    if wanted.actor_user_id is not None:
        conditions.append(AuditEntry.actor_user_id == wanted.actor_user_id)
    if wanted.target is not None:
        kind, row_id = wanted.target
        conditions += [AuditEntry.target_id == row_id, AuditEntry.target_type == kind]
    if wanted.since is not None:
        conditions.append(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEntry.at < wanted.until)
    return conditions


def _event_is(pattern: str) -> Any:
    if pattern.endswith(("*", ".")):
        return AuditEntry.event.startswith(pattern.rstrip("*"), autoescape=True)
    return AuditEntry.event == pattern
