"""What the module ships: the words for its codes, and the entries of A10.

`words.toml` holds groups of codes; the other files hold one list of the source each, entry by entry in the
source's order, with phones as they are printed.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LISTS = ("state_bodies", "ombudsman", "hotlines", "centres")
"""The lists of A10 in the source's order."""

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SourceList:
    """One list of the source: how many entries it prints, and the entries made of them.

    An entry may stand for several printed lines (`lines`): the source repeats bodies under each category.
    """

    code: str
    printed_entries: int
    entries: tuple[Mapping[str, Any], ...]

    @property
    def lines(self) -> int:
        """How many printed entries the shipped ones stand for."""
        return sum(entry.get("lines", 1) for entry in self.entries)


def texts(code: str) -> Texts:
    """Give the text of `group.key` by language; raise `KeyError` for an unknown code."""
    group, _, key = code.partition(".")
    return _words()[group][key]


def words(group: str, language: str) -> dict[str, str]:
    """Give the words of a group by code, in the order in which they are shown."""
    return {key: said[language] for key, said in _words()[group].items()}


@cache
def source_lists() -> tuple[SourceList, ...]:
    """Read the lists of A10."""
    return tuple(_read_list(code) for code in LISTS)


def _read_list(code: str) -> SourceList:
    found = _read(f"{code}.toml")
    if found["list"] != code:
        raise ValueError(f"{code}.toml says that it is {found['list']}")
    return SourceList(code, found["printed_entries"], tuple(found["entry"]))


@cache
def _words() -> Mapping[str, Mapping[str, Texts]]:
    return MappingProxyType(_read("words.toml"))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(name).read_text("utf-8"))
