"""Open an incident for whoever may know of it; to everybody else it does not exist (P30.3, P40, A2)."""

from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import Conflict, NotFound, current_actor, db, record_apart
from plugins.incidents.models import Assessment, Incident, Participant
from plugins.incidents.queries.journal import find_open

TARGET = "incidents_incident"


def open_incident_page(incident_id: UUID) -> Incident:
    """Return an incident that the actor may know of; raise `NotFound`, and note the try if there is one."""
    found = find_open(incident_id, current_actor())
    if found is not None:
        return found
    if db.session.scalar(select(Incident.id).where(Incident.id == incident_id)) is not None:
        record_apart("incidents.access_refused", target=(TARGET, incident_id))
    raise NotFound


def participant_of(incident: Incident, participant_id: UUID) -> Participant:
    """Return a person's part in an incident; raise `NotFound` for anybody of another."""
    query = select(Participant).where(
        Participant.id == participant_id, Participant.incident_id == incident.id
    )
    return db.require(query)


def assessment_of(incident: Incident, assessment_id: UUID) -> Assessment:
    """Return an assessment of an incident; raise `NotFound` for one of another."""
    query = select(Assessment).where(Assessment.id == assessment_id, Assessment.incident_id == incident.id)
    return db.require(query)


def check_version(row: Incident | Participant, version: int) -> None:
    """Raise `Conflict` if somebody has changed a record since it was read."""
    if row.version != version:
        raise Conflict("changed_since")
