"""One incident: what is known, what is due, and every step that is taken in it (P34–P36, P40–P42)."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    NotFound,
    confidential,
    db,
    load_form,
    members_with,
    record,
    requires,
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
    form = load_form(MoveInput, request.form)
    branch = school_at_hand()
    return _do(
        incident_id,
        form,
        "move",
        lambda found: status.move_incident(found, status.Move(**form.data), branch=branch),
        _("Done: the incident has moved on."),
    )


@blueprint.post("/<uuid:incident_id>/referrals")
@requires(EDIT)
@confidential
def refer(incident_id: UUID) -> Response:
    """Note that a body was told, or why it need not be (P41, P42.4)."""
    form = load_form(ReferralInput, request.form)
    return _do(
        incident_id,
        form,
        "referral",
        lambda found: status.record_referral(found, **form.data),
        _("Noted."),
    )


@blueprint.post("/<uuid:incident_id>/allegation")
@requires(CHANGE)
@confidential
def decide_allegation(incident_id: UUID) -> Response:
    """Write what the inquiry found (P40)."""
    form = load_form(AllegationInput, request.form)
    branch = school_at_hand()
    return _do(
        incident_id,
        form,
        "allegation",
        lambda found: status.decide_allegation(found, form.data["allegation"], branch=branch),
        _("The outcome of the inquiry is written down."),
    )


@blueprint.post("/<uuid:incident_id>/assignees")
@requires(EDIT)
@confidential
def assign(incident_id: UUID) -> Response:
    """Name a colleague to work on the incident (A2)."""
    form = load_form(AssignInput, request.form)
    return _do(
        incident_id,
        form,
        "assign",
        lambda found: _assign(found, form.data["user_id"]),
        _("The colleague is assigned."),
    )


@blueprint.post("/<uuid:incident_id>/assignees/<uuid:user_id>/remove")
@requires(EDIT)
def unassign(incident_id: UUID, user_id: UUID) -> Response:
    """End a colleague's work on the incident."""
    journal.unassign(open_incident_page(incident_id), user_id)
    return _back(incident_id, _("The assignment has ended."))


@blueprint.post("/<uuid:incident_id>/steps/<uuid:step_id>/done")
@requires(EDIT)
def finish_step(incident_id: UUID, step_id: UUID) -> Response:
    """Mark a next step done today."""
    found = open_incident_page(incident_id)
    step = db.session.get(NextStep, (found.branch_id, step_id))
    if step is None or step.incident_id != found.id:
        raise NotFound
    risk.finish_step(step, branch=school_at_hand())
    return _back(incident_id, _("Marked as done."))


def _assign(found: Incident, user_id: UUID) -> None:
    """Assign somebody who may work on this case; the accused are never offered and never taken."""
    allowed = {member.user_id: member for member in members_with(WORKERS)}
    member = allowed.get(user_id)
    if member is None or {str(member.person_id), str(member.user_id)} & set(found.accused_ids):
        raise InvalidInput({"user_id": [_("Choose one of the colleagues listed.")]})
    journal.assign(found, user_id)


def _do(
    incident_id: UUID, form: Form, part: str, act: Callable[[Incident], object], message: str
) -> Response:
    """Do one thing in an incident and come back to it, or show the page with what stands in the way."""
    found = open_incident_page(incident_id)
    if form.is_valid:
        try:
            act(found)
            return _back(incident_id, message)
        except InvalidInput as refusal:
            form.refuse_input(refusal)
            db.session.rollback()
            found = open_incident_page(incident_id)
    return show_incident(found, form=form, part=part)


def _back(incident_id: UUID, message: str) -> Response:
    db.session.commit()
    flash(message, "good")
    return redirect(url_for("incidents.incident", incident_id=incident_id))
