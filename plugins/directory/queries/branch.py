"""The directory as one branch shows it: the network's entries that it does not hide, and its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from platform_core.sdk import NotFound, db
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
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.hsds.nesting import Document
from plugins.directory.schemas.reading import Entry, read_entry


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why and since when a branch hides an entry of the network."""

    reason: str
    hidden_on: date
    hidden_by: UUID | None


def shown_entries(
    audience: Audience, language: str, *, need: str = "", region: str = ""
) -> tuple[Entry, ...]:
    """Return what this branch shows to an audience, its own entries first, then by name (P32, P47).

    `need` keeps entries that meet it, `region` those of the region and of the whole country. Who is no
    staff sees neither what has lapsed nor what does not work.
    """
    local = [read_entry(one, language, is_local=True) for one in local_documents(audience, need=need)]
    network = [read_entry(one, language) for one in network_documents(audience, need=need, region=region)]
    return (*sorted(local, key=_by_name), *sorted(network, key=_by_name))


def _by_name(entry: Entry) -> str:
    return entry.name.casefold()


def network_documents(audience: Audience, *, need: str = "", region: str = "") -> list[Document]:
    """Return the documents of the network's entries that this branch shows to an audience."""
    chosen = select(Service.id).where(*shown_to(Service, audience), is_not_hidden())
    if need:
        chosen = chosen.where(meets(need))
    if region:
        chosen = chosen.where(or_(Service.region == region, Service.region == ""))
    return read_documents(list(db.session.scalars(chosen.order_by(Service.name, Service.id))))


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


def is_not_hidden() -> ColumnElement[bool]:
    """Return the condition of an entry of the network that this branch does not hide."""
    return Service.id.not_in(select(HiddenService.service_id))


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
    found = db.session.scalar(select(LocalService).where(LocalService.id == service_id))
    if found is None:
        raise NotFound
    return found


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
