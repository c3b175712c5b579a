"""The network's directory as the centre keeps it: the list, an entry, its edition and its check (P47)."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    NotFound,
    db,
    empty_form,
    load_form,
    render_form,
    require_valid,
    requires,
    submit,
    writes_elsewhere,
)
from platform_core.sdk import gettext as _
from plugins.directory.policy.codes import Kind, Need
from plugins.directory.queries.documents import read_documents
from plugins.directory.queries.links import check_of, count_silent
from plugins.directory.queries.listing import history_of, select_entries, steps_of, version_of
from plugins.directory.queries.report import count_by_verification
from plugins.directory.schemas.entry_form import form_values
from plugins.directory.schemas.forms import CheckSchema, CloseSchema, EntrySchema, NewSchema
from plugins.directory.services import entries
from plugins.directory.views.asking import asking_of, in_catalogue
from plugins.directory.views.blueprints import central_blueprint
from plugins.directory.views.links import answer_words
from plugins.directory.views.listing import CURATED, row_maker, today
from plugins.directory.views.shown import entry_page, shown_steps
from plugins.directory.views.words import TONES, options, region_options, words

CURATE, VERIFY = "directory.entry.curate", "directory.entry.verify"
STEPS = ("requested", "confirmed", "lapsed")
EXPORTS = ("xlsx", "json", "zip")
_FORM, _USUAL = "directory/central/edit.html", Kind.SUPPORT_CENTRE.value
_OF_A_HOTLINE = [Need.CHILD_VIOLENCE.value, Need.SOMEBODY_TO_TALK_TO.value]


@central_blueprint.get("/")
@requires(CURATE)
def index() -> str:
    """List the network's entries."""
    query = CURATED.read(request.args)
    page = query.fetch(db.session, select_entries(), make=row_maker("directory_central.entry", "service_id"))
    counts, said = count_by_verification(today()), words("verification")
    exports = [
        (code, query.address(path=url_for("directory_central.export", export_format=code)))
        for code in EXPORTS
    ]
    return render_template(
        "directory/central/list.html",
        query=query,
        page=page,
        exports=exports,
        silent=count_silent(),
        standings=[
            (said[code], number, TONES[code], url_for("directory_central.index", verification=code))
            for code, number in counts.items()
        ],
    )


@central_blueprint.get("/entries/<uuid:service_id>")
@requires(CURATE)
def entry(service_id: UUID) -> Response:
    """Show an entry with its history."""
    return _show(service_id, empty_form(CheckSchema, {"state": "confirmed", "way": "phone"}))


@central_blueprint.get("/entries/new")
@requires(CURATE)
def new() -> Response:
    """Ask for a new entry; of a hotline little more than its name and number is left to say."""
    blank: dict[str, Any] = {
        "visibility": "public",
        "status": "active",
        "kind": "support_centre",
        "version": 0,
    }
    if require_valid(load_form(NewSchema, request.args))["kind"] == Kind.HOTLINE:
        blank |= {"kind": Kind.HOTLINE.value, "served": ["children"], "needs": _OF_A_HOTLINE}
    return edit_form(_FORM, empty_form(EntrySchema, blank))


@central_blueprint.post("/entries/new")
@requires(CURATE)
@writes_elsewhere
def create() -> Response:
    """Write a new entry."""
    return submit(
        load_form(EntrySchema, request.form),
        entries.write_entry,
        page=lambda form: edit_form(_FORM, form),
        within=in_catalogue,
        message=_("Saved."),
        to=entry_address,
    )


@central_blueprint.get("/entries/<uuid:service_id>/edit")
@requires(CURATE)
def edit(service_id: UUID) -> Response:
    """Show an entry's form."""
    values = {**form_values(_document(service_id)), "version": version_of(service_id)}
    return edit_form(_FORM, empty_form(EntrySchema, values), service_id=service_id)


@central_blueprint.post("/entries/<uuid:service_id>/edit")
@requires(CURATE)
@writes_elsewhere
def save(service_id: UUID) -> Response:
    """Write an entry anew."""
    version_of(service_id)
    return submit(
        load_form(EntrySchema, request.form),
        lambda values: entries.write_entry(values, service_id),
        page=lambda form: edit_form(_FORM, form, service_id=service_id),
        within=in_catalogue,
        message=_("Saved."),
        to=entry_address(service_id),
    )


@central_blueprint.post("/entries/<uuid:service_id>/close")
@requires(CURATE)
@writes_elsewhere
def close(service_id: UUID) -> Response:
    """Close an entry for good."""
    version_of(service_id)
    return submit(
        load_form(CloseSchema, request.form),
        lambda values: entries.close_entry(service_id, values["version"]),
        page=lambda form: _show(service_id, form),
        within=in_catalogue,
        message=_("Closed: it stays here with its history, and is shown to nobody else."),
        to=entry_address(service_id),
    )


@central_blueprint.post("/entries/<uuid:service_id>/check")
@requires(VERIFY)
@writes_elsewhere
def check(service_id: UUID) -> Response:
    """Note a step of an entry's check."""
    version_of(service_id)
    day = today()
    return submit(
        load_form(CheckSchema, request.form),
        lambda values: entries.note_check(service_id, values, today=day),
        page=lambda form: _show(service_id, form),
        within=in_catalogue,
        message=_("Noted."),
        to=entry_address(service_id),
    )


def entry_address(service_id: UUID) -> str:
    """Return the address of an entry's page."""
    return url_for("directory_central.entry", service_id=service_id)


def edit_form(template: str, form: Form, **context: Any) -> Response:
    """Show the form of an entry, of the network or a branch's own."""
    return render_form(
        template,
        form,
        kinds=options("kind"),
        needs=options("need"),
        served=options("served"),
        visibilities=options("visibility"),
        statuses=options("status"),
        regions=region_options(empty=True),
        **context,
    )


def _document(service_id: UUID) -> dict[str, Any]:
    found = read_documents([service_id])
    if not found:
        raise NotFound
    return found[0]


def _silent_site(url: str) -> dict[str, Any] | None:
    """Say how an entry's site was silent, for its page to flag; None if it answers or nobody looked."""
    found = check_of(url) if url else None
    return {"answer": answer_words(found.answer), "tries": found.failures} if found else None


def _show(service_id: UUID, form: Form) -> Response:
    document = _document(service_id)
    page = entry_page(document, today=today())
    return render_form(
        "directory/central/entry.html",
        form,
        page=page,
        version=version_of(service_id),
        source=document.get("source"),
        steps=shown_steps(steps_of(service_id)),
        history=history_of(service_id),
        states=[(code, word) for code, word in options("verification") if code in STEPS],
        ways=options("way"),
        asking=asking_of(service_id),
        silent=_silent_site(page.entry.url),
    )
