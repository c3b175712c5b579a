"""Draw the small marks that stand in every row of a list: icons, badges, states, levels, deadlines.

Written in Python and kept once drawn: a list of fifty rows shows hundreds of them.
"""

from datetime import date
from functools import lru_cache
from typing import Literal

from flask import has_request_context, request
from markupsafe import Markup

from platform_core.i18n import current_locale, format_date, format_due
from platform_core.web.assets import icon_sprite
from platform_core.web.levels import level_look

Tone = Literal["neutral", "info", "good", "warn", "bad", "off"]
_SOON_DAYS = 2
_KEPT = 4096


def icon(name: str, label: object = None, size: str = "") -> Markup:
    """Draw an icon of the sprite; without a `label` it is silent for screen readers."""
    return _icon(_root(), name, None if label is None else str(label), size)


def badge(text: object, tone: Tone = "neutral", icon_name: str | None = None) -> Markup:
    """Draw a word on a coloured ground."""
    return _badge(_root(), str(text), tone, icon_name)


def status(text: object, tone: Tone = "neutral") -> Markup:
    """Draw a state: a dot and its words."""
    return _status(str(text), tone)


def level(code: object, text: object = None) -> Markup:
    """Draw a level (low, medium, high, extreme, else "Not assessed"): one icon, one word, one colour."""
    look = level_look(code)
    return _level(_root(), look.code, look.icon, str(look.word if text is None else text))


def due(days: int, *, working: bool = False, on: date | None = None) -> Markup:
    """Draw a deadline in words, from the (working) days left; the day itself is its tooltip."""
    return _due(_root(), current_locale(), days, working, on)


def _root() -> str:
    """Return what stands before every address of ours, so that a kept mark fits where it was drawn."""
    return request.script_root if has_request_context() else ""


@lru_cache(maxsize=_KEPT)
def _icon(_root: str, name: str, label: str | None, size: str) -> Markup:
    look = f"q-icon q-icon-{size}" if size else "q-icon"
    voice = 'aria-hidden="true" focusable="false"'
    if label is not None:
        voice = Markup('role="img" aria-label="{}"').format(label)
    picture = Markup('<use href="{}#tabler-{}"></use>').format(icon_sprite(), name)
    return Markup('<svg class="{}" {}>{}</svg>').format(look, Markup(voice), picture)  # noqa: S704 - our own words


@lru_cache(maxsize=_KEPT)
def _badge(root: str, text: str, tone: str, icon_name: str | None) -> Markup:
    picture = _icon(root, icon_name, None, "") if icon_name else ""
    return Markup('<span class="q-badge q-tone-{}">{}{}</span>').format(tone, picture, text)


@lru_cache(maxsize=_KEPT)
def _status(text: str, tone: str) -> Markup:
    dot = Markup('<span class="q-dot" aria-hidden="true"></span>')
    return Markup('<span class="q-status q-tone-{}">{}{}</span>').format(tone, dot, text)


@lru_cache(maxsize=_KEPT)
def _level(root: str, code: str, picture: str, word: str) -> Markup:
    drawn = _icon(root, picture, None, "")
    return Markup('<span class="q-level q-level-{}">{}<span>{}</span></span>').format(code, drawn, word)


@lru_cache(maxsize=_KEPT)
def _due(root: str, _language: str, days: int, working: bool, on: date | None) -> Markup:  # noqa: FBT001 - a cache key
    tone = "late" if days < 0 else "soon" if days <= _SOON_DAYS else "far"
    picture = _icon(root, "alarm" if days < 0 else "clock", None, "")
    day = Markup(' title="{}"').format(format_date(on)) if on else ""
    words = format_due(days, working=working)
    return Markup('<span class="q-due q-due-{}"{}>{}<span>{}</span></span>').format(tone, day, picture, words)
