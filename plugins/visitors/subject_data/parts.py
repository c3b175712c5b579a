"""Ask each topic for its part of what is known of one visitor."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from platform_core.sdk import BranchInfo, ErasureResult, ExportSection, SubjectRef, db
from plugins.visitors.models import Visitor
from plugins.visitors.subject_data.desk import erase_desk, export_desk
from plugins.visitors.subject_data.invites import erase_invites, export_invites
from plugins.visitors.subject_data.refusals import erase_refusals, export_refusals
from plugins.visitors.subject_data.visits import erase_visits, export_visits
from plugins.visitors.subject_data.watchlist import (
    entries_of,
    erase_entries,
    erase_matches,
    export_entries,
    export_matches,
)

Export = Callable[[Sequence[UUID]], Sequence[ExportSection]]
Erase = Callable[[Sequence[UUID], date], ErasureResult]

PARTS: tuple[tuple[Export, Erase], ...] = (
    (export_desk, erase_desk),
    (export_invites, erase_invites),
    (export_visits, erase_visits),
    (export_matches, erase_matches),
    (export_refusals, erase_refusals),  # last of all: no rollback brings a destroyed key back
)
"""Others find what is theirs by the visitor's record; whoever destroys keys comes after all who do not."""


def export_subject(branch: BranchInfo, subject: SubjectRef) -> Sequence[ExportSection]:  # noqa: ARG001 - the scope's
    """Give everything the module holds on a visitor, topic by topic."""
    visitor_ids = _visitors(subject)
    exports = [part[0] for part in PARTS] if visitor_ids else []
    sections = [*export_entries(subject, visitor_ids)]
    sections += [section for export in exports for section in export(visitor_ids)]
    return tuple(section for section in sections if section.records)


def erase_subject(branch: BranchInfo, subject: SubjectRef, on: date) -> ErasureResult:  # noqa: ARG001 - the scope's
    """Erase each topic's part; what stays is named with its reason."""
    visitor_ids = _visitors(subject)
    listed = entries_of(subject, visitor_ids)
    parts = [part[1] for part in PARTS] if visitor_ids else []
    results = [*(erase(visitor_ids, on) for erase in parts), erase_entries(listed, on)]
    return ErasureResult(
        sum(result.erased for result in results), tuple(kept for result in results for kept in result.kept)
    )


def _visitors(subject: SubjectRef) -> list[UUID]:
    known = []
    if subject.person_id is not None:
        known.append(Visitor.person_id == subject.person_id)
    if subject.identity_hash is not None:
        known.append(Visitor.identity_index == subject.identity_hash)
    return list(db.session.scalars(select(Visitor.id).where(or_(*known)))) if known else []
