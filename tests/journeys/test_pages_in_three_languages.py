"""The main pages in Kazakh, Russian and English, at a desk and on a phone: whole, accessible, no overflow.

With `PICTURES=folder` in the environment the same run leaves a picture of each page there.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from platform_core.demo.seed import PEOPLE, seed_part
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.world import World

LANGUAGES = ("kk", "ru", "en")
PUBLIC = {"welcome": "/alpha/", "report": "/alpha/report", "return": "/alpha/report/return"}
HEAD = {
    "start": "/alpha/",
    "reports": "/alpha/incidents/reports",
    "journal": "/alpha/incidents/",
    "figures": "/alpha/incidents/figures?year=2025",
    "concern": "/alpha/incidents/reports/new",
    "people": "/alpha/people",
}
CENTRE = {
    "central-journal": "/central/incidents/journal",
    "central-figures": "/central/incidents/figures?year=2025",
    "central-modules": "/central/modules",
}


@pytest.fixture
def filled(world: World) -> None:
    """Both branches filled as the demonstration fills them."""
    with world.app.app_context():
        for code in ("alpha", "beta"):
            for part in (PEOPLE, "incidents"):
                seed_part(branch_by_code(code), part, showcase=False)


def _show(visitor: Any, name: str, path: str, *, language: str, device: str) -> None:
    joined = "&" if "?" in path else "?"
    assert visitor.go(f"{path}{joined}lang={language}") == 200, path
    assert visitor.page.locator("html").get_attribute("lang") == language
    visitor.check_fits(f"{name} {language} {device}")
    folder = os.environ.get("PICTURES")
    if folder:
        visitor.page.screenshot(path=Path(folder) / f"{name}-{device}-{language}.png")


def _devices() -> Iterator[tuple[str, bool]]:
    yield from (("desk", False), ("phone", True))


def test_public_pages(filled: None, visit: Callable[..., Any]) -> None:
    for device, phone in _devices():
        visitor = visit(phone=phone)
        for language in LANGUAGES:
            for name, path in PUBLIC.items():
                _show(visitor, name, path, language=language, device=device)
                visitor.check_accessible(f"{name} {language} {device}")


def test_pages_of_the_safety_service(filled: None, member: Callable[..., Any]) -> None:
    for device, phone in _devices():
        head = member("sss_head", phone=phone)
        head.go("/alpha/incidents/?lang=en")
        link = head.page.locator("tbody a, .q-cards a").first.get_attribute("href")
        pages = {**HEAD, "incident": re.sub(r"\?.*", "", link or "")}
        for language in LANGUAGES:
            for name, path in pages.items():
                _show(head, name, path, language=language, device=device)
                if language == "kk":
                    head.check_accessible(f"{name} {device}")


def test_pages_of_the_centre(filled: None, member: Callable[..., Any]) -> None:
    for device, phone in _devices():
        officer = member("wellbeing_officer", "central", phone=phone)
        admin = member("platform_admin", "central", phone=phone)
        for language in LANGUAGES:
            for name, path in CENTRE.items():
                reader = admin if name == "central-modules" else officer
                _show(reader, name, path, language=language, device=device)
                if language == "kk":
                    reader.check_accessible(f"{name} {device}")
