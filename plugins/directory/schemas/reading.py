"""Entries as people read them, in one language; made of documents, of the network and of a branch alike."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from plugins.directory.policy.codes import PhoneType
from plugins.directory.schemas.hsds.nesting import Document


@dataclass(frozen=True, slots=True)
class EntryPhone:
    """One phone: `number` is E.164 or a short code, `printed` is how its source has it."""

    number: str
    printed: str
    type: str
    flags: tuple[str, ...] = ()
    description: str = ""

    @property
    def is_dialable(self) -> bool:
        """Whether a phone can dial it; a fax and what does not parse cannot be called."""
        return self.type not in (PhoneType.UNPARSED, PhoneType.FAX)

    @property
    def href(self) -> str:
        """The address that dials it, or opens WhatsApp; empty where nothing can."""
        if self.type == PhoneType.WHATSAPP:
            return f"https://wa.me/{self.number.removeprefix('+')}"
        return f"tel:{self.number}" if self.is_dialable else ""


@dataclass(frozen=True, slots=True)
class Office:
    """An office to write to: its name and address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in one language; codes where pages choose words.

    `region` is ISO 3166-2, empty for the whole country; `addresses` are lines, none for a confidential one.
    """

    id: UUID
    is_local: bool
    name: str
    organization: str
    description: str
    how: str
    hours: str
    kind: str
    region: str
    area: str
    needs: tuple[str, ...]
    served: tuple[str, ...]
    phones: tuple[EntryPhone, ...]
    url: str
    email: str
    offices: tuple[Office, ...]
    addresses: tuple[str, ...]
    status: str
    visibility: str
    verification: str
    assured_on: date | None
    address_confidential: bool

    @property
    def emails(self) -> tuple[str, ...]:
        """Every e-mail address, each once."""
        return tuple(
            dict.fromkeys(one for one in (self.email, *(office.email for office in self.offices)) if one)
        )

    @property
    def callable_phones(self) -> tuple[EntryPhone, ...]:
        """The phones that can be called or written to."""
        return tuple(phone for phone in self.phones if phone.is_dialable)


def said(value: Mapping[str, Any], field: str, language: str) -> str:
    """Return a text of an object in a language, in its own words where it has none in that language."""
    translated = (value.get("translations") or {}).get(field)
    words = translated if isinstance(translated, Mapping) else {}
    return str(words.get(language) or value.get(field) or "")


def read_entry(document: Document, language: str, *, is_local: bool = False) -> Entry:
    """Make the view of a service's document in a language."""
    assured = document.get("assured_date")
    return Entry(
        id=UUID(document["id"]),
        is_local=is_local,
        name=said(document, "name", language),
        organization=said(document.get("organization") or {}, "name", language),
        description=said(document, "description", language),
        how=said(document, "application_process", language),
        hours="\n".join(_hours(document.get("schedules", ()), language)),
        kind=document.get("kind", "other"),
        region=document.get("region", ""),
        area=", ".join(said(area, "name", language) for area in document.get("service_areas", ())),
        needs=_codes(document, "need"),
        served=_codes(document, "served"),
        phones=tuple(_phones(document)),
        url=document.get("url", ""),
        email=document.get("email", ""),
        offices=_offices(document, language),
        addresses=() if document.get("address_confidential") else _addresses(document, language),
        status=document["status"],
        visibility=document.get("visibility", "staff"),
        verification=document.get("verification", "due"),
        assured_on=date.fromisoformat(assured) if assured else None,
        address_confidential=bool(document.get("address_confidential")),
    )


def _codes(document: Document, taxonomy: str) -> tuple[str, ...]:
    terms = (one.get("taxonomy_term") or {} for one in document.get("attributes", ()))
    return tuple(term["code"] for term in terms if term.get("taxonomy") == taxonomy and term.get("code"))


def _hours(schedules: Iterable[Mapping[str, Any]], language: str) -> Iterable[str]:
    for schedule in schedules:
        told = said(schedule, "description", language)
        opens, closes = schedule.get("opens_at"), schedule.get("closes_at")
        times = f"{opens}–{closes}" if opens and closes else ""
        line = ", ".join(part for part in (told, schedule.get("byday"), times) if part)
        if line:
            yield line


def _phones(document: Document) -> Iterable[EntryPhone]:
    """Give the phones of a service and of its places and offices, each number once."""
    held = [document, *document.get("contacts", ()), *document.get("service_at_locations", ())]
    held += [at["location"] for at in document.get("service_at_locations", ()) if at.get("location")]
    seen: set[str] = set()
    for phone in (phone for one in held for phone in one.get("phones", ())):
        if phone["number"] not in seen:
            seen.add(phone["number"])
            yield EntryPhone(
                number=phone["number"],
                printed=phone.get("printed") or phone["number"],
                type=phone.get("type") or PhoneType.VOICE.value,
                flags=tuple(phone.get("flags") or ()),
                description=str(phone.get("description") or ""),
            )


def _offices(document: Document, language: str) -> tuple[Office, ...]:
    return tuple(
        Office(said(one, "name", language), one["email"])
        for one in document.get("contacts", ())
        if one.get("email")
    )


def _addresses(document: Document, language: str) -> tuple[str, ...]:
    places = (at.get("location") or {} for at in document.get("service_at_locations", ()))
    return tuple(
        line
        for place in places
        for one in place.get("addresses", ())
        if (line := address_line(one, language))
    )


def address_line(address: Mapping[str, Any], language: str) -> str:
    """Write an address in one line, from the region down to the house, and nothing twice."""
    street, town = said(address, "address_1", language), said(address, "city", language)
    region = said(address, "state_province", language)
    if town and _CITY.search(region):
        region = ""  # a city of national rank is its own region
    parts = (address.get("postal_code", ""), region, town, "" if street in town else street)
    return ", ".join(part for part in parts if part)


_CITY = re.compile(r"\b(қаласы|город|City)\b")
