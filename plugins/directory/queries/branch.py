"""What a branch has of the directory: its own services, what it hides, the addresses that it keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from platform_core.sdk import db
from plugins.directory.models import (
    Attribute,
    ConfidentialAddress,
    HiddenService,
    LocalService,
    Service,
    TaxonomyTerm,
)
from plugins.directory.policy.codes import Audience, Status, Verification
from plugins.directory.policy.visibility import visibilities_for
from plugins.directory.schemas.hsds.nesting import Document


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why and since when a branch hides an entry of the network."""

    reason: str
    hidden_on: date
    hidden_by: UUID | None


def local_documents(audience: Audience, *, need: str = "") -> list[Document]:
    """Return the documents of the branch's own entries that it shows to an audience."""
    chosen = select(LocalService.document).where(*shown_to(LocalService, audience))
    found = db.session.scalars(chosen.order_by(LocalService.name, LocalService.id))
    return [one for one in found if not need or need in _needs(one)]


def _needs(document: Mapping[str, Any]) -> set[str]:
    terms = (one.get("taxonomy_term") or {} for one in document.get("attributes", ()))
    return {term.get("code", "") for term in terms if term.get("taxonomy") == "need"}


def shown_to(model: Any, audience: Audience) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of what an audience may see: `policy.visibility.is_shown` as SQL."""
    seen = model.visibility.in_([one.value for one in visibilities_for(audience)])
    if audience is Audience.STAFF:
        return (seen, model.status != Status.DEFUNCT)
    return (seen, model.status == Status.ACTIVE, model.verification != Verification.LAPSED)


def meets(need: str) -> ColumnElement[bool]:
    """Return the condition of an entry of the network that meets a need."""
    said = (
        select(Attribute.link_id)
        .join(TaxonomyTerm, TaxonomyTerm.id == Attribute.taxonomy_term_id)
        .where(TaxonomyTerm.taxonomy == "need", TaxonomyTerm.code == need)
    )
    return Service.id.in_(said)


def hidden_of(service_id: UUID) -> Hidden | None:
    """Return whether and why this branch hides an entry of the network."""
    row = db.session.execute(
        select(HiddenService.reason, HiddenService.hidden_on, HiddenService.hidden_by).where(
            HiddenService.service_id == service_id
        )
    ).one_or_none()
    return Hidden(*row) if row else None


def get_local(service_id: UUID) -> LocalService:
    """Return a local service of this branch; raise `NotFound`."""
    return db.require(select(LocalService).where(LocalService.id == service_id))


def has_address(service_id: UUID) -> bool:
    """Tell whether this branch keeps a confidential address of an entry, without opening it."""
    chosen = select(ConfidentialAddress.id).where(_of(service_id))
    return db.session.scalar(chosen) is not None


def find_address(service_id: UUID) -> ConfidentialAddress | None:
    """Return the confidential address that this branch keeps of an entry of the network or its own."""
    return db.session.scalar(select(ConfidentialAddress).where(_of(service_id)))


def _of(service_id: UUID) -> ColumnElement[bool]:
    return or_(
        ConfidentialAddress.service_id == service_id, ConfidentialAddress.local_service_id == service_id
    )
