"""The pages that give out files: each opens the record first, which refuses whom it must (P30.3, P40)."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    NotFound,
    central_read,
    confidential,
    current_actor,
    file_response,
    list_branches,
    load_files,
    load_form,
    open_file,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models.attachments import EVIDENCE
from plugins.incidents.queries.escalated import read_escalated
from plugins.incidents.schemas.evidence import EvidenceInput, RemovalInput
from plugins.incidents.services import desk
from plugins.incidents.services.access import open_incident_page
from plugins.incidents.services.evidence import (
    add_evidence,
    open_escalated_file,
    open_report_file,
    remove_evidence,
)
from plugins.incidents.views.blueprints import blueprint, central_blueprint
from plugins.incidents.views.incident_page import OPEN, show_incident

READ_REPORT, EDIT, READ_CENTRAL = (
    "incidents.report.read",
    "incidents.incident.edit",
    "incidents.central.journal",
)


@blueprint.get("/reports/<uuid:report_id>/files/<uuid:report_file_id>")
@requires(READ_REPORT)
@confidential
def report_file(report_id: UUID, report_file_id: UUID) -> Response:
    """Give out a file of a report or of its thread, under the same restrictions as its words."""
    return file_response(open_report_file(desk.open_report(report_id), report_file_id))


@central_blueprint.get("/escalated/<uuid:branch_id>/<uuid:report_id>/files/<uuid:report_file_id>")
@requires(READ_CENTRAL)
@confidential
def escalated_file(branch_id: UUID, report_id: UUID, report_file_id: UUID) -> Response:
    """Give out a file of a report passed to the centre; both trails tell it."""
    if all(branch.id != branch_id for branch in list_branches()):
        raise NotFound
    with central_read(reason="escalated reports", actor=current_actor()):
        read_escalated(branch_id, report_id)
        return file_response(open_escalated_file(branch_id, report_id, report_file_id))


@blueprint.get("/<uuid:incident_id>/evidence/<uuid:evidence_id>")
@requires(OPEN)
@confidential
def evidence(incident_id: UUID, evidence_id: UUID) -> Response:
    """Give out evidence of an incident to whoever may know of the incident."""
    return file_response(open_file(EVIDENCE, open_incident_page(incident_id).id, evidence_id))


@blueprint.post("/<uuid:incident_id>/evidence")
@requires(EDIT)
@confidential
def keep_evidence(incident_id: UUID) -> Response:
    """Keep files as evidence, with what they show and who took them."""
    form = load_form(EvidenceInput, request.form)
    files = load_files(form, EVIDENCE)

    def keep(said: dict[str, Any]) -> None:
        if not files:
            raise InvalidInput({"files": [_("Choose at least one file.")]})
        add_evidence(open_incident_page(incident_id), files, **said)

    return submit(
        form, keep, page=_page(incident_id), message=_("Kept as evidence."), to=_address(incident_id)
    )


@blueprint.post("/<uuid:incident_id>/evidence/<uuid:evidence_id>/remove")
@requires(EDIT)
@confidential
def take_evidence_away(incident_id: UUID, evidence_id: UUID) -> Response:
    """Take evidence away that should not be there, for a reason that the trail keeps."""
    form = load_form(RemovalInput, request.form)
    return submit(
        form,
        lambda said: remove_evidence(open_incident_page(incident_id), evidence_id, reason=said["reason"]),
        page=_page(incident_id),
        message=_("The file is gone for good; the trail tells that it was here."),
        to=_address(incident_id),
    )


def _page(incident_id: UUID) -> Any:
    def show(form: Form) -> Response:
        return show_incident(open_incident_page(incident_id), form=form, part="evidence")

    return show


def _address(incident_id: UUID) -> str:
    return url_for("incidents.incident", incident_id=incident_id, _anchor="evidence")
