"""The register of signatures: the list, a workbook of it, and the proof of one signature."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.audit.recorder import record
from platform_core.auth.access import requires
from platform_core.clock import now
from platform_core.documents.models import DocumentSignature
from platform_core.documents.printing import print_proof
from platform_core.documents.register import SIGNATURES, select_signatures, signature_rows
from platform_core.documents.views.room import blueprint, crumbs
from platform_core.extensions import db
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor
from platform_core.paper import pdf_response
from platform_core.web.exports import Column, export_note, export_response, xlsx_bytes
from platform_core.web.headers import confidential


@blueprint.get("/signatures")
@requires("core.signatures.read")
@confidential
def signatures() -> str:
    """Show who signed what, newest first; the trail says who looked."""
    query = SIGNATURES.read(request.args)
    page = query.fetch(db.session, select_signatures(), make=_same)
    rows = signature_rows(page.rows)
    shown = tuple(replace(row, url=url_for(".proof", signature_id=row.id)) for row in rows)
    record("core.signatures_listed", data={"rows": len(rows)})
    return render_template(
        "core/documents/signatures.html",
        query=query,
        page=replace(page, rows=shown),
        export_url=query.address(path=url_for(".export_signatures")),
        breadcrumbs=crumbs((_("Register of signatures"), None)),
    )


@blueprint.get("/signatures/export.xlsx")
@requires("core.signatures.export")
def export_signatures() -> Response:
    """Give the register as a workbook, as filtered."""
    query = SIGNATURES.read(request.args, path=url_for(".signatures"))
    chosen = query.narrow(select_signatures()).order_by(
        DocumentSignature.signed_at.desc(), DocumentSignature.id
    )
    rows = signature_rows(db.session.execute(chosen).all())
    record("core.signatures_exported", data={"rows": len(rows)})
    columns = [
        Column("signed_at", _("When")),
        Column("name", _("Name")),
        Column("who", _("Who signed")),
        Column("document", _("Document")),
        Column("version", _("Version")),
        Column("language", _("Language")),
        Column("method", _("How")),
        Column("taken_by", _("In the presence of")),
        Column("text_hash", "SHA-256"),
    ]
    note = export_note(now=now(), by=current_actor().display_name)
    content = xlsx_bytes(columns, rows, title=_("Register of signatures"), notes=[note])
    return export_response(content, file_name="signatures", export_format="xlsx")


@blueprint.get("/signatures/<uuid:signature_id>.pdf")
@requires("core.signatures.read")
def proof(signature_id: UUID) -> Response:
    """Give the proof of one signature: the text as it was signed, by whom and when."""
    return pdf_response(print_proof(signature_id), file_name=f"signature-{signature_id}")


def _same(row: Any) -> Any:
    return row
