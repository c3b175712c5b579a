"""Registering a report in the journal: its words beside the form, or joined to a known incident (P34)."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    chosen_people,
    confidential,
    current_actor,
    empty_form,
    load_form,
    record,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models import Incident, Report
from plugins.incidents.policy.classification import Kind
from plugins.incidents.policy.reports import ReportState
from plugins.incidents.policy.urgency import UrgencySign, suggest_urgency
from plugins.incidents.queries.journal import journal_number
from plugins.incidents.queries.numbers import find_by_number, read_number
from plugins.incidents.queries.reports import ReportWords, read_words, reference_of
from plugins.incidents.schemas.journal import LinkInput, RegisterInput
from plugins.incidents.services import desk
from plugins.incidents.services.journal import Classification, link_report, register_report
from plugins.incidents.views.blueprints import blueprint
from plugins.incidents.views.people_rows import PEOPLE, parts_of
from plugins.incidents.views.public import school_at_hand
from plugins.incidents.views.reference import classification_choices
from plugins.incidents.views.words import options, words

REGISTER = "incidents.report.register"


@blueprint.get("/reports/<uuid:report_id>/register")
@requires(REGISTER)
@confidential
def register(report_id: UUID) -> Response:
    """Show a report's words beside the form by which it becomes an incident."""
    report = desk.open_report(report_id)
    if report.incident_id is not None:
        return redirect(url_for("incidents.incident", incident_id=report.incident_id))
    record("incidents.report_viewed", target=(desk.TARGET, report.id))
    said = read_words(report)
    return _page(report, said, empty_form(RegisterInput, _first_values(report, said)))


@blueprint.post("/reports/<uuid:report_id>/register")
@requires(REGISTER)
@confidential
def write_register(report_id: UUID) -> Response:
    """Register the report under the next number, or draw a further row of people."""
    form = load_form(RegisterInput, PEOPLE.close_up(request.form))
    if request.form.get("go") == "more":
        form.errors = {}
        return _again(report_id, form, more=True)
    people = parts_of(form, form.data["people"]) if form.is_valid else []

    def write(said: dict[str, Any]) -> Incident:
        report = desk.open_report(report_id)
        return register_report(report, classification_of(said), people, branch=school_at_hand())

    return submit(
        form,
        write,
        page=lambda form: _again(report_id, form),
        message=lambda incident: _("Registered under %(number)s.", number=_number(incident)),
        to=lambda incident: url_for("incidents.incident", incident_id=incident.id),
    )


@blueprint.post("/reports/<uuid:report_id>/link")
@requires(REGISTER)
@confidential
def link(report_id: UUID) -> Response:
    """Join a report to an incident that is already in the journal."""

    def join(said: dict[str, Any]) -> Incident:
        asked = read_number(said["number"])
        found = find_by_number(current_actor(), asked) if asked else []
        if not found:
            raise InvalidInput({"number": [_("There is no incident of this number.")]})
        link_report(desk.open_report(report_id), found[0])
        return found[0]

    return submit(
        load_form(LinkInput, request.form),
        join,
        page=lambda form: _again(report_id, form, linking=True),
        message=_("The report is joined to this incident."),
        to=lambda incident: url_for("incidents.incident", incident_id=incident.id),
    )


def classification_of(data: dict[str, Any]) -> Classification:
    """Turn a form's answers into what the journal says."""
    place = data["place"]
    return Classification(
        kinds=tuple(data["kinds"]),
        forms=tuple(data["forms"]),
        settings=tuple(one.value for one in data["settings"]),
        place=place.value if place else None,
        occurred_on=data["occurred_on"],
        urgency=data["urgency"].value,
        summary=data["summary"],
        weapon=data["weapon"],
        danger_to_life=data["danger_to_life"],
        guardian_accuses=data["guardian_accuses"],
    )


def _first_values(report: Report, said: ReportWords) -> dict[str, object]:
    """Begin with what the report says itself; a person checks it."""
    signs = set(said.signs)
    return {
        "kinds": [kind for kind in report.kinds_hint if kind in set(Kind)],
        "place": report.place,
        "occurred_on": report.occurred_on,
        "urgency": suggest_urgency([UrgencySign(sign) for sign in said.signs]).level.value,
        "weapon": UrgencySign.WEAPON in signs,
        "danger_to_life": bool(signs & {UrgencySign.DANGER_NOW, UrgencySign.SELF_HARM}),
    }


def _number(incident: Incident) -> str:
    return journal_number(incident.school_year, incident.number)


def _again(report_id: UUID, form: Form, *, more: bool = False, linking: bool = False) -> Response:
    report = desk.open_report(report_id)
    return _page(report, read_words(report), form, more=more, linking=linking)


def _page(
    report: Report, said: ReportWords, form: Form, *, more: bool = False, linking: bool = False
) -> Response:
    suggestion = suggest_urgency([UrgencySign(sign) for sign in said.signs])
    signs, gates = words("urgency_sign"), words("urgency_gate")
    reference = reference_of(report.id)
    shown = empty_form(RegisterInput, _first_values(report, said)) if linking else form
    return render_form(
        "incidents/journal/register.html",
        form,
        shown=shown,
        linking=linking,
        report=report,
        said=said,
        reference=reference,
        is_open=report.state != ReportState.LINKED,
        signs=[signs[sign] for sign in said.signs],
        suggested=words("urgency")[suggestion.level],
        because=[gates[gate.code] for gate in suggestion.gates],
        channel=words("channel")[report.channel],
        informant=words("informant")[report.informant_kind],
        rows=PEOPLE.count(shown, more=more),
        chosen=chosen_people(shown),
        roles=options("role"),
        parties=options("party"),
        **classification_choices(),
        breadcrumbs=[
            (_("Reports"), url_for("incidents.reports")),
            (reference, url_for("incidents.report", report_id=report.id)),
            (_("Register"), None),
        ],
    )
