"""Load what is shipped into the network's catalogue, as often as one likes (A10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import db, now, record
from plugins.directory.models import Metadata
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.hsds.nesting import Document
from plugins.directory.schemas.shipped import (
    TAXONOMIES,
    shipped_documents,
    taxonomy_document,
    term_of,
)
from plugins.directory.services.documents import Outcome, put_rows, save_documents

LOADER = "A10"
"""Who is told in the history as the writer of shipped entries."""
_KEPT = ("status", "visibility", "verification", "assured_date", "address_confidential")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to: `kept` are entries that somebody edited here, and which stay as they are."""

    outcome: Outcome
    kept: list[str]


def load_shipped() -> Loaded:
    """Write the shipped taxonomies and entries; what people changed since stays (A10)."""
    _load_taxonomies()
    documents = shipped_documents()
    edited = _edited([UUID(one["id"]) for one in documents])
    standing = {one["id"]: one for one in read_documents([UUID(one["id"]) for one in documents])}
    writing = [
        _with_standing(document, standing.get(document["id"]))
        for document in documents
        if document["id"] not in edited
    ]
    outcome = save_documents(writing, by=LOADER, at=now())
    if outcome.written:
        counts = {"created": len(outcome.created), "changed": len(outcome.changed), "kept": len(edited)}
        record("directory.entries_loaded", data=counts)
    return Loaded(outcome, sorted(edited))


def _load_taxonomies() -> None:
    taxonomies = [taxonomy_document(name) for name in TAXONOMIES]
    terms = [term_of(name, code).document for name, codes in TAXONOMIES.items() for code in codes]
    put_rows("taxonomy", taxonomies)
    put_rows(
        "taxonomy_term",
        [
            {
                **{name: value for name, value in term.items() if name != "taxonomy_detail"},
                "taxonomy_id": term["taxonomy_detail"]["id"],
            }
            for term in terms
        ],
    )


def _edited(service_ids: Sequence[UUID]) -> set[str]:
    """Return which entries somebody has changed since they were loaded."""
    by_people = select(Metadata.resource_id).where(
        Metadata.resource_id.in_(service_ids),
        Metadata.updated_by != LOADER,
        Metadata.field_name.not_in(_KEPT),
    )
    return {str(one) for one in db.session.scalars(by_people)}


def _with_standing(document: Document, standing: Document | None) -> Document:
    """Leave to an entry what only people decide: whether it works, who sees it, whether it was checked."""
    decided = {name: standing[name] for name in _KEPT if name in standing} if standing else {}
    return {**document, **decided}
