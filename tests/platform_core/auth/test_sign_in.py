"""Signing in and out: what is given, what is refused, what is recorded."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.auth.accounts import account_by_login
from platform_core.auth.kit import current_kit
from platform_core.auth.models import BrowserSession
from platform_core.auth.secrets import hash_of, new_secret
from platform_core.auth.services import close_account, create_user
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.testing.people import PASSWORD, make_user, open_session
from tests.platform_core.auth.conftest import Trail, sign_in_by_form, token_in


def tickets() -> list[tuple[bytes, bool]]:
    with as_role(Role.AUTH):
        rows = db.session.execute(select(BrowserSession.ticket_hash, BrowserSession.revoked_at)).all()
    return [(row.ticket_hash, row.revoked_at is None) for row in rows]


def test_a_right_password_gives_a_ticket_kept_as_a_hash(
    app: Flask, client: FlaskClient, trail: Trail
) -> None:
    make_user("staff")
    response = sign_in_by_form(client, "  Staff.ALPHA ")
    assert response.status_code == 303
    assert response.location == "/choose"
    cookie = client.get_cookie("qorgau")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.max_age is None, "the cookie ends with the browser"
    assert tickets() == [(hash_of(cookie.value), True)]
    assert trail()[-1] == "core.signed_in"


@pytest.mark.parametrize("login", ["staff.alpha", "nobody.at.all", "closed.alpha", "invited.alpha"])
def test_every_refusal_reads_and_costs_the_same(
    app: Flask, client: FlaskClient, branch_a: BranchInfo, login: str
) -> None:
    make_user("staff")
    closed = make_user("staff", login="closed.alpha")
    close_account(closed, branch=branch_a, actor=SYSTEM_ACTOR)
    create_user("invited.alpha", name="X", branch=branch_a, roles=["staff"], actor=SYSTEM_ACTOR)
    password = PASSWORD if login == "closed.alpha" else "not this password"
    with patch.object(PasswordHasher, "verify", autospec=True, side_effect=PasswordHasher.verify) as verify:
        response = sign_in_by_form(client, login, password)
    assert verify.call_count == 1
    assert response.status_code == 422
    reasons = response.text.count("q-error-summary")
    assert reasons == 1
    assert "The login or the password is not right." in response.text
    assert tickets() == []
    assert "not this password" not in response.text


def test_a_refusal_of_somebody_known_is_recorded_and_a_strangers_is_not(
    app: Flask, client: FlaskClient, trail: Trail
) -> None:
    make_user("staff")
    before = {branch: len(trail(branch)) for branch in ("alpha", "beta", "central")}
    sign_in_by_form(client, "staff.alpha", "wrong")
    assert trail()[-1] == "core.sign_in_refused"
    sign_in_by_form(client, "nobody.at.all", "wrong")
    after = {branch: len(trail(branch)) for branch in ("alpha", "beta", "central")}
    assert after == {**before, "alpha": before["alpha"] + 1}


def test_missing_answers_are_named(app: Flask, client: FlaskClient) -> None:
    response = client.post("/login", data={"csrf_token": token_in(client.get("/login")), "login": "x"})
    assert response.status_code == 422
    assert 'href="#f-password"' in response.text


def test_a_ticket_planted_before_signing_in_is_worth_nothing(app: Flask, client: FlaskClient) -> None:
    make_user("staff")
    planted = new_secret()
    client.set_cookie("qorgau", planted)
    sign_in_by_form(client, "staff.alpha")
    cookie = client.get_cookie("qorgau")
    assert cookie is not None
    assert cookie.value != planted
    assert [known for known, _ in tickets()] == [hash_of(cookie.value)]


def test_signing_in_again_ends_the_session_the_browser_came_with(app: Flask, client: FlaskClient) -> None:
    user_id = make_user("staff")
    make_user("curator")
    old = open_session(user_id)
    token = token_in(client.get("/login"))
    notes = client.get_cookie("qorgau-form")
    assert notes is not None
    client.set_cookie("qorgau", old)
    page = client.get("/account")
    form = {"login": "curator.alpha", "password": PASSWORD, "csrf_token": token_in(page)}
    assert token != form["csrf_token"]
    assert client.post("/login", data=form).status_code == 303
    assert (hash_of(old), False) in tickets()


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/account", "/account"),
        ("/alpha/users?sort=name", "/alpha/users?sort=name"),
        ("//evil.example/x", "/choose"),
        ("/\\evil.example", "/choose"),
        ("/\t/evil.example", "/choose"),
        ("https://evil.example/", "/choose"),
        ("javascript:alert(1)", "/choose"),
    ],
)
def test_one_goes_on_to_our_own_pages_only(
    app: Flask, client: FlaskClient, target: str, location: str
) -> None:
    make_user("staff")
    assert sign_in_by_form(client, "staff.alpha", next=target).location == location


def test_a_hash_of_old_costs_is_renewed(app: Flask, client: FlaskClient) -> None:
    make_user("staff")
    kit = current_kit()
    before = account_by_login("staff.alpha")
    assert before is not None
    with patch.object(PasswordHasher, "check_needs_rehash", autospec=True, return_value=True):
        sign_in_by_form(client, "staff.alpha")
    after = account_by_login("staff.alpha")
    assert after is not None
    assert after.password_hash != before.password_hash
    assert kit.passwords.is_right(PASSWORD, after.password_hash)


def test_signing_out_ends_the_session_and_is_only_posted(
    app: Flask, client: FlaskClient, trail: Trail, login: Callable[..., str]
) -> None:
    login(client, "staff", "alpha")
    client.get("/logout", follow_redirects=True)
    assert [alive for _, alive in tickets()] == [True], "a link or an image cannot sign anybody out"
    response = client.post("/logout")
    assert (response.status_code, response.location) == (303, "/login")
    assert [alive for _, alive in tickets()] == [False]
    assert client.get_cookie("qorgau") is None
    assert trail()[-1] == "core.signed_out"
    assert client.get("/account").status_code == 302


def test_who_works_in_several_places_chooses(
    app: Flask, client: FlaskClient, login: Callable[..., str], branch_b: BranchInfo
) -> None:
    from platform_core.auth.services import give_roles

    name = login(client, "staff", "alpha")
    assert client.get("/choose").location == "/alpha/"
    give_roles(name, name="Same", roles=["curator"], branch=branch_b, actor=SYSTEM_ACTOR)
    page = client.get("/choose")
    assert page.status_code == 200
    assert "Alpha school" in page.text
    assert "Beta school" in page.text
    assert client.post("/choose", data={"code": "beta"}).location == "/beta/"
    assert client.post("/choose", data={"code": "central"}).status_code == 404
    assert client.post("/choose", data={"code": "nowhere"}).status_code == 404
