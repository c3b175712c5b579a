"""The pages of passkeys: sign in, the second step, one's own list, proving again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.auth.models import Ceremony
from platform_core.auth.services.proof import FRESH_FOR
from platform_core.auth.sso.providers import add_provider, set_branch_way
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.testing.people import PASSWORD, carry_ticket, open_session
from tests.platform_core.auth.conftest import Trail, sign_in_by_form, token_in
from tests.platform_core.auth.passkeys.conftest import rows, with_passkey
from tests.platform_core.auth.passkeys.device import Device
from tests.platform_core.auth.sso.conftest import details

pytestmark = pytest.mark.usefixtures("named")
CURATOR = "curator.alpha"


def use(client: FlaskClient, path: str, device: Device, *, at: str = "/login", **more: str) -> Any:
    """Ask and answer as the page's script does."""
    token = token_in(client.get(at))
    asked = client.post(f"{path}/ask", headers={"X-CSRFToken": token})
    assert asked.status_code == 200, asked.text
    form = {"csrf_token": token, "answer": device.answer(asked.json), **more}
    return client.post(f"{path}?lang=en", data=form)


def test_somebody_signs_in_without_a_password(app: Flask, client: FlaskClient, trail: Trail) -> None:
    _, device, _ = with_passkey()
    assert use(client, "/login/passkey", device, next="/account").location == "/account"
    assert client.get("/account").status_code == 200
    assert trail()[-1] == "core.signed_in"


def test_a_central_role_needs_no_code_after_a_passkey(app: Flask, client: FlaskClient) -> None:
    _, device, _ = with_passkey("auditor", branch="central")
    assert use(client, "/login/passkey", device).location == "/choose"


def test_a_refusal_shows_the_page_again(app: Flask, client: FlaskClient) -> None:
    with_passkey()
    answer = use(client, "/login/passkey", Device(credential_id=b"unknown-key-0001"))
    assert answer.status_code == 422
    assert "This passkey was not accepted" in answer.text
    assert client.get("/account").status_code == 302


def test_a_question_needs_the_pages_token(app: Flask, client: FlaskClient) -> None:
    assert client.post("/login/passkey/ask").status_code == 400
    with as_role(Role.AUTH):
        assert db.session.scalars(select(Ceremony.id)).all() == []


def test_after_the_password_a_passkey_or_a_recovery_code_is_asked(app: Flask, client: FlaskClient) -> None:
    _, device, codes = with_passkey("curator")
    assert sign_in_by_form(client, CURATOR).location == "/login/code"
    page = client.get("/login/code?lang=en").text
    assert "data-passkey-ask" in page
    assert "Recovery code" in page
    assert client.get("/account").status_code == 302
    assert use(client, "/login/code/passkey", device, at="/login/code").location == "/choose"
    other = app.test_client()
    sign_in_by_form(other, CURATOR)
    token = token_in(other.get("/login/code"))
    wrong = other.post("/login/code", data={"csrf_token": token, "code": "000000"})
    assert wrong.status_code == 422
    right = other.post("/login/code", data={"csrf_token": token, "code": codes[0]})
    assert right.location == "/choose"


def test_the_second_step_is_nobodys_before_the_password(app: Flask, client: FlaskClient) -> None:
    with_passkey()
    token = token_in(client.get("/login"))
    assert client.post("/login/code/passkey/ask", headers={"X-CSRFToken": token}).status_code == 404
    answer = client.post("/login/code/passkey", data={"csrf_token": token, "answer": "{}"})
    assert answer.location == "/login"


def test_a_branch_that_requires_a_provider_refuses_passkeys_too(
    app: Flask, client: FlaskClient, branch_a: BranchInfo, central: BranchInfo
) -> None:
    _, device, _ = with_passkey()
    made = add_provider("school", details(), branch=central, actor=SYSTEM_ACTOR)
    set_branch_way(branch_a, made, is_required=True, actor=SYSTEM_ACTOR)
    answer = use(client, "/login/passkey", device)
    assert answer.status_code == 403
    assert "Your branch signs in with School ID" in answer.text


@pytest.fixture
def mine(app: Flask, client: FlaskClient, login: Callable[..., str]) -> FlaskClient:
    """A client of somebody signed in just now."""
    login(client, "staff", "alpha")
    return client


