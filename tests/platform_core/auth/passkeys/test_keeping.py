"""Adding and removing passkeys: proved again, with recovery codes, and never the last factor of a duty."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from platform_core.auth import passkeys
from platform_core.auth.accounts import account_by_id
from platform_core.auth.factors import factors_of
from platform_core.auth.faults import PasskeyRefused, ProofStale, SignInRefused
from platform_core.auth.kit import current_kit, install_kit
from platform_core.auth.services import (
    Browser,
    check_second_factor,
    end_membership,
    has_fresh_proof,
    prove_by_secret,
    remove_second_factor,
)
from platform_core.auth.services.proof import FRESH_FOR
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.errors import InvalidInput, NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.testing.people import PASSWORD, make_user
from tests.platform_core.auth.conftest import Trail, list_members
from tests.platform_core.auth.passkeys.conftest import add, rows, session_of, with_passkey
from tests.platform_core.auth.passkeys.device import Device

pytestmark = pytest.mark.usefixtures("named")
BROWSER = Browser("198.51.100.7")


def test_a_passkey_is_kept_with_its_public_half_only(app: Flask, trail: Trail) -> None:
    session, device, _ = with_passkey()
    [row] = rows()
    assert (row.user_id, row.name, row.credential_id) == (session.user_id, "My phone", device.credential_id)
    assert device.key.private_numbers().private_value.to_bytes(32, "big") not in row.public_key
    assert trail()[-1] == "core.passkey_added"
    [shown] = passkeys.passkeys_of(session.user_id)
    assert (shown.name, shown.last_used_at, shown.is_synced) == ("My phone", None, False)


def test_the_first_passkey_brings_recovery_codes_and_later_ones_none(app: Flask) -> None:
    session, _, codes = with_passkey()
    assert len(codes) == 10
    _, more = add(session, Device(credential_id=b"key-0000-0000-02"), name="Key")
    assert more == []
    assert factors_of(session.user_id).passkeys == 2
    check_second_factor(account_by_id(session.user_id), codes[0])
    with pytest.raises(SignInRefused):
        check_second_factor(account_by_id(session.user_id), codes[0])


def test_a_device_is_asked_not_to_make_a_second_key(app: Flask) -> None:
    session, device, _ = with_passkey()
    asked = passkeys.ask_to_register(session)
    assert len(asked.options["excludeCredentials"]) == 1
    with pytest.raises(InvalidInput):
        passkeys.add_passkey(session, asked.handle, name="Again", answer=device.make(asked.options))
    assert len(rows()) == 1


@pytest.mark.parametrize("changes", [{"origin": "https://evil.example"}, {"challenge": "AAAA"}])
def test_a_false_key_is_not_kept(app: Flask, changes: dict[str, str]) -> None:
    session, device = session_of(make_user("staff")), Device()
    asked = passkeys.ask_to_register(session)
    with pytest.raises(PasskeyRefused):
        passkeys.add_passkey(session, asked.handle, name="x", answer=device.make(asked.options, **changes))
    assert rows() == []


def test_a_key_whose_owner_was_not_verified_is_not_kept(app: Flask) -> None:
    session, device = session_of(make_user("staff")), Device(verifies=False)
    asked = passkeys.ask_to_register(session)
    with pytest.raises(PasskeyRefused):
        passkeys.add_passkey(session, asked.handle, name="x", answer=device.make(asked.options))


def test_somebody_elses_question_adds_nothing(app: Flask) -> None:
    ours, theirs = session_of(make_user("staff")), session_of(make_user("curator"))
    asked = passkeys.ask_to_register(ours)
    with pytest.raises(PasskeyRefused):
        passkeys.add_passkey(theirs, asked.handle, name="x", answer=Device().make(asked.options))


def test_a_sign_in_of_long_ago_changes_nothing_until_it_is_proved_again(app: Flask, trail: Trail) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        session = session_of(make_user("staff"))
        clock.shift(FRESH_FOR + timedelta(seconds=1))
        with pytest.raises(ProofStale):
            passkeys.ask_to_register(session)
        with pytest.raises(ProofStale):
            passkeys.remove_passkey(session, new_id())
        with pytest.raises(InvalidInput):
            prove_by_secret(session, "wrong", browser=BROWSER)
        assert not has_fresh_proof(session)
        prove_by_secret(session, PASSWORD, browser=BROWSER)
        assert trail()[-1] == "core.identity_proved"
        add(session, Device())
        assert len(rows()) == 1


def test_whoever_has_a_second_factor_proves_by_it_and_not_by_the_password(app: Flask) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        session, device, codes = with_passkey()
        clock.shift(FRESH_FOR + timedelta(seconds=1))
        with pytest.raises(SignInRefused):
            prove_by_secret(session, PASSWORD, browser=BROWSER)
        asked = passkeys.ask_to_confirm(session)
        passkeys.check_confirmation(session, asked.handle, device.answer(asked.options))
        assert has_fresh_proof(session)
        clock.shift(FRESH_FOR + timedelta(seconds=1))
        prove_by_secret(session, codes[1], browser=BROWSER)
        assert has_fresh_proof(session)


def test_removing_the_last_passkey_takes_its_recovery_codes_along(app: Flask, trail: Trail) -> None:
    session, _, _ = with_passkey()
    other = session_of(make_user("curator"))
    [row] = rows()
    with pytest.raises(NotFound):
        passkeys.remove_passkey(other, row.id)
    passkeys.remove_passkey(session, row.id)
    assert rows() == []
    assert not factors_of(session.user_id).has_recovery
    assert trail()[-1] == "core.passkey_removed"


def test_the_last_factor_of_a_duty_stays(app: Flask) -> None:
    session, _, _ = with_passkey("auditor", branch="central")
    [row] = rows()
    with pytest.raises(InvalidInput):
        passkeys.remove_passkey(session, row.id)
    assert len(rows()) == 1
    add(session, Device(credential_id=b"key-0000-0000-02"))
    passkeys.remove_passkey(session, row.id)
    assert len(rows()) == 1


def test_an_administrator_takes_lost_passkeys_away(app: Flask, central: BranchInfo) -> None:
    session, _, _ = with_passkey()
    remove_second_factor(account_by_id(session.user_id), actor=SYSTEM_ACTOR, at=central.id)
    assert rows() == []
    assert not factors_of(session.user_id).any


def test_with_the_last_role_the_passkeys_go(app: Flask, branch_a: BranchInfo) -> None:
    with_passkey()
    [member] = list_members(branch_a.id)
    end_membership(member.id, branch=branch_a, actor=SYSTEM_ACTOR)
    assert rows() == []


@pytest.mark.parametrize(
    ("address", "works"),
    [
        ("https://qorgau.kz", True),
        ("https://qorgau.kz:8443", True),
        ("http://localhost:8000", True),
        ("http://qorgau.kz", False),
        ("http://127.0.0.1:8000", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_passkeys_are_offered_only_where_browsers_take_them(
    named: Flask, *, address: str, works: bool
) -> None:
    install_kit(named, replace(current_kit(), public_url=address))
    assert passkeys.passkeys_work_here() is works
    if not works:
        with pytest.raises(NotFound):
            passkeys.ask_to_sign_in()
