"""Translate messages, each in the gettext domain of the module that speaks it.

`gettext`, `ngettext`, `pgettext` and `lazy_gettext` look at the module that calls them:
`plugins.incidents.…` speaks the domain `incidents`, the core speaks `core`. Where the caller is
not the speaker, `translator("incidents")` gives functions tied to one domain.
Values are put in with `%(name)s`: `gettext("%(count)s kept", count=3)`.
"""

from __future__ import annotations

import sys
from typing import NamedTuple, Protocol, cast

from babel.support import LazyProxy

from platform_core.i18n.catalogues import domain_of_module, load_catalogue
from platform_core.i18n.locale import current_locale


class _Says(Protocol):
    def __call__(self, message: str, /, **values: object) -> str: ...


class _SaysPlural(Protocol):
    def __call__(self, singular: str, plural: str, num: int, /, **values: object) -> str: ...


class _SaysInContext(Protocol):
    def __call__(self, context: str, message: str, /, **values: object) -> str: ...


class Translator(NamedTuple):
    """The translating functions of one gettext domain."""

    gettext: _Says
    ngettext: _SaysPlural
    pgettext: _SaysInContext
    lazy_gettext: _Says


def gettext(message: str, /, **values: object) -> str:
    """Translate `message` into the reader's language now."""
    return _gettext(_caller(), message, values)


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """Translate with the plural form that `num` takes; `%(num)s` is the number itself."""
    return _ngettext(_caller(), singular, plural, num, values)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Translate `message` as used in `context`, where one English word has several meanings."""
    return _pgettext(_caller(), context, message, values)


def lazy_gettext(message: str, /, **values: object) -> str:
    """Give a text that is translated whenever it is shown: for manifests, schemas, constants.

    It behaves as `str` when formatted, joined by `+` or shown; call `str()` on it before JSON.
    """
    return _lazy(_caller(), message, values)


def translator(domain: str) -> Translator:
    """Return `gettext`, `ngettext`, `pgettext` and `lazy_gettext` of one domain."""
    return Translator(
        gettext=lambda message, /, **values: _gettext(domain, message, values),
        ngettext=lambda singular, plural, num, /, **values: _ngettext(domain, singular, plural, num, values),
        pgettext=lambda context, message, /, **values: _pgettext(domain, context, message, values),
        lazy_gettext=lambda message, /, **values: _lazy(domain, message, values),
    )


def _gettext(domain: str, message: str, values: dict[str, object]) -> str:
    text = load_catalogue(domain, current_locale()).gettext(message)
    return text % values if values else text


def _ngettext(domain: str, singular: str, plural: str, num: int, values: dict[str, object]) -> str:
    text = load_catalogue(domain, current_locale()).ngettext(singular, plural, num)
    return text % {"num": num, **values}


def _pgettext(domain: str, context: str, message: str, values: dict[str, object]) -> str:
    text = load_catalogue(domain, current_locale()).pgettext(context, message)
    return text % values if values else text


def _lazy(domain: str, message: str, values: dict[str, object]) -> str:
    proxy = LazyProxy(_gettext, domain, message, values, enable_cache=False)
    return cast("str", proxy)


def _caller() -> str:
    """Return the domain of the module that called the public function above us."""
    frame = sys._getframe(2)  # noqa: SLF001 - the interpreter offers no public way to ask who calls
    return domain_of_module(frame.f_globals.get("__name__", ""))
