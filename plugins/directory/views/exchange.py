"""The network's directory out and in: HSDS as JSON and tabular package, a workbook; and the report."""

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    NotFound,
    catalogue_write,
    current_actor,
    current_locale,
    db,
    empty_form,
    export_note,
    export_response,
    load_form,
    now,
    record,
    render_form,
    require,
    requires,
    writes_elsewhere,
)
from platform_core.sdk import gettext as _
from plugins.directory.exports.hsds import hsds_json
from plugins.directory.exports.workbook import entries_workbook
from plugins.directory.models import Service
from plugins.directory.queries.documents import read_documents
from plugins.directory.queries.report import NATIONWIDE, report_on
from plugins.directory.schemas.forms import ImportSchema
from plugins.directory.schemas.hsds.nesting import flatten
from plugins.directory.schemas.hsds.tabular import write_package
from plugins.directory.services.importing import ImportPlan, apply_import, plan_import, read_file
from plugins.directory.views.blueprints import central_blueprint
from plugins.directory.views.listing import CURATED, today
from plugins.directory.views.words import region_name, words

FILE_NAME = "directory"
EXPORT, IMPORT = "directory.entry.export", "directory.entry.import"
MOST_SHOWN = 100
"""How many refusals and changes an import's report shows."""


@central_blueprint.get("/export.<export_format>")
@requires("directory.entry.curate")
def export(export_format: str) -> Response:
    """Give the entries of the list as a file; needs the permission to export too."""
    require(EXPORT)
    query = CURATED.read(request.args, path=url_for("directory_central.index"))
    chosen = query.narrow(select(Service.id)).order_by(Service.name, Service.id)
    documents = read_documents(list(db.session.scalars(chosen)), with_history=export_format != "xlsx")
    if export_format == "json":
        response = export_response(hsds_json(documents), file_name=FILE_NAME, export_format="json")
    elif export_format == "zip":
        response = package_response(write_package(flatten(documents)))
    elif export_format == "xlsx":
        note = export_note(now=now(), by=current_actor().display_name)
        content = entries_workbook(documents, current_locale(), words=words, note=note)
        response = export_response(content, file_name=FILE_NAME, export_format="xlsx")
    else:
        raise NotFound
    record("directory.entries_exported", data={"format": export_format, "rows": len(documents)})
    return response


def package_response(content: bytes) -> Response:
    """Answer with a tabular package to save."""
    response = Response(content, mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{FILE_NAME}.zip")
    response.headers["Cache-Control"] = "no-store"
    return response


@central_blueprint.get("/import")
@requires(IMPORT)
def ask_import() -> Response:
    """Ask for a file of HSDS."""
    return _show_import(empty_form(ImportSchema), None)


@central_blueprint.post("/import")
@requires(IMPORT)
@writes_elsewhere
def run_import() -> Response:
    """Check a file and say what it would do; write it when that is asked for and nothing is wrong."""
    form = load_form(ImportSchema, request.form, files=request.files)
    plan = None
    if form.is_valid:
        try:
            plan = plan_import(read_file(form.data["file"].read()))
            if form.data["step"] == "apply":
                return _apply(plan)
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    return _show_import(form, plan)


def _apply(plan: ImportPlan) -> Response:
    with catalogue_write(actor=current_actor()):
        outcome = apply_import(plan)
        db.session.commit()
    words_said = _(
        "Imported: %(created)s new, %(changed)s changed.",
        created=len(outcome.created),
        changed=len(outcome.changed),
    )
    flash(words_said, "good")
    return redirect(url_for("directory_central.index"))


def _show_import(form: Form, plan: ImportPlan | None) -> Response:
    reasons = _reasons()
    return render_form(
        "directory/central/import.html",
        form,
        plan=plan,
        counts=[(word, plan.count(code)) for code, word in _actions().items()] if plan else [],
        changed=[one for one in plan.planned if one.action == "changed"][:MOST_SHOWN] if plan else [],
        refusals=[(one, reasons[one.reason]) for one in plan.refusals[:MOST_SHOWN]] if plan else [],
    )


def _actions() -> dict[str, str]:
    return {"created": _("New"), "changed": _("Changed"), "same": _("As they are")}


def _reasons() -> dict[str, str]:
    return {
        "missing": _("is missing"),
        "not_text": _("is no text"),
        "not_a_uuid": _("is no identifier (UUID)"),
        "not_allowed": _("is none of the answers allowed"),
        "not_an_email": _("is no e-mail address"),
        "not_a_uri": _("is no address of a site"),
        "not_a_date": _("is no date"),
        "not_an_object": _("is no object"),
        "not_a_list": _("is no list"),
        "too_long": _("is too long"),
        "repeated": _("stands in the file twice"),
        "secret_address": _("is set, and yet an address is given"),
    }


@central_blueprint.get("/report")
@requires("directory.entry.curate")
def report() -> str:
    """Show what is there and what is wrong with it, as `qorgau directory report` prints it."""
    found = report_on(today(), current_locale())
    kinds, flags = words("kind"), words("flag")
    return render_template(
        "directory/central/report.html",
        found=found,
        kinds=[(kinds[code], count) for code, count in found.by_kind.items()],
        regions=[
            (region_name("" if code == NATIONWIDE else code), count)
            for code, count in found.by_region.items()
        ],
        flagged=[(phone, ", ".join(flags[code] for code in phone.flags)) for phone in found.flagged],
    )
