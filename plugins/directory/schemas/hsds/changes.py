"""Pure: what differs between two editions of a document, field by field, for its metadata."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

LONGEST = 4000
PLACES = "service_at_locations"
"""The field whose values are not told once the address is secret."""
UNCOUNTED = frozenset({"id", "last_modified", "metadata"})
"""Fields whose change alone makes no new edition."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; values as texts, cut at what a row of metadata can hold."""

    field_name: str
    previous_value: str
    replacement_value: str


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """List the fields of a service that differ, by name; what stands inside it counts under its field."""
    return tuple(_each(old, new))


def _each(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in sorted({*old, *new} - UNCOUNTED):
        before, after = without_metadata(old.get(name)), without_metadata(new.get(name))
        if before != after:
            is_secret = name == PLACES and new.get("address_confidential")
            yield Change(name, "", "") if is_secret else Change(name, _text(before), _text(after))


def without_metadata(value: Any) -> Any:
    """Return a value of a document without the history inside it."""
    if isinstance(value, Mapping):
        return {name: without_metadata(inner) for name, inner in value.items() if name != "metadata"}
    return [without_metadata(inner) for inner in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return text[:LONGEST]
