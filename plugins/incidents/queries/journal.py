"""Reads of the journal: the list, and one incident with its people and what is due."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, false, func, not_, or_, select

from platform_core.sdk import (
    Actor,
    KeyDestroyed,
    SealedCell,
    db,
    person_choices,
    unseal_many,
    unseal_row,
)
from plugins.incidents.models import (
    Assessment,
    Assignment,
    Incident,
    NextStep,
    Participant,
    Report,
)
from plugins.incidents.policy.risk import AssessmentState, Level
from plugins.incidents.policy.status import Status

JOURNAL_READ, ASSIGNED_READ = "incidents.journal.read", "incidents.assigned.read"

LIST_COLUMNS: tuple[Any, ...] = (
    Incident.id,
    Incident.school_year,
    Incident.number,
    Incident.registered_on,
    Incident.occurred_on,
    Incident.place,
    Incident.kinds,
    Incident.urgency,
    Incident.status,
    Incident.level,
)


@dataclass(frozen=True, slots=True)
class PersonInIncident:
    """A person's part in an incident as pages show it; `name` is None once it was erased."""

    id: UUID
    person_id: UUID | None
    name: str | None
    detail: str
    role: str
    party: str
    injured: bool
    version: int
    flags: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Something due: `days_left` is in calendar days, negative when late."""

    id: UUID
    code: str
    clause: str
    due_on: date
    done_on: date | None
    done_by: UUID | None


@dataclass(frozen=True, slots=True)
class LinkedReport:
    """A report of an incident."""

    id: UUID
    received_at: datetime
    channel: str
    unread: bool


FLAGS = (
    "high_risk_from",
    "high_risk_to",
    "juvenile_police_on",
    "juvenile_police_off",
    "expelled_on",
    "transferred_on",
    "long_absent_from",
    "dismissed_on",
)


def journal_number(school_year: int, number: int) -> str:
    """Write a journal number as people do: 2026/27-014."""
    return f"{school_year}/{(school_year + 1) % 100:02}-{number:03}"


def is_open_to(reader: Actor) -> ColumnElement[bool]:
    """Keep the incidents that `reader` may know of: never those against them (P40).

    Human resources know only of those about staff to which they are assigned (A2).
    """
    against = is_against(reader)
    if reader.can(JOURNAL_READ):
        return not_(against)
    if not reader.can(ASSIGNED_READ) or reader.user_id is None:
        return false()
    return and_(not_(against), Incident.about_staff.is_(True), is_assigned_to(reader.user_id))


def is_assigned_to(user_id: UUID) -> ColumnElement[bool]:
    """Keep the incidents that a user is named to work on."""
    return exists().where(
        Assignment.branch_id == Incident.branch_id,
        Assignment.incident_id == Incident.id,
        Assignment.user_id == user_id,
    )


def is_overdue(today: date) -> ColumnElement[bool]:
    """Keep the incidents with a step that should have been done before today."""
    return exists().where(
        NextStep.branch_id == Incident.branch_id,
        NextStep.incident_id == Incident.id,
        NextStep.done_on.is_(None),
        NextStep.due_on < today,
    )


def has_kind(kind: str) -> ColumnElement[bool]:
    """Keep the incidents classified as a kind, alone or among others."""
    return cast(Incident.kinds, String).contains(f'"{kind}"', autoescape=True)


def overdue_among(incident_ids: Iterable[UUID], today: date) -> set[UUID]:
    """Return those of some incidents that have an overdue step, in one query."""
    late = select(NextStep.incident_id).where(
        NextStep.incident_id.in_(list(incident_ids)), NextStep.done_on.is_(None), NextStep.due_on < today
    )
    return set(db.session.scalars(late))


def select_journal(reader: Actor) -> Select[Any]:
    """Select the list's columns of the incidents open to `reader`."""
    return select(*LIST_COLUMNS).where(is_open_to(reader))


def find_open(incident_id: UUID, reader: Actor) -> Incident | None:
    """Return an incident open to `reader`, else None: a stranger and an accused learn nothing."""
    return db.session.scalar(select(Incident).where(Incident.id == incident_id, is_open_to(reader)))


