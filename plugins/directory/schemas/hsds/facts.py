"""Pure: what an entry says, as forms and shipped data have it, and the document made of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from plugins.directory.policy.phones import ReadPhone, read_phones
from plugins.directory.schemas.hsds.completeness import complete_address
from plugins.directory.schemas.hsds.nesting import Document

COUNTRY = "KZ"
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """An address in three languages; `region` is ISO 3166-2, `regions` its names."""

    street: Texts
    town: Texts
    region_names: Texts
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A taxonomy's term as it stands in documents."""

    code: str
    document: Document


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry in the words of its keeper; texts by language, Kazakh first and always there."""

    names: Texts
    kind: str
    kind_names: Texts
    region: str
    area_names: Texts
    terms: tuple[Term, ...] = ()
    organization_names: Texts = field(default_factory=dict)
    descriptions: Texts = field(default_factory=dict)
    how: Texts = field(default_factory=dict)
    hours: Texts = field(default_factory=dict)
    phone_lines: tuple[str, ...] = ()
    url: str = ""
    email: str = ""
    place: Place | None = None
    offices: tuple[tuple[Texts, str], ...] = ()
    status: str = "active"
    visibility: str = "public"
    address_confidential: bool = False
    verification: str = "due"


def document_of(facts: EntryFacts, service_id: UUID, *, base: Document | None = None) -> Document:
    """Make an entry's document; `base` is its last edition, whose further fields and ids stay."""
    old = base or {}
    document = {
        **{name: value for name, value in old.items() if name not in _REWRITTEN},
        "id": str(service_id),
        "status": facts.status,
        "kind": facts.kind,
        "region": facts.region,
        "visibility": facts.visibility,
        "address_confidential": facts.address_confidential,
        "verification": facts.verification,
        **_said(old, name=facts.names, application_process=facts.how, **_described(facts)),
        **{name: value for name, value in (("url", facts.url), ("email", facts.email)) if value},
        "organization": _organization(facts, service_id, old.get("organization") or {}),
        "phones": _phones(facts.phone_lines, service_id, old.get("phones", ())),
        "service_areas": _areas(facts, service_id),
        "attributes": _attributes(facts.terms, service_id, old.get("attributes", ())),
    }
    lists = {
        "schedules": _schedules(facts.hours, service_id, old.get("schedules", ())),
        "contacts": _offices(facts.offices, service_id) or old.get("contacts", []),
        "service_at_locations": _locations(facts, service_id, old.get("service_at_locations", ())),
    }
    return {**document, **{name: found for name, found in lists.items() if found}}


_REWRITTEN = frozenset(
    {"url", "email", "application_process", "schedules", "contacts", "service_at_locations"}
)


def _described(facts: EntryFacts) -> dict[str, Texts]:
    """Give a new description, if there is one: who does not speak of it leaves the old one as it was."""
    return {"description": facts.descriptions} if _written(facts.descriptions) else {}


def _said(old: Mapping[str, Any], **texts: Texts) -> dict[str, Any]:
    """Give texts in Kazakh under their own names and in every language under `translations`."""
    given = {name: _written(said) for name, said in texts.items()}
    said = {name: next(iter(words.values())) for name, words in given.items() if words}
    kept = {name: words for name, words in (old.get("translations") or {}).items() if name not in texts}
    return {**said, "translations": {**kept, **{name: words for name, words in given.items() if words}}}


def _written(said: Texts) -> dict[str, str]:
    return {language: said[language] for language in ("kk", "ru", "en") if said.get(language)}


def _organization(facts: EntryFacts, service_id: UUID, old: Mapping[str, Any]) -> Document:
    names = facts.organization_names or facts.names
    about = {} if old.get("description") else {"description": facts.kind_names}
    return {
        **{name: value for name, value in old.items() if name != "translations"},
        "id": old.get("id") or str(uuid5(service_id, "organization")),
        **_said(old, name=names, **about),
    }


