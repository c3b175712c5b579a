"""Import in three steps: choose a file, read what it would do, confirm."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from platform_core.auth.access import requires
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.i18n import current_locale, ngettext
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.people import uploads
from platform_core.people.imports import (
    ImportResult,
    UnreadableFile,
    describe_refusal,
    export_report,
    import_people,
)
from platform_core.people.labels import KIND_LABELS, options_of
from platform_core.people.models import KINDS, PeopleUpload
from platform_core.people.views.room import blueprint
from platform_core.web.exports import export_response
from platform_core.web.forms import Form, empty_form, load_form, render_form
from platform_core.web.headers import confidential
from platform_core.web.submit import finish
from platform_core.web.validation import InputSchema


class FileSchema(InputSchema):
    """A file of people, and who they are if its columns do not tell."""

    file = fields.Raw(required=True, metadata={"label": _l("File")})
    kind = fields.String(
        load_default=None, validate=validate.OneOf(KINDS), metadata={"label": _l("Whom the file lists")}
    )


@blueprint.get("/import")
@requires("core.people.import")
def choose_file() -> Response:
    """Ask for a file."""
    return _render_form(empty_form(FileSchema))


@blueprint.post("/import")
@requires("core.people.import")
def check_file() -> Response:
    """Keep the file sealed and show what importing it would do; nothing is written to the register."""
    form = load_form(FileSchema, request.form, files=request.files)
    if form.is_valid:
        data, kind = form.data["file"].read(), form.data["kind"]
        try:
            import_people(data, today=now().date(), default_kind=kind, dry_run=True)
        except UnreadableFile as refusal:
            form.refuse("file", describe_refusal(refusal, current_locale()))
        else:
            upload = uploads.keep_upload(data, default_kind=kind)
            db.session.commit()
            return redirect(url_for("people.report", upload_id=upload.id))
    return _render_form(form)


@blueprint.get("/import/<uuid:upload_id>")
@requires("core.people.import")
@confidential
def report(upload_id: UUID) -> str:
    """Show what importing a kept file would do, row by row."""
    result = _dry_run(uploads.get_upload(upload_id))
    return render_template(
        "core/people/report.html",
        result=result,
        lines=result.report(),
        upload_id=upload_id,
        breadcrumbs=_trail(_("What the file would do")),
    )


@blueprint.get("/import/<uuid:upload_id>/report.xlsx")
@requires("core.people.import")
def report_file(upload_id: UUID) -> Response:
    """Give the report as a workbook, to be put right beside the file."""
    result = _dry_run(uploads.get_upload(upload_id))
    content = export_report(result.report(), result.language)
    return export_response(content, file_name="import-report", export_format="xlsx")


@blueprint.post("/import/<uuid:upload_id>/confirm")
@requires("core.people.import")
def confirm_import(upload_id: UUID) -> Response:
    """Import a kept file, all of it or nothing, and drop it."""
    upload = uploads.get_upload(upload_id)
    data = uploads.content_of(upload)
    result = import_people(data, today=now().date(), default_kind=upload.default_kind)
    if not result.applied:  # the register changed since the report was read
        flash(_("The register changed meanwhile: look at the report again."), "warn")
        return redirect(url_for("people.report", upload_id=upload_id))
    uploads.discard_upload(upload)
    db.session.commit()
    people = result.created + result.updated
    flash(ngettext("%(num)s person was written.", "%(num)s people were written.", people), "good")
    return redirect(url_for("people.index"))


@blueprint.post("/import/<uuid:upload_id>/discard")
@requires("core.people.import")
def discard(upload_id: UUID) -> Response:
    """Drop a kept file without importing it."""
    uploads.discard_upload(uploads.get_upload(upload_id))
    return finish(url_for("people.choose_file"))


def _dry_run(upload: PeopleUpload) -> ImportResult:
    data = uploads.content_of(upload)
    return import_people(data, today=now().date(), default_kind=upload.default_kind, dry_run=True)


def _render_form(form: Form) -> Response:
    return render_form(
        "core/people/import.html",
        form,
        kinds=options_of(KIND_LABELS),
        breadcrumbs=_trail(_("Import")),
    )


def _trail(here: str) -> list[tuple[str, str | None]]:
    return [(_("People"), url_for("people.index")), (here, None)]
