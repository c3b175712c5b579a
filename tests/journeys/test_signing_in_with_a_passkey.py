"""Somebody adds a passkey on a phone and signs in with it, in Chromium with an authenticator of its own."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from platform_core.auth.kit import current_kit, install_kit
from platform_core.testing.people import PASSWORD, make_user
from platform_core.testing.world import World

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named(world: World, live: str) -> Iterator[str]:
    """The service under a name, for browsers give no passkeys to a number."""
    address = f"http://localhost:{urlsplit(live).port}"
    with world.app.app_context():
        kit = current_kit()
    install_kit(world.app, replace(kit, public_url=address))
    yield address
    install_kit(world.app, kit)


@pytest.fixture
def phone(named: str, visit: Callable[..., Any]) -> Any:
    """A phone that verifies its owner and keeps passkeys."""
    visitor = visit(phone=True)
    visitor.base = named
    tools = visitor.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    visitor.tools, visitor.authenticator = tools, made["authenticatorId"]
    return visitor


def _sign_in_by_password(phone: Any, login: str) -> None:
    phone.go("/login?lang=en")
    phone.page.fill('input[name="login"]', login)
    phone.page.fill('input[name="password"]', PASSWORD)
    phone.page.press('input[name="password"]', "Enter")
    expect(phone.page.locator('input[name="password"]')).to_have_count(0)


def _sign_out(phone: Any) -> None:
    phone.context.clear_cookies()


def _add_passkey(phone: Any, name: str) -> None:
    phone.go("/account/passkeys?lang=en")
    phone.check_accessible("no passkeys yet")
    phone.check_fits("no passkeys yet")
    phone.page.fill('input[name="name"]', name)
    phone.page.get_by_role("button", name="Add a passkey").click()
    expect(phone.page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    phone.check_accessible("recovery codes")
    phone.page.get_by_role("link", name="I have kept them").click()
    expect(phone.page.get_by_text(name, exact=True)).to_be_visible()
    phone.check_accessible("one passkey")
    phone.check_fits("one passkey")


def test_a_passkey_is_added_on_a_phone_and_signs_in(world: World, phone: Any) -> None:
    with world.app.app_context():
        make_user("staff", login="staff.alpha")
    _sign_in_by_password(phone, "staff.alpha")
    _add_passkey(phone, "My phone")
    _sign_out(phone)
    phone.go("/login?lang=en")
    button = phone.page.get_by_role("button", name="Sign in with a passkey")
    expect(button).to_be_visible()
    phone.check_accessible("sign-in page")
    phone.check_fits("sign-in page")
    button.click()
    phone.page.wait_for_url(re.compile(r"/alpha/$"))
    phone.go("/account/passkeys?lang=en")
    expect(phone.page.get_by_role("table")).not_to_contain_text("never")


def test_the_password_is_followed_by_the_passkey(world: World, phone: Any) -> None:
    with world.app.app_context():
        make_user("staff", login="staff.alpha")
    _sign_in_by_password(phone, "staff.alpha")
    _add_passkey(phone, "My phone")
    _sign_out(phone)
    _sign_in_by_password(phone, "staff.alpha")
    expect(phone.page.get_by_role("heading", name="Your second step")).to_be_visible()
    phone.check_accessible("second step")
    phone.check_fits("second step")
    phone.page.get_by_role("button", name="Use a passkey").click()
    phone.page.wait_for_url(re.compile(r"/alpha/$"))


def test_a_device_that_is_not_confirmed_says_so_and_sends_nothing(world: World, phone: Any) -> None:
    sent: list[str] = []
    phone.page.on("request", lambda asked: sent.append(f"{asked.method} {urlsplit(asked.url).path}"))
    phone.tools.send(
        "WebAuthn.setUserVerified", {"authenticatorId": phone.authenticator, "isUserVerified": False}
    )
    phone.go("/login?lang=en")
    phone.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(phone.page.locator("[data-passkey-said]")).to_contain_text("Nothing was done")
    assert "POST /login/passkey/ask" in sent
    assert "POST /login/passkey" not in sent


def test_without_script_there_is_no_button(named: str, visit: Callable[..., Any]) -> None:
    plain = visit(phone=True, java_script_enabled=False)
    plain.base = named
    plain.go("/login?lang=en")
    expect(plain.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(plain.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
