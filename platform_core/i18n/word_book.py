"""Read the words that a module ships for its codes: TOML files of groups in three languages."""

import tomllib
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from types import MappingProxyType

Entry = Mapping[str, str | tuple[str, ...]]
"""One code's words by language: a text, or a list of phrases."""

_Raw = Mapping[str, Mapping[str, Mapping[str, str | list[str]]]]


class WordBook:
    """Give the words of a package's `*.toml` files; a text's full code is ``group.key``.

    A group stands in one file, in the order in which it should be shown. Groups whose entries are
    lists of phrases are read with `phrases`. Files are read once, when first asked.
    """

    def __init__(self, package: str) -> None:
        self._package = package

    def text(self, code: str, lang: str) -> str:
        """Give the text of ``group.key``; raise `KeyError` when there is none in that language."""
        found = self._entry(code)[lang]
        if not isinstance(found, str):
            raise KeyError(f"{code} is a list of phrases")
        return found

    def texts(self, group: str, lang: str) -> dict[str, str]:
        """Give the texts of a group by key, in the order in which they should be shown."""
        return {key: self.text(f"{group}.{key}", lang) for key in self.keys(group)}

    def phrases(self, code: str, lang: str) -> tuple[str, ...]:
        """Give the phrases of ``group.key``; raise `KeyError` when it is a single text or missing."""
        found = self._entry(code)[lang]
        if isinstance(found, str):
            raise KeyError(f"{code} is a single text")
        return found

    def keys(self, group: str) -> tuple[str, ...]:
        """List the keys of a group in order; raise `KeyError` for an unknown group."""
        return tuple(self.entries[group])

    def groups(self) -> tuple[str, ...]:
        """List every group of every file."""
        return tuple(self.entries)

    @cached_property
    def entries(self) -> Mapping[str, Mapping[str, Entry]]:
        """Every group with its entries by key and language."""
        loaded: dict[str, Mapping[str, Entry]] = {}
        for file in sorted(files(self._package).iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".toml"):
                _add(loaded, file.name, tomllib.loads(file.read_text(encoding="utf-8")))
        return MappingProxyType(loaded)

    def _entry(self, code: str) -> Entry:
        group, _, key = code.partition(".")
        return self.entries[group][key]


def _add(loaded: dict[str, Mapping[str, Entry]], name: str, found: _Raw) -> None:
    for group, entries in found.items():
        if group in loaded:
            raise ValueError(f"{name}: the group {group} stands in another file too")
        loaded[group] = {key: _frozen(entry) for key, entry in entries.items()}


def _frozen(entry: Mapping[str, str | list[str]]) -> Entry:
    return {lang: words if isinstance(words, str) else tuple(words) for lang, words in entry.items()}
