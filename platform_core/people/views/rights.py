"""A person's rights: what is held is given out, what may go is erased."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth.access import requires
from platform_core.clock import now
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.hooks.gate import manifests
from platform_core.i18n import gettext as _
from platform_core.people import queries, subject_rights
from platform_core.people.names import fold
from platform_core.people.schemas import EraseSchema
from platform_core.people.views.room import blueprint
from platform_core.web.forms import Form, empty_form, load_form, render_form
from platform_core.web.headers import confidential

_ZIP_TYPE, _JSON_TYPE = "application/zip", "application/json"


@blueprint.get("/<uuid:person_id>/rights")
@requires("core.people.export")
@confidential
def rights_page(person_id: UUID) -> Response:
    """Offer what a person may ask for."""
    return _render_form(person_id, empty_form(EraseSchema))


@blueprint.get("/<uuid:person_id>/data.<any(zip, json):file_format>")
@requires("core.people.export")
def person_data(person_id: UUID, file_format: str) -> Response:
    """Give everything held on a person as a file; the trail says who took it."""
    export = subject_rights.export_person(person_id)
    content = subject_rights.as_zip(export) if file_format == "zip" else subject_rights.as_json(export)
    response = Response(content, mimetype=_ZIP_TYPE if file_format == "zip" else _JSON_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=f"person-data.{file_format}")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<uuid:person_id>/erase")
@requires("core.people.erase")
@confidential
def erase(person_id: UUID) -> Response | str:
    """Erase a person once the family name was typed again; show what stays and why."""
    form = load_form(EraseSchema, request.form)
    person = queries.get_person(person_id)
    if form.is_valid and fold(form.data["family_name"]) != fold(person.family_name):
        form.refuse("family_name", _("This is another name."))
    if not form.is_valid:
        return _render_form(person_id, form)
    try:
        report = subject_rights.erase_person(person_id, now().date())
    except InvalidInput as refusal:
        form.refuse("family_name", " ".join(refusal.errors["person"]))
        return _render_form(person_id, form)
    db.session.commit()
    return render_template("core/people/erased.html", report=report, modules=_modules(), breadcrumbs=_trail())


def _render_form(person_id: UUID, form: Form) -> Response:
    page = queries.person_page(person_id)
    return render_form("core/people/rights.html", form, page=page, breadcrumbs=_trail())


def _modules() -> dict[str, Any]:
    return {"core": _("Register"), **{name: manifest.title for name, manifest in manifests().items()}}


def _trail() -> list[tuple[str, str | None]]:
    return [(_("People"), url_for("people.index")), (_("Rights over the data"), None)]