def people_by_incident(incident_ids: Iterable[UUID]) -> dict[UUID, list[PersonInIncident]]:
    """Return the people of several incidents in three queries, whatever their number."""
    query = select(Participant).where(Participant.incident_id.in_(list(incident_ids)))
    rows = db.session.scalars(query.order_by(Participant.id)).all()
    known = person_choices(row.person_id for row in rows if row.person_id)
    cells = [SealedCell("incidents_participant", row.branch_id, row.id, "name", row.name) for row in rows]
    found: dict[UUID, list[PersonInIncident]] = {}
    for row, sealed_name in zip(rows, unseal_many(cells), strict=True):
        choice = known.get(row.person_id) if row.person_id else None
        name = choice.name if choice else sealed_name
        found.setdefault(row.incident_id, []).append(
            PersonInIncident(
                row.id,
                row.person_id,
                name,
                choice.detail if choice else "",
                row.role,
                row.party,
                row.injured,
                row.version,
                tuple((flag, day) for flag in FLAGS if (day := getattr(row, flag)) is not None),
            )
        )
    return found


def steps_of(incident_id: UUID) -> list[Step]:
    """Return what is due or done after the incident's assessments, the undone first."""
    columns = [getattr(NextStep, name) for name in Step.__slots__]
    query = select(*columns).where(NextStep.incident_id == incident_id)
    rows = db.session.execute(
        query.order_by(NextStep.done_on.is_not(None), NextStep.due_on, NextStep.id)
    ).all()
    return [Step(*row) for row in rows]


def reports_of(incident_id: UUID) -> list[LinkedReport]:
    """Return the reports that an incident was registered from, oldest first."""
    columns = (Report.id, Report.received_at, Report.channel, Report.unread_by_team)
    query = select(*columns).where(Report.incident_id == incident_id).order_by(Report.received_at)
    return [LinkedReport(*row) for row in db.session.execute(query)]


def assignees_of(incident_id: UUID) -> list[UUID]:
    """Return the users named to work on an incident."""
    query = select(Assignment.user_id).where(Assignment.incident_id == incident_id)
    return list(db.session.scalars(query.order_by(Assignment.assigned_at)))


def read_summary(incident: Incident) -> str | None:
    """Unseal an incident's summary; None if there is none or it was erased."""
    if incident.summary is None:
        return None
    try:
        return unseal_row("incidents_incident", incident.branch_id, incident.id, "summary", incident.summary)
    except KeyDestroyed:
        return None


def school_years() -> list[int]:
    """List the school years that have incidents, newest first."""
    years = select(Incident.school_year).distinct().order_by(Incident.school_year.desc())
    return list(db.session.scalars(years))


def overdue_count(reader: Actor, today: date) -> Select[int]:
    """Ask how many incidents have an overdue step."""
    return select(func.count()).select_from(Incident).where(is_open_to(reader), is_overdue(today))


def is_against(reader: Actor) -> ColumnElement[bool]:
    """Keep the incidents in which `reader` stands accused, by person or by account (P40)."""
    accused = cast(Incident.accused_ids, String)
    names = [str(name) for name in (reader.person_id, reader.user_id) if name is not None]
    return or_(false(), *(accused.contains(name, autoescape=True) for name in names))


def name_of(participant: Participant) -> str | None:
    """Return the name behind one participant; None once it was erased."""
    people = people_by_incident([participant.incident_id])[participant.incident_id]
    return next(one.name for one in people if one.id == participant.id)


def awaits_second() -> ColumnElement[bool]:
    """Keep the incidents with a level of risk that waits for a second person."""
    return exists().where(
        Assessment.branch_id == Incident.branch_id,
        Assessment.incident_id == Incident.id,
        Assessment.state == AssessmentState.AWAITING.value,
    )


def high_risk_count(reader: Actor) -> Select[int]:
    """Ask how many incidents of high risk are not closed."""
    is_high = and_(Incident.level == Level.HIGH.value, Incident.status != Status.CLOSED.value)
    return select(func.count()).select_from(Incident).where(is_open_to(reader), is_high)


def find_with_people(reader: Actor, person_ids: Collection[UUID], *, limit: int) -> list[Any]:
    """Find the newest incidents open to `reader` in which any of some people took part."""
    if not person_ids:
        return []
    took_part = exists().where(
        Participant.branch_id == Incident.branch_id,
        Participant.incident_id == Incident.id,
        Participant.person_id.in_(person_ids),
    )
    newest = select_journal(reader).where(took_part).order_by(Incident.registered_at.desc())
    return list(db.session.execute(newest.limit(limit)))
