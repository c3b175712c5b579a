"""Everything that the page of an incident shows, gathered with a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    AttachedFile,
    Form,
    attachments_of,
    can,
    current_actor,
    empty_form,
    local_day,
    member_names,
    members_with,
    render_form,
    upload_offer,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models import Incident
from plugins.incidents.models.attachments import EVIDENCE
from plugins.incidents.policy.classification import ParticipantRole, PartyKind
from plugins.incidents.policy.status import Status, next_statuses, unmet_needs
from plugins.incidents.queries.chronology import Happening, chronology_of
from plugins.incidents.queries.journal import (
    PersonInIncident,
    Step,
    assignees_of,
    journal_number,
    people_by_incident,
    read_summary,
    reports_of,
    steps_of,
)
from plugins.incidents.queries.risk import AssessmentLine, assessments_of
from plugins.incidents.schemas.journal import FlagsInput, MoveInput
from plugins.incidents.services.faults import reason_text
from plugins.incidents.services.status import Move, duties_of, status_facts
from plugins.incidents.views.journal import STATUS_TONES, URGENCY_TONES
from plugins.incidents.views.public import school_at_hand
from plugins.incidents.views.words import options, words

OPEN, WORKERS = "incidents.incident.read", "incidents.incident.read"
_ICONS = {
    "status": ("arrow-right", "info"),
    "risk": ("gauge", "warn"),
    "risk_second": ("user-check", "neutral"),
    "referral": ("send", "good"),
    "waived": ("circle-x", "off"),
    "report": ("message-report", "neutral"),
    "message": ("message-2", "neutral"),
}


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A person of the incident with the newest assessment of them."""

    part: PersonInIncident
    role: str
    party: str
    is_accused: bool
    flags: tuple[tuple[str, date], ...]
    newest: AssessmentLine | None
    may_be_assessed: bool


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A next step in words; `days_left` is negative when it is late."""

    step: Step
    text: str
    days_left: int
    done_by: str


def show_incident(found: Incident, *, form: Form | None = None, part: str = "") -> Response:
    """Render the page; `form` is what was refused in `part` of it."""
    people = people_by_incident([found.id]).get(found.id, [])
    assessments = assessments_of(found.id)
    happened = chronology_of(found.id)
    steps, assignees = steps_of(found.id), assignees_of(found.id)
    evidence = attachments_of(EVIDENCE, [found.id]).get(found.id, [])
    names = member_names(
        [*(one.by for one in happened), *(step.done_by for step in steps), *assignees]
        + [one.kept_by for one in evidence]
    )
    today = local_day(school_at_hand())
    return render_form(
        "incidents/journal/incident.html",
        form or empty_form(MoveInput),
        part=part,
        incident=found,
        number=journal_number(found.school_year, found.number),
        summary=read_summary(found),
        people=[_person(one, assessments) for one in people],
        steps=[_step(step, names=names, today=today) for step in steps],
        duties=_duties(found),
        happened=[_event(one, found, names=names) for one in happened],
        evidence=_linked(found, evidence),
        names=names,
        offer=upload_offer(EVIDENCE),
        reports=reports_of(found.id),
        assignees=[(user_id, names.get(user_id, "")) for user_id in assignees],
        colleagues=_colleagues(found, assignees),
        awaiting=[one for one in assessments if one.awaits_second],
        may_open_reports=can("incidents.report.read"),
        **_standing(found),
        **_said(found),
        breadcrumbs=[
            (_("Journal"), url_for("incidents.journal")),
            (journal_number(found.school_year, found.number), None),
        ],
    )


def _linked(found: Incident, files: Iterable[AttachedFile]) -> list[tuple[AttachedFile, str]]:
    """Give each file of evidence its address."""
    base = url_for("incidents.incident", incident_id=found.id)
    return [(one, f"{base}/evidence/{one.id}") for one in files]


def _person(one: PersonInIncident, assessments: Iterable[AssessmentLine]) -> ShownPerson:
    labels = flag_labels()
    newest = next((line for line in assessments if line.participant_id == one.id), None)
    return ShownPerson(
        part=one,
        role=words("role")[one.role],
        party=words("party")[one.party],
        is_accused=one.role in (ParticipantRole.AGGRESSOR, ParticipantRole.ALLEGED_OFFENDER),
        flags=tuple((labels[name], day) for name, day in one.flags),
        newest=newest,
        may_be_assessed=one.party == PartyKind.STUDENT or one.role == ParticipantRole.VICTIM,
    )


def flag_labels() -> dict[str, str]:
    """Name the facts kept of a person, as the form names them."""
    labels = empty_form(FlagsInput).labels
    return labels | {
        "high_risk_from": _("In the high-risk group since"),
        "high_risk_to": _("Out of the high-risk group on"),
    }


def _step(step: Step, *, names: dict[Any, str], today: date) -> ShownStep:
    return ShownStep(
        step,
        words("step")[step.code],
        (step.due_on - today).days,
        names.get(step.done_by, ""),
    )


def _duties(found: Incident) -> list[dict[str, Any]]:
    bodies, because = words("body"), words("because")
    return [
        {
            "code": duty.body.value,
            "body": bodies[duty.body],
            "because": because[duty.because],
            "clause": duty.clause,
            "at_once": duty.at_once,
        }
        for duty in duties_of(found)
    ]


def _standing(found: Incident) -> dict[str, Any]:
    """Say where the incident stands, where it may go, and everything that stands in the way."""
    texts = words("status")
    current = Status(found.status)
    facts = status_facts(found, Move(current, reason="given", positive_change=True))
    targets = []
    for target in next_statuses(current, permissions=current_actor().permissions):
        unmet = unmet_needs(current, target, facts=facts)
        targets.append((target.value, texts[target], " ".join(reason_text(one.reason_code) for one in unmet)))
    return {
        "standing": texts[current],
        "standing_tone": STATUS_TONES.get(current, "neutral"),
        "targets": targets,
        "open_targets": [target for target in targets if not target[2]],
    }


def _said(found: Incident) -> dict[str, Any]:
    """Give the classification in words."""
    kinds, forms, settings = words("kind"), words("form"), words("setting")
    return {
        "kinds": [kinds[kind] for kind in found.kinds],
        "forms": [forms[form] for form in found.forms],
        "settings": [settings[one] for one in found.settings],
        "place": words("place").get(found.place or ""),
        "urgency": (words("urgency")[found.urgency], URGENCY_TONES[found.urgency]),
        "level_text": words("level").get(found.level or ""),
        "levels": words("level"),
        "channels": words("channel"),
        "allegations": options("allegation"),
        "allegation": words("allegation").get(found.allegation or ""),
        "bodies": options("body"),
    }


def _colleagues(found: Incident, assigned: Iterable[Any]) -> list[tuple[str, str]]:
    """List who could be assigned: whoever may work on it, is not yet named and not accused."""
    if not can("incidents.incident.edit"):
        return []
    accused, named = set(found.accused_ids), set(assigned)
    return [
        (str(member.user_id), member.name)
        for member in members_with(WORKERS)
        if member.user_id not in named and not {str(member.person_id), str(member.user_id)} & accused
    ]


def _event(one: Happening, found: Incident, *, names: dict[Any, str]) -> dict[str, Any]:
    icon, tone = _ICONS[one.what]
    return {
        "at": one.at,
        "title": _title(one),
        "by": names.get(one.by),
        "text": one.words,
        "icon": icon,
        "tone": tone,
        "href": _address(one, found),
    }


def _title(one: Happening) -> str:
    if one.what == "risk_second":
        return (
            _("Second person declined the level") if one.code == "declined" else _("Second person confirmed")
        )
    if one.what == "message":
        return _("The service wrote to the reporter") if one.code == "team" else _("The reporter wrote")
    group, sentence = {
        "status": ("status", _("Now: %(what)s")),
        "risk": ("level", _("Risk assessed: %(what)s")),
        "referral": ("body", _("Told: %(what)s")),
        "waived": ("body", _("Not told, with a reason: %(what)s")),
        "report": ("channel", _("Report received: %(what)s")),
    }[one.what]
    return sentence % {"what": words(group)[one.code]}


def _address(one: Happening, found: Incident) -> str | None:
    if one.what in ("risk", "risk_second"):
        return url_for("incidents.assessment", incident_id=found.id, assessment_id=one.ref)
    if one.what in ("report", "message") and can("incidents.report.read"):
        return url_for("incidents.report", report_id=one.ref)
    return None
