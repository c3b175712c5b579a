"""Find and load gettext catalogues: one domain for the core and one for each plugin."""

from __future__ import annotations

import gettext as stdlib_gettext
import io
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

CORE_DOMAIN = "core"
SOURCE_LANGUAGE = "en"  # the msgids themselves

_CORE_DIRECTORY = Path(__file__).parent / "translations"
_directories: dict[str, Path] = {CORE_DOMAIN: _CORE_DIRECTORY}
_packages: dict[str, str] = {}


def register_catalogue(domain: str, directory: Path, *, package: str) -> None:
    """Say where `domain` keeps its catalogues and which Python package speaks it.

    Needed only for plugins that live outside the `plugins` package: those inside are found
    by their name.
    """
    _directories[domain] = directory
    _packages[package] = domain
    domain_of_module.cache_clear()
    load_catalogue.cache_clear()


@lru_cache(maxsize=4096)
def domain_of_module(module: str) -> str:
    """Return the gettext domain that the Python module named `module` speaks."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        domain = _packages.get(".".join(parts[:length]))
        if domain is not None:
            return domain
    if parts[0] == "plugins" and len(parts) > 1:
        return parts[1]
    return CORE_DOMAIN


def domain_of_template(name: str | None) -> str:
    """Return the gettext domain of a template: the first part of its path."""
    if not name:
        return CORE_DOMAIN
    return name.partition("/")[0]


@lru_cache(maxsize=256)
def load_catalogue(domain: str, language: str) -> stdlib_gettext.NullTranslations:
    """Load the catalogue of `domain` in `language`, falling back to the core's and to the msgid."""
    if language == SOURCE_LANGUAGE:
        return stdlib_gettext.NullTranslations()
    own = _read(domain, language)
    if domain != CORE_DOMAIN:
        own.add_fallback(load_catalogue(CORE_DOMAIN, language))
    return own


def catalogue_directory(domain: str) -> Path | None:
    """Return the folder of `domain`'s catalogues, or None for a domain nobody owns."""
    if domain in _directories:
        return _directories[domain]
    try:
        spec = find_spec(f"plugins.{domain}")
    except (ModuleNotFoundError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "translations"


def _read(domain: str, language: str) -> stdlib_gettext.NullTranslations:
    directory = catalogue_directory(domain)
    if directory is None:
        return stdlib_gettext.NullTranslations()
    source = directory / language / "LC_MESSAGES" / f"{domain}.po"
    compiled = source.with_suffix(".mo")
    if compiled.exists() and _is_fresh(compiled, source):
        return Translations(io.BytesIO(compiled.read_bytes()), domain)
    if source.exists():
        return _translations_of(source, language, domain)
    return stdlib_gettext.NullTranslations()


def _is_fresh(compiled: Path, source: Path) -> bool:
    return not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime


def _translations_of(source: Path, language: str, domain: str) -> Translations:
    """Compile a .po in memory, so that a checkout works without a build step."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=language, domain=domain)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain)
