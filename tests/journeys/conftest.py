"""A live server with its worker over a fresh world, and browsers that people of any role use."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from waitress.server import create_server

from platform_core.auth.kit import current_kit
from platform_core.jobs.worker import start_embedded
from platform_core.testing.browser import launch_arguments
from platform_core.testing.people import PASSWORD, make_user, open_session
from platform_core.testing.world import World

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    browser = playwright.chromium.launch(**launch_arguments())
    yield browser
    browser.close()


@pytest.fixture
def live(world: World) -> Iterator[str]:
    """The address of a running service."""
    server = create_server(world.app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    worker = start_embedded(world.app)
    yield f"http://127.0.0.1:{server.effective_port}"
    if worker is not None:
        worker.stop()
    server.close()
    server.task_dispatcher.shutdown()


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", self._note)

    def _note(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(message.text)

    def go(self, path: str) -> int:
        """Open a page and return its status."""
        response = self.page.goto(self.base + path)
        assert response is not None
        return response.status

    def press(self, value: str) -> None:
        """Press the visible button of a value, as wizards have them."""
        self.page.locator(f'button[name="go"][value="{value}"]:not([aria-hidden="true"])').first.click()

    def check_accessible(self, where: str) -> None:
        """Find no violation of accessibility on the page at hand."""
        self.page.wait_for_load_state()
        found = Axe().run(self.page, options={"resultTypes": ["violations"]})
        told = [
            (one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found.response["violations"]
        ]
        assert not told, (where, told)

    def check_fits(self, where: str) -> None:
        """Find nothing wider than the window."""
        self.page.wait_for_load_state()
        # through a locator: between two documents there is none for a moment
        wide = self.page.locator("html").evaluate("page => page.scrollWidth - window.innerWidth")
        assert wide <= 0, (where, wide)


@pytest.fixture
def visit(chromium: Browser, live: str) -> Iterator[Callable[..., Visitor]]:
    """Open a browser: `visit()`, `visit(phone=True)`; scripts must not fail in any."""
    opened: list[Visitor] = []

    def open_browser(*, phone: bool = False, **options: Any) -> Visitor:
        context = chromium.new_context(viewport=PHONE if phone else DESK, **options)
        opened.append(Visitor(context, live))
        return opened[-1]

    yield open_browser
    for visitor in opened:
        visitor.context.close()
    assert [visitor.faults for visitor in opened if visitor.faults] == []


@pytest.fixture
def member(world: World, visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Sign somebody of a role in through the page: `member("sss_head")`, `member("auditor", "central")`."""

    def sign_in(role: str, branch: str = "alpha", **options: Any) -> Visitor:
        login = f"{role.replace('_', '-')}.{branch}"
        with world.app.app_context():
            user_id = make_user(role, branch=branch, login=login)
            ticket = open_session(user_id) if branch == "central" else None
            cookie = current_kit().sessions.cookie_name()
        visitor = visit(**options)
        if ticket is not None:  # central roles owe a second factor; that has tests of its own
            visitor.context.add_cookies([{"name": cookie, "value": ticket, "url": visitor.base}])
            return visitor
        visitor.go("/login?lang=en")
        visitor.page.fill('input[name="login"]', login)
        visitor.page.fill('input[name="password"]', PASSWORD)
        visitor.page.press('input[name="password"]', "Enter")
        expect(visitor.page.locator('input[name="password"]')).to_have_count(0)
        return visitor

    return sign_in
