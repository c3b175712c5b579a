"""Read documents: the list, one document, one version, what changed in it, and on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from platform_core.audit.recorder import record_central
from platform_core.auth.access import can, requires
from platform_core.auth.members import member_names
from platform_core.documents.differences import Change, differences
from platform_core.documents.labels import label_of_version
from platform_core.documents.models import BranchDocument
from platform_core.documents.printing import print_version
from platform_core.documents.register import count_signatures
from platform_core.documents.registry import KnownDocument, shown_documents
from platform_core.documents.versions import (
    DocumentVersion,
    current_document,
    current_documents,
    predecessor_of,
    version_of,
    versions_of,
)
from platform_core.documents.views.room import (
    asked_document,
    asked_language,
    blueprint,
    central_blueprint,
    crumbs,
    crumbs_of,
    this_branch,
)
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.i18n import LANGUAGES, collation_key, current_locale, is_language
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import central_read, current_actor
from platform_core.paper import pdf_response
from platform_core.tenancy.directory import list_branches


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A row of the list of documents."""

    url: str
    title: str
    clause: str
    version: str
    published_at: datetime | None
    signatures: int | None


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version in the list of a document's versions."""

    url: str
    changes_url: str | None
    label: str
    note: str
    by: str
    published_at: datetime | None
    is_current: bool
    is_withdrawn: bool


@blueprint.get("/")
@requires("core.documents.read")
def index() -> str:
    """Show the documents of the branch and how many signed them."""
    return _render_list()


@central_blueprint.get("/", endpoint="index")
@requires("core.network_documents.read")
def network_index() -> str:
    """Show the documents of the network."""
    return _render_list()


@blueprint.get("/<document_code>")
@requires("core.documents.read")
def document(document_code: str) -> str:
    """Show a document as it holds here, and its versions."""
    known = asked_document(document_code)
    return _render_document(known, signatures=count_signatures([document_code]).get(document_code, 0))


@central_blueprint.get("/<document_code>", endpoint="document")
@requires("core.network_documents.read")
def network_document(document_code: str) -> str:
    """Show a document as the network has it, and which branches have a text of their own."""
    known = asked_document(document_code)
    return _render_document(known, own_branches=_branches_with_own(known))


@blueprint.get("/<document_code>/<origin>/<int:number>")
@requires("core.documents.read")
def version(document_code: str, origin: str, number: int) -> str:
    """Show one version."""
    return _render_version(document_code, origin, number)


@central_blueprint.get("/<document_code>/<origin>/<int:number>", endpoint="version")
@requires("core.network_documents.read")
def network_version(document_code: str, origin: str, number: int) -> str:
    """Show one version, in the centre."""
    return _render_version(document_code, origin, number)


@blueprint.get("/<document_code>/<origin>/<int:number>/changes")
@requires("core.documents.read")
def changes(document_code: str, origin: str, number: int) -> str:
    """Show what a version changed."""
    return _render_changes(document_code, origin, number)


@central_blueprint.get("/<document_code>/<origin>/<int:number>/changes", endpoint="changes")
@requires("core.network_documents.read")
def network_changes(document_code: str, origin: str, number: int) -> str:
    """Show what a version changed, in the centre."""
    return _render_changes(document_code, origin, number)


@blueprint.get("/<document_code>/<origin>/<int:number>/<language>.pdf")
@requires("core.documents.read")
def paper(document_code: str, origin: str, number: int, language: str) -> Response:
    """Give a version on paper."""
    return _print(document_code, origin, number=number, language=language)


@central_blueprint.get("/<document_code>/<origin>/<int:number>/<language>.pdf", endpoint="paper")
@requires("core.network_documents.read")
def network_paper(document_code: str, origin: str, number: int, language: str) -> Response:
    """Give a version on paper, in the centre."""
    return _print(document_code, origin, number=number, language=language)


def _render_list() -> str:
    shown = {known.spec.code: known for known in shown_documents(this_branch())}
    versions = current_documents(shown)
    counts = count_signatures(shown) if can("core.signatures.read") else None
    rows = [_listed(known, versions[code], counts) for code, known in shown.items()]
    return render_template("core/documents/list.html", rows=rows)


def _listed(
    known: KnownDocument, version: DocumentVersion, counts: Mapping[str, int] | None
) -> ListedDocument:
    code = known.spec.code
    return ListedDocument(
        url=url_for(".document", document_code=code),
        title=version.title(current_locale()),
        clause=known.spec.clause,
        version=label_of_version(version),
        published_at=version.published_at,
        signatures=None if counts is None else counts.get(code, 0),
    )


