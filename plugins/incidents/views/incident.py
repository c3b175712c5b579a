"""One incident: what is known, what is due, and every step that is taken in it (P34–P36, P40–P42)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    InputSchema,
    InvalidInput,
    NotFound,
    confidential,
    db,
    finish,
    load_form,
    members_with,
    record,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models import Incident, NextStep
from plugins.incidents.schemas.journal import AllegationInput, AssignInput, MoveInput, ReferralInput
from plugins.incidents.services import journal, risk, status
from plugins.incidents.services.access import TARGET, open_incident_page
from plugins.incidents.views.blueprints import blueprint
from plugins.incidents.views.incident_page import OPEN, WORKERS, show_incident
from plugins.incidents.views.public import school_at_hand

EDIT, CHANGE = "incidents.incident.edit", "incidents.status.change"
Act = Callable[[Incident, dict[str, Any]], object]


@blueprint.get("/<uuid:incident_id>")
@requires(OPEN)
@confidential
def incident(incident_id: UUID) -> Response:
    """Open one incident; the trail says who did."""
    found = open_incident_page(incident_id)
    record("incidents.incident_viewed", target=(TARGET, found.id))
    return show_incident(found)


@blueprint.post("/<uuid:incident_id>/status")
@requires(OPEN)
@confidential
def move(incident_id: UUID) -> Response:
    """Move the incident on; which permission that takes, the step itself says."""
    branch = school_at_hand()
    return _do(
        incident_id,
        MoveInput,
        "move",
        lambda found, said: status.move_incident(found, status.Move(**said), branch=branch),
        _("Done: the incident has moved on."),
    )


@blueprint.post("/<uuid:incident_id>/referrals")
@requires(EDIT)
@confidential
def refer(incident_id: UUID) -> Response:
    """Note that a body was told, or why it need not be (P41, P42.4)."""
    return _do(
        incident_id,
        ReferralInput,
        "referral",
        lambda found, said: status.record_referral(found, **said),
        _("Noted."),
    )


@blueprint.post("/<uuid:incident_id>/allegation")
@requires(CHANGE)
@confidential
def decide_allegation(incident_id: UUID) -> Response:
    """Write what the inquiry found (P40)."""
    branch = school_at_hand()
    return _do(
        incident_id,
        AllegationInput,
        "allegation",
        lambda found, said: status.decide_allegation(found, said["allegation"], branch=branch),
        _("The outcome of the inquiry is written down."),
    )


@blueprint.post("/<uuid:incident_id>/assignees")
@requires(EDIT)
@confidential
def assign(incident_id: UUID) -> Response:
    """Name a colleague to work on the incident (A2)."""
    return _do(
        incident_id,
        AssignInput,
        "assign",
        lambda found, said: _assign(found, said["user_id"]),
        _("The colleague is assigned."),
    )


@blueprint.post("/<uuid:incident_id>/assignees/<uuid:user_id>/remove")
@requires(EDIT)
def unassign(incident_id: UUID, user_id: UUID) -> Response:
    """End a colleague's work on the incident."""
    journal.unassign(open_incident_page(incident_id), user_id)
    return finish(_address(incident_id), _("The assignment has ended."))


@blueprint.post("/<uuid:incident_id>/steps/<uuid:step_id>/done")
@requires(EDIT)
def finish_step(incident_id: UUID, step_id: UUID) -> Response:
    """Mark a next step done today."""
    found = open_incident_page(incident_id)
    step = db.session.get(NextStep, (found.branch_id, step_id))
    if step is None or step.incident_id != found.id:
        raise NotFound
    risk.finish_step(step, branch=school_at_hand())
    return finish(_address(incident_id), _("Marked as done."))


def _assign(found: Incident, user_id: UUID) -> None:
    """Assign somebody who may work on this case; the accused are never offered and never taken."""
    allowed = {member.user_id: member for member in members_with(WORKERS)}
    member = allowed.get(user_id)
    if member is None or {str(member.person_id), str(member.user_id)} & set(found.accused_ids):
        raise InvalidInput({"user_id": [_("Choose one of the colleagues listed.")]})
    journal.assign(found, user_id)


def _do(incident_id: UUID, schema: type[InputSchema], part: str, act: Act, message: str) -> Response:
    """Do one thing in an incident and come back to it, or show the page with what stands in the way."""
    return submit(
        load_form(schema, request.form),
        lambda said: act(open_incident_page(incident_id), said),
        page=lambda form: show_incident(open_incident_page(incident_id), form=form, part=part),
        message=message,
        to=_address(incident_id),
    )


def _address(incident_id: UUID) -> str:
    return url_for("incidents.incident", incident_id=incident_id)
