"""The directory in a branch: the network's entries that it shows, and its own services (P47)."""

from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    NotFound,
    db,
    empty_form,
    finish,
    load_form,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.directory.models import Service
from plugins.directory.policy.codes import Audience
from plugins.directory.queries.branch import has_address, hidden_of, shown_to
from plugins.directory.queries.documents import read_documents
from plugins.directory.queries.listing import hidden_reasons, select_entries, select_local
from plugins.directory.schemas.forms import HideSchema
from plugins.directory.services import local
from plugins.directory.views.blueprints import blueprint
from plugins.directory.views.listing import ENTRIES, row_maker, today
from plugins.directory.views.shown import entry_page

READ, MANAGE = "directory.entry.read", "directory.local.manage"


@blueprint.get("/")
@requires(READ)
def index() -> str:
    """List what helps near this branch: its own services, then the network's entries."""
    query = ENTRIES.read(request.args)
    chosen = select_entries().where(*shown_to(Service, Audience.STAFF))
    make = row_maker("directory.entry", "service_id", hidden=hidden_reasons())
    own = row_maker("directory.local", "local_id")
    return render_template(
        "directory/branch/list.html",
        query=query,
        page=query.fetch(db.session, chosen, make=make),
        local=[own(row) for row in db.session.execute(select_local())],
    )


@blueprint.get("/entries/<uuid:service_id>")
@requires(READ)
def entry(service_id: UUID) -> Response:
    """Show an entry of the network."""
    return _show(service_id, empty_form(HideSchema))


@blueprint.post("/entries/<uuid:service_id>/hide")
@requires(MANAGE)
def hide(service_id: UUID) -> Response:
    """Hide an entry of the network from this branch's pages, with a reason."""
    local.require_service(service_id)
    return submit(
        load_form(HideSchema, request.form),
        lambda said: local.hide_entry(service_id, said["reason"], today=today()),
        page=lambda form: _show(service_id, form),
        message=_("Hidden: students, guardians and the public do not see it in this school."),
        to=url_for("directory.entry", service_id=service_id),
    )


@blueprint.post("/entries/<uuid:service_id>/show")
@requires(MANAGE)
def show(service_id: UUID) -> Response:
    """Show a hidden entry again."""
    local.show_entry(service_id)
    return finish(url_for("directory.entry", service_id=service_id), _("Shown again."))


def _show(service_id: UUID, form: Form) -> Response:
    found = read_documents([service_id])
    if not found or found[0]["status"] == "defunct":
        raise NotFound
    return render_form(
        "directory/branch/entry.html",
        form,
        page=entry_page(found[0], today=today()),
        hidden=hidden_of(service_id),
        has_address=has_address(service_id),
    )
