"""The people of an incident and what the journal says of it: adding, changing, removing (P34–P36)."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    chosen_people,
    confidential,
    empty_form,
    finish,
    format_date,
    load_form,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models import Incident, Participant
from plugins.incidents.queries.journal import journal_number, name_of, read_summary
from plugins.incidents.schemas.journal import ClassificationEdit, FlagsInput, PersonInput
from plugins.incidents.services import journal, participants
from plugins.incidents.services.access import check_version, open_incident_page, participant_of
from plugins.incidents.views.blueprints import blueprint
from plugins.incidents.views.incident_page import flag_labels
from plugins.incidents.views.people_rows import parts_of
from plugins.incidents.views.reference import classification_choices
from plugins.incidents.views.register import classification_of
from plugins.incidents.views.words import options, words

EDIT = "incidents.incident.edit"
News = list[tuple[str, str, str]]


@blueprint.get("/<uuid:incident_id>/edit")
@requires(EDIT)
@confidential
def edit_classification(incident_id: UUID) -> Response:
    """Offer what the journal says of the incident for a change."""
    incident = open_incident_page(incident_id)
    return _classification_page(incident, empty_form(ClassificationEdit, _said(incident)))


@blueprint.post("/<uuid:incident_id>/edit")
@requires(EDIT)
@confidential
def change_classification(incident_id: UUID) -> Response:
    """Change what the journal says; a second writer is told what is new."""

    def change(said: dict[str, Any]) -> None:
        incident = open_incident_page(incident_id)
        check_version(incident, said["version"])
        journal.change_classification(incident, classification_of(said))

    return submit(
        load_form(ClassificationEdit, request.form),
        change,
        page=lambda form: _classification_page(open_incident_page(incident_id), form),
        overtaken=lambda form: _classification_page(open_incident_page(incident_id), form, stale=True),
        message=_("Saved."),
        to=_address(incident_id),
    )


@blueprint.get("/<uuid:incident_id>/people/new")
@requires(EDIT)
@confidential
def new_person(incident_id: UUID) -> Response:
    """Ask who else was in it."""
    return _person_page(open_incident_page(incident_id), empty_form(PersonInput))


@blueprint.post("/<uuid:incident_id>/people/new")
@requires(EDIT)
@confidential
def add_person(incident_id: UUID) -> Response:
    """Add a person to the incident."""
    incident = open_incident_page(incident_id)
    form = load_form(PersonInput, request.form)
    parts = parts_of(form, [form.data], prefix="") if form.is_valid else []
    return submit(
        form,
        lambda _said: journal.add_participant(incident, parts[0]),
        page=lambda form: _person_page(open_incident_page(incident_id), form),
        message=_("The person is added."),
        to=_address(incident_id),
    )


@blueprint.get("/<uuid:incident_id>/people/<uuid:participant_id>")
@requires(EDIT)
@confidential
def edit_person(incident_id: UUID, participant_id: UUID) -> Response:
    """Offer what became of a person for a change."""
    incident = open_incident_page(incident_id)
    participant = participant_of(incident, participant_id)
    shown = {name: getattr(participant, name) for name in participants.CHANGEABLE}
    form = empty_form(FlagsInput, {**shown, "version": participant.version})
    return _flags_page(incident, participant, form)


@blueprint.post("/<uuid:incident_id>/people/<uuid:participant_id>")
@requires(EDIT)
@confidential
def change_person(incident_id: UUID, participant_id: UUID) -> Response:
    """Write what became of a person (P36.5–P36.12); a second writer is told what is new."""

    def change(said: dict[str, Any]) -> None:
        incident, participant = _opened(incident_id, participant_id)
        check_version(participant, said["version"])
        participants.change_flags(incident, participant, said)

    return submit(
        load_form(FlagsInput, request.form),
        change,
        page=lambda form: _flags_page(*_opened(incident_id, participant_id), form),
        overtaken=lambda form: _flags_page(*_opened(incident_id, participant_id), form, stale=True),
        message=_("Saved."),
        to=_address(incident_id),
    )


@blueprint.post("/<uuid:incident_id>/people/<uuid:participant_id>/remove")
@requires(EDIT)
def remove_person(incident_id: UUID, participant_id: UUID) -> Response:
    """Take a person out who was not in it; somebody with an assessment stays."""
    incident = open_incident_page(incident_id)
    try:
        journal.remove_participant(incident, participant_of(incident, participant_id))
    except InvalidInput as refusal:
        flash(" ".join(refusal.errors["person"]), "bad")
        return redirect(_address(incident_id))
    return finish(_address(incident_id), _("The person is taken out."))


def _address(incident_id: UUID) -> str:
    return url_for("incidents.incident", incident_id=incident_id)


def _opened(incident_id: UUID, participant_id: UUID) -> tuple[Incident, Participant]:
    incident = open_incident_page(incident_id)
    return incident, participant_of(incident, participant_id)


def _said(incident: Incident) -> dict[str, object]:
    same = (
        "kinds", "forms", "settings", "place", "occurred_on", "urgency", "weapon", "danger_to_life",
        "guardian_accuses", "version",
    )  # fmt: skip
    return {**{name: getattr(incident, name) for name in same}, "summary": read_summary(incident)}


def _classification_page(incident: Incident, form: Form, *, stale: bool = False) -> Response:
    return render_form(
        "incidents/journal/edit.html",
        form,
        incident=incident,
        news=_classification_news(incident, form) if stale else None,
        version=incident.version if stale else form.value("version"),
        **classification_choices(),
        breadcrumbs=_crumbs(incident, _("Change")),
    )


def _classification_news(incident: Incident, form: Form) -> list[tuple[str, str]]:
    """Say what the record says now wherever the form says otherwise."""
    now = _said(incident)
    shown = empty_form(ClassificationEdit, now)
    groups = {"kinds": "kind", "forms": "form", "settings": "setting", "place": "place", "urgency": "urgency"}
    news = []
    for name, label in shown.labels.items():
        if name == "version" or sorted(filter(None, form.values_of(name))) == sorted(
            filter(None, shown.values_of(name))
        ):
            continue
        texts = words(groups[name]) if name in groups else {"true": _("yes")}
        said = ", ".join(texts.get(value, value) for value in shown.values_of(name) if value)
        news.append((label, said or _("nothing")))
    return news


def _person_page(incident: Incident, form: Form) -> Response:
    return render_form(
        "incidents/journal/person_new.html",
        form,
        incident=incident,
        chosen=chosen_people(form),
        roles=options("role"),
        parties=options("party"),
        breadcrumbs=_crumbs(incident, _("Add a person")),
    )


def _flags_page(incident: Incident, participant: Participant, form: Form, *, stale: bool = False) -> Response:
    return render_form(
        "incidents/journal/person.html",
        form,
        incident=incident,
        participant=participant,
        name=name_of(participant),
        role=words("role")[participant.role],
        party=words("party")[participant.party],
        news=_news(participant, form.data) if stale else None,
        version=participant.version if stale else form.value("version"),
        breadcrumbs=_crumbs(incident, _("What became of the person")),
    )


def _news(participant: Participant, values: dict[str, Any]) -> News:
    labels = flag_labels()
    return [
        (labels[name], _as_words(now), _as_words(wanted))
        for name, now, wanted in participants.differences(participant, values)
    ]


def _as_words(value: Any) -> str:
    if value is True or value is False:
        return _("yes") if value else _("no")
    return format_date(value) if value else _("nothing")


def _crumbs(incident: Incident, last: str) -> list[tuple[str, str | None]]:
    number = journal_number(incident.school_year, incident.number)
    return [
        (_("Journal"), url_for("incidents.journal")),
        (number, url_for("incidents.incident", incident_id=incident.id)),
        (last, None),
    ]
