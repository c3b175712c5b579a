"""Templates hold no script, no style and no address outside: the content policy would refuse them."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import exemptions
from tests.architecture.sources import ROOT, place

BANNED = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another host": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE
    ),
    "unescaped content": re.compile(r"\|\s*safe\b|\bautoescape\s+false"),
    "unfinished work": re.compile(r"\b(TODO|FIXME)\b"),
}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
LANGUAGE = re.compile(r"<html\b(?![^>]*\blang=)")


def _templates() -> Iterator[Path]:
    for folder in ("platform_core", "plugins", "tests/sample_plugin"):
        yield from sorted((ROOT / folder).glob("**/templates/**/*.html"))


def _faults(path: Path) -> Iterator[str]:
    text = COMMENT.sub("", path.read_text("utf-8"))
    yield from (f"{place(path)}: holds {what}" for what, pattern in BANNED.items() if pattern.search(text))
    if LANGUAGE.search(text):
        yield f"{place(path)}: a page says its language"


def test_no_template_breaks_the_content_policy() -> None:
    paths = list(_templates())
    assert len(paths) > 10
    exemptions.judge((fault for path in paths for fault in _faults(path)), exemptions.TEMPLATES)


def test_every_plugins_templates_stand_under_its_name() -> None:
    for path in _templates():
        below = path.parts[path.parts.index("templates") + 1]
        parts = path.relative_to(ROOT).parts
        owner = {"platform_core": "core", "tests": "sample"}.get(parts[0], parts[1])
        assert below == owner, place(path)
