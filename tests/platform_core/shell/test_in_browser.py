"""The frame in a real browser: accessible, in three languages, by keyboard, without script."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from werkzeug.serving import make_server

from platform_core.testing.browser import launch_arguments
from platform_core.testing.people import make_user, open_session

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_arguments()


@dataclass(frozen=True)
class Site:
    """A served application and how to open its pages."""

    address: str
    browser: Browser
    ticket: dict[str, str]
    contexts: list[BrowserContext]

    def open(self, path: str, *, member: bool = True, language: str = "kk", **options: Any) -> Page:
        context = self.browser.new_context(locale=language, **{"viewport": DESKTOP, **options})
        self.contexts.append(context)
        cookies = [{"name": "qorgau_lang", "value": language, "url": self.address}]
        context.add_cookies([*cookies, self.ticket] if member else cookies)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(self.address + path)
        return page


@pytest.fixture
def site(gallery: Flask, browser: Browser) -> Iterator[Site]:
    kit = gallery.extensions["qorgau_auth"]
    server = make_server("127.0.0.1", 0, gallery, threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    settings = gallery.extensions["qorgau_settings"]
    gallery.extensions["qorgau_settings"] = replace(settings, quick_exit_url=f"{address}/healthz")
    ticket = {
        "name": kit.sessions.cookie_name(),
        "value": open_session(make_user("sss_head")),
        "url": address,
    }
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    contexts: list[BrowserContext] = []
    yield Site(address, browser, ticket, contexts)
    for context in contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    gallery.extensions["qorgau_settings"] = settings


def listen(page: Page) -> list[str]:
    """Gather what a page complains of."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    return complaints


def faults_of(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(fault["id"], [str(node["target"]) for node in fault["nodes"]]) for fault in found]


def sticks_out(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize(
    ("path", "who", "language"),
    [
        ("/alpha/x/gallery", "member", "en"),
        ("/alpha/x/gallery/form", "member", "ru"),
        ("/alpha/x/gallery/public", "stranger", "kk"),
        ("/", "stranger", "ru"),
        ("/alpha/", "stranger", "kk"),
        ("/alpha/", "member", "ru"),
        ("/alpha/search", "member", "kk"),
        ("/login", "stranger", "kk"),
        ("/alpha/nothing", "stranger", "ru"),
        ("/alpha/nothing", "member", "kk"),
    ],
)
def test_every_kind_of_page_is_accessible_and_fits(site: Site, path: str, who: str, language: str) -> None:
    for options in (
        {"viewport": DESKTOP},
        {"viewport": PHONE},
        {"viewport": DESKTOP, "color_scheme": "dark"},
    ):
        page = site.open(path, member=who == "member", language=language, **options)
        assert faults_of(page) == [], options
        assert not sticks_out(page), options


@pytest.mark.parametrize("path", ["/alpha/x/gallery", "/alpha/x/gallery/public", "/login"])
def test_nothing_breaks_the_content_policy(site: Site, path: str) -> None:
    page = site.open("/healthz")
    complaints = listen(page)
    page.goto(site.address + path)
    page.wait_for_load_state("networkidle")
    assert complaints == []


@pytest.mark.parametrize("path", ["/alpha/x/gallery/form", "/alpha/x/gallery/public"])
def test_a_refused_form_takes_the_focus_to_what_is_wrong(site: Site, path: str) -> None:
    page = site.open(path, language="en")
    page.locator("main form button[type=submit]").first.click()
    summary = page.locator(".q-error-summary")
    expect(summary).to_be_focused() if "public" not in path else expect(summary).to_be_visible()
    assert faults_of(page) == []
    summary.get_by_role("link", name="What happened?").click()
    expect(page.get_by_label("What happened?")).to_be_focused() if "public" not in path else expect(
        page
    ).to_have_url(f"{site.address}{path}#f-account")


def test_the_first_key_skips_to_the_content(site: Site) -> None:
    page = site.open("/alpha/x/gallery", language="en")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_key_leads_to_the_search(site: Site) -> None:
    page = site.open("/alpha/x/gallery/form", language="en")
    page.get_by_label("What happened?").fill("a")
    page.keyboard.press("/")
    expect(page.get_by_label("What happened?")).to_have_value("a/")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#q-search")).to_be_focused()
    page.keyboard.type("Ая")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    assert "Ая" not in page.url


def test_dark_colours_are_remembered(site: Site) -> None:
    page = site.open("/alpha/search", language="en", color_scheme="light")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="Dark colours").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("button", name="Dark colours")).to_have_attribute("aria-pressed", "true")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(site: Site) -> None:
    page = site.open("/alpha/search", language="en", viewport=PHONE)
    menu, side = page.locator("[data-menu]"), page.locator("#side")
    expect(side).not_to_be_visible()
    menu.focus()
    page.keyboard.press("Enter")
    expect(side).to_be_visible()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")


