"""Reads of the visitor journal: who came and who was refused as one list, and one visit (A5.3, P12).

The list joins visits with the refusals of people without one. Names are fetched by the page, so that a
name stands in no condition but the search, and no name in an address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, and_, cast, func, literal, null, or_, select, union_all

from platform_core.sdk import NotFound, db, full_name
from plugins.visitors.models import PassDay, Refusal, RegularPass, SheetLine, Visit, VisitAlarm, Visitor
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.queries.visitors import is_called

VISIT, REFUSAL = "visit", "refusal"
MOST_FOUND = 100

_EMPTY = literal("")
_NO_ID = cast(null(), Uuid())
_VISITS = (
    select(
        Visit.id.label("id"),
        literal(VISIT).label("kind"),
        func.coalesce(Visit.arrived_at, Refusal.refused_at, Visit.expected_from).label("at"),
        Visit.status.label("status"),
        Visit.entry.label("entry"),
        Visit.visitor_type.label("visitor_type"),
        Visit.purpose.label("purpose"),
        Visit.host_user_id.label("host_user_id"),
        Visit.host_name.label("host_name"),
        Visit.visitor_id.label("visitor_id"),
        Visit.school_year.label("school_year"),
        Visit.number.label("number"),
        Visit.departed_at.label("departed_at"),
        Visit.entered_later.label("entered_later"),
        func.coalesce(Refusal.reason, "").label("reason"),
    )
    .outerjoin(Refusal, and_(Refusal.branch_id == Visit.branch_id, Refusal.visit_id == Visit.id))
    .where(or_(Visit.number.is_not(None), Visit.status == VisitStatus.REFUSED.value))
)
_REFUSALS = select(
    Refusal.id,
    literal(REFUSAL),
    Refusal.refused_at,
    literal(VisitStatus.REFUSED.value),
    _EMPTY,
    _EMPTY,
    _EMPTY,
    _NO_ID,
    _EMPTY,
    _NO_ID,
    cast(null(), Integer()),
    cast(null(), Integer()),
    cast(null(), Visit.departed_at.type),
    literal(False),  # noqa: FBT003 - a value of the column
    Refusal.reason,
).where(Refusal.visit_id.is_(None))
_JOURNAL = union_all(_VISITS, _REFUSALS).subquery("journal")
ENTRY = _JOURNAL.c
"""The columns of an entry of the journal, for filters and sorts."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something of a visit's chronology: when, a group and code of the module's words, and who."""

    at: datetime
    group: str
    code: str
    by: str = ""
    note: str = ""
    loud: bool = False


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One visit as the journal shows it, with its visitor."""

    visit: Visit
    visitor: Visitor
    name: str
    pass_id: UUID | None
    sheet_id: UUID | None
    guidance_on_paper: bool
    refusal_id: UUID | None


def select_journal() -> Select[Any]:
    """Select the entries of the journal."""
    return select(*ENTRY)


def select_called(name: str) -> Select[Any]:
    """Select the newest entries of visitors whose name has words that begin so; at most `MOST_FOUND`.

    Whoever was refused without a visit is not found: what they called themselves is encrypted.
    """
    named = select(Visitor.id).where(is_called(name), Visitor.erased_on.is_(None))
    return (
        select(*ENTRY)
        .where(ENTRY.visitor_id.in_(named))
        .order_by(ENTRY.at.desc(), ENTRY.id.desc())
        .limit(MOST_FOUND)
    )


def names_of_refused(refusal_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what people without a visit called themselves, in one query."""
    wanted = list(refusal_ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Refusal.id, Refusal.person_name).where(Refusal.id.in_(wanted)))
    return {row.id: row.person_name or "" for row in rows}


def hosts_since(moment: datetime) -> list[tuple[UUID, str]]:
    """List who received visitors since a moment, by name, for the filter."""
    query = (
        select(Visit.host_user_id, func.max(Visit.host_name))
        .where(Visit.host_user_id.is_not(None), Visit.expected_from >= moment)
        .group_by(Visit.host_user_id)
    )
    found = [(row[0], row[1]) for row in db.session.execute(query) if row[0] is not None]
    return sorted(found, key=lambda pair: pair[1])


def read_visit(visit_id: UUID) -> VisitFacts:
    """Return one visit with what hangs on it; raise `NotFound`."""
    row = db.session.execute(
        select(Visit, Visitor, PassDay.pass_id, SheetLine.sheet_id, SheetLine.guidance_on_paper, Refusal.id)
        .join(Visitor, Visitor.id == Visit.visitor_id)
        .outerjoin(PassDay, PassDay.visit_id == Visit.id)
        .outerjoin(RegularPass, RegularPass.id == PassDay.pass_id)
        .outerjoin(SheetLine, and_(SheetLine.visit_id == Visit.id, SheetLine.outcome == "entered"))
        .outerjoin(Refusal, Refusal.visit_id == Visit.id)
        .where(Visit.id == visit_id)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound
    visit, visitor, pass_id, sheet_id, on_paper, refusal_id = row
    name = full_name(visitor.family_name, visitor.given_name, patronymic=visitor.patronymic)
    return VisitFacts(visit, visitor, name, pass_id, sheet_id, bool(on_paper), refusal_id)


def alarms_of(visit_id: UUID) -> list[VisitAlarm]:
    """List the alarms of a visit, oldest first."""
    query = select(VisitAlarm).where(VisitAlarm.visit_id == visit_id).order_by(VisitAlarm.raised_at)
    return list(db.session.scalars(query))
