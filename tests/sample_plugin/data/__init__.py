"""Texts that the module ships: names of the kinds of notes in the three languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from platform_core.sdk import current_locale


@cache
def kind_texts() -> Mapping[str, Mapping[str, str]]:
    """Read the names of kinds: code → language → text."""
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(
        (resources.files(__package__ or "") / "kinds.toml").read_text("utf-8")
    )
    return found


def kind_names() -> dict[str, str]:
    """Name the kinds in the reader's language."""
    return {code: texts[current_locale()] for code, texts in kind_texts().items()}
