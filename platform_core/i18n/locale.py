"""Know which language and which time zone the reader at hand uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale

LANGUAGES = MappingProxyType({"kk": "Қазақша", "ru": "Русский", "en": "English"})
"""Languages of the product, code → own name, in the order in which they are offered."""

DEFAULT_LANGUAGE = "kk"
DEFAULT_TIMEZONE = "Asia/Almaty"

# English dates follow British habits (22 Nov 2026), never month-first ones.
_CLDR = {"kk": "kk", "ru": "ru", "en": "en_GB"}


@dataclass(slots=True)
class _Reader:
    """What is known of the reader; what is not yet known is asked for once, when needed."""

    language: str | None = None
    timezone: ZoneInfo | None = None
    choose_language: Callable[[], str | None] | None = None
    choose_timezone: Callable[[], str | None] | None = None


_reader: ContextVar[_Reader | None] = ContextVar("qorgau_reader", default=None)

ReaderToken = Token[_Reader | None]


def is_language(code: object) -> bool:
    """Tell whether `code` is a language of the product."""
    return isinstance(code, str) and code in LANGUAGES


def current_locale() -> str:
    """Return the reader's language: `kk`, `ru` or `en`."""
    reader = _reader.get()
    if reader is None:
        return DEFAULT_LANGUAGE
    if reader.language is None:
        chosen = reader.choose_language() if reader.choose_language else None
        reader.language = chosen if chosen is not None and is_language(chosen) else DEFAULT_LANGUAGE
    return reader.language


def babel_locale() -> Locale:
    """Return the CLDR locale that formats numbers and dates for the reader."""
    return _babel_locale(current_locale())


def current_timezone() -> ZoneInfo:
    """Return the time zone of the branch at hand, in which times are shown."""
    reader = _reader.get()
    if reader is None:
        return _zone(DEFAULT_TIMEZONE)
    if reader.timezone is None:
        chosen = reader.choose_timezone() if reader.choose_timezone else None
        reader.timezone = _zone(chosen or DEFAULT_TIMEZONE)
    return reader.timezone


@contextmanager
def use_locale(language: str, *, timezone: str | None = None) -> Iterator[None]:
    """Speak `language` (and show times of `timezone`) for a block: jobs, e-mail, commands, tests."""
    if not is_language(language):
        raise ValueError(f"not a language of the product: {language!r}")
    zone = _zone(timezone) if timezone else current_timezone()
    token = _reader.set(_Reader(language=language, timezone=zone))
    try:
        yield
    finally:
        _reader.reset(token)


def begin_reader(
    choose_language: Callable[[], str | None], *, choose_timezone: Callable[[], str | None]
) -> ReaderToken:
    """Start serving a new reader whose language and zone are asked for when first needed."""
    return _reader.set(_Reader(choose_language=choose_language, choose_timezone=choose_timezone))


def end_reader(token: ReaderToken) -> None:
    """Forget the reader that `begin_reader` started."""
    _reader.reset(token)


def forget_choices() -> None:
    """Ask for language and zone again: the reader has just signed in or changed them."""
    reader = _reader.get()
    if reader is not None and reader.choose_language is not None:
        reader.language = reader.timezone = None


@lru_cache(maxsize=8)
def _babel_locale(language: str) -> Locale:
    return Locale.parse(_CLDR[language])


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(DEFAULT_TIMEZONE)
