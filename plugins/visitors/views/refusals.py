"""Refusals at the entrance: recorded by the desk, listed, read and exported (A5.10)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Column,
    Filter,
    Form,
    ListSpec,
    Page,
    Sort,
    confidential,
    current_actor,
    day_bounds,
    db,
    empty_form,
    export_note,
    export_response,
    full_name,
    load_form,
    now,
    record,
    render_form,
    require,
    requires,
    submit,
    xlsx_bytes,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Refusal
from plugins.visitors.policy.refusals import RULES, RefusalReason
from plugins.visitors.queries.passes import series_number
from plugins.visitors.queries.refusals import (
    note_of,
    open_refusal,
    refused_names,
    select_refusals,
    visit_to_refuse,
)
from plugins.visitors.schemas.refusals import RefusalInput
from plugins.visitors.services.refusals import TARGET, RefusalDetails, refuse_entry
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.refusals_rows import refusal_rows
from plugins.visitors.views.words import options, word

READ, RECORD, EXPORT = "visitors.journal.read", "visitors.refusal.record", "visitors.journal.export"
MOST_EXPORTED = 5_000

REFUSALS = ListSpec(
    filters=(
        Filter(
            "reason", _l("Reason"), kind="select", options=lambda: options("refusal_reason"),
            apply=lambda value: Refusal.reason == value,
        ),
        Filter(
            "since", _l("From"), kind="date",
            apply=lambda day: Refusal.refused_at >= day_bounds(day, school_here())[0],
        ),
        Filter(
            "until", _l("Until"), kind="date",
            apply=lambda day: Refusal.refused_at < day_bounds(day, school_here())[1],
        ),
        Filter(
            "expected", _l("Only those who were expected"), kind="switch",
            apply=lambda _on: Refusal.visit_id.is_not(None),
        ),
    ),
    sorts=(Sort("at", Refusal.refused_at),),
    default_sort="-at",
    tie=(Refusal.id,),
)  # fmt: skip


@blueprint.get("/refusals")
@requires(READ)
@confidential
def refusals() -> str:
    """List who was not let in; the words stay sealed until one is opened."""
    school_here()
    query = REFUSALS.read(request.args)
    raw: Page[Any] = query.fetch(db.session, select_refusals(), make=lambda row: row)
    page = replace(raw, rows=refusal_rows(raw.rows))
    record("visitors.refusals_viewed", data={"rows": len(page.rows), "filters": sorted(query.values)})
    export_url = query.address(path=url_for("visitors.export_refusals"))
    return render_template("visitors/refusals/list.html", query=query, page=page, export_url=export_url)


@blueprint.get("/refusals/export.xlsx")
@requires(EXPORT)
def export_refusals() -> Response:
    """Give the list as a file, filtered as the page was."""
    require(READ)
    school_here()
    query = REFUSALS.read(request.args)
    ordered = query.narrow(select_refusals()).order_by(Refusal.refused_at.desc(), Refusal.id.desc())
    rows = refusal_rows(db.session.execute(ordered.limit(MOST_EXPORTED)).all())
    record("visitors.export_made", data={"what": "refusals", "rows": len(rows)})
    columns = [
        Column("number", _("Number")),
        Column("at", _("When")),
        Column("name", _("Who")),
        Column("reason", _("Reason")),
        Column("by", _("Refused by")),
        Column("told", _("The heads were told")),
    ]
    note = export_note(now=now(), by=current_actor().display_name)
    content = xlsx_bytes(columns, rows, title=_("Refusals"), notes=[note])
    return export_response(content, file_name="refusals", export_format="xlsx")


@blueprint.get("/refusals/new")
@requires(RECORD)
@confidential
def new_refusal() -> Response:
    """Ask why somebody is not let in."""
    form = load_form(RefusalInput, request.args)
    visit_id = form.data["visit"] if form.is_valid else _visit_asked(form)
    return _form_page(empty_form(RefusalInput, {"visit": visit_id} if visit_id else {}), visit_id)


@blueprint.post("/refusals/new")
@requires(RECORD)
@confidential
def write_refusal() -> Response:
    """Record a refusal; a visit that was expected ends with it."""
    branch, form = school_here(), load_form(RefusalInput, request.form)

    def act(said: dict[str, Any]) -> Refusal:
        details = RefusalDetails(said["reason"], note=said["note"], name=said["name"])
        visit = visit_to_refuse(said["visit"])[0] if said["visit"] else None
        return refuse_entry(details, branch=branch, visit=visit)

    return submit(
        form,
        act,
        page=lambda form: _form_page(form, _visit_asked(form)),
        message=_said,
        to=lambda refusal: url_for("visitors.refusal", refusal_id=refusal.id),
    )


@blueprint.get("/refusals/<uuid:refusal_id>")
@requires(READ)
@confidential
def refusal(refusal_id: UUID) -> str:
    """Open one refusal with its words; the trail says who did."""
    school_here()
    row = open_refusal(refusal_id)
    record("visitors.refusal_viewed", target=(TARGET, row.id))
    number = series_number(row.school_year, row.number)
    rule = RULES[RefusalReason(row.reason)]
    return render_template(
        "visitors/refusals/refusal.html",
        refusal=row,
        number=number,
        name=refused_names([row])[row.id] or _("No name said"),
        reason=word("refusal_reason", row.reason),
        clause=rule.clause,
        note=note_of(row),
        breadcrumbs=[(_("Refusals"), url_for("visitors.refusals")), (number, None)],
    )


def _said(refusal: Refusal) -> str:
    if refusal.told:
        return _("The refusal is recorded, and the heads were told.")
    return _("The refusal is recorded.")


def _visit_asked(form: Form) -> UUID | None:
    """Read the visit out of a form that is not whole; one that cannot be read is none."""
    try:
        return UUID(str(form.value("visit")))
    except ValueError:
        return None


def _form_page(form: Form, visit_id: UUID | None) -> Response:
    school_here()
    found = visit_to_refuse(visit_id) if visit_id else None
    visitor = found[1] if found else None
    name = (
        full_name(visitor.family_name, visitor.given_name, patronymic=visitor.patronymic) if visitor else ""
    )
    return render_form(
        "visitors/refusals/new.html",
        form,
        visit=found[0] if found else None,
        name=name,
        reasons=[
            (code, text, _("The heads are told at once.") if RULES[RefusalReason(code)].tells_heads else "")
            for code, text in options("refusal_reason")
        ],
        breadcrumbs=[(_("Refusals"), url_for("visitors.refusals")), (_("Refuse somebody"), None)],
    )
