"""Rows of the invitation in a real browser: whom one finds in a row stands in that row, on a phone too."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.people.services import add_person
from platform_core.testing.browser import launch_arguments
from platform_core.testing.people import make_user, open_session


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_arguments()


@pytest.fixture
def page(app: Flask, browser: Browser, branch_a: BranchInfo) -> Iterator[Page]:
    with in_branch(branch_a.id, write=True):
        add_person({"kind": "guardian", "family_name": "Әбенова", "given_name": "Гүлнұр"})
        db.session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(locale="en", viewport={"width": 390, "height": 844})
    name = app.extensions["qorgau_auth"].sessions.cookie_name()
    context.add_cookies(
        [
            {"name": "qorgau_lang", "value": "en", "url": address},
            {"name": name, "value": open_session(make_user("branch_head")), "url": address},
        ]
    )
    opened = context.new_page()
    opened.goto(f"{address}/alpha/visitors/invites/new")
    yield opened
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_person_found_in_a_row_stands_in_that_row(page: Page) -> None:
    page.get_by_label("Family name").first.fill("Серік")
    page.get_by_role("button", name="More people").click()
    rows = page.locator(".q-row")
    expect(rows).to_have_count(4)
    page.wait_for_load_state()  # the search is a script's
    second = rows.nth(1)
    second.locator("summary").click()
    second.get_by_role("searchbox").fill("Әбен")
    expect(second.get_by_role("radio")).to_have_count(1)
    expect(page.locator(".q-row input[type=radio]")).to_have_count(1)
    second.get_by_role("radio").check()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found] == []
    page.get_by_role("button", name="More people").click()
    expect(page.locator(".q-row").nth(1).get_by_role("radio")).to_be_checked()
