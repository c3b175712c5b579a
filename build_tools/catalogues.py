"""Gather messages from code and templates, compile their translations, and tell what is not whole.

One gettext domain for the core and one for each plugin: `extract` brings the `.po` files up to date,
`compile` makes the git-ignored `.mo` files, `check` fails on a message that is missing, untranslated,
fuzzy or no longer used.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build_tools.console import ROOT

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

LANGUAGES = ("kk", "ru")
# No dates and no names: gathering again changes nothing that a reader of the history would have to skip.
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Qorgau\\n"
"Language: {language}\\n"
"Language-Team: {team}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
KEYWORDS = ("_", "_l", "gettext", "lazy_gettext", "ngettext:1,2", "lazy_ngettext:1,2", "pgettext:1c,2")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
# A broken template is a fault, never a template without messages.
TEMPLATE_OPTIONS = {"extensions": "jinja2.ext.do", "silent": "false"}


@dataclass(frozen=True)
class Domain:
    """Name one gettext domain, the package that speaks it, and where its translations are."""

    root: Path
    name: str
    package: Path
    translations: Path

    def po_file(self, language: str) -> Path:
        """Say where the translations into one language are kept."""
        return self.translations / language / "LC_MESSAGES" / f"{self.name}.po"


def find_domains(root: Path = ROOT) -> list[Domain]:
    """List the domains: the core's, each plugin's, and the sample's, which every new plugin copies."""
    core, sample = root / "platform_core", root / "tests" / "sample_plugin"
    plugins = sorted(path.parent for path in (root / "plugins").glob("*/__init__.py"))
    return [
        Domain(root, "core", core, core / "i18n" / "translations"),
        *(Domain(root, plugin.name, plugin, plugin / "translations") for plugin in plugins),
        *([Domain(root, "sample", sample, sample / "translations")] if sample.is_dir() else []),
    ]


def find_stale(root: Path = ROOT) -> list[Path]:
    """List the `.po` files whose compiled form is missing or older."""
    sources = (
        path for domain in find_domains(root) for path in domain.translations.glob("*/LC_MESSAGES/*.po")
    )
    return sorted(path for path in sources if _is_stale(path))


def compile_catalogue(source: Path) -> None:
    """Compile one `.po` file to the `.mo` beside it, leaving doubtful (fuzzy) translations out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parent.parent.name)
    passing = source.with_suffix(".mo.new")
    with passing.open("wb") as stream:
        write_mo(stream, catalogue)
    passing.replace(source.with_suffix(".mo"))


def extract_messages(domain: Domain) -> Catalog:
    """Gather the messages of a domain from its Python files and templates."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir
    from babel.messages.frontend import parse_keywords

    catalogue = Catalog(domain=domain.name, project="Qorgau", fuzzy=False)
    found = extract_from_dir(
        domain.package,
        method_map=METHODS,
        options_map={pattern: TEMPLATE_OPTIONS for pattern, method in METHODS if method == "jinja2"},
        keywords=parse_keywords(KEYWORDS),
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for file, _line, message, comments, context in found:
        place = (domain.package / file).relative_to(domain.root)
        catalogue.add(message, locations=[(str(place), 0)], auto_comments=comments, context=context)
    return catalogue


def update_catalogue(domain: Domain, language: str) -> None:
    """Bring one `.po` file up to date with the messages in use, keeping what is translated."""
    from babel.messages.pofile import write_po

    template = extract_messages(domain)
    path = domain.po_file(language)
    catalogue = _read(domain, language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    text = io.BytesIO()
    write_po(text, catalogue, width=100, include_lineno=False, omit_header=True, sort_by_file=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_header(catalogue).encode() + text.getvalue())


def find_faults(domain: Domain, language: str) -> Iterator[str]:
    """Name each message that lacks a sure translation, and each translation without a message."""
    wanted = {(message.context, message.id) for message in extract_messages(domain) if message.id}
    catalogue = _read(domain, language)
    known = {(message.context, message.id): message for message in catalogue if message.id}
    place = domain.po_file(language).relative_to(domain.root)
    for key in sorted(wanted - known.keys(), key=str):
        yield f"{place}: missing: {key[1]!r}"
    for key in sorted(known.keys() - wanted, key=str):
        yield f"{place}: no longer used: {key[1]!r}"
    for message in known.values():
        yield from (f"{place}: {fault}: {message.id!r}" for fault in _faults_of(message, catalogue))


def _faults_of(message: Message, catalogue: Catalog) -> Iterator[str]:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(strings):
        yield "untranslated"
    if message.fuzzy:
        yield "fuzzy"
    if all(strings):
        yield from (str(error) for error in message.check(catalogue))


def _header(catalogue: Catalog) -> str:
    from babel import Locale

    team = Locale.parse(str(catalogue.locale)).english_name
    return HEADER.format(language=catalogue.locale, team=team, plurals=catalogue.plural_forms)


def _read(domain: Domain, language: str) -> Catalog:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    path = domain.po_file(language)
    if not path.exists():
        return Catalog(locale=language, domain=domain.name, project="Qorgau", fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain=domain.name)


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def main(argv: list[str] | None = None) -> int:
    """Run `extract`, `compile` or `check` from the command line and return an exit code."""
    parser = argparse.ArgumentParser(prog="build_tools.catalogues", description=__doc__)
    parser.add_argument("work", choices=["extract", "compile", "check"])
    work = parser.parse_args(argv).work
    if work == "compile":
        for source in find_stale():
            compile_catalogue(source)
        return 0
    pairs = [(domain, language) for domain in find_domains() for language in LANGUAGES]
    if work == "extract":
        for domain, language in pairs:
            update_catalogue(domain, language)
            print(f"{domain.po_file(language).relative_to(ROOT)}")
        return 0
    faults = [fault for domain, language in pairs for fault in find_faults(domain, language)]
    print("\n".join(faults) or "Every message is translated.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
