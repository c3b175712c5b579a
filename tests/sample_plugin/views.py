"""The pages of notes: for the branch, for everybody, for the central office."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Filter,
    Form,
    ListSpec,
    Sort,
    branch_by_id,
    catalogue_write,
    central_read,
    confidential,
    current_actor,
    current_branch_id,
    current_locale,
    db,
    empty_form,
    export_note,
    export_response,
    fold,
    list_branches,
    load_form,
    local_day,
    new_id,
    now,
    public,
    record,
    record_central,
    register_lookup,
    render_form,
    requires,
    submit,
    writes_elsewhere,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from tests.sample_plugin import queries, services
from tests.sample_plugin.data import kind_names
from tests.sample_plugin.exports import notes_workbook
from tests.sample_plugin.models import SampleNote
from tests.sample_plugin.schemas import CloseSchema, MarkSchema, NoteSchema, TopicSchema

blueprint = Blueprint("sample", __name__)
public_blueprint = Blueprint("sample_public", __name__)
central_blueprint = Blueprint("sample_central", __name__)


def _kinds() -> list[tuple[str, str]]:
    return list(kind_names().items())


def _is_of(kind: str) -> ColumnElement[bool]:
    return SampleNote.kind == kind


def _is_titled(text: str) -> ColumnElement[bool]:
    return SampleNote.folded_title.contains(fold(text), autoescape=True)


NOTES = ListSpec(
    filters=(
        Filter("kind", _l("Kind"), kind="select", options=_kinds, apply=_is_of),
        Filter("q", _l("Title"), apply=_is_titled),
    ),
    sorts=(Sort("noted", SampleNote.noted_on), Sort("title", SampleNote.folded_title)),
    default_sort="-noted",
    tie=(SampleNote.id,),
)


@dataclass(frozen=True, slots=True)
class ListedNote:
    """A row of the list."""

    url: str
    kind: str
    title: str
    noted_on: date
    closed_on: date | None


@blueprint.get("/")
@requires("sample.note.read")
def index() -> str:
    """Show the notes of the branch."""
    query = NOTES.read(request.args)
    page = query.fetch(db.session, queries.select_notes(), make=_lister())
    export_url = query.address(path=url_for("sample.export"))
    return render_template("sample/list.html", query=query, page=page, export_url=export_url)


@blueprint.get("/export.xlsx")
@requires("sample.note.export")
def export() -> Response:
    """Give the list as a workbook."""
    query = NOTES.read(request.args, path=url_for("sample.index"))
    make = _lister()
    rows = [make(row) for row in db.session.execute(query.narrow(queries.select_notes()))]
    record("sample.notes_exported", data={"rows": len(rows)})
    note = export_note(now=now(), by=current_actor().display_name)
    return export_response(notes_workbook(rows, note=note), file_name="notes", export_format="xlsx")


@blueprint.get("/new")
@requires("sample.note.write")
def new() -> Response:
    """Ask what was noticed."""
    return _render_form(empty_form(NoteSchema, {"noted_on": _today()}))


@blueprint.post("/new")
@requires("sample.note.write")
def write() -> Response:
    """Write a note."""
    return submit(
        load_form(NoteSchema, request.form),
        services.write_note,
        page=_render_form,
        message=_("Written."),
        to=url_for("sample.index"),
    )


@blueprint.get("/<uuid:note_id>")
@requires("sample.note.read")
@confidential
def note(note_id: UUID) -> Response:
    """Show a note; the trail says who read it."""
    return _render_note(note_id, empty_form(CloseSchema))


@blueprint.post("/<uuid:note_id>/close")
@requires("sample.note.write")
@confidential
def close(note_id: UUID) -> Response:
    """Close a note."""
    return submit(
        load_form(CloseSchema, request.form),
        lambda said: services.close_note(note_id, **said, today=_today()),
        page=lambda form: _render_note(note_id, form),
        message=_("Closed."),
        to=url_for("sample.index"),
    )


@blueprint.get("/mark")
@requires("sample.mark.manage")
def ask_mark() -> Response:
    """Ask who is never to be noted."""
    return render_form("sample/mark.html", empty_form(MarkSchema))


@blueprint.post("/mark")
@requires("sample.mark.manage")
@writes_elsewhere
def mark() -> Response:
    """Enter somebody into the register that only ever answers about one number."""
    today = _today()

    def enter(said: dict[str, Any]) -> None:
        number = said["identity_number"]
        record("sample.mark_asked")
        if not services.is_marked(number):
            services.mark_identity(number, today=today)
            record("sample.mark_made")

    return submit(
        load_form(MarkSchema, request.form),
        enter,
        page=lambda form: render_form("sample/mark.html", form),
        within=lambda: register_lookup(reason="sample.mark", actor=current_actor(), write=True),
        message=_("Marked."),
        to=url_for("sample.index"),
    )


@public_blueprint.get("/about-notes")
@public("says what notes are, to everybody who may be in one")
def about() -> str:
    """Explain what notes are."""
    return render_template("sample/about.html", kinds=kind_names())


@central_blueprint.get("/")
@requires("sample.topic.manage")
def overview() -> Response:
    """Show the topics, and how many notes each branch has."""
    return _render_overview(empty_form(TopicSchema))


@central_blueprint.post("/")
@requires("sample.topic.manage")
@writes_elsewhere
def add_topic() -> Response:
    """Add a topic for every branch."""

    def add(said: dict[str, Any]) -> None:
        services.add_topic(said["code"], {language: said[language] for language in ("kk", "ru", "en")})
        record("sample.topic_added", data={"code": said["code"]})

    return submit(
        load_form(TopicSchema, request.form),
        add,
        page=_render_overview,
        within=lambda: catalogue_write(actor=current_actor()),
        to=url_for("sample_central.overview"),
    )


def _today() -> date:
    return local_day(branch_by_id(current_branch_id()))


def _lister() -> Any:
    """Make rows with kinds named once and the address built once for the page."""
    names, sample_id = kind_names(), new_id()
    address = url_for("sample.note", note_id=sample_id)

    def make(row: Any) -> ListedNote:
        url = address.replace(str(sample_id), str(row.id))
        return ListedNote(url, names[row.kind], row.title, row.noted_on, row.closed_on)

    return make


def _render_form(form: Form) -> Response:
    return render_form("sample/form.html", form, kinds=_kinds(), topics=queries.topic_options())


def _render_note(note_id: UUID, form: Form) -> Response:
    page = queries.note_page(note_id)
    record("sample.note_viewed", target=(services.TARGET, note_id))
    return render_form("sample/note.html", form, page=page, kinds=kind_names())


def _render_overview(form: Form) -> Response:
    with central_read(reason="sample.overview", actor=current_actor()):
        counts = queries.count_by_branch()
        record_central("sample.overview_viewed", branch_ids=counts)
    branches = [(branch.name(current_locale()), counts.get(branch.id, 0)) for branch in list_branches()]
    return render_form("sample/topics.html", form, topics=queries.topic_options(), branches=branches)
