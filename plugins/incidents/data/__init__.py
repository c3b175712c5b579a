"""Give the words for the policy's codes in Kazakh, Russian and English.

The files beside this one hold groups of codes; a text's full code is ``group.key``, for example
``kind.physical``. Groups whose entries are lists of phrases are read with `phrases`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("kk", "ru", "en")

Entry = Mapping[str, str | tuple[str, ...]]


def text(code: str, lang: str) -> str:
    """Give the text of ``group.key``; raise `KeyError` when there is none in that language."""
    found = _entry(code)[lang]
    if not isinstance(found, str):
        raise KeyError(f"{code} is a list of phrases")
    return found


def texts(group: str, lang: str) -> dict[str, str]:
    """Give the texts of a group by key, in the order in which they should be shown."""
    return {key: text(f"{group}.{key}", lang) for key in keys(group)}


def phrases(code: str, lang: str) -> tuple[str, ...]:
    """Give the phrases of ``group.key``; raise `KeyError` when it is a single text or missing."""
    found = _entry(code)[lang]
    if isinstance(found, str):
        raise KeyError(f"{code} is a single text")
    return found


def keys(group: str) -> tuple[str, ...]:
    """List the keys of a group in order; raise `KeyError` for an unknown group."""
    return tuple(_load()[group])


def groups() -> tuple[str, ...]:
    """List every group of every file."""
    return tuple(_load())


def _entry(code: str) -> Entry:
    group, _, key = code.partition(".")
    return _load()[group][key]


@cache
def _load() -> Mapping[str, Mapping[str, Entry]]:
    loaded: dict[str, Mapping[str, Entry]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            _add(loaded, file.name, tomllib.loads(file.read_text(encoding="utf-8")))
    return MappingProxyType(loaded)


def _add(
    loaded: dict[str, Mapping[str, Entry]],
    name: str,
    found: Mapping[str, Mapping[str, Mapping[str, str | list[str]]]],
) -> None:
    for group, entries in found.items():
        if group in loaded:
            raise ValueError(f"{name}: the group {group} stands in another file too")
        loaded[group] = {key: _frozen(entry) for key, entry in entries.items()}


def _frozen(entry: Mapping[str, str | list[str]]) -> Entry:
    return {lang: words if isinstance(words, str) else tuple(words) for lang, words in entry.items()}
