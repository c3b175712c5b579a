"""Entries of the network as nested documents of HSDS; a constant number of queries for any number."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from platform_core.sdk import db
from plugins.directory.queries.rows import MODEL_OF, as_row, fields_of
from plugins.directory.schemas.hsds.nesting import Document, Rows, assemble
from plugins.directory.schemas.hsds.objects import OWNER_LINKS

AT_ONCE = 400
"""How many services are read together: their ids are parameters of one statement."""
SAID_AT_ONCE = 8_000
"""How many ids of objects are asked at once for what is said of them: fewer than a statement may hold."""

_OWNERS: dict[str, tuple[str, ...]] = {
    "contact": ("service", "organization", "location", "service_at_location"),
    "address": ("location",),
    "schedule": ("service", "location", "service_at_location"),
    "service_area": ("service",),
}


def read_documents(service_ids: Sequence[UUID], *, with_history: bool = False) -> list[Document]:
    """Return the documents of services in the order asked for; ids that are not there are left out.

    `with_history` adds the metadata of every object.
    """
    found: dict[str, Document] = {}
    for start in range(0, len(service_ids), AT_ONCE):
        rows = _read(service_ids[start : start + AT_ONCE], with_history=with_history)
        found |= {document["id"]: document for document in assemble(rows)}
    return [found[str(one)] for one in service_ids if str(one) in found]


def _read(service_ids: Sequence[UUID], *, with_history: bool) -> Rows:
    rows: Rows = {"service": _select("service", MODEL_OF["service"].id.in_(service_ids))}
    at = MODEL_OF["service_at_location"]
    rows["service_at_location"] = _select("service_at_location", at.service_id.in_(service_ids))
    for kind, holder in (("organization", "service"), ("location", "service_at_location")):
        rows[kind] = _select(kind, MODEL_OF[kind].id.in_(_ids(rows[holder], f"{kind}_id")))
    for kind, owners in _OWNERS.items():
        rows[kind] = _hanging(kind, owners, rows)
    rows["phone"] = _hanging("phone", (*_OWNERS["contact"], "contact"), rows)
    rows["language"] = _hanging("language", ("service", "location", "phone"), rows)
    rows["attribute"] = _said_of("attribute", _every_id(rows))
    rows["taxonomy_term"] = _select(
        "taxonomy_term", MODEL_OF["taxonomy_term"].id.in_(_ids(rows["attribute"], "taxonomy_term_id"))
    )
    rows["taxonomy"] = _select(
        "taxonomy", MODEL_OF["taxonomy"].id.in_(_ids(rows["taxonomy_term"], "taxonomy_id"))
    )
    rows["metadata"] = _said_of("metadata", _every_id(rows)) if with_history else []
    return rows


def _select(kind: str, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    model = MODEL_OF[kind]
    columns = [*fields_of(kind).values(), model.extra]
    found = db.session.execute(select(*columns).where(condition).order_by(model.position, model.id))
    return [as_row(kind, row) for row in found]


def _hanging(kind: str, owners: Collection[str], rows: Rows) -> list[dict[str, Any]]:
    model = MODEL_OF[kind]
    conditions = [getattr(model, f"{owner}_id").in_(_ids(rows[owner], "id")) for owner in owners]
    return _select(kind, or_(*conditions))


def _said_of(kind: str, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    column = getattr(MODEL_OF[kind], OWNER_LINKS[kind][0])
    return [
        row
        for start in range(0, len(ids), SAID_AT_ONCE)
        for row in _select(kind, column.in_(ids[start : start + SAID_AT_ONCE]))
    ]


def _ids(rows: list[dict[str, Any]], field: str) -> list[UUID]:
    return [UUID(value) for value in dict.fromkeys(row.get(field) for row in rows) if value]


def _every_id(rows: Rows) -> list[UUID]:
    return [UUID(row["id"]) for kind, given in rows.items() if kind != "metadata" for row in given]
