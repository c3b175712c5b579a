"""The page behind a letter: what is printed about an organisation, and what it answers (P47)."""

from dataclasses import replace
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from marshmallow import ValidationError, validates
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InputSchema,
    TidyText,
    branch_by_id,
    catalogue_write,
    current_actor,
    current_branch_id,
    current_locale,
    empty_form,
    limiter,
    load_form,
    nameless,
    public,
    render_form,
    submit,
    writes_elsewhere,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.models import CheckRequest
from plugins.directory.policy.codes import RequestState
from plugins.directory.policy.requests import is_answerable
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.corrections import CorrectionSchema, asked_fields, current_values
from plugins.directory.schemas.reading import read_entry
from plugins.directory.services.requests.answering import BY_LETTER, take_answer
from plugins.directory.services.requests.secrets import read_secret, request_by_secret
from plugins.directory.views.blueprints import central_blueprint
from plugins.directory.views.listing import today
from plugins.directory.views.words import listed, region_name, words

WHY = "an organisation checks without an account what is printed about it; a letter's secret leads there"
GUESS_RATE = "60 per minute; 400 per hour"
"""Secrets from one network that lead nowhere."""

_NOT_FOUND, _UNPROCESSABLE, _GONE = 404, 422, 410
_ENDED = (RequestState.REPLACED, RequestState.LAPSED)


class CodeInput(InputSchema):
    """The code of a letter on paper, as somebody types it."""

    code = TidyText(required=True, metadata={"label": _l("Code from the letter")})

    @validates("code")
    def _check_code(self, value: str, **_options: Any) -> None:
        if read_secret(value) is None:
            raise ValidationError(_("That is not a code of ours. It has twelve letters and digits."))


def _leads_nowhere(response: Response) -> bool:
    return response.status_code in (_NOT_FOUND, _UNPROCESSABLE)


@central_blueprint.get("/letter")
@public(WHY)
@nameless
def ask_code() -> Response:
    """Ask for the code of a letter on paper."""
    return render_form("directory/letter/code.html", empty_form(CodeInput))


@central_blueprint.post("/letter")
@public(WHY)
@nameless
@limiter.limit(GUESS_RATE, deduct_when=_leads_nowhere)
def open_letter() -> Response:
    """Lead to the page of a code; whether there is one is found out there."""
    form = load_form(CodeInput, request.form)
    if not form.is_valid:
        return render_form("directory/letter/code.html", form)
    return redirect(url_for("directory_central.letter", letter_secret=read_secret(form.data["code"])))


@central_blueprint.get("/letter/<letter_secret>")
@public(WHY)
@nameless
@limiter.limit(GUESS_RATE, deduct_when=_leads_nowhere)
def letter(letter_secret: str) -> Response:
    """Show an organisation what is printed about it, or how its answer stands."""
    return _show(request_by_secret(letter_secret), letter_secret, empty_form(CorrectionSchema))


@central_blueprint.post("/letter/<letter_secret>")
@public(WHY)
@nameless
@writes_elsewhere
@limiter.limit(GUESS_RATE, deduct_when=_leads_nowhere)
def answer(letter_secret: str) -> Response:
    """Take an organisation's answer; a letter that has ended takes none and says so."""
    found = request_by_secret(letter_secret)
    form, day = load_form(CorrectionSchema, request.form), today()
    actor = replace(current_actor(), branch_id=current_branch_id(), display_name=BY_LETTER)
    return submit(
        form,
        lambda said: take_answer(letter_secret, said, today=day),
        page=lambda typed: _show(found, letter_secret, typed),
        within=lambda: catalogue_write(actor=actor),
        to=url_for("directory_central.letter", letter_secret=letter_secret),
    )


def _show(found: CheckRequest, secret: str, form: Form) -> Response:
    state = RequestState(found.state)
    if not is_answerable(state):
        shown = render_template("directory/letter/over.html", state=state.value, has_ended=state in _ENDED)
        return make_response(shown, _GONE if state in _ENDED else 200)
    document, language = read_documents([found.service_id])[0], current_locale()
    entry = read_entry(document, language)
    values = current_values(document, language)
    labels = {name: field.metadata.get("label", "") for name, field in CorrectionSchema().fields.items()}
    return render_form(
        "directory/letter/letter.html",
        form,
        entry=entry,
        facts=facts_of(document, language),
        network=branch_by_id(current_branch_id()).name(language),
        questions=[(name, labels[name], values[name]) for name in asked_fields(document)],
        language=language,
        path=url_for("directory_central.answer", letter_secret=secret),
    )


def facts_of(document: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """List what is printed of an entry as label and text; a secret address is in no document."""
    entry = read_entry(document, language)
    area = region_name(entry.region)
    phones = "\n".join(phone.printed for phone in entry.phones)
    told = [
        (_("Kind"), words("kind").get(entry.kind, entry.kind)),
        (_("Phones"), phones),
        (_("E-mail"), "\n".join(entry.emails)),
        (_("Site"), entry.url),
        (_("Address"), "\n".join(entry.addresses)),
        (_("Hours"), entry.hours),
        (_("How to turn to it"), entry.how),
        (_("Region"), area),
        (_("Needs"), listed("need", entry.needs)),
    ]
    return [(label, text) for label, text in told if text]
