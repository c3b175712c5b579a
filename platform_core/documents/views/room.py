"""The blueprints that every page of documents hangs on: a branch's, and the centre's."""

from flask import Blueprint, request, url_for

from platform_core.documents.registry import KnownDocument, shown_document
from platform_core.errors import NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import current_locale, is_language
from platform_core.i18n import gettext as _
from platform_core.tenancy.middleware import current_branch

blueprint = Blueprint("documents", __name__)
central_blueprint = Blueprint("documents_central", __name__)

Crumbs = list[tuple[str, str | None]]


def this_branch() -> BranchInfo:
    """Return the branch of the request; raise `NotFound` outside any."""
    branch = current_branch()
    if branch is None:
        raise NotFound
    return branch


def asked_document(code: str) -> KnownDocument:
    """Return the document of the address; raise `NotFound` for one whose module is off here."""
    return shown_document(code, this_branch())


def asked_language() -> str:
    """Return the language in which the reader wants a text: the address's, else the page's."""
    asked = request.args.get("text", "")
    return asked if is_language(asked) else current_locale()


def crumbs(*further: tuple[str, str | None]) -> Crumbs:
    """Return where the page stands, from the list of documents on."""
    return [(_("Documents"), url_for(".index")), *further]


def crumbs_of(known: KnownDocument, here: str) -> Crumbs:
    """Return where a page of one document stands."""
    title = str(known.spec.title)
    return crumbs((title, url_for(".document", document_code=known.spec.code)), (here, None))