def add_by_page(client: FlaskClient, device: Device, name: str = "My phone") -> Any:
    asked = client.post("/account/passkeys/ask")
    assert asked.status_code == 200, asked.text
    return client.post("/account/passkeys?lang=en", data={"name": name, "answer": device.make(asked.json)})


def test_one_adds_names_and_removes_a_passkey(app: Flask, mine: FlaskClient) -> None:
    assert "No passkeys yet" in mine.get("/account/passkeys?lang=en").text
    first = add_by_page(mine, Device(), "Old phone")
    assert "Keep these recovery codes" in first.text
    second = add_by_page(mine, Device(credential_id=b"key-0000-0000-02"), "Security key")
    assert second.location == "/account/passkeys"
    page = mine.get("/account/passkeys?lang=en").text
    assert "Old phone" in page
    assert "Security key" in page
    [phone, _key] = rows()
    assert mine.post(f"/account/passkeys/{phone.id}/remove").location == "/account/passkeys"
    assert "Old phone" not in mine.get("/account/passkeys").text


def test_a_name_is_asked_and_an_answer_used_once(app: Flask, mine: FlaskClient) -> None:
    device, asked = Device(), mine.post("/account/passkeys/ask").json
    nameless = mine.post("/account/passkeys?lang=en", data={"answer": device.make(asked)})
    assert nameless.status_code == 422
    again = mine.post("/account/passkeys?lang=en", data={"name": "x", "answer": device.make(asked)})
    assert again.status_code == 422
    assert "did not make a passkey" in again.text
    assert rows() == []


def test_one_confirms_who_one_is_after_a_while(app: Flask, mine: FlaskClient) -> None:
    with time_machine.travel(now() + FRESH_FOR + timedelta(minutes=1), tick=False):
        assert "Confirm that it is me" in mine.get("/account/passkeys?lang=en").text
        assert mine.post("/account/passkeys/ask").status_code == 403
        answer = mine.post("/account/passkeys", data={"name": "x", "answer": "{}"})
        assert answer.location == "/account/confirm?next=/account/passkeys"
        wrong = mine.post("/account/confirm?lang=en", data={"secret": "wrong"})
        assert wrong.status_code == 422
        assert "This is not your password." in wrong.text
        right = mine.post("/account/confirm", data={"secret": PASSWORD, "next": "/account/passkeys"})
        assert right.location == "/account/passkeys"
        assert mine.get("/account/confirm").location == "/account"
        assert "Keep these recovery codes" in add_by_page(mine, Device()).text


def test_one_confirms_by_passkey(app: Flask, client: FlaskClient) -> None:
    session, device, _ = with_passkey()
    carry_ticket(client, open_session(session.user_id))
    with time_machine.travel(now() + FRESH_FOR + timedelta(minutes=1), tick=False):
        path = "/account/confirm/passkey"
        refused = client.post(path, data={"answer": "{}"})
        assert refused.status_code == 422
        asked = client.post(f"{path}/ask").json
        done = client.post(path, data={"answer": device.answer(asked), "next": "//evil.example"})
        assert done.location == "/account"
        assert client.get("/account/confirm").location == "/account"


def test_nobody_removes_somebody_elses_passkey(app: Flask, mine: FlaskClient) -> None:
    with_passkey("curator")
    [row] = rows()
    assert mine.post(f"/account/passkeys/{row.id}/remove").status_code == 404
    assert len(rows()) == 1


def test_codes_too_are_set_up_only_by_who_has_just_proved_who_they_are(app: Flask, mine: FlaskClient) -> None:
    assert mine.get("/account/codes").status_code == 200
    with time_machine.travel(now() + FRESH_FOR + timedelta(minutes=1), tick=False):
        for answer in (mine.get("/account/codes"), mine.post("/account/codes", data={"code": "000000"})):
            assert answer.location == "/account/confirm?next=/account/codes"


def test_a_suspended_passkey_does_not_leave_the_password_alone(app: Flask, client: FlaskClient) -> None:
    _, device, codes = with_passkey("curator")
    use(client, "/login/passkey", device)
    device.count = 0
    assert use(app.test_client(), "/login/passkey", device).status_code == 422
    other = app.test_client()
    assert sign_in_by_form(other, CURATOR).location == "/login/code"
    page = other.get("/login/code?lang=en")
    assert "data-passkey-ask" not in page.text
    answer = other.post("/login/code", data={"csrf_token": token_in(page), "code": codes[0]})
    assert answer.location == "/choose"
    assert "A passkey was suspended" in other.get("/account/passkeys?lang=en").text
