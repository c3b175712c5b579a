"""The journal by program: the list, one incident, and its next step (P34, P35)."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from platform_core.sdk import SortKey, current_actor, db, read_page, record, requires
from plugins.incidents.api.blueprint import blueprint, branch_at_hand
from plugins.incidents.api.schemas import IncidentSchema, JournalPage, JournalQuery, MoveBody, MovedSchema
from plugins.incidents.models import Incident
from plugins.incidents.queries.journal import (
    has_kind,
    journal_number,
    people_by_incident,
    read_summary,
    select_journal,
    steps_of,
)
from plugins.incidents.services.access import TARGET, check_version, open_incident_page
from plugins.incidents.services.status import Move, move_incident

READ = "incidents.incident.read"
NEWEST_FIRST = (SortKey(Incident.registered_on, descending=True), SortKey(Incident.id, descending=True))


@blueprint.route("/journal", methods=["GET"])
@requires(READ)
@blueprint.arguments(JournalQuery, location="query")
@blueprint.response(200, JournalPage)
def list_journal(query: dict[str, Any]) -> dict[str, Any]:
    """List the incidents that one may know of, the newest first."""
    branch_at_hand()
    statement = select_journal(current_actor()).where(*conditions(query))
    page = read_page(statement, keys=NEWEST_FIRST, query=query, make=incident_row)
    record("incidents.journal_viewed", data={"rows": len(page["items"])})
    return page


@blueprint.route("/journal/<uuid:incident_id>", methods=["GET"])
@requires(READ)
@blueprint.response(200, IncidentSchema)
def get_incident(incident_id: UUID) -> dict[str, Any]:
    """Read one incident; the trail says who did."""
    branch_at_hand()
    incident = open_incident_page(incident_id)
    record("incidents.incident_viewed", target=(TARGET, incident.id))
    same = ("version", "forms", "settings", "allegation", "about_staff", "weapon", "danger_to_life")
    return {
        **incident_row(incident),
        **{name: getattr(incident, name) for name in same},
        "summary": read_summary(incident),
        "people": people_by_incident([incident.id]).get(incident.id, []),
        "steps": steps_of(incident.id),
    }


@blueprint.route("/journal/<uuid:incident_id>/status", methods=["POST"])
@requires(READ)
@blueprint.arguments(MoveBody)
@blueprint.response(200, MovedSchema)
def move(body: dict[str, Any], incident_id: UUID) -> dict[str, Any]:
    """Move an incident on; which permission that takes, the step itself says."""
    branch = branch_at_hand()
    incident = open_incident_page(incident_id)
    check_version(incident, body["version"])
    wanted = Move(body["target"], reason=body["reason"], positive_change=body["positive_change"])
    move_incident(incident, wanted, branch=branch)
    db.session.flush()
    answer = {
        "id": incident.id,
        "number": journal_number(incident.school_year, incident.number),
        "status": incident.status,
        "version": incident.version,
    }
    db.session.commit()
    return answer


def conditions(query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Turn the filters of a query into conditions."""
    wanted: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
        "year": lambda value: Incident.school_year == value,
        "status": lambda value: Incident.status == value,
        "level": lambda value: Incident.level == value,
        "kind": has_kind,
        "place": lambda value: Incident.place == value,
        "since": lambda value: Incident.registered_on >= value,
        "until": lambda value: Incident.registered_on <= value,
    }
    return [apply(query[name]) for name, apply in wanted.items() if query[name] is not None]


def incident_row(row: Any) -> dict[str, Any]:
    """Turn a row of the journal into what a list gives."""
    same = ("id", "registered_on", "occurred_on", "kinds", "place", "level", "status")
    found = {name: getattr(row, name) for name in same}
    return {
        **found,
        "number": journal_number(row.school_year, row.number),
        "urgency": getattr(row, "urgency", None),
    }
