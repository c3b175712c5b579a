"""The list of people, a person's page, and the forms that change them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.audit.recorder import record
from platform_core.auth.access import can, requires
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor
from platform_core.people import queries, services
from platform_core.people.labels import (
    KIND_LABELS,
    LANGUAGE_LABELS,
    RELATION_LABELS,
    SEX_LABELS,
    options_of,
)
from platform_core.people.listing import PEOPLE, presence
from platform_core.people.models import GRADES, Person
from platform_core.people.schemas import GuardianSchema, PersonEditSchema, PersonSchema
from platform_core.people.views.room import blueprint
from platform_core.web.exports import Column, export_note, export_response, json_bytes, xlsx_bytes
from platform_core.web.forms import Form, empty_form, load_form, render_form, require_valid
from platform_core.web.headers import confidential
from platform_core.web.submit import finish, submit

TARGET = services.TARGET


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A row of the list with its words and its address ready."""

    url: str
    name: str
    kind: str
    group: str
    hostel: str
    position: str


@blueprint.get("/")
@requires("core.people.read")
def index() -> str:
    """Show the branch's people."""
    query = PEOPLE.read(request.args)
    page = query.fetch(db.session, queries.select_people().where(presence(query)), make=_lister())
    exports = {
        kind: query.address(path=url_for("people.export", file_format=kind)) for kind in ("xlsx", "json")
    }
    return render_template("core/people/list.html", query=query, page=page, exports=exports)


@blueprint.get("/export.<any(xlsx, json):file_format>")
@requires("core.people.manage")
def export(file_format: Any) -> Response:
    """Give the list as a file, as filtered; identity and telephone numbers stay out of it."""
    query = PEOPLE.read(request.args, path=url_for("people.index"))
    chosen = query.narrow(queries.select_people().where(presence(query))).order_by(
        Person.sort_name, Person.id
    )
    rows = [queries.make_row(row) for row in db.session.execute(chosen)]
    record("core.people_exported", data={"rows": len(rows), "format": file_format})
    columns = [
        Column("name", _("Name")),
        Column("kind", _("Kind")),
        Column("group", _("Class")),
        Column("hostel", _("Lives in the hostel")),
        Column("position", _("Position")),
        Column("birth_date", _("Birth date")),
        Column("left_on", _("Left on")),
    ]
    if file_format == "json":
        content = json_bytes(columns, rows)
    else:
        note = export_note(now=now(), by=current_actor().display_name)
        content = xlsx_bytes(columns, rows, title=_("People"), notes=[note])
    return export_response(content, file_name="people", export_format=file_format)


@blueprint.get("/<uuid:person_id>")
@requires("core.people.read")
@confidential
def person(person_id: UUID) -> str:
    """Show one person; the trail says who looked."""
    page = queries.person_page(person_id)
    if page.person.erased_on is None:
        record("core.person_viewed", target=(TARGET, person_id), subject_id=person_id)
    return render_template(
        "core/people/person.html",
        page=page,
        kinds=KIND_LABELS,
        relations=RELATION_LABELS,
        sexes=SEX_LABELS,
        languages=LANGUAGE_LABELS,
        relation_options=options_of(RELATION_LABELS),
        identity_number=_shown_number(page.person),
        breadcrumbs=[(_("People"), url_for("people.index")), (page.name, None)],
    )


@blueprint.get("/new")
@requires("core.people.manage")
def new() -> Response:
    """Ask who is to be added."""
    return _render_person_form(empty_form(PersonSchema, {"kind": "student"}))


@blueprint.post("/new")
@requires("core.people.manage")
def add() -> Response:
    """Add a person."""
    return submit(
        load_form(PersonSchema, request.form),
        services.add_person,
        page=_render_person_form,
        message=_("Added."),
        to=lambda added: url_for("people.person", person_id=added.id),
    )


@blueprint.get("/<uuid:person_id>/edit")
@requires("core.people.manage")
@confidential
def edit(person_id: UUID) -> Response:
    """Ask what is to be changed."""
    found = queries.get_person(person_id)
    record("core.person_viewed", target=(TARGET, person_id), subject_id=person_id)
    values = {name: getattr(found, name) for name in PersonSchema().fields}
    return _render_person_form(empty_form(PersonEditSchema, values), found)


@blueprint.post("/<uuid:person_id>/edit")
@requires("core.people.manage")
def change(person_id: UUID) -> Response:
    """Change a person, unless somebody else just did."""

    def write(said: dict[str, Any]) -> None:
        values = {name: value for name, value in said.items() if name != "version"}
        services.change_person(person_id, values, version=said["version"])

    return submit(
        load_form(PersonEditSchema, request.form),
        write,
        page=lambda form: _render_person_form(form, queries.get_person(person_id)),
        message=_("Saved."),
        to=url_for("people.person", person_id=person_id),
    )


@blueprint.post("/<uuid:person_id>/guardians")
@requires("core.people.manage")
def link_guardian(person_id: UUID) -> Response:
    """Link a guardian to a student."""
    answers = require_valid(load_form(GuardianSchema, request.form))
    services.link_guardian(person_id, answers["guardian_id"], relation=answers["relation"])
    return finish(url_for("people.person", person_id=person_id))


@blueprint.post("/<uuid:person_id>/guardians/<uuid:link_id>/remove")
@requires("core.people.manage")
def unlink_guardian(person_id: UUID, link_id: UUID) -> Response:
    """Take a guardian away from a student."""
    services.unlink_guardian(person_id, link_id)
    return finish(url_for("people.person", person_id=person_id))


def _lister() -> Any:
    """Make rows with labels translated once and addresses built once for the page."""
    kinds = {kind: str(label) for kind, label in KIND_LABELS.items()}
    in_hostel = _("hostel")
    sample = new_id()
    address = url_for("people.person", person_id=sample)

    def make(row: Any) -> ListedPerson:
        person = queries.make_row(row)
        return ListedPerson(
            url=address.replace(str(sample), str(person.id)),
            name=person.name,
            kind=kinds[person.kind],
            group=person.group,
            hostel=in_hostel if person.hostel else "",
            position=person.position,
        )

    return make


def _shown_number(person: Person) -> str | None:
    """Show an identity number to who keeps the register, and its last digits to everybody else."""
    if person.identity_number is None or can("core.people.manage"):
        return person.identity_number
    return f"•••• •••• {person.identity_number[-4:]}"


def _render_person_form(form: Form, found: Person | None = None) -> Response:
    title = _("Add a person") if found is None else _("Change a person")
    return render_form(
        "core/people/form.html",
        form,
        person=found,
        title=title,
        kinds=options_of(KIND_LABELS),
        sexes=options_of(SEX_LABELS),
        languages=options_of(LANGUAGE_LABELS),
        grades=[(grade, grade) for grade in GRADES],
        breadcrumbs=[(_("People"), url_for("people.index")), (title, None)],
    )
