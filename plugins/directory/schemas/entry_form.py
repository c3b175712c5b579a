"""Between forms and documents: what was typed as facts of an entry, and a document as a form's values."""

from collections.abc import Mapping
from typing import Any

from platform_core.sdk import REGIONS
from plugins.directory import data
from plugins.directory.schemas.forms import LANGUAGES, texts_in
from plugins.directory.schemas.hsds.facts import EntryFacts, Place
from plugins.directory.schemas.hsds.nesting import Document
from plugins.directory.schemas.shipped import region_names, terms_of


def facts_of(values: Mapping[str, Any], *, verification: str) -> EntryFacts:
    """Return what a form says of an entry."""
    return EntryFacts(
        names=_with_kazakh(texts_in(values, "name")),
        kind=values["kind"],
        kind_names=data.texts(f"kind.{values['kind']}"),
        region=values["region"],
        area_names=region_names(values["region"]),
        terms=terms_of(values["needs"], values["served"]),
        how=texts_in(values, "how"),
        hours=texts_in(values, "hours"),
        phone_lines=tuple(values["phones"].splitlines()),
        url=values["url"],
        email=values["email"],
        place=_place(values),
        status=values["status"],
        visibility=values["visibility"],
        address_confidential=values["address_confidential"],
        verification=verification,
    )


def _with_kazakh(texts: dict[str, str]) -> dict[str, str]:
    """Say in Kazakh what is said in another language only, for the standard asks for one text."""
    return {"kk": next(iter(texts.values())), **texts} if texts else {}


def _place(values: Mapping[str, Any]) -> Place | None:
    street, town = _with_kazakh(texts_in(values, "street")), _with_kazakh(texts_in(values, "town"))
    if not street and not town:
        return None
    region = values["place_region"] or values["region"]
    return Place(
        street=street or town,
        town=town or street,
        region_names=region_names(region) if region else {},
        postal_code=values["postal_code"],
    )


def form_values(document: Document) -> dict[str, Any]:
    """Return a document as the values of `EntrySchema`."""
    location = _first(_first(document.get("service_at_locations")).get("location"))
    address = _first(location.get("addresses"))
    terms = [one.get("taxonomy_term") or {} for one in document.get("attributes", ())]
    return {
        **_texts("name", document, "name"),
        **_texts("how", document, "application_process"),
        **_texts("hours", _first(document.get("schedules")), "description"),
        **_texts("street", address, "address_1"),
        **_texts("town", address, "city"),
        "kind": document.get("kind", "other"),
        "needs": [term["code"] for term in terms if term.get("taxonomy") == "need"],
        "served": [term["code"] for term in terms if term.get("taxonomy") == "served"],
        "visibility": document.get("visibility", "staff"),
        "status": document["status"],
        "region": document.get("region", ""),
        "phones": "\n".join(_phone_line(phone) for phone in document.get("phones", ())),
        "email": document.get("email", ""),
        "url": document.get("url", ""),
        "address_confidential": bool(document.get("address_confidential")),
        "place_region": _region_called(address.get("state_province", "")),
        "postal_code": address.get("postal_code", ""),
    }


def _phone_line(phone: Mapping[str, Any]) -> str:
    """Write a phone so that it is read again: one whose area code stands elsewhere by its whole number."""
    is_shared = "shared_area_code" in (phone.get("flags") or ())
    return str(phone["number"] if is_shared else phone.get("printed") or phone["number"])


def _texts(name: str, value: Mapping[str, Any], field: str) -> dict[str, str]:
    words = (value.get("translations") or {}).get(field) or {}
    texts = {f"{name}_{language}": words.get(language, "") for language in LANGUAGES}
    return texts if any(texts.values()) else {**texts, f"{name}_kk": value.get(field, "")}


def _first(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    return value[0] if value else {}


def _region_called(name: str) -> str:
    return next((code for code, region in REGIONS.items() if region.kk == name), "")
