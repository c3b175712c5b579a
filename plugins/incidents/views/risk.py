"""Risk of one person: filling in the protocols, reading them, the second person's word (P33, A8)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    can,
    confidential,
    current_actor,
    empty_form,
    finish,
    load_form,
    member_names,
    record,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models import Assessment, Incident, Participant
from plugins.incidents.policy.factors import (
    DESCRIPTORS_BY_GROUP,
    FACTORS_BY_GROUP,
    PROTECTIVE_FACTORS,
    Factor,
)
from plugins.incidents.policy.risk import DANGER_TO_LIFE, Suggestion
from plugins.incidents.queries.journal import journal_number, name_of
from plugins.incidents.schemas.risk import AssessmentInput, ProtocolInput
from plugins.incidents.services import risk
from plugins.incidents.services.access import (
    TARGET,
    assessment_of,
    open_incident_page,
    participant_of,
)
from plugins.incidents.services.risk_effects import AWAITING
from plugins.incidents.views.blueprints import blueprint
from plugins.incidents.views.public import school_at_hand
from plugins.incidents.views.words import options, words

ASSESS, CONFIRM, OPEN = "incidents.risk.assess", "incidents.risk.confirm", "incidents.incident.read"
_ROOM = "/<uuid:incident_id>/people/<uuid:participant_id>/risk"


@blueprint.get(_ROOM)
@requires(ASSESS)
@confidential
def new_assessment(incident_id: UUID, participant_id: UUID) -> Response:
    """Offer the empty protocols for one person."""
    incident, participant = _opened(incident_id, participant_id)
    return _page(incident, participant, empty_form(AssessmentInput))


@blueprint.post(_ROOM)
@requires(ASSESS)
@confidential
def assess(incident_id: UUID, participant_id: UUID) -> Response:
    """Keep an assessment, or only show what the protocols suggest so far: then nothing is written."""
    if request.form.get("go") == "suggest":
        return _suggest(*_opened(incident_id, participant_id))

    def keep(said: dict[str, Any]) -> Assessment:
        incident, participant = _opened(incident_id, participant_id)
        try:
            return risk.assess_risk(incident, participant, _filled(said), branch=school_at_hand())
        except InvalidInput as refusal:
            raise _in_the_form(refusal) from None

    return submit(
        load_form(AssessmentInput, request.form),
        keep,
        page=lambda form: _page(*_opened(incident_id, participant_id), form),
        message=_kept_message,
        to=lambda kept: url_for("incidents.assessment", incident_id=incident_id, assessment_id=kept.id),
    )


@blueprint.get("/<uuid:incident_id>/risk/<uuid:assessment_id>")
@requires(OPEN)
@confidential
def assessment(incident_id: UUID, assessment_id: UUID) -> str:
    """Read an assessment; the trail says who did."""
    incident = open_incident_page(incident_id)
    found = assessment_of(incident, assessment_id)
    participant = participant_of(incident, found.participant_id)
    record("incidents.risk_viewed", target=(TARGET, incident.id), data={"assessment": str(found.id)})
    protocol = risk.read_protocol(found)
    return render_template(
        "incidents/journal/assessment.html",
        incident=incident,
        assessment=found,
        protocol=protocol,
        name=name_of(participant),
        gates=_read_gates(protocol),
        groups=_groups(),
        descriptors=[words("descriptor")[code] for code in protocol["descriptors"]],
        fields=words("factor_field"),
        levels=words("level"),
        outcomes=words("outcome"),
        names=member_names([found.assessed_by, found.confirmed_by]),
        may_settle=_may_settle(found),
        breadcrumbs=_crumbs(incident, _("Risk assessment")),
    )


@blueprint.post("/<uuid:incident_id>/risk/<uuid:assessment_id>/confirm")
@requires(CONFIRM)
def confirm_assessment(incident_id: UUID, assessment_id: UUID) -> Response:
    """Confirm the level as the second person."""
    return _settle(incident_id, assessment_id, confirmed=True)


@blueprint.post("/<uuid:incident_id>/risk/<uuid:assessment_id>/decline")
@requires(CONFIRM)
def decline_assessment(incident_id: UUID, assessment_id: UUID) -> Response:
    """Decline the level as the second person: the suggested one stands."""
    return _settle(incident_id, assessment_id, confirmed=False)


def _opened(incident_id: UUID, participant_id: UUID) -> tuple[Incident, Participant]:
    incident = open_incident_page(incident_id)
    return incident, participant_of(incident, participant_id)


def _suggest(incident: Incident, participant: Participant) -> Response:
    form = load_form(ProtocolInput, request.form)
    if not form.is_valid:
        return _page(incident, participant, form)
    answers = _answers(form.data)
    suggestion = risk.suggest(
        answers, tuple(form.data["descriptors"]), danger_to_life=form.data["danger_to_life"]
    )
    form.values.setdefault("level", [suggestion.level.value])
    form.values.setdefault("outcome", [suggestion.outcomes[-1].value])
    return _page(incident, participant, form, suggestion=suggestion, left=len(Factor) - len(answers))


def _settle(incident_id: UUID, assessment_id: UUID, *, confirmed: bool) -> Response:
    incident = open_incident_page(incident_id)
    found = assessment_of(incident, assessment_id)
    participant = participant_of(incident, found.participant_id)
    settle = risk.confirm_level if confirmed else risk.decline_level
    settle(found, incident, participant, branch=school_at_hand())
    message = _("The level is confirmed.") if confirmed else _("Declined: the suggested level stands.")
    return finish(url_for("incidents.incident", incident_id=incident_id), message)


def _answers(data: Mapping[str, Any]) -> dict[Factor, risk.FactorAnswer]:
    """Give the answered lines as the service takes them."""
    lines = {factor: data["answers"].get(factor.value) or {} for factor in Factor}
    return {
        factor: risk.FactorAnswer(line["present"], line["example"], line["evidence"], line["consequence"])
        for factor, line in lines.items()
        if line.get("present") is not None
    }


def _filled(data: Mapping[str, Any]) -> risk.Filled:
    return risk.Filled(
        answers=_answers(data),
        descriptors=tuple(data["descriptors"]),
        danger_to_life=data["danger_to_life"],
        level=data["level"],
        outcome=data["outcome"],
        reason=data["reason"],
    )


def _in_the_form(refusal: InvalidInput) -> InvalidInput:
    """Name the lines of the protocol as the form does."""
    codes = {factor.value for factor in Factor}
    return InvalidInput(
        {f"answers.{name}" if name in codes else name: reasons for name, reasons in refusal.errors.items()}
    )


def _page(
    incident: Incident,
    participant: Participant,
    form: Form,
    *,
    suggestion: Suggestion | None = None,
    left: int = 0,
) -> Response:
    factors = words("factor")
    form.labels |= {f"answers.{code}": text for code, text in factors.items()}
    return render_form(
        "incidents/journal/risk_form.html",
        form,
        incident=incident,
        participant=participant,
        name=name_of(participant),
        groups=_groups(),
        protective=set(PROTECTIVE_FACTORS),
        descriptor_groups=_descriptor_groups(),
        fields=words("factor_field"),
        levels=options("level"),
        outcomes=options("outcome"),
        suggestion=suggestion,
        gates=_gates(suggestion) if suggestion else [],
        eased_by=[factors[code] for code in suggestion.eased_by] if suggestion else [],
        left=left,
        unanswered=sum(name.startswith("answers.") for name in form.errors),
        level_words=words("level"),
        notes=words("gate_note"),
        breadcrumbs=_crumbs(incident, _("Assess risk")),
    )


def _groups() -> list[tuple[str, list[tuple[str, str]]]]:
    factors, titles = words("factor"), words("factor_group")
    return [
        (titles[group], [(code.value, factors[code]) for code in codes])
        for group, codes in FACTORS_BY_GROUP.items()
    ]


def _descriptor_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    texts, titles = words("descriptor"), words("descriptor_group")
    return [
        (titles[group], [(code.value, texts[code]) for code in codes])
        for group, codes in DESCRIPTORS_BY_GROUP.items()
    ]


def _gates(suggestion: Suggestion) -> list[dict[str, Any]]:
    """Say each open gate in words, with what opened it, the highest first."""
    raw = [
        {"code": gate.code, "level": gate.level.value, "because": gate.because} for gate in suggestion.gates
    ]
    return _read_gates({"gates": raw})


def _read_gates(protocol: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = {**words("factor"), **words("descriptor"), DANGER_TO_LIFE: words("gate_note")[DANGER_TO_LIFE]}
    texts = words("gate")
    gates = [
        {
            "text": texts[gate["code"]],
            "level": gate["level"],
            "because": [found[code] for code in gate["because"]],
        }
        for gate in protocol["gates"]
    ]
    order = list(words("level"))
    return sorted(gates, key=lambda gate: -order.index(gate["level"]))


def _may_settle(found: Assessment) -> bool:
    return found.state == AWAITING and can(CONFIRM) and found.assessed_by != current_actor().user_id


def _kept_message(kept: Assessment) -> str:
    if kept.state == AWAITING:
        return _("Kept. Your level differs from the suggested one and waits for a second person.")
    return _("The assessment is kept, and the next steps are set.")


def _crumbs(incident: Incident, last: str) -> list[tuple[str, str | None]]:
    number = journal_number(incident.school_year, incident.number)
    return [
        (_("Journal"), url_for("incidents.journal")),
        (number, url_for("incidents.incident", incident_id=incident.id)),
        (last, None),
    ]
