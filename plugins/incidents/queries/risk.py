"""Reads of risk: the assessments of an incident, newest first, and what waits for a second person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select

from platform_core.sdk import Actor, db
from plugins.incidents.models import Assessment, Incident
from plugins.incidents.policy.risk import AssessmentState
from plugins.incidents.queries.journal import is_open_to

CONFIRM = "incidents.risk.confirm"


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """An assessment without what was written in it."""

    id: UUID
    participant_id: UUID
    assessed_at: datetime
    assessed_by: UUID | None
    suggested: str
    level: str
    outcome: str
    state: str

    @property
    def awaits_second(self) -> bool:
        """Tell whether the level waits for a second person."""
        return self.state == AssessmentState.AWAITING


def assessments_of(incident_id: UUID) -> list[AssessmentLine]:
    """Return the assessments of an incident, newest first."""
    columns = [getattr(Assessment, name) for name in AssessmentLine.__slots__]
    query = select(*columns).where(Assessment.incident_id == incident_id)
    rows = db.session.execute(query.order_by(Assessment.assessed_at.desc(), Assessment.id.desc()))
    return [AssessmentLine(*row) for row in rows]


def awaiting_count(reader: Actor) -> Select[int]:
    """Ask how many assessments `reader` could settle as the second person (P33)."""
    query = (
        select(func.count())
        .select_from(Assessment)
        .join(
            Incident,
            (Incident.id == Assessment.incident_id) & (Incident.branch_id == Assessment.branch_id),
        )
    )
    return query.where(is_open_to(reader), _is_for(reader))


def _is_for(reader: Actor) -> ColumnElement[bool]:
    if not reader.can(CONFIRM):
        return false()
    return (Assessment.state == AssessmentState.AWAITING.value) & (
        Assessment.assessed_by.is_distinct_from(reader.user_id)
    )
