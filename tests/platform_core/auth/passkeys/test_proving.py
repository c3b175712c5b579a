"""Passkeys: what a genuine answer opens, and every way in which one may be false."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from platform_core.auth import passkeys
from platform_core.auth.accounts import account_by_id
from platform_core.auth.ceremonies import PATIENCE
from platform_core.auth.faults import PasskeyRefused
from platform_core.auth.services import Browser, close_account
from platform_core.auth.throttle import LIMITS
from platform_core.clock import now
from platform_core.errors import TooMany
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from tests.platform_core.auth.conftest import Trail
from tests.platform_core.auth.passkeys.conftest import rows, with_passkey
from tests.platform_core.auth.passkeys.device import Device

pytestmark = pytest.mark.usefixtures("named")
BROWSER = Browser("198.51.100.7")


def sign_in(device: Device, **changes: object) -> object:
    asked = passkeys.ask_to_sign_in()
    answer = device.answer({**asked.options, **changes}, **changes)
    return passkeys.sign_in_with_passkey(asked.handle, answer, browser=BROWSER)


def test_a_passkey_alone_opens_the_account_it_was_added_to(app: Flask) -> None:
    session, device, _ = with_passkey()
    asked = passkeys.ask_to_sign_in()
    assert asked.options["allowCredentials"] == []
    assert asked.options["userVerification"] == "required"
    assert asked.options["rpId"] == "qorgau.test"
    account = passkeys.sign_in_with_passkey(asked.handle, device.answer(asked.options), browser=BROWSER)
    assert account.id == session.user_id
    [row] = rows()
    assert (row.sign_count, row.suspended_at) == (1, None)
    assert row.last_used_at is not None


TAMPERED: dict[str, Callable[[Device], dict[str, object]]] = {
    "another origin": lambda _: {"origin": "https://qorgau.test.evil.example"},
    "plain http": lambda _: {"origin": "http://qorgau.test"},
    "a challenge of its own": lambda _: {"challenge": "AAAA"},
    "another user": lambda _: {"user_handle": b"0" * 16},
    "another host": lambda device: setattr(device, "host", "evil.example") or {},
    "no finger shown": lambda device: setattr(device, "verifies", False) or {},
    "another key": lambda device: setattr(device, "key", Device().key) or {},
    "an unknown key": lambda device: setattr(device, "credential_id", b"unknown-key-0001") or {},
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_a_false_answer_is_refused(app: Flask, kind: str) -> None:
    _, device, _ = with_passkey()
    changes = TAMPERED[kind](device)
    with pytest.raises(PasskeyRefused):
        sign_in(device, **changes)
    [row] = rows()
    assert row.last_used_at is None


def test_an_answer_counts_once(app: Flask) -> None:
    _, device, _ = with_passkey()
    asked = passkeys.ask_to_sign_in()
    answer = device.answer(asked.options)
    passkeys.sign_in_with_passkey(asked.handle, answer, browser=BROWSER)
    with pytest.raises(PasskeyRefused):
        passkeys.sign_in_with_passkey(asked.handle, answer, browser=BROWSER)


def test_an_answer_to_another_browsers_question_is_refused(app: Flask) -> None:
    _, device, _ = with_passkey()
    theirs, ours = passkeys.ask_to_sign_in(), passkeys.ask_to_sign_in()
    with pytest.raises(PasskeyRefused):
        passkeys.sign_in_with_passkey(ours.handle, device.answer(theirs.options), browser=BROWSER)
    with pytest.raises(PasskeyRefused):
        passkeys.sign_in_with_passkey(None, device.answer(ours.options), browser=BROWSER)


def test_a_question_is_forgotten_after_minutes(app: Flask) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        _, device, _ = with_passkey()
        asked = passkeys.ask_to_sign_in()
        clock.shift(PATIENCE + timedelta(seconds=1))
        with pytest.raises(PasskeyRefused):
            passkeys.sign_in_with_passkey(asked.handle, device.answer(asked.options), browser=BROWSER)


def test_a_question_of_one_kind_takes_no_answer_of_another(app: Flask) -> None:
    session, device, _ = with_passkey()
    account = account_by_id(session.user_id)
    asked = passkeys.ask_to_sign_in()
    with pytest.raises(PasskeyRefused):
        passkeys.check_after_password(account, asked.handle, device.answer(asked.options))


def test_a_count_that_goes_back_suspends_the_passkey(app: Flask, trail: Trail) -> None:
    _, device, _ = with_passkey()
    sign_in(device)
    sign_in(device)
    device.count = 0  # a copy made before both
    with pytest.raises(PasskeyRefused):
        sign_in(device)
    assert trail()[-1] == "core.passkey_suspended"
    [row] = rows()
    assert row.suspended_at is not None
    assert row.sign_count == 2
    device.count = 7  # the right device, too, has to be added anew
    with pytest.raises(PasskeyRefused):
        sign_in(device)
    assert trail()[-1] == "core.sign_in_refused"


def test_devices_that_do_not_count_are_taken(app: Flask) -> None:
    session, device, _ = with_passkey(counts=False)
    for _ in range(2):
        assert sign_in(device) == account_by_id(session.user_id)


def test_after_the_password_only_ones_own_passkey_will_do(app: Flask, trail: Trail) -> None:
    ours, device, _ = with_passkey()
    theirs, other, _ = with_passkey("curator", credential_id=b"key-0000-0000-02")
    account = account_by_id(ours.user_id)
    asked = passkeys.ask_after_password(account)
    assert len(asked.options["allowCredentials"]) == 1
    with pytest.raises(PasskeyRefused):
        passkeys.check_after_password(account, asked.handle, other.answer(asked.options))
    asked = passkeys.ask_after_password(account)
    with pytest.raises(PasskeyRefused):
        passkeys.check_after_password(
            account_by_id(theirs.user_id), asked.handle, other.answer(asked.options)
        )
    asked = passkeys.ask_after_password(account)
    passkeys.check_after_password(account, asked.handle, device.answer(asked.options))
    assert trail()[-1] == "core.sign_in_refused"


def test_a_closed_account_stays_closed(app: Flask, branch_a: BranchInfo, trail: Trail) -> None:
    session, device, _ = with_passkey()
    close_account(session.user_id, branch=branch_a, actor=SYSTEM_ACTOR)
    with pytest.raises(PasskeyRefused):
        sign_in(device)
    assert trail()[-1] == "core.sign_in_refused"


def test_guessing_is_slowed_as_with_passwords(app: Flask) -> None:
    with time_machine.travel(now(), tick=False):
        for _ in range(LIMITS["bucket"].free):
            with pytest.raises(PasskeyRefused):
                passkeys.sign_in_with_passkey(None, "{}", browser=BROWSER)
        with pytest.raises(TooMany):
            passkeys.sign_in_with_passkey(None, "{}", browser=BROWSER)


@pytest.mark.parametrize("answer", ["", "{", "[]", "null", '{"id": 1}', "x" * 20_000])
def test_garbage_is_refused(app: Flask, answer: str) -> None:
    asked = passkeys.ask_to_sign_in()
    with pytest.raises(PasskeyRefused):
        passkeys.sign_in_with_passkey(asked.handle, answer, browser=BROWSER)
