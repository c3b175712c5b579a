"""Pure: an entry as people see it, made of its document in one language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from platform_core.sdk import REGIONS, ContactPoint, phone_text, read_long_phone, read_phone
from plugins.directory.policy.codes import Kind, PhoneType

Document = Mapping[str, Any]
NEED, SERVED = "need", "served"
_LANGUAGES = ("kk", "ru", "en")
_INNER = ("contacts", "service_at_locations", "location")


@dataclass(frozen=True, slots=True)
class ShownPhone:
    """A number as it is dialled, and as people read it."""

    dialled: str
    text: str
    is_short: bool


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry in one language; it holds nothing that a public page may not show.

    `kind`, `needs` and `served` are codes; `region` is ISO 3166-2, "" for the whole country; `whatsapps`
    are E.164; a confidential address is "".
    """

    id: UUID
    kind: str
    name: str
    region: str
    area: str
    needs: tuple[str, ...]
    served: tuple[str, ...]
    phones: tuple[ShownPhone, ...]
    whatsapps: tuple[str, ...]
    emails: tuple[str, ...]
    url: str
    description: str
    how: str
    hours: str
    alert: str
    address: str
    is_local: bool

    @property
    def is_hotline(self) -> bool:
        """Whether it is called from anywhere: a line of help, or a short number."""
        return self.kind == Kind.HOTLINE or any(phone.is_short for phone in self.phones)

    @property
    def is_reachable(self) -> bool:
        """Whether it can be called or written to at all."""
        return bool(self.phones or self.whatsapps or self.emails)


@dataclass(frozen=True, slots=True)
class ShownContact:
    """A contact of the school's safety service (P32)."""

    name: str
    person: str
    phones: tuple[ShownPhone, ...]
    whatsapp: str
    emails: tuple[str, ...]
    hours: str


def show_point(point: ContactPoint) -> ShownContact:
    """Make what is shown of a contact point."""
    phones = tuple(ShownPhone(one, phone_text(one), not one.startswith("+")) for one in point.phones)
    return ShownContact(point.name, point.person, phones, point.whatsapp, point.emails, point.hours)


def show_document(document: Document, language: str, *, is_local: bool = False) -> ShownEntry:
    """Make what is shown of a service's document; phones that nobody can dial and faxes are left out."""
    phones = [one for one in _phones_of(document) if one.get("type") not in _NOT_CALLED]
    region = str(document.get("region") or "")
    return ShownEntry(
        id=UUID(document["id"]),
        kind=str(document.get("kind") or Kind.OTHER),
        name=say(document, "name", language),
        region=region,
        area=REGIONS[region].name(language) if region in REGIONS else "",
        needs=_terms(document, NEED),
        served=_terms(document, SERVED),
        phones=_called(one for one in phones if one.get("type") != PhoneType.WHATSAPP),
        whatsapps=_chats(one for one in phones if one.get("type") == PhoneType.WHATSAPP),
        emails=_emails(document),
        url=_safe_url(document),
        description=say(document, "description", language),
        how=say(document, "application_process", language),
        hours=" ".join(filter(None, (_hours(one, language) for one in _inside(document, "schedules")))),
        alert=say(document, "alert", language),
        address=_address(document, language),
        is_local=is_local,
    )


def say(value: Document, name: str, language: str) -> str:
    """Return a text of an object in a language, else in another, else ""."""
    words = _inside_of(_inside_of(value, "translations"), name)
    said = [*(words.get(one) for one in (language, *_LANGUAGES)), value.get(name)]
    return next((one for one in said if isinstance(one, str) and one), "")


def _inside_of(value: Document, name: str) -> Document:
    """Return an object within another; an empty one where others have written something else."""
    inner = value.get(name)
    return inner if isinstance(inner, Mapping) else {}


_NOT_CALLED = frozenset({PhoneType.FAX.value, PhoneType.UNPARSED.value})


def _phones_of(document: Document) -> Iterator[Document]:
    yield from _inside(document, "phones")
    organization = document.get("organization")
    if not document.get("phones") and isinstance(organization, Mapping):
        yield from _inside(organization, "phones")


def _inside(value: Document, name: str) -> Iterator[Document]:
    """Give the objects of a name in a document, then those in its contacts and places."""
    yield from _objects(value.get(name))
    for inner in _INNER:
        for one in _objects(value.get(inner)):
            yield from _inside(one, name)


def _objects(value: Any) -> list[Document]:
    if isinstance(value, Mapping):
        return [value]
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []


def _called(phones: Iterator[Document]) -> tuple[ShownPhone, ...]:
    found: dict[str, ShownPhone] = {}
    for one in phones:
        number = str(one.get("number") or "")
        is_short = one.get("type") == PhoneType.SHORT_CODE and number.isdecimal()
        dialled = number if is_short else read_phone(number)
        if dialled:
            is_short = is_short or not dialled.startswith("+")
            found.setdefault(dialled, ShownPhone(dialled, phone_text(dialled), is_short))
    return tuple(sorted(found.values(), key=lambda phone: not phone.is_short))


def _chats(phones: Iterator[Document]) -> tuple[str, ...]:
    read = (read_long_phone(str(one.get("number") or "")) for one in phones)
    return tuple(dict.fromkeys(number for number in read if number))


def _emails(document: Document) -> tuple[str, ...]:
    own = [document.get("email"), *(one.get("email") for one in _inside(document, "contacts"))]
    written = (one for one in own if isinstance(one, str))
    return tuple(dict.fromkeys(one for one in written if "@" in one and not set(one) & set(" ?&<>\"'\r\n")))


def _safe_url(document: Document) -> str:
    """Return the site's address, if it is one of the web: nothing else may stand in a link."""
    url = str(document.get("url") or "")
    return url if url.startswith(("https://", "http://")) else ""


def _terms(document: Document, taxonomy: str) -> tuple[str, ...]:
    terms = (_inside_of(one, "taxonomy_term") for one in _objects(document.get("attributes")))
    codes = (str(one.get("code") or "") for one in terms if one.get("taxonomy") == taxonomy)
    return tuple(dict.fromkeys(code for code in codes if code))


def _hours(schedule: Document, language: str) -> str:
    said = say(schedule, "description", language)
    opens, closes = str(schedule.get("opens_at") or "")[:5], str(schedule.get("closes_at") or "")[:5]
    return said or (f"{opens}–{closes}" if opens and closes else "")


def _address(document: Document, language: str) -> str:
    if document.get("address_confidential"):
        return ""
    for address in _inside(document, "addresses"):
        parts = [say(address, name, language) for name in ("city", "address_1", "address_2")]
        return ", ".join([*filter(None, parts), *filter(None, [str(address.get("postal_code") or "")])])
    return ""
