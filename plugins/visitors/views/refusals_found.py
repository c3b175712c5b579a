"""Somebody who was refused and comes back: found by name, and shown to the desk beside a visit (A5.10).

A name is sent, never put into an address; the trail learns who looked and how many were found.
"""

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import confidential, db, empty_form, load_form, now, record, render_form, requires
from platform_core.sdk import gettext as _
from plugins.visitors.queries.refusals import MOST_RECALLED, visit_to_refuse
from plugins.visitors.schemas.refusals import FindRefusedInput
from plugins.visitors.services.refusal_names import advice_days, find_refused, refused_before
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.refusals_rows import RefusalRow, refusal_rows

READ, OPERATE = "visitors.journal.read", "visitors.desk.operate"


@blueprint.get("/refusals/find")
@requires(READ)
@confidential
def ask_refused() -> Response:
    """Ask for the name of somebody who was refused."""
    school_here()
    return render_form(
        "visitors/refusals/found.html", empty_form(FindRefusedInput), rows=(), most=0, breadcrumbs=_crumbs()
    )


@blueprint.post("/refusals/find")
@requires(READ)
@confidential
def find_refusals() -> Response:
    """Find refusals by the words of a name, in whatever letters."""
    school_here()
    form = load_form(FindRefusedInput, request.form)
    rows: Sequence[RefusalRow] = ()
    if form.is_valid:
        rows = refusal_rows(find_refused(form.data["name"]))
        record("visitors.refusals_searched", data={"hits": len(rows)})
        db.session.commit()
    return render_form(
        "visitors/refusals/found.html", form, rows=rows, most=MOST_RECALLED, breadcrumbs=_crumbs()
    )


@blueprint.get("/refusals/before/<uuid:visit_id>")
@requires(OPERATE)
@confidential
def past_refusals(visit_id: UUID) -> str:
    """Show when somebody of a visitor's name was refused lately; the trail says who looked."""
    school_here()
    visit, visitor = visit_to_refuse(visit_id)
    rows = refusal_rows(refused_before(visit, visitor, at=now()))
    record("visitors.past_refusals_viewed", target=("visitors_visit", visit.id), data={"hits": len(rows)})
    return render_template(
        "visitors/refusals/before.html",
        rows=rows,
        days=advice_days(),
        back=url_for("visitors.check_in", visit_id=visit.id),
    )


def _crumbs() -> list[tuple[str, str | None]]:
    return [(_("Refusals"), url_for("visitors.refusals")), (_("Find somebody"), None)]
