"""Every text is there in Kazakh, Russian and English."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

from platform_core.testing.contract.base import ContractBase

LANGUAGES = ("kk", "ru", "en")
TRANSLATED = ("kk", "ru")
KEYWORDS = ("_", "_l", "gettext", "lazy_gettext", "ngettext:1,2", "pgettext:1c,2")
METHODS = [("**/tests/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
_MARK = re.compile(r"%\((\w+)\)s")


class TextContract(ContractBase):
    """The module's catalogues are whole and its shipped texts are trilingual."""

    @pytest.mark.parametrize("language", TRANSLATED)
    def test_every_message_is_translated(self, language: str) -> None:
        """No message is missing, empty, doubtful, or has lost a value on the way."""
        known = {(one.context, one.id): one for one in self._catalogue(language) if one.id}
        faults = [f"missing: {key[1]}" for key in self._messages() if key not in known]
        for message in known.values():
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.fuzzy or not all(said):
                faults.append(f"not translated: {message.id}")
            elif any(_marks(text) - _marks(message.id) for text in said):
                faults.append(f"another value: {message.id}")
        assert faults == []

    def test_every_shipped_text_is_in_three_languages(self) -> None:
        """A table of `data/` that speaks one language speaks all of them."""
        faults = [
            f"{path.name}: {place}"
            for path in self.folder.glob("data/**/*.toml")
            for place, texts in _texts(tomllib.loads(path.read_text("utf-8")))
            if not all(texts.get(language) for language in LANGUAGES)
        ]
        assert faults == []

    @property
    def folder(self) -> Path:
        """Where the module lies."""
        return Path(str(files(self.manifest.package)))

    def _messages(self) -> set[tuple[str | None, Any]]:
        found = extract_from_dir(self.folder, method_map=METHODS, keywords=parse_keywords(KEYWORDS))
        template = Catalog()
        for _file, _line, message, _comments, context in found:
            template.add(message, context=context)
        return {(message.context, message.id) for message in template if message.id}

    def _catalogue(self, language: str) -> Catalog:
        path = self.folder / "translations" / language / "LC_MESSAGES" / f"{self.manifest.name}.po"
        assert path.is_file(), f"{path.name} is missing in {language}"
        with path.open("rb") as stream:
            return read_po(stream, locale=language)


def _marks(text: Any) -> set[str]:
    return set(_MARK.findall(" ".join(text) if isinstance(text, tuple) else str(text)))


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give every table of a data file that has a text in some language."""
    if isinstance(value, Mapping):
        if value.keys() & set(LANGUAGES):
            yield place, value
        for key, inner in value.items():
            yield from _texts(inner, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{place}[{index}]")
