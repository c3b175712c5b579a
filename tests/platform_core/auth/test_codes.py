"""The second factor: set up, asked for, each code once, guessing slowed, lost phones."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from cryptography.fernet import InvalidToken
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from platform_core.auth.accounts import account_by_id
from platform_core.auth.codes import (
    code_at,
    enrolment_address,
    matching_step,
    new_recovery_codes,
    new_secret_key,
    recovery_hash,
    spend,
)
from platform_core.auth.faults import SignInRefused
from platform_core.auth.models import SecondFactor
from platform_core.auth.services import check_second_factor, has_second_factor, set_second_factor
from platform_core.auth.views.steps import PATIENCE
from platform_core.clock import now
from platform_core.errors import Conflict, InvalidInput, TooMany
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.testing.people import carry_ticket, make_user, open_session
from tests.platform_core.auth.conftest import Trail, sign_in_by_form, token_in

Login = Callable[..., str]
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-22 08:00+00:00", tick=False) as traveller:
        yield traveller


# --- codes themselves ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(RFC_SECRET, datetime.fromtimestamp(seconds, UTC)) == code


def test_a_code_is_good_for_its_half_minute_and_its_neighbours_and_once() -> None:
    moment = datetime(2026, 11, 22, 8, tzinfo=UTC)
    code = code_at(RFC_SECRET, moment)
    good = [n for n in range(-120, 121) if _step(code, moment + timedelta(seconds=n))]
    assert (min(good), max(good)) == (-30, 59)
    step = matching_step(RFC_SECRET, code, moment=moment, after=0)
    assert step is not None
    assert matching_step(RFC_SECRET, code, moment=moment, after=step) is None
    assert matching_step(RFC_SECRET, f" {code[:3]} {code[3:]} ", moment=moment, after=step - 1) == step


def _step(code: str, moment: datetime) -> int | None:
    return matching_step(RFC_SECRET, code, moment=moment, after=0)


@given(st.text(max_size=12))
def test_nothing_else_is_a_code(text: str) -> None:
    moment = datetime(2026, 11, 22, 8, tzinfo=UTC)
    known = {code_at(RFC_SECRET, moment + timedelta(seconds=n)) for n in (-30, 0, 30)}
    digits = "".join(character for character in text if character.isalnum())
    assert (_step(text, moment) is not None) == (digits in known)


def test_recovery_codes_are_spent_one_by_one_however_spelled() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    hashes = [recovery_hash(code) for code in codes]
    left = spend(codes[3].lower().replace("-", " "), hashes)
    assert left is not None
    assert len(left) == 9
    assert spend(codes[3], left) is None
    assert spend("", hashes) is None
    assert not any(code in "".join(hashes) for code in codes)


def test_the_app_is_given_issuer_login_and_secret() -> None:
    secret = new_secret_key()
    address = urlsplit(enrolment_address(secret, login="dana"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert "Qorgau" in address.path
    assert parse_qs(address.query)["secret"] == [secret]


# --- signing in ----------------------------------------------------------------------------------


def enrolled(role: str = "staff", branch: str = "alpha") -> tuple[str, str, list[str]]:
    """Make a user with codes; return login, secret and recovery codes, a minute later."""
    user_id = make_user(role, branch=branch)
    secret = new_secret_key()
    account = account_by_id(user_id)
    return account.login, secret, set_second_factor(account, secret, code_at(secret, now()))


def send(client: FlaskClient, code: str) -> TestResponse:
    page = client.get("/login/code")
    return client.post("/login/code", data={"csrf_token": token_in(page), "code": code})


def test_the_password_alone_opens_nothing(
    app: Flask, client: FlaskClient, clock: time_machine.Traveller, session_rows: Callable[[], int]
) -> None:
    login, secret, _ = enrolled()
    assert sign_in_by_form(client, login).location == "/login/code"
    assert client.get_cookie("qorgau") is None
    assert client.get("/account").status_code == 302
    assert session_rows() == 0
    assert send(client, "000000").status_code == 422
    clock.shift(timedelta(seconds=60))
    assert send(client, code_at(secret, now())).location == "/choose"
    assert client.get("/account").status_code == 200


def test_the_wrong_code_is_recorded_and_the_right_one_works_once(
    app: Flask, client: FlaskClient, clock: time_machine.Traveller, trail: Trail
) -> None:
    login, secret, _ = enrolled()
    clock.shift(timedelta(seconds=60))
    code = code_at(secret, now())
    sign_in_by_form(client, login)
    send(client, "000000")
    assert trail()[-1] == "core.sign_in_refused"
    assert send(client, code).status_code == 303
    assert trail()[-1] == "core.signed_in"
    again = app.test_client()
    sign_in_by_form(again, login)
    assert send(again, code).status_code == 422


def test_a_recovery_code_works_once(app: Flask, client: FlaskClient, trail: Trail) -> None:
    login, _, codes = enrolled()
    sign_in_by_form(client, login, next="/account")
    assert send(client, codes[0]).location == "/account"
    assert "core.recovery_code_used" in trail()
    again = app.test_client()
    sign_in_by_form(again, login)
    assert send(again, codes[0]).status_code == 422
    assert send(again, codes[1]).status_code == 303


def test_guessing_codes_is_slowed(app: Flask) -> None:
    login, secret, _ = enrolled()
    account = account_by_id(make_user("staff"))
    assert login == account.login
    for _ in range(5):
        with pytest.raises(SignInRefused):
            check_second_factor(account, "000000")
    with pytest.raises(TooMany) as slow:
        check_second_factor(account, code_at(secret, now() + timedelta(seconds=30)))
    assert slow.value.retry_after == 5


def test_half_signed_in_lasts_ten_minutes(
    app: Flask, client: FlaskClient, clock: time_machine.Traveller
) -> None:
    login, secret, _ = enrolled()
    sign_in_by_form(client, login)
    clock.shift(PATIENCE + timedelta(seconds=1))
    assert client.get("/login/code").location == "/login"
    sign_in_by_form(client, login)
    page = client.get("/login/code")
    clock.shift(PATIENCE + timedelta(seconds=1))
    late = client.post("/login/code", data={"csrf_token": token_in(page), "code": code_at(secret, now())})
    assert late.location == "/login"


def test_nobody_skips_the_password(app: Flask, client: FlaskClient) -> None:
    assert client.get("/login/code").location == "/login"
    form = {"csrf_token": token_in(client.get("/login")), "code": "000000"}
    assert client.post("/login/code", data=form).location == "/login"


def test_a_central_role_sets_codes_up_before_it_may_enter(
    app: Flask, client: FlaskClient, session_rows: Callable[[], int], trail: Trail
) -> None:
    user_id = make_user("wellbeing_officer", branch="central")
    login = account_by_id(user_id).login
    assert sign_in_by_form(client, login).location == "/login/code"
    page = client.get("/login/code")
    key = re.search(r"<code>([A-Z2-7 ]{39})</code>", page.text)
    assert key is not None
    secret = key[1].replace(" ", "")
    assert key[1] in client.get("/login/code").text, "the key stays while it is typed"
    assert send(client, "000000").status_code == 422
    assert session_rows() == 0
    done = send(client, code_at(secret, now()))
    assert done.status_code == 200
    assert len(re.findall(r"<code>[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}</code>", done.text)) == 10
    assert client.get("/central/").status_code == 200
    assert trail("central")[-2:] == ["core.second_factor_set", "core.signed_in"]


# --- one's own codes -----------------------------------------------------------------------------


def test_one_sets_up_renews_and_gives_up_codes(
    app: Flask, client: FlaskClient, clock: time_machine.Traveller, trail: Trail
) -> None:
    user_id = make_user("staff")
    carry_ticket(client, open_session(user_id))
    key = re.search(r"<code>([A-Z2-7 ]{39})</code>", client.get("/account/codes").text)
    assert key is not None
    secret = key[1].replace(" ", "")
    assert client.post("/account/codes", data={"code": "000000"}).status_code == 422
    assert client.post("/account/codes", data={"code": code_at(secret, now())}).status_code == 200
    assert has_second_factor(user_id)
    for path in ("renew", "give-up"):
        assert client.post(f"/account/codes/{path}", data={"code": "000000"}).status_code == 422
    clock.shift(timedelta(seconds=60))
    renewed = client.post("/account/codes/renew", data={"code": code_at(secret, now())})
    codes = re.findall(r"<code>([A-Z2-7-]{19})</code>", renewed.text)
    assert len(codes) == 10
    assert client.post("/account/codes/give-up", data={"code": codes[0]}).status_code == 303
    assert not has_second_factor(user_id)
    assert trail()[-1] == "core.second_factor_removed"


def test_a_central_role_cannot_give_its_codes_up(app: Flask, client: FlaskClient, login: Login) -> None:
    _, _, codes = enrolled("auditor", "central")
    login(client, "auditor", "central")
    assert "Give the codes up" not in client.get("/account/codes").text
    assert client.post("/account/codes/give-up", data={"code": codes[0]}).status_code == 422
    assert has_second_factor(make_user("auditor", branch="central"))


def test_codes_are_not_set_up_over_others(app: Flask) -> None:
    enrolled()
    account = account_by_id(make_user("staff"))
    secret = new_secret_key()
    with pytest.raises(InvalidInput):
        set_second_factor(account, secret, "000000")
    with pytest.raises(Conflict):
        set_second_factor(account, secret, code_at(secret, now()))


# --- lost phones and stolen rows -----------------------------------------------------------------


def test_the_centre_removes_lost_codes_but_nobody_their_own(
    app: Flask, client: FlaskClient, login: Login, trail: Trail
) -> None:
    enrolled()
    user_id = make_user("staff")
    login(client, "platform_admin", "central")
    assert client.post(f"/central/users/accounts/{user_id}/codes").status_code == 303
    assert not has_second_factor(user_id)
    assert trail("central")[-1] == "core.second_factor_removed"
    enrolled("platform_admin", "central")
    own = make_user("platform_admin", branch="central")
    assert client.post(f"/central/users/accounts/{own}/codes").status_code == 403
    assert has_second_factor(own)


def test_the_database_holds_no_secret_and_rows_cannot_be_swapped(app: Flask) -> None:
    _, secret, _ = enrolled()
    attacker = make_user("curator")
    known = new_secret_key()
    set_second_factor(account_by_id(attacker), known, code_at(known, now()))
    victim = make_user("staff")
    with as_role(Role.AUTH, write=True):
        rows = {row.user_id: row for row in db.session.scalars(select(SecondFactor))}
        assert all(secret.encode() not in row.secret for row in rows.values())
        swapped = update(SecondFactor).where(SecondFactor.user_id == victim)
        db.session.execute(swapped.values(secret=rows[attacker].secret, last_step=0))
        db.session.commit()
    with pytest.raises(InvalidToken):
        check_second_factor(account_by_id(victim), code_at(known, now()))
