"""An organisation answers on a phone without script; a curator decides; in three languages, free of faults.

With `PICTURES=folder` in the environment the same run leaves a picture of each page there.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import catalogue_write
from platform_core.tenancy.dates import local_day
from plugins.directory.services.requests.asking import ask_on_paper
from plugins.directory.services.requests.secrets import letter_path
from tests.journeys.conftest import chromium, live, member, visit
from tests.plugins.directory.requests.conftest import EMAIL, ROOT, request_of, standing

__all__ = ["chromium", "live", "member", "visit"]

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def secret(keeper: Any, entry: Callable[..., UUID], central: BranchInfo) -> tuple[UUID, str]:
    """An entry with everything an entry says, and the secret of a letter about it."""
    service_id = entry(
        email=EMAIL,
        verification="due",
        url="https://care.example/",
        hours={"kk": "дс–жм 9:00–18:00", "ru": "пн–пт 9:00–18:00", "en": "Mon–Fri 9:00–18:00"},
        how={"kk": "Қоңырау шалыңыз", "ru": "Позвоните", "en": "Call"},
    )
    entry(names={"kk": "Поштасыз үй", "ru": "Дом без почты", "en": "House without mail"}, verification="due")
    with catalogue_write(actor=keeper):
        [letter] = ask_on_paper([service_id], today=local_day(central))
        db.session.commit()
    return service_id, letter.code


def shoot(visitor: Any, name: str) -> None:
    """Leave a picture of the page, if somebody wants to look."""
    folder = os.environ.get("PICTURES")
    if folder:
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_an_organisation_corrects_itself_and_a_curator_decides(
    secret: tuple[UUID, str], visit: Any, member: Any, central: BranchInfo
) -> None:
    service_id, code = secret
    for language in LANGUAGES:
        with_page = visit(phone=True, java_script_enabled=False)
        assert with_page.go(f"{letter_path(code)}?lang={language}") == 200
        shoot(with_page, f"letter-{language}")
        with_page.page.locator("summary").first.click()
        shoot(with_page, f"letter-open-{language}")
    checked = visit(phone=True)
    for path in (letter_path(code), f"{ROOT}/letter"):
        checked.go(f"{path}?lang=ru")
        checked.check_accessible(path)
        checked.check_fits(path)
    office = visit(phone=True, java_script_enabled=False)
    office.go(f"{letter_path(code)}?lang=ru")
    office.page.locator("summary").first.click()
    office.page.fill('textarea[name="phones"]', "8 (7172) 57-00-01")
    office.page.fill('textarea[name="note"]', "Вход со двора")
    office.page.click('button[value="changed"]')
    expect(office.page.locator("form")).to_have_count(0)
    shoot(office, "letter-thanks")
    _decide(member, service_id, central)


def _decide(member: Any, service_id: UUID, central: BranchInfo) -> None:
    officer = member("wellbeing_officer", "central")
    for language in LANGUAGES:
        for name, path in (
            ("requests", f"{ROOT}/requests"),
            ("answer", f"{ROOT}/requests/{request_of(central, service_id).id}"),
            ("entry", f"{ROOT}/entries/{service_id}"),
            ("list", f"{ROOT}/"),
            ("sites", f"{ROOT}/links"),
        ):
            assert officer.go(f"{path}?lang={language}") == 200
            officer.check_accessible(path)
            shoot(officer, f"{name}-{language}")
    officer.go(f"{ROOT}/requests/{request_of(central, service_id).id}?lang=en")
    officer.page.check('input[value="accept"]')
    officer.page.click("main form .q-form-actions button")
    expect(officer.page).to_have_url(f"{officer.base}{ROOT}/entries/{service_id}")
    assert [one["number"] for one in standing(central, service_id)["phones"]] == ["+77172570001"]
    assert standing(central, service_id)["verification"] == "confirmed"
