"""The directory by program: the list, one entry, the branch's own, and documents of HSDS 3.0."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from platform_core.sdk import (
    ApiBlueprint,
    NotFound,
    PageQuery,
    SortKey,
    branch_by_id,
    current_branch_id,
    current_locale,
    db,
    local_day,
    read_page,
    requires,
)
from plugins.directory.api.schemas import EntryOut, EntryPage, EntryQuery, HsdsServices, LocalEntries
from plugins.directory.models import Service
from plugins.directory.policy.codes import Audience, Verification
from plugins.directory.policy.visibility import verification_on
from plugins.directory.queries.branch import hidden_of, local_documents, meets, shown_to
from plugins.directory.queries.documents import read_documents
from plugins.directory.queries.listing import hidden_reasons
from plugins.directory.schemas.hsds.nesting import Document
from plugins.directory.schemas.reading import read_entry

READ = "directory.entry.read"
_LISTED: tuple[Any, ...] = (Service.id, Service.name)
BY_NAME = (SortKey(Service.name), SortKey(Service.id))

blueprint = ApiBlueprint("directory_api", __name__, description="The directory of help")


@blueprint.route("/entries", methods=["GET"])
@requires(READ)
@blueprint.arguments(EntryQuery, location="query")
@blueprint.response(200, EntryPage)
def list_entries(query: dict[str, Any]) -> dict[str, Any]:
    """List the network's entries by name; `is_hidden` tells those that this branch does not show."""
    documents, following = _documents(query, _conditions(query))
    hidden, today = hidden_reasons(), _today()
    items = [_item(one, today=today, is_hidden=UUID(one["id"]) in hidden) for one in documents]
    return {"items": items, "next": following}


@blueprint.route("/entries/<uuid:service_id>", methods=["GET"])
@requires(READ)
@blueprint.response(200, EntryOut)
def get_entry(service_id: UUID) -> dict[str, Any]:
    """Read one entry of the network."""
    return _item(_document(service_id), today=_today(), is_hidden=hidden_of(service_id) is not None)


@blueprint.route("/local", methods=["GET"])
@requires(READ)
@blueprint.response(200, LocalEntries)
def list_local() -> dict[str, Any]:
    """List the branch's own services by name."""
    today = _today()
    return {"items": [_item(one, today=today, is_local=True) for one in local_documents(Audience.STAFF)]}


@blueprint.route("/hsds/services", methods=["GET"])
@requires(READ)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, HsdsServices)
def list_services(query: dict[str, Any]) -> dict[str, Any]:
    """List the network's entries as services of HSDS 3.0."""
    documents, following = _documents(query, shown_to(Service, Audience.STAFF))
    return {"items": documents, "next": following}


@blueprint.route("/hsds/services/<uuid:service_id>", methods=["GET"])
@requires(READ)
@blueprint.response(200)
def get_service(service_id: UUID) -> Document:
    """Read one entry as a service of HSDS 3.0."""
    return _document(service_id)


def _conditions(query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    found = list(shown_to(Service, Audience.STAFF))
    if query["need"]:
        found.append(meets(query["need"]))
    if query["kind"]:
        found.append(Service.kind == query["kind"])
    if query["region"]:
        found.append(Service.region == query["region"].removesuffix("KZ"))
    return found


def _documents(
    query: Mapping[str, Any], conditions: Sequence[ColumnElement[bool]]
) -> tuple[list[Document], str | None]:
    chosen = select(*_LISTED).where(*conditions)
    page = read_page(chosen, keys=BY_NAME, query=query, make=lambda row: {"id": row.id})
    return read_documents([one["id"] for one in page["items"]]), page["next"]


def _document(service_id: UUID) -> Document:
    shown = select(Service.id).where(Service.id == service_id, *shown_to(Service, Audience.STAFF))
    if db.session.scalar(shown) is None:
        raise NotFound
    return read_documents([service_id])[0]


def _today() -> date:
    return local_day(branch_by_id(current_branch_id()))


def _item(
    document: Document, *, today: date, is_local: bool = False, is_hidden: bool = False
) -> dict[str, Any]:
    entry = read_entry(document, current_locale(), is_local=is_local)
    same = ("id", "name", "kind", "region", "needs", "url", "addresses", "emails", "status", "visibility")
    return {
        **{name: getattr(entry, name) for name in same},
        "phones": entry.phones,
        "assured_on": entry.assured_on,
        "verification": verification_on(Verification(entry.verification), entry.assured_on, today).value,
        "is_local": is_local,
        "is_hidden": is_hidden,
    }
