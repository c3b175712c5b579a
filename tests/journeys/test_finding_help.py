"""Somebody finds help on a cheap phone without script, and leaves nothing behind."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from platform_core.contacts import services as contacts
from platform_core.extensions import db
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.world import World
from plugins.directory.services.loading import load_shipped
from tests.platform_core.contacts.conftest import values

HELP = "/alpha/help"


@pytest.fixture
def filled(world: World) -> None:
    """The entries of A10, and one contact of alpha's safety service."""
    with world.app.app_context():
        keeper = replace(SYSTEM_ACTOR, branch_id=branch_by_code("central").id)
        with catalogue_write(actor=keeper):
            load_shipped()
            db.session.commit()
        with in_branch(branch_by_code("alpha").id, write=True):
            contacts.add_safety_contact(values(whatsapp="+77011234567"))
            db.session.commit()


def test_help_is_found_on_a_phone_without_script(filled: None, visit: Callable[..., Any]) -> None:
    child = visit(phone=True, java_script_enabled=False)
    page = child.page
    assert child.go(f"{HELP}?lang=ru") == 200
    first = page.locator("a.h-call").first
    expect(first).to_have_attribute("href", "tel:150")
    box = first.bounding_box()
    assert box is not None
    assert box["height"] >= 44, "as large as a thumb"
    assert box["y"] + box["height"] <= 844, "seen without scrolling"
    expect(page.get_by_text("+7 701 123 4567")).to_be_visible()
    expect(page.locator('a[href="https://wa.me/77011234567"]')).to_be_visible()
    expect(page.locator("[data-quick-exit]")).to_be_visible()

    page.get_by_role("link", name="Временное жильё").click()
    expect(page.locator("h1")).to_have_text("Временное жильё")
    page.locator("#f-region").select_option("KZ-35")
    page.locator(".h-place button").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.locator(".h-entry h2 a", has_text="Жарқын").click()
    expect(page.locator("h1")).to_contain_text("Жарқын")
    expect(page.locator("a.h-call").first).to_have_attribute("href", "tel:+77212568884")

    page.locator("a.p-back").click()
    page.locator('a[href*="/help/search"]').click()
    page.fill('input[name="q"]', "zharkyn")
    page.locator("form#search .q-btn").click()
    expect(page.locator(".h-entry")).to_have_count(1)
    assert "zharkyn" not in page.url
    page.locator('.q-languages button[lang="kk"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    expect(page.locator(".h-entry")).to_have_count(1)
    assert child.context.cookies() == []


def test_the_pages_of_help_fit_and_are_accessible(filled: None, visit: Callable[..., Any]) -> None:
    addresses = {
        "start": f"{HELP}?region=KZ-75",
        "guardians": f"{HELP}?who=guardians",
        "need": f"{HELP}/needs/shelter?region=KZ-39",
        "search": f"{HELP}/search",
    }
    for phone in (False, True):
        reader = visit(phone=phone)
        for name, address in addresses.items():
            for language in ("kk", "ru", "en"):
                mark = "&" if "?" in address else "?"
                assert reader.go(f"{address}{mark}lang={language}") == 200
                reader.check_fits(f"{name} {language}")
                if language == "kk":
                    reader.check_accessible(name)
        for link in (".p-back", ".h-entry a"):
            with reader.page.expect_navigation():
                reader.page.locator(link).first.click()
        reader.check_fits("entry")
        reader.check_accessible("entry")
        assert reader.context.cookies() == []


def test_who_keeps_the_contacts_and_prints_posters(filled: None, member: Callable[..., Any]) -> None:
    head = member("sss_head")
    page = head.page
    assert head.go("/alpha/contacts/new?lang=en") == 200
    head.check_accessible("contact form")
    page.select_option("#f-role_code", "nurse")
    page.fill("#f-phone", "not a number")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".q-error-summary")).to_be_focused()
    page.fill("#f-phone", "8 701 000 00 01")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="School nurse")).to_be_visible()
    head.check_accessible("contacts")
    page.get_by_role("button", name="Move up").click()
    expect(page.locator(".q-panel h2, .q-panel-title").first).to_contain_text("School nurse")
    assert head.go("/alpha/directory/papers") == 200
    head.check_accessible("papers")
    head.check_fits("papers")
    answer = head.context.request.get(f"{head.base}/alpha/directory/papers/print?kind=poster&language=kk")
    assert answer.headers["content-type"] == "application/pdf"
    assert head.go("/alpha/directory/links") == 200
    head.check_accessible("links")
