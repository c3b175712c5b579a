"""Pure: the texts of a document by which it is found."""

from collections.abc import Iterator, Mapping
from typing import Any

from plugins.directory.schemas.folding import search_keys

LONGEST = 4000
_NAMES = ("name", "alternate_name", "address_1", "city", "email", "url", "website")


def searched_texts(document: Mapping[str, Any]) -> str:
    """Return the folded names, places, needs and phones of a service's document."""
    return search_keys(_texts(document), longest=LONGEST)


def _texts(value: Mapping[str, Any]) -> Iterator[str]:
    """Give the names of an object in every language, then those of the objects inside it."""
    translations = value.get("translations") or {}
    for name in _NAMES:
        said = value.get(name)
        if isinstance(said, str):
            yield said
        words = translations.get(name)
        if isinstance(words, Mapping):
            yield from (word for word in words.values() if isinstance(word, str))
    if isinstance(value.get("number"), str):
        yield from (value["number"], str(value.get("printed") or ""))
    for name, inner in value.items():
        if name not in ("translations", "metadata"):
            yield from (text for one in _objects(inner) for text in _texts(one))


def _objects(inner: Any) -> list[Mapping[str, Any]]:
    if isinstance(inner, Mapping):
        return [inner]
    return [one for one in inner if isinstance(one, Mapping)] if isinstance(inner, list) else []
