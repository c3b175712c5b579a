"""Reads of the journal across branches: numbers, codes and days, never a name or a word (P34, P35)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, not_, select

from platform_core.sdk import Actor, BranchInfo, NotFound, db, list_branches
from plugins.incidents.models import Assessment, Incident, Participant, Referral, Report, StatusChange
from plugins.incidents.policy.risk import Level
from plugins.incidents.queries.journal import is_against

MODULE = "incidents"
LEVEL_RANK = case(
    {level.value: rank for rank, level in enumerate(Level, start=1)}, value=Incident.level, else_=0
)
"""The level of risk as a number to sort by; an incident not assessed yet comes below the lowest."""

NUMBER_RANK = Incident.school_year * 100_000 + Incident.number
"""The journal number as one number: a year's last entry comes before the next year's first."""

_PEOPLE = (
    select(func.count())
    .where(Participant.branch_id == Incident.branch_id, Participant.incident_id == Incident.id)
    .correlate(Incident)
    .scalar_subquery()
    .label("people")
)

NETWORK_COLUMNS: tuple[Any, ...] = (
    Incident.branch_id,
    Incident.id,
    Incident.school_year,
    Incident.number,
    Incident.registered_on,
    Incident.occurred_on,
    Incident.kinds,
    Incident.place,
    Incident.level,
    Incident.status,
    _PEOPLE,
)


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step of an incident's way: when, from where, to where."""

    changed_at: datetime
    source: str | None
    target: str


@dataclass(frozen=True, slots=True)
class LevelFound:
    """One assessment as the centre sees it: its levels, never its protocol."""

    assessed_at: datetime
    suggested: str
    level: str
    outcome: str
    state: str


@dataclass(frozen=True, slots=True)
class BodyTold:
    """A body that was told of an incident, or need not be."""

    body: str
    told_at: datetime
    waived: bool


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """One incident as the centre sees it: codes, days and counts.

    `people` counts by `(role, party)`; `sources` by the channel through which its reports came.
    """

    id: UUID
    school_year: int
    number: int
    registered_on: date
    occurred_on: date | None
    place: str | None
    settings: list[str]
    kinds: list[str]
    forms: list[str]
    urgency: str
    status: str
    level: str | None
    allegation: str | None
    about_staff: bool
    weapon: bool
    danger_to_life: bool
    people: dict[tuple[str, str], int]
    injured: int
    sources: dict[str, int]
    way: list[WayStep]
    assessments: list[LevelFound]
    referrals: list[BodyTold]


_OWN_FACTS = (
    "id", "school_year", "number", "registered_on", "occurred_on", "place", "settings", "kinds", "forms",
    "urgency", "status", "level", "allegation", "about_staff", "weapon", "danger_to_life",
)  # fmt: skip


def school_branches() -> list[BranchInfo]:
    """List the branches of the network without the centre itself."""
    return [branch for branch in list_branches() if not branch.is_central]


def is_reporting(branch: BranchInfo) -> bool:
    """Tell whether a branch keeps its journal here: one with the module off is silent, not empty."""
    return MODULE in branch.enabled_modules


def select_network_journal(reader: Actor, branch_ids: Collection[UUID]) -> Select[Any]:
    """Select the list's columns in the branches that report; never what stands against `reader` (P40)."""
    return select(*NETWORK_COLUMNS).where(
        Incident.branch_id.in_(sorted(branch_ids)), not_(is_against(reader))
    )


def read_facts(branch_id: UUID, incident_id: UUID, reader: Actor) -> IncidentFacts:
    """Return one incident of a branch in codes and counts; raise `NotFound`."""
    columns = [getattr(Incident, name) for name in _OWN_FACTS]
    row = db.session.execute(
        select(*columns).where(
            Incident.branch_id == branch_id, Incident.id == incident_id, not_(is_against(reader))
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    people, injured = _people_of(branch_id, incident_id)
    return IncidentFacts(
        **row._asdict(),
        people=people,
        injured=injured,
        sources=_sources_of(branch_id, incident_id),
        way=_way_of(branch_id, incident_id),
        assessments=_assessments_of(branch_id, incident_id),
        referrals=_referrals_of(branch_id, incident_id),
    )


def _people_of(branch_id: UUID, incident_id: UUID) -> tuple[dict[tuple[str, str], int], int]:
    columns = (Participant.role, Participant.party, Participant.injured)
    rows = db.session.execute(select(*columns).where(*_within(Participant, branch_id, incident_id))).all()
    return dict(Counter((row.role, row.party) for row in rows)), sum(row.injured for row in rows)


def _sources_of(branch_id: UUID, incident_id: UUID) -> dict[str, int]:
    query = select(Report.channel, func.count()).where(*_within(Report, branch_id, incident_id))
    rows = db.session.execute(query.group_by(Report.channel).order_by(Report.channel))
    return {channel: count for channel, count in rows}  # noqa: C416 - rows are not pairs to `dict`


def _way_of(branch_id: UUID, incident_id: UUID) -> list[WayStep]:
    columns = (StatusChange.changed_at, StatusChange.source, StatusChange.target)
    query = select(*columns).where(*_within(StatusChange, branch_id, incident_id))
    rows = db.session.execute(query.order_by(StatusChange.changed_at, StatusChange.id))
    return [WayStep(*row) for row in rows]


def _assessments_of(branch_id: UUID, incident_id: UUID) -> list[LevelFound]:
    columns = [getattr(Assessment, name) for name in LevelFound.__slots__]
    query = select(*columns).where(*_within(Assessment, branch_id, incident_id))
    rows = db.session.execute(query.order_by(Assessment.assessed_at, Assessment.id))
    return [LevelFound(*row) for row in rows]


def _referrals_of(branch_id: UUID, incident_id: UUID) -> list[BodyTold]:
    columns = (Referral.body, Referral.told_at, Referral.waived)
    query = select(*columns).where(*_within(Referral, branch_id, incident_id))
    rows = db.session.execute(query.order_by(Referral.told_at, Referral.id))
    return [BodyTold(*row) for row in rows]


def _within(model: Any, branch_id: UUID, incident_id: UUID) -> tuple[Any, ...]:
    return (and_(model.branch_id == branch_id, model.incident_id == incident_id),)