def _render_document(known: KnownDocument, **more: Any) -> str:
    code = known.spec.code
    found = versions_of(code)
    names = member_names(version.published_by for version in found)
    current = current_document(code)
    return render_template(
        "core/documents/document.html",
        known=known,
        version=current,
        label=label_of_version(current),
        language=asked_language(),
        tabs=_language_tabs(current, ".document", document_code=code),
        versions=[_listed_version(one, names, current=current) for one in found],
        waits=_is_overtaken(current, found),
        breadcrumbs=crumbs((str(known.spec.title), None)),
        **more,
    )


def _listed_version(
    version: DocumentVersion, names: Mapping[Any, str], *, current: DocumentVersion
) -> ListedVersion:
    place: dict[str, Any] = {
        "document_code": version.code,
        "origin": version.origin,
        "number": version.number,
    }
    is_first = version.origin == "shipped"
    return ListedVersion(
        url=url_for(".version", **place),
        changes_url=None if is_first else url_for(".changes", **place),
        label=label_of_version(version),
        note=version.note,
        by=names.get(version.published_by, ""),
        published_at=version.published_at,
        is_current=(version.origin, version.number) == (current.origin, current.number),
        is_withdrawn=version.withdrawn_at is not None,
    )


def _is_overtaken(current: DocumentVersion, found: tuple[DocumentVersion, ...]) -> bool:
    """Tell whether the network has published something newer than the branch's own text."""
    newest = next((one for one in found if one.origin == "network"), None)
    if current.origin != "branch" or newest is None or newest.published_at is None:
        return False
    return current.published_at is not None and newest.published_at > current.published_at


def _render_version(code: str, origin: str, number: int) -> str:
    known = asked_document(code)
    found = version_of(code, origin, number=number)
    label = label_of_version(found)
    return render_template(
        "core/documents/version.html",
        version=found,
        label=label,
        language=asked_language(),
        tabs=_language_tabs(found, ".version", document_code=code, origin=origin, number=number),
        breadcrumbs=crumbs_of(known, label),
    )


def _render_changes(code: str, origin: str, number: int) -> str:
    known = asked_document(code)
    found = version_of(code, origin, number=number)
    before = predecessor_of(found)
    if before is None:
        raise NotFound
    language = asked_language()
    return render_template(
        "core/documents/changes.html",
        version=found,
        label=label_of_version(found),
        before=label_of_version(before),
        language=language,
        changed=compare(before, found, language=language),
        tabs=_language_tabs(found, ".changes", document_code=code, origin=origin, number=number),
        breadcrumbs=crumbs_of(known, _("What changed")),
    )


def compare(before: DocumentVersion, after: DocumentVersion, *, language: str) -> tuple[Change, ...]:
    """Say what changed between two versions in one language, titles included."""
    old, new = before.texts[language], after.texts[language]
    return differences(f"{old.title}\n\n{old.body}", f"{new.title}\n\n{new.body}")


def _print(code: str, origin: str, *, number: int, language: str) -> Response:
    asked_document(code)
    if not is_language(language):
        raise NotFound
    found = version_of(code, origin, number=number)
    content = print_version(found, language, printed_by=current_actor().display_name)
    return pdf_response(content, file_name=f"{code}-{origin}-{number}-{language}")


def _language_tabs(version: DocumentVersion, endpoint: str, **place: Any) -> list[tuple[str, str, bool]]:
    chosen = asked_language()
    return [
        (name, url_for(endpoint, text=code, **place), code == chosen)
        for code, name in LANGUAGES.items()
        if code in version.texts
    ]


def _branches_with_own(known: KnownDocument) -> list[str]:
    """Name the branches whose own text holds there; their trails say that the centre looked."""
    if not known.spec.branch_may_replace:
        return []
    own = select(BranchDocument.branch_id, func.max(BranchDocument.number)).where(
        BranchDocument.code == known.spec.code, BranchDocument.withdrawn_at.is_(None)
    )
    with central_read(reason="core.documents", actor=current_actor()):
        found = {row[0] for row in db.session.execute(own.group_by(BranchDocument.branch_id))}
        record_central("core.documents_overviewed", branch_ids=found, data={"document": known.spec.code})
    names = [branch.name(current_locale()) for branch in list_branches() if branch.id in found]
    return sorted(names, key=collation_key)
