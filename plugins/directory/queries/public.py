"""Reads of what the directory shows: entries of the network and of the branch, by need and by region."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import NotFound, db, fold
from plugins.directory.models import (
    Attribute,
    HiddenService,
    LocalService,
    Phone,
    Service,
    TaxonomyTerm,
)
from plugins.directory.policy.codes import Audience, Kind, Need, PhoneType, Status, Verification
from plugins.directory.policy.visibility import Standing, is_shown, visibilities_for
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.alike import is_alike
from plugins.directory.schemas.shown import NEED, ShownEntry, show_document

_LONG = 99
NEAREST = 30
"""How many entries of a region are shown on the first page; the pages of needs have them all."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry that an audience may see, before it is read: enough to choose by.

    `short_code` is its shortest number of a few digits; `document` is that of a branch's own service, for a
    service of the network is read when it is shown.
    """

    id: UUID
    name: str
    kind: str
    region: str
    needs: frozenset[str]
    short_code: str = ""
    document: dict[str, Any] | None = None

    @property
    def is_hotline(self) -> bool:
        """Whether it is called from anywhere: a line of help, or a short number."""
        return self.kind == Kind.HOTLINE or bool(self.short_code)

    @property
    def rank(self) -> tuple[object, ...]:
        """What it is sorted by: lines of help first, those with the shortest number before the others."""
        digits = len(self.short_code) if self.short_code else _LONG
        return self.kind != Kind.HOTLINE, not self.is_hotline, digits, self.short_code, fold(self.name)

    def is_near(self, region: str) -> bool:
        """Whether it serves those who live in a region: it is there, or serves the whole country."""
        return self.region in ("", region)


def list_shown(audience: Audience) -> tuple[Listed, ...]:
    """List what an audience may see in this branch: nothing lapsed, closed or hidden; hotlines first."""
    rows = [*_network_rows(audience), *_local_rows(audience)]
    return tuple(sorted(rows, key=lambda one: one.rank))


def read_entries(listed: Sequence[Listed], language: str) -> list[ShownEntry]:
    """Read entries as they are shown, in the order given, in a constant number of queries."""
    network = [one.id for one in listed if one.document is None]
    documents = {document["id"]: document for document in read_documents(network)} if network else {}
    entries: list[ShownEntry] = []
    for one in listed:
        if one.document is not None:
            entries.append(show_document({**one.document, "id": str(one.id)}, language, is_local=True))
        elif str(one.id) in documents:
            entries.append(show_document(documents[str(one.id)], language))
    return entries


def read_entry(entry_id: UUID, audience: Audience, language: str) -> ShownEntry:
    """Read one entry; raise `NotFound` for what the audience may not see, or is not there."""
    listed = [one for one in list_shown(audience) if one.id == entry_id]
    entries = read_entries(listed, language)
    if not entries:
        raise NotFound
    return entries[0]


def count_needs(listed: Iterable[Listed]) -> list[tuple[str, int]]:
    """Count the entries of each need, in the order of needs; needs that nobody meets are left out."""
    counts = Counter(need for one in listed for need in one.needs)
    return [(need.value, counts[need.value]) for need in Need if counts[need.value]]


def count_regions(listed: Iterable[Listed]) -> dict[str, int]:
    """Count the entries that stand in each region."""
    return dict(Counter(one.region for one in listed if one.region))


def find_shown(words: str, audience: Audience, *, limit: int) -> list[Listed]:
    """Find entries by words in any letters: of their names, places and numbers."""
    shown = {one.id: one for one in list_shown(audience)}
    texts = [
        *db.session.execute(select(Service.id, Service.folded)),
        *db.session.execute(select(LocalService.id, LocalService.folded)),
    ]
    found = {row.id for row in texts if row.id in shown and is_alike(row.folded, words)}
    return [one for one in shown.values() if one.id in found][:limit]


def read_near(region: str, audience: Audience, *, need: str = "", language: str) -> list[ShownEntry]:
    """Read whom somebody in a region turns to for a need ("" for all): there, and for the whole country."""
    listed = [one for one in list_shown(audience) if one.is_near(region)]
    return read_entries([one for one in listed if not need or need in one.needs], language)


def _network_rows(audience: Audience) -> list[Listed]:
    columns = (Service.id, Service.name, Service.kind, Service.region, Service.status, Service.visibility)
    hidden = select(HiddenService.service_id)
    chosen = select(*columns, Service.verification).where(
        Service.status == Status.ACTIVE,
        Service.verification != Verification.LAPSED,
        Service.visibility.in_(visibilities_for(audience)),
        Service.id.not_in(hidden),
    )
    rows = [row for row in db.session.execute(chosen).all() if _may_show(row, audience)]
    needs, short = _needs(), _short_coded()
    return [
        Listed(
            id=row.id,
            name=row.name,
            kind=row.kind,
            region=row.region,
            needs=frozenset(needs.get(row.id, ())),
            short_code=short.get(row.id, ""),
        )
        for row in rows
    ]


def _local_rows(audience: Audience) -> list[Listed]:
    columns = (LocalService.id, LocalService.status, LocalService.visibility, LocalService.verification)
    chosen = select(*columns, LocalService.document).where(
        LocalService.status == Status.ACTIVE,
        LocalService.verification != Verification.LAPSED,
        LocalService.visibility.in_(visibilities_for(audience)),
    )
    rows = [row for row in db.session.execute(chosen).all() if _may_show(row, audience)]
    return [_local(row.id, row.document) for row in rows]


def _local(service_id: UUID, document: dict[str, Any]) -> Listed:
    entry = show_document(document, "kk", is_local=True)
    needs, codes = frozenset(entry.needs), [phone.dialled for phone in entry.phones if phone.is_short]
    return Listed(service_id, entry.name, entry.kind, entry.region, needs, _shortest(codes), document)


def _may_show(row: Any, audience: Audience) -> bool:
    """Ask the policy again of what was selected by it: the rule stands there, the query only hurries."""
    standing = Standing(Status(row.status), Audience(row.visibility), Verification(row.verification))
    return is_shown(standing, audience)


def _needs() -> dict[UUID, set[str]]:
    said = (
        select(Attribute.link_id, TaxonomyTerm.code)
        .join(TaxonomyTerm, TaxonomyTerm.id == Attribute.taxonomy_term_id)
        .where(TaxonomyTerm.taxonomy == NEED, Attribute.link_entity == "service")
    )
    needs: dict[UUID, set[str]] = {}
    for link_id, code in db.session.execute(said):
        needs.setdefault(link_id, set()).add(code or "")
    return needs


def _short_coded() -> dict[UUID, str]:
    """Return the shortest number of a few digits of each service of the network that has one."""
    coded = select(Phone.service_id, Phone.number).where(Phone.type == PhoneType.SHORT_CODE)
    found: dict[UUID, list[str]] = {}
    for service_id, number in db.session.execute(coded):
        if service_id is not None:
            found.setdefault(service_id, []).append(number)
    return {service_id: _shortest(numbers) for service_id, numbers in found.items()}


def _shortest(numbers: Iterable[str]) -> str:
    return min(numbers, key=lambda one: (len(one), one), default="")
