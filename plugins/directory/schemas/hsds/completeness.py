"""Pure: what a document lacks of the standard, and the one thing that is filled in without guessing."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from plugins.directory.schemas.hsds.objects import LOCATION_TYPES, NESTS, REQUIRED, STATUSES

NOT_PUBLISHED = "not published"
PUBLISHED_OR_EMPTY = ("state_province", "postal_code")
"""Fields that the standard requires and sources may not print: empty then, with an attribute that says so."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URI = re.compile(r"https?://[^\s/?#]+\S*")
_ALLOWED = {
    ("service", "status"): STATUSES,
    ("location", "location_type"): LOCATION_TYPES,
    ("address", "address_type"): LOCATION_TYPES,
}
_URIS = frozenset({"url", "uri", "website", "term_uri", "schedule_link"})
_EMAILS = frozenset({"email", "assurer_email"})


def complete_address(address: Mapping[str, Any]) -> dict[str, Any]:
    """Return an address with every field of the standard; what is not published is empty and says so."""
    missing = [name for name in PUBLISHED_OR_EMPTY if not address.get(name)]
    said = {each.get("link_type") for each in address.get("attributes", ())}
    attributes = [
        {
            "id": str(uuid5(UUID(address["id"]), f"attribute:{name}")),
            "link_type": name,
            "value": NOT_PUBLISHED,
        }
        for name in missing
        if name not in said
    ]
    filled = {**address, **dict.fromkeys(missing, "")}
    return {**filled, "attributes": [*address.get("attributes", ()), *attributes]} if attributes else filled


def faults_of(
    document: Mapping[str, Any], kind: str = "service", place: str = ""
) -> Iterator[tuple[str, str]]:
    """Name every field that the standard would refuse, as `(place, reason code)`.

    Reasons are `missing`, `not_text`, `not_a_uuid`, `not_allowed`, `not_an_email`, `not_a_uri`,
    `not_a_date`, `not_an_object` and `not_a_list`.
    """
    for name in REQUIRED[kind]:
        if name not in document or document[name] is None:
            yield _at(place, name), "missing"
    for name, value in document.items():
        reason = _fault(kind, name, value)
        if reason:
            yield _at(place, name), reason
    yield from _inner_faults(document, kind, place)


def _inner_faults(document: Mapping[str, Any], kind: str, place: str) -> Iterator[tuple[str, str]]:
    for nest in NESTS[kind]:
        inner = document.get(nest.field)
        where = _at(place, nest.field)
        if inner is None:
            continue
        if nest.many != isinstance(inner, list):
            yield where, "not_a_list" if nest.many else "not_an_object"
            continue
        for index, each in enumerate(inner if isinstance(inner, list) else [inner]):
            spot = f"{where}.{index}" if nest.many else where
            if isinstance(each, Mapping):
                yield from faults_of(each, nest.kind, spot)
            else:
                yield spot, "not_an_object"


def _fault(kind: str, name: str, value: Any) -> str | None:
    """Give the first thing that is wrong with a value."""
    checks = (
        ("not_text", name not in REQUIRED[kind] or isinstance(value, str)),
        ("not_a_uuid", name != "id" or _is_uuid(value)),
        ("not_allowed", value in _ALLOWED.get((kind, name), (value,))),
        ("not_an_email", name not in _EMAILS or _matches(_EMAIL, value)),
        ("not_a_uri", name not in _URIS or _matches(_URI, value)),
        ("not_a_date", _is_dated(name, value)),
    )
    return None if value is None else next((reason for reason, sound in checks if not sound), None)


def _is_dated(name: str, value: Any) -> bool:
    readers = {
        "assured_date": date.fromisoformat,
        "last_modified": _moment,
        "last_action_date": _moment,
    }
    try:
        return name not in readers or bool(readers[name](value))
    except (TypeError, ValueError):
        return False


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment has a zone")
    return moment


def _matches(shape: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _is_uuid(value: Any) -> bool:
    try:
        return str(UUID(value)) == str(value).lower()
    except (AttributeError, TypeError, ValueError):
        return False


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
