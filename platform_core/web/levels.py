"""Levels of risk and urgency: one icon, one word, one colour token each, everywhere."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from platform_core.i18n import lazy_gettext


@dataclass(frozen=True, slots=True)
class LevelLook:
    """How a level is shown; `code` is also its colour token, `--q-level-<code>`."""

    code: str
    icon: str
    word: Any


LEVELS = MappingProxyType(
    {
        "low": LevelLook("low", "shield-check", lazy_gettext("Low")),
        "medium": LevelLook("medium", "alert-circle", lazy_gettext("Medium")),
        "high": LevelLook("high", "alert-triangle", lazy_gettext("High")),
        "extreme": LevelLook("extreme", "alert-octagon", lazy_gettext("Extreme")),
    }
)
_UNKNOWN = LevelLook("none", "circle-dashed", lazy_gettext("Not assessed"))


def level_look(code: object) -> LevelLook:
    """Return the look of a level's code; anything that is no level is "Not assessed"."""
    return LEVELS.get(str(code), _UNKNOWN) if code is not None else _UNKNOWN
