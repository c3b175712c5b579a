"""The words of headings and cells, read once from `data/columns.toml` and `data/values.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from platform_core.people.names import words

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words of headings: fields, guardians (longest first), noise, ignored columns, totals."""

    fields: Mapping[Words, str]
    guardians: tuple[tuple[Words, str], ...]
    ignored: frozenset[Words]
    noise: frozenset[str]
    totals: frozenset[Words]
    languages: Mapping[Words, frozenset[str]]


def load_data(name: str) -> dict[str, Any]:
    """Read one TOML file shipped beside this package."""
    return tomllib.loads((resources.files("platform_core.people") / "data" / name).read_text("utf-8"))


@cache
def vocabulary() -> Vocabulary:
    """Load the words of headings."""
    data = load_data("columns.toml")
    guardians = {
        key: name for name, by_language in data["guardians"].items() for _, key in _keys(by_language)
    }
    return Vocabulary(
        fields={key: name for name, spoken in data["fields"].items() for _, key in _keys(spoken)},
        guardians=tuple(sorted(guardians.items(), key=lambda pair: -len(pair[0]))),
        ignored=frozenset(key for _, key in _keys(data["ignored"])),
        noise=frozenset(word for _, key in _keys(data["noise"]) for word in key),
        totals=frozenset(key for _, key in _keys(data["totals"])),
        languages=_languages((*data["fields"].values(), *data["guardians"].values())),
    )


@cache
def choices(field: str) -> Mapping[Words, str]:
    """Load what cells of a field may say: folded words → stored value."""
    spoken = load_data("values.toml")[field]
    return {_key(text): value for value, texts in spoken.items() for text in texts}


def _key(text: str) -> Words:
    # a lone sign such as "+" or "-" folds to nothing and stands for itself
    return tuple(words(text)) or (text.strip(),)


@lru_cache(maxsize=1024)
def choice_key(text: str) -> Words:
    """Fold the text of a cell as `choices` folds its words."""
    return _key(text)


def _keys(by_language: Mapping[str, list[str]]) -> Iterator[tuple[str, Words]]:
    for language, texts in by_language.items():
        for text in texts:
            key = tuple(words(text))
            if key:
                yield language, key


def _languages(tables: tuple[Mapping[str, list[str]], ...]) -> Mapping[Words, frozenset[str]]:
    found: dict[Words, frozenset[str]] = {}
    for table in tables:
        for language, key in _keys(table):
            found[key] = found.get(key, frozenset()) | {language}
    return found