def _phones(lines: Iterable[str], service_id: UUID, old: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Read the phones of printed lines; one that stood there before stays as it was."""
    kept: dict[str, Mapping[str, Any]] = {}
    for phone in old:
        kept |= {phone["number"]: phone, phone.get("printed") or phone["number"]: phone}
    found: dict[str, Document] = {}
    for read in (read for line in lines for read in read_phones(line)):
        before = kept.get(read.printed) or kept.get(read.number)
        phone = dict(before) if before else _phone(read, service_id)
        found.setdefault(phone["id"], phone)
    return list(found.values())


def _phone(read: ReadPhone, service_id: UUID) -> Document:
    phone = {
        "id": str(uuid5(service_id, f"phone:{read.number}:{read.printed}")),
        "number": read.number,
        "type": read.type.value,
        "printed": read.printed,
    }
    return {**phone, "flags": [flag.value for flag in read.flags]} if read.flags else phone


def _areas(facts: EntryFacts, service_id: UUID) -> list[Document]:
    extent = facts.region or COUNTRY
    area = {
        "id": str(uuid5(service_id, f"service_area:{extent}")),
        "extent": extent,
        "extent_type": "ISO 3166-2" if facts.region else "ISO 3166-1",
    }
    return [{**area, **_said({}, name=facts.area_names)}]


def _attributes(terms: Iterable[Term], service_id: UUID, old: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Say the terms; whatever else was said of the service stays."""
    said = [
        {
            "id": str(uuid5(service_id, f"attribute:{term.document['id']}")),
            "link_type": term.document["taxonomy"],
            "taxonomy_term": term.document,
        }
        for term in terms
    ]
    ours = {term.document["taxonomy"] for term in terms} | {"need", "served"}
    return [*said, *(dict(one) for one in old if one.get("link_type") not in ours)]


def _schedules(hours: Texts, service_id: UUID, old: Iterable[Mapping[str, Any]]) -> list[Document]:
    given: list[Document] = [dict(one) for one in old]
    first, others = (given[0] if given else {}), given[1:]
    if not _written(hours):
        return [one for one in given if one.get("opens_at") or one.get("byday")]
    schedule = {**first, "id": first.get("id") or str(uuid5(service_id, "schedule"))}
    return [{**schedule, **_said(first, description=hours)}, *others]


def _offices(offices: Iterable[tuple[Texts, str]], service_id: UUID) -> list[Document]:
    return [
        {"id": str(uuid5(service_id, f"contact:{email}")), "email": email, **_said({}, name=names)}
        for names, email in offices
    ]


def _locations(facts: EntryFacts, service_id: UUID, old: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Put the entry at its place; a confidential address is in no document."""
    if facts.address_confidential or facts.place is None:
        return []
    given: list[Document] = [dict(one) for one in old]
    at, others = (given[0] if given else {}), given[1:]
    location = dict(at.get("location") or {})
    address = dict(next(iter(location.get("addresses", ())), {}))
    location = {
        "location_type": "physical",
        **location,
        "id": location.get("id") or str(uuid5(service_id, "location")),
        "addresses": [_address(facts.place, service_id, address), *location.get("addresses", ())[1:]],
    }
    first = {**at, "id": at.get("id") or str(uuid5(service_id, "service_at_location")), "location": location}
    return [first, *others]


def _address(place: Place, service_id: UUID, old: Mapping[str, Any]) -> Document:
    """Make an address; what was said of a code that is printed now is said no more."""
    values = {"state_province": place.region_names.get("kk", ""), "postal_code": place.postal_code}
    attributes = [one for one in old.get("attributes", ()) if not values.get(one.get("link_type"))]
    address = {
        "address_type": "physical",
        "country": COUNTRY,
        **{name: value for name, value in old.items() if name != "attributes"},
        "id": old.get("id") or str(uuid5(service_id, "address")),
        **_said(old, address_1=place.street, city=place.town),
        **values,
    }
    if _written(place.region_names):
        address["translations"]["state_province"] = _written(place.region_names)
    return complete_address({**address, **({"attributes": attributes} if attributes else {})})