def test_the_language_is_switched_in_place(site: Site) -> None:
    page = site.open("/alpha/search", language="kk")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(f"{site.address}/alpha/search?lang=en")


def test_a_confidential_page_hides_when_the_window_loses_focus(site: Site) -> None:
    page = site.open("/alpha/x/gallery", language="en")
    body = page.locator("body")
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    assert "q-hidden-content" in str(body.get_attribute("class"))
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert "q-hidden-content" not in str(body.get_attribute("class"))


def test_paper_says_who_printed_and_when(site: Site) -> None:
    page = site.open("/alpha/x/gallery", language="en")
    mark = page.locator(".q-watermark")
    expect(mark).not_to_be_visible()
    page.emulate_media(media="print")
    expect(mark).to_be_visible()
    expect(mark).to_contain_text("Confidential. Printed by")
    expect(page.locator(".q-side")).not_to_be_visible()


def test_a_chart_is_drawn_and_its_table_says_the_same(site: Site) -> None:
    page = site.open("/alpha/x/gallery", language="en")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("Chart.getChart(document.querySelector('canvas')).data.datasets[0].data") == [
        4,
        7,
        3,
        None,
    ]
    expect(page.locator("#by-kind-table")).to_contain_text("not reporting")


def leave_by_button(page: Page) -> None:
    page.locator("[data-quick-exit]").click()


def leave_by_keys(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [leave_by_button, leave_by_keys])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_leaving_is_at_once_and_back_does_not_return(
    site: Site, leave: Callable[[Page], None], viewport: Any
) -> None:
    page = site.open("/healthz?before", member=False, viewport=viewport)
    page.goto(f"{site.address}/alpha/x/gallery/public")
    leave(page)
    expect(page).to_have_url(f"{site.address}/healthz")
    page.go_back()
    expect(page).to_have_url(f"{site.address}/healthz?before")


def test_capital_letters_do_not_throw_anybody_out(site: Site) -> None:
    page = site.open("/alpha/x/gallery/public", member=False)
    page.locator("textarea").focus()
    for letter in "АЯӘ":
        page.keyboard.down("Shift")
        page.keyboard.press("KeyA")
        page.keyboard.insert_text(letter)
        page.keyboard.up("Shift")
    assert page.url.endswith("/alpha/x/gallery/public")


def test_public_pages_work_without_script(site: Site) -> None:
    page = site.open("/alpha/x/gallery/public", member=False, language="en", java_script_enabled=False)
    page.locator("textarea").fill("Бірдеңе болды")
    page.get_by_role("button").first.click()
    expect(page.locator(".q-error-summary")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("Бірдеңе болды")
    page.locator("[data-quick-exit]").click()
    expect(page).to_have_url(f"{site.address}/healthz")


def test_the_menu_of_a_phone_works_without_script(site: Site) -> None:
    page = site.open("/alpha/search", viewport=PHONE, java_script_enabled=False)
    page.locator("[data-menu]").click()
    expect(page.locator("#side")).to_be_visible()


def test_a_public_page_is_light_enough_for_a_cheap_phone(site: Site) -> None:
    page = site.open("/healthz", member=False)
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(response.request.sizes()["responseBodySize"]))
    page.goto(f"{site.address}/alpha/x/gallery/public")
    page.wait_for_load_state("networkidle")
    assert len(sizes) <= 6
    assert 5_000 < sum(sizes) < 60_000


def test_titles_of_public_pages_say_nothing(site: Site) -> None:
    assert site.open("/alpha/x/gallery/public", member=False, language="en").title() == "Alpha school"
