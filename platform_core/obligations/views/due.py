"""The list of what is due, as a page and as a file."""

from dataclasses import replace
from typing import Any, Literal

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.audit.recorder import record
from platform_core.auth.access import requires
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor
from platform_core.obligations.access import READ
from platform_core.obligations.listing import (
    DUE,
    DueRow,
    asked,
    branch_at_hand,
    make_rows,
    select_due,
)
from platform_core.obligations.models import Obligation
from platform_core.obligations.states import OPEN
from platform_core.obligations.views.room import blueprint, tabs
from platform_core.web.exports import Column, export_note, export_response, json_bytes, xlsx_bytes

MOST_EXPORTED = 10_000


@blueprint.get("/")
@requires(READ)
def index() -> str:
    """Show what is due, the nearest first."""
    branch = branch_at_hand()
    query = DUE.read(asked(request.args))
    chosen = select_due(branch)
    page = query.fetch(db.session, chosen, make=lambda row: row)
    shown = replace(page, rows=make_rows(branch, page.rows))
    exports = {
        kind: query.address(path=url_for("obligations.export", file_format=kind)) for kind in ("xlsx", "json")
    }
    return render_template(
        "core/obligations/list.html",
        query=query,
        page=shown,
        exports=exports,
        tabs=tabs("list"),
        is_narrowed=dict(query.values) != {"state": OPEN},
    )


@blueprint.get("/export.<any(xlsx, json):file_format>")
@requires(READ)
def export(file_format: Literal["xlsx", "json"]) -> Response:
    """Give the list as a file, as filtered."""
    branch = branch_at_hand()
    query = DUE.read(asked(request.args), path=url_for("obligations.index"))
    chosen = query.narrow(select_due(branch))
    ordered = chosen.order_by(Obligation.due_on, Obligation.id).limit(MOST_EXPORTED)
    rows = make_rows(branch, db.session.execute(ordered))
    record("core.obligations_exported", data={"rows": len(rows), "format": file_format})
    if file_format == "json":
        content = json_bytes(_columns(), rows)
    else:
        content = workbook(rows, title=_("What is due"))
    return export_response(content, file_name="due", export_format=file_format)


def workbook(rows: tuple[DueRow, ...], *, title: str) -> bytes:
    """Write rows as a workbook that says who took it, and when."""
    note = export_note(now=now(), by=current_actor().display_name)
    return xlsx_bytes(_columns(), rows, title=title, notes=[note])


def _columns() -> list[Column]:
    labels: list[tuple[str, Any]] = [
        ("title", _("Duty")),
        ("name", _("For what")),
        ("module", _("Module")),
        ("clause", _("Clause")),
        ("owners", _("Who answers for it")),
        ("assignee", _("Given to")),
        ("due_on", _("Due")),
        ("state", _("State")),
        ("closed_on", _("Closed on")),
        ("days_late", _("Days late")),
    ]
    return [Column(*pair) for pair in labels]
