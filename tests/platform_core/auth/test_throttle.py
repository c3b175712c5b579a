"""Guessing is slowed; nobody outside can lock a user or a branch."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from platform_core.auth.models import SignInCounter
from platform_core.auth.throttle import LIMITS, address_bucket, charge, counters_of, settle
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.testing.people import make_user
from tests.platform_core.auth.conftest import sign_in_by_form

SECRET = b"s" * 32
OUTSIDE, SCHOOL = "203.0.113.5", "198.51.100.7"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-22 08:00+00:00", tick=False) as traveller:
        yield traveller


def attempt(login: str, bucket: str, device: str | None = None, *, succeeds: bool = False) -> int:
    """Charge one attempt; return the seconds to wait."""
    counters = counters_of(login=login, bucket=bucket, device=device, secret=SECRET)
    with as_role(Role.AUTH, write=True):
        wait = charge(counters)
        if succeeds and not wait:
            settle(counters)
        db.session.commit()
    return wait


def fail_until_slowed(login: str, bucket: str, device: str | None = None) -> int:
    for _ in range(200):
        if wait := attempt(login, bucket, device):
            return wait
    raise AssertionError("never slowed")


def test_guessing_at_one_login_is_slowed_ever_more(app: Flask, clock: time_machine.Traveller) -> None:
    waits = []
    for _ in range(12):
        waits.append(fail_until_slowed("staff.alpha", OUTSIDE))
        clock.shift(timedelta(seconds=waits[-1]))
    assert waits[:4] == [2, 4, 8, 16]
    assert waits == sorted(waits)
    assert waits[-1] == LIMITS["pair"].longest


def test_asking_while_waiting_does_not_lengthen_the_wait(app: Flask, clock: time_machine.Traveller) -> None:
    first = fail_until_slowed("staff.alpha", OUTSIDE)
    for _ in range(50):
        assert attempt("staff.alpha", OUTSIDE) == first
    clock.shift(timedelta(seconds=first))
    assert attempt("staff.alpha", OUTSIDE) == 0


def test_an_outsider_cannot_lock_a_user_out(app: Flask) -> None:
    for n in range(60):
        fail_until_slowed("staff.alpha", f"203.0.113.{n}")
    assert attempt("staff.alpha", SCHOOL, succeeds=True) == 0, "from the school nothing is slowed"
    assert attempt("staff.alpha", "203.0.113.1", device="known device", succeeds=True) == 0, (
        "nor on a known device, even in the attacker's own network"
    )


def test_an_outsider_cannot_slow_a_branch(app: Flask) -> None:
    for n in range(100):
        attempt(f"user{n}.alpha", OUTSIDE)
    assert attempt("user1.alpha", OUTSIDE) > 0
    assert all(attempt(f"user{n}.alpha", SCHOOL, succeeds=True) == 0 for n in range(100))


def test_many_logins_from_one_network_slow_that_network_for_a_minute_at_most(
    app: Flask, clock: time_machine.Traveller
) -> None:
    waits = [attempt(f"user{n}", OUTSIDE) for n in range(500)]
    assert max(waits) <= LIMITS["bucket"].longest == 60
    clock.shift(LIMITS["bucket"].forgotten_after + timedelta(seconds=61))
    assert attempt("somebody", OUTSIDE) == 0


def test_a_school_that_signs_in_well_is_never_slowed(app: Flask) -> None:
    assert all(attempt(f"user{n}.alpha", SCHOOL, succeeds=True) == 0 for n in range(300))


def test_ones_own_success_does_not_clear_the_network(app: Flask) -> None:
    for n in range(LIMITS["bucket"].free - 1):
        assert attempt(f"user{n}", OUTSIDE) == 0
        assert attempt("attacker", OUTSIDE, succeeds=True) == 0
    assert attempt("one more", OUTSIDE) == 0
    assert attempt("one more", OUTSIDE) > 0


def test_a_stolen_device_has_a_counter_of_its_own(app: Flask) -> None:
    assert fail_until_slowed("staff.alpha", OUTSIDE, device="stolen") > 0
    assert attempt("staff.alpha", OUTSIDE, device="another") == 0


def test_success_starts_the_login_anew(app: Flask) -> None:
    for _ in range(3):
        for _ in range(LIMITS["pair"].free - 1):
            assert attempt("staff.alpha", SCHOOL) == 0
        assert attempt("staff.alpha", SCHOOL, succeeds=True) == 0


def test_old_counters_are_forgotten_and_hold_no_text(app: Flask, clock: time_machine.Traveller) -> None:
    attempt("staff.alpha", OUTSIDE)
    with as_role(Role.AUTH):
        keys = list(db.session.scalars(select(SignInCounter.key)))
    assert all(len(key) == 32 and b"staff" not in key and b"203" not in key for key in keys)
    clock.shift(timedelta(days=1))
    attempt("curator.alpha", SCHOOL)
    with as_role(Role.AUTH):
        assert db.session.scalar(select(func.count()).select_from(SignInCounter)) == 2


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(sorted(LIMITS)))
def test_delays_never_fall_and_are_capped(failures: int, kind: str) -> None:
    limit = LIMITS[kind]
    assert limit.delay(failures) <= limit.delay(failures + 1) <= limit.longest
    assert (limit.delay(failures) == 0) == (failures < limit.free)


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        (None, "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_an_address_belongs_to_a_bucket(address: str | None, bucket: str) -> None:
    assert address_bucket(address) == bucket


def test_the_page_says_how_long_to_wait_and_the_known_device_still_gets_in(
    app: Flask, client: FlaskClient
) -> None:
    make_user("staff")
    assert sign_in_by_form(client, "staff.alpha", address=SCHOOL).status_code == 303
    client.delete_cookie("qorgau")
    attacker = app.test_client()
    for _ in range(LIMITS["pair"].free):
        assert sign_in_by_form(attacker, "staff.alpha", "wrong", address=SCHOOL).status_code == 422
    slowed = sign_in_by_form(attacker, "staff.alpha", "wrong", address=SCHOOL)
    assert slowed.status_code == 429
    assert slowed.headers["Retry-After"] == "2"
    assert "Try again in 2 seconds." in slowed.text
    device = client.get_cookie("qorgau-device")
    assert device is not None
    assert sign_in_by_form(client, "staff.alpha", address=SCHOOL).status_code == 303
    attacker.set_cookie("qorgau-device", device.value + "x")
    assert sign_in_by_form(attacker, "staff.alpha", address=SCHOOL).status_code == 429
    make_user("curator")
    attacker.set_cookie("qorgau-device", device.value)
    for _ in range(LIMITS["pair"].free):
        sign_in_by_form(attacker, "curator.alpha", "wrong", address="203.0.113.77")
    refused = sign_in_by_form(attacker, "curator.alpha", address="203.0.113.77")
    assert refused.status_code == 429, "a device cookie is good for its own login only"


def test_an_unknown_login_is_slowed_like_a_known_one(app: Flask, client: FlaskClient) -> None:
    make_user("staff")
    answers = {}
    for login, address in (("staff.alpha", "203.0.113.1"), ("nobody.at.all", "203.0.113.2")):
        answers[login] = [
            sign_in_by_form(client, login, "wrong", address=address).status_code for _ in range(8)
        ]
    assert answers["staff.alpha"] == answers["nobody.at.all"]
    assert 429 in answers["staff.alpha"]
