"""Asking organisations whether what is printed about them is true, by e-mail and on paper (P47)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    NotFound,
    current_locale,
    db,
    empty_form,
    is_mail_configured,
    load_form,
    ngettext,
    pdf_response,
    phone_text,
    render_form,
    require_valid,
    requires,
    submit,
    writes_elsewhere,
)
from platform_core.sdk import gettext as _
from plugins.directory.policy.codes import Post, RequestState
from plugins.directory.policy.requests import ends_on
from plugins.directory.queries import requests as queries
from plugins.directory.queries.listing import version_of
from plugins.directory.schemas.forms import PostSchema
from plugins.directory.schemas.reading import said
from plugins.directory.services.requests.asking import (
    ASKED_AT_ONCE,
    ask_all_by_email,
    ask_by_email,
    ask_on_paper,
    due_on_paper,
)
from plugins.directory.services.requests.following import silence_of
from plugins.directory.views.asking import in_catalogue
from plugins.directory.views.blueprints import central_blueprint
from plugins.directory.views.letter_papers import print_letters
from plugins.directory.views.listing import today
from plugins.directory.views.words import words

VERIFY = "directory.entry.verify"
_FILE = "check-letters"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request or a due entry in a list; `phones` are pairs of what is dialled and what is read."""

    name: str
    url: str
    email: str = ""
    phones: tuple[tuple[str, str], ...] = ()
    post: str = ""
    asked_on: date | None = None
    sent_on: date | None = None
    reminded_on: date | None = None
    ends_on: date | None = None
    answered_at: datetime | None = None


@central_blueprint.get("/requests")
@requires(VERIFY)
def requests_page() -> Response:
    """Show whose check is due and by which way it can be asked for, who is waited for, and what came back."""
    return _requests_page(empty_form(PostSchema))


@central_blueprint.post("/requests")
@requires(VERIFY)
@writes_elsewhere
def ask_all() -> Response:
    """Ask every organisation whose check is due, by e-mail, or by letters that are printed at once."""
    form, day = load_form(PostSchema, request.form), today()
    if form.is_valid and form.data["post"] == Post.PAPER:
        return _print(due_on_paper(today=day), day)
    return submit(
        form,
        lambda _asked: ask_all_by_email(today=day),
        page=_requests_page,
        within=in_catalogue,
        message=lambda count: ngettext(
            "%(num)s organisation is asked. The letter leaves within five minutes.",
            "%(num)s organisations are asked. The letters leave within five minutes.",
            count,
        ),
        to=url_for("directory_central.requests_page"),
    )


@central_blueprint.post("/entries/<uuid:service_id>/ask")
@requires(VERIFY)
@writes_elsewhere
def ask(service_id: UUID) -> Response:
    """Ask the organisation of one entry, by e-mail or by a letter that is printed at once."""
    version_of(service_id)
    asked, day = require_valid(load_form(PostSchema, request.form)), today()
    if asked["post"] == Post.PAPER:
        return _print([service_id], day)
    return submit(
        load_form(PostSchema, request.form),
        lambda _asked: ask_by_email(service_id, today=day),
        page=_requests_page,
        within=in_catalogue,
        message=_("The organisation is asked. The letter leaves within five minutes."),
        to=url_for("directory_central.entry", service_id=service_id),
    )


def _print(service_ids: list[UUID], day: date) -> Response:
    """Give letters as a PDF; raise `NotFound` if there is nobody to write to."""
    if not service_ids:
        raise NotFound
    with in_catalogue():
        printed = ask_on_paper(service_ids, today=day)
        content = print_letters(printed)
        db.session.commit()
    return pdf_response(content, file_name=_FILE)


def _requests_page(form: Form) -> Response:
    due = queries.due_entries(today())
    mailed = [one for one in due if one.email]
    by_hand = [one for one in due if not one.email]
    return render_form(
        "directory/central/requests.html",
        form,
        has_mail=is_mail_configured(),
        at_once=ASKED_AT_ONCE,
        mailed=_due_rows(mailed),
        by_hand=_due_rows(by_hand),
        waiting=_rows(queries.requests_in(RequestState.ASKED), "directory_central.entry"),
        answers=_rows(queries.requests_in(RequestState.CORRECTED), "directory_central.answer_page"),
    )


def _due_rows(entries: Iterable[queries.DueEntry]) -> list[RequestRow]:
    language = current_locale()
    return [
        RequestRow(
            name=said({**one.extra, "name": one.name}, "name", language),
            url=url_for("directory_central.entry", service_id=one.id),
            email=one.email,
            phones=tuple((number, phone_text(number)) for number in one.phones),
        )
        for one in entries
    ]


def _rows(requests: Iterable[queries.OpenRequest], endpoint: str) -> list[RequestRow]:
    """Make rows that lead to the entry, or to the answer, of each request."""
    language, posts = current_locale(), words("post")
    is_entry = endpoint == "directory_central.entry"

    def address(one: queries.OpenRequest) -> str:
        return (
            url_for(endpoint, service_id=one.service_id) if is_entry else url_for(endpoint, check_id=one.id)
        )

    return [
        RequestRow(
            name=said({**one.extra, "name": one.name}, "name", language),
            url=address(one),
            post=posts[one.post],
            asked_on=one.asked_on,
            sent_on=one.sent_on,
            reminded_on=one.reminded_on,
            ends_on=ends_on(silence_of(one)),
            answered_at=one.answered_at,
        )
        for one in requests
    ]
