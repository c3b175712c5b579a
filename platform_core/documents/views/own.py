"""A colleague's own documents: the list, one text, the acknowledgement."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth.access import require_member, requires
from platform_core.documents.labels import label_of_version
from platform_core.documents.own import OwnDocument, acknowledge_document, own_document, own_documents
from platform_core.documents.schemas import AcknowledgeSchema
from platform_core.documents.views.room import asked_language, blueprint, crumbs, this_branch
from platform_core.errors import Conflict
from platform_core.i18n import LANGUAGES
from platform_core.i18n import gettext as _
from platform_core.web.forms import load_form, require_valid
from platform_core.web.submit import finish


@blueprint.get("/own")
@requires("core.documents.acknowledge")
def own() -> str:
    """Show what one is asked to read, and what one has read."""
    found = own_documents(this_branch(), require_member())
    return render_template(
        "core/documents/own.html",
        found=found,
        language=asked_language(),
        labels={one.version.code: label_of_version(one.version) for one in found},
        breadcrumbs=crumbs((_("For me to read"), None)),
    )


@blueprint.get("/own/<document_code>")
@requires("core.documents.acknowledge")
def read_own(document_code: str) -> str:
    """Show one text with the button that acknowledges it."""
    return _render(own_document(this_branch(), require_member(), code=document_code))


@blueprint.post("/own/<document_code>")
@requires("core.documents.acknowledge")
def acknowledge(document_code: str) -> str | Response:
    """Acknowledge the text that was on the screen; if it changed meanwhile, show the new one."""
    answers = require_valid(load_form(AcknowledgeSchema, request.form))
    branch, actor = this_branch(), require_member()
    try:
        acknowledge_document(
            branch,
            actor,
            code=document_code,
            language=answers["signature_language"],
            shown_hash=answers["signature_hash"],
        )
    except Conflict:
        flash(_("The text changed while you were reading. This is the new one."), "warn")
        return redirect(url_for(".read_own", document_code=document_code))
    return finish(url_for(".own"), _("Acknowledged. Thank you for reading."))


def _render(found: OwnDocument) -> str:
    language, code = asked_language(), found.version.code
    return render_template(
        "core/documents/own_text.html",
        found=found,
        version=found.version,
        label=label_of_version(found.version),
        language=language,
        tabs=[
            (name, url_for(".read_own", document_code=code, text=one), one == language)
            for one, name in LANGUAGES.items()
        ],
        breadcrumbs=crumbs((_("For me to read"), url_for(".own")), (found.version.title(language), None)),
    )
