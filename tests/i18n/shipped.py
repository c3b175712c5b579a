"""Everything the product says in a language: the catalogues, and the texts of the shipped data."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel.messages.pofile import read_po

from build_tools.catalogues import find_domains
from build_tools.console import ROOT

FOREIGN_TONGUES = ("kk", "ru")
"""The languages beside English, in which the messages are written."""

# Not our own words: headings and values by which the files of schools are recognised; the names and
# addresses of offices, which are proper nouns as those offices and their towns write them.
NOT_OURS = {
    "platform_core/people/data/columns.toml",
    "platform_core/people/data/values.toml",
    "plugins/directory/data/centres.toml",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Text:
    """One text in one language: where it stands, what it says, and what it says in English."""

    place: str
    said: str
    english: str

    @property
    def bare(self) -> str:
        """The text without its placeholders."""
        return PLACEHOLDER.sub(" ", self.said)

    def words(self) -> list[str]:
        """Split the text into its words, a compound at its hyphens."""
        return WORD.findall(self.bare)


@cache
def texts_in(language: str) -> tuple[Text, ...]:
    """List every text in a language, of the catalogues and of the data."""
    return (*_of_catalogues(language), *_of_data(language))


def _of_catalogues(language: str) -> Iterator[Text]:
    for domain in find_domains():
        path = domain.po_file(language)
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=language, domain=domain.name)
        place = str(path.relative_to(ROOT))
        for message in catalogue:
            several = isinstance(message.id, tuple)
            for said in message.string if isinstance(message.string, tuple) else (message.string,):
                english = message.id[-1] if several else message.id
                if english:
                    yield Text(place, str(said), str(english))


def _of_data(language: str) -> Iterator[Text]:
    folders = ("platform_core", "plugins", "tenants", "tests/sample_plugin")
    for path in sorted(path for folder in folders for path in (ROOT / folder).rglob("*.toml")):
        place = str(path.relative_to(ROOT))
        if place not in NOT_OURS:
            yield from _of_tree(tomllib.loads(path.read_text(encoding="utf-8")), place, language)


def _of_tree(tree: Any, place: str, language: str) -> Iterator[Text]:
    if isinstance(tree, list):
        for branch in tree:
            yield from _of_tree(branch, place, language)
    elif isinstance(tree, dict):
        if language in tree and "en" in tree:
            yield from _pairs(tree[language], tree["en"], place)
        for name, branch in tree.items():
            yield from _of_tree(branch, f"{place}: {name}", language)


def _pairs(said: Any, english: Any, place: str) -> Iterator[Text]:
    if isinstance(said, list):
        for index, one in enumerate(said):
            yield Text(place, one, english[index] if index < len(english) else "")
    elif isinstance(said, str):
        yield Text(place, said, english)
