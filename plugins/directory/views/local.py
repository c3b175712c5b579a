"""A branch's own services, and the secret addresses that it keeps (P47)."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    NotFound,
    branch_by_id,
    confidential,
    current_branch_id,
    db,
    empty_form,
    finish,
    load_form,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.directory.queries.branch import get_local, has_address
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.entry_form import form_values
from plugins.directory.schemas.forms import AddressSchema, CheckSchema, CloseSchema, EntrySchema
from plugins.directory.schemas.reading import read_entry
from plugins.directory.services import local as services
from plugins.directory.views.blueprints import blueprint
from plugins.directory.views.curation import STEPS, edit_form
from plugins.directory.views.listing import today
from plugins.directory.views.shown import entry_page
from plugins.directory.views.words import options

READ, MANAGE, SECRET = "directory.entry.read", "directory.local.manage", "directory.address.read"
_FORM = "directory/branch/edit.html"


@blueprint.get("/local/<uuid:local_id>")
@requires(READ)
def local(local_id: UUID) -> Response:
    """Show a service of this branch."""
    return _show(local_id, empty_form(CheckSchema, {"state": "confirmed", "way": "phone"}))


@blueprint.get("/local/new")
@requires(MANAGE)
def new_local() -> Response:
    """Ask for a service near this branch."""
    region = branch_by_id(current_branch_id()).region
    blank = {"visibility": "public", "status": "active", "kind": "other", "region": region, "version": 0}
    return edit_form(_FORM, empty_form(EntrySchema, blank))


@blueprint.post("/local/new")
@requires(MANAGE)
def add_local() -> Response:
    """Add a service near this branch."""
    return _write(None)


@blueprint.get("/local/<uuid:local_id>/edit")
@requires(MANAGE)
def edit_local(local_id: UUID) -> Response:
    """Show the form of a service of this branch."""
    stored = get_local(local_id)
    values = {**form_values(stored.document), "version": stored.version}
    return edit_form(_FORM, empty_form(EntrySchema, values), local_id=local_id)


@blueprint.post("/local/<uuid:local_id>/edit")
@requires(MANAGE)
def save_local(local_id: UUID) -> Response:
    """Write a service of this branch anew."""
    get_local(local_id)
    return _write(local_id)


@blueprint.post("/local/<uuid:local_id>/remove")
@requires(MANAGE)
def remove_local(local_id: UUID) -> Response:
    """Remove a service of this branch."""
    get_local(local_id)
    return submit(
        load_form(CloseSchema, request.form),
        lambda said: services.remove_local(local_id, said["version"]),
        page=lambda form: _show(local_id, form),
        message=_("Removed."),
        to=url_for("directory.index"),
    )


@blueprint.post("/local/<uuid:local_id>/check")
@requires(MANAGE)
def check_local(local_id: UUID) -> Response:
    """Note what came of checking a service of this branch."""
    get_local(local_id)
    return submit(
        load_form(CheckSchema, request.form),
        lambda said: services.check_local(local_id, said, today=today()),
        page=lambda form: _show(local_id, form),
        message=_("Noted."),
        to=url_for("directory.local", local_id=local_id),
    )


@blueprint.post("/<any(entries, local):shelf>/<uuid:secret_id>/address")
@requires(SECRET)
@confidential
def open_address(shelf: str, secret_id: UUID) -> Response:
    """Show the secret address that this branch keeps; the trail says who looked."""
    address = services.read_address(secret_id, is_local=shelf == "local")
    db.session.commit()
    return _show_address(shelf, secret_id, empty_form(AddressSchema, {"address": address}), address=address)


@blueprint.get("/<any(entries, local):shelf>/<uuid:secret_id>/address/edit")
@requires(MANAGE)
def ask_address(shelf: str, secret_id: UUID) -> Response:
    """Ask for the secret address of an entry, without showing the one that is kept."""
    return _show_address(shelf, secret_id, empty_form(AddressSchema))


@blueprint.post("/<any(entries, local):shelf>/<uuid:secret_id>/address/edit")
@requires(MANAGE)
def keep_address(shelf: str, secret_id: UUID) -> Response:
    """Keep the secret address of an entry."""
    _document(shelf, secret_id)
    return submit(
        load_form(AddressSchema, request.form),
        lambda said: services.keep_address(secret_id, said["address"], is_local=shelf == "local"),
        page=lambda form: _show_address(shelf, secret_id, form),
        message=_("Saved."),
        to=_page_of(shelf, secret_id),
    )


@blueprint.post("/<any(entries, local):shelf>/<uuid:secret_id>/address/forget")
@requires(MANAGE)
def forget_address(shelf: str, secret_id: UUID) -> Response:
    """Forget the secret address of an entry."""
    services.forget_address(secret_id, is_local=shelf == "local")
    return finish(_page_of(shelf, secret_id), _("Forgotten."))


def _write(local_id: UUID | None) -> Response:
    return submit(
        load_form(EntrySchema, request.form),
        lambda said: services.write_local(said, local_id),
        page=lambda form: edit_form(_FORM, form, local_id=local_id),
        message=_("Saved."),
        to=lambda written: url_for("directory.local", local_id=written),
    )


def _show(local_id: UUID, form: Form) -> Response:
    stored = get_local(local_id)
    return render_form(
        "directory/branch/local.html",
        form,
        page=entry_page(stored.document, today=today(), is_local=True),
        version=stored.version,
        has_address=has_address(local_id),
        history=list(reversed(stored.document.get("metadata", []))),
        states=[(code, word) for code, word in options("verification") if code in STEPS],
        ways=options("way"),
    )


def _show_address(shelf: str, secret_id: UUID, form: Form, *, address: str = "") -> Response:
    entry = read_entry(_document(shelf, secret_id), "kk")
    return render_form(
        "directory/branch/address.html",
        form,
        name=entry.name,
        address=address,
        shelf=shelf,
        secret_id=secret_id,
        back=_page_of(shelf, secret_id),
        is_kept=has_address(secret_id),
    )


def _page_of(shelf: str, secret_id: UUID) -> str:
    if shelf == "local":
        return url_for("directory.local", local_id=secret_id)
    return url_for("directory.entry", service_id=secret_id)


def _document(shelf: str, secret_id: UUID) -> dict[str, Any]:
    if shelf == "local":
        return get_local(secret_id).document
    found = read_documents([secret_id])
    if not found:
        raise NotFound
    return found[0]
