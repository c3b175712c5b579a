"""Sessions: who is signed in, for how long, and what a browser is given to keep."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.auth.identity import identify
from platform_core.auth.kit import make_kit
from platform_core.auth.models import BrowserSession
from platform_core.auth.queries import open_sessions
from platform_core.auth.secrets import new_secret
from platform_core.auth.services import close_account, end_membership
from platform_core.auth.sessions import NOTES_LIFETIME, TicketSessions
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.testing.people import PASSWORD, carry_ticket, make_user, open_session
from platform_core.testing.statements import counted_statements
from platform_core.testing.world import world_settings
from tests.platform_core.auth.conftest import Trail, list_members, token_in

Login = Callable[..., str]


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_a_visitor_leaves_no_row_and_gets_no_cookie(
    app: Flask, client: FlaskClient, session_rows: Callable[[], int]
) -> None:
    for path in ("/alpha/users", "/account", "/nowhere/at/all", "/choose"):
        response = client.get(path)
        assert response.status_code in {302, 404}
        assert "Set-Cookie" not in response.headers
    assert session_rows() == 0


def test_a_form_gives_a_visitor_one_sealed_cookie_and_still_no_row(
    app: Flask, client: FlaskClient, session_rows: Callable[[], int]
) -> None:
    response = client.get("/login")
    assert [line.split("=")[0] for line in response.headers.getlist("Set-Cookie")] == ["qorgau-form"]
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "Set-Cookie" not in client.get("/login").headers, "the second form uses the same secret"
    assert session_rows() == 0


@pytest.mark.parametrize("path", ["/login", "/account/password", "/logout", "/alpha/users/new"])
def test_a_post_without_the_token_is_refused(
    app: Flask, client: FlaskClient, login: Login, session_rows: Callable[[], int], path: str
) -> None:
    login(client, "branch_admin", "alpha")
    client.environ_base.pop("HTTP_X_CSRFTOKEN")
    assert client.post(path, data={"login": "x", "password": "y"}).status_code == 400
    assert client.post(path, data={"csrf_token": "forged"}).status_code == 400
    assert session_rows() == 1
    assert is_signed_in(client)


def test_a_token_of_one_session_is_not_good_in_another(app: Flask, client: FlaskClient, login: Login) -> None:
    login(client, "staff", "alpha")
    theirs = client.environ_base["HTTP_X_CSRFTOKEN"]
    other = app.test_client()
    login(other, "curator", "alpha")
    other.environ_base["HTTP_X_CSRFTOKEN"] = theirs
    assert other.post("/logout").status_code == 400


def test_a_visitors_token_ends_with_its_notes(app: Flask, client: FlaskClient) -> None:
    make_user("staff")
    with time_machine.travel("2026-11-22 08:00+00:00", tick=False) as clock:
        form = {"login": "staff.alpha", "password": PASSWORD, "csrf_token": token_in(client.get("/login"))}
        clock.shift(NOTES_LIFETIME + timedelta(seconds=1))
        assert client.post("/login", data=form).status_code == 400


def test_an_idle_session_ends(app: Flask, client: FlaskClient, login: Login) -> None:
    with time_machine.travel("2026-11-22 08:00+00:00", tick=False) as clock:
        login(client, "staff", "alpha")
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert is_signed_in(client)
        clock.shift(timedelta(minutes=30, seconds=1))
        assert not is_signed_in(client)
        clock.shift(timedelta(minutes=-10))
        assert is_signed_in(client), "the row itself did not change"


def test_no_session_outlives_its_day(app: Flask, client: FlaskClient, login: Login) -> None:
    with time_machine.travel("2026-11-22 08:00+00:00", tick=False) as clock:
        login(client, "staff", "alpha")
        for _ in range(25):
            clock.shift(timedelta(minutes=28))
            assert is_signed_in(client)
        clock.shift(timedelta(minutes=20, seconds=1))
        assert not is_signed_in(client)


def test_a_session_is_touched_once_a_minute_at_most(app: Flask, client: FlaskClient, login: Login) -> None:
    with (
        counted_statements() as seen,
        time_machine.travel("2026-11-22 08:00+00:00", tick=False) as clock,
    ):
        login(client, "staff", "alpha")
        for _ in range(5):
            clock.shift(timedelta(seconds=13))
            assert is_signed_in(client)
    assert sum(statement.startswith("UPDATE core_session") for statement in seen) == 1


def test_closing_an_account_ends_its_sessions_at_once(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo
) -> None:
    login(client, "staff", "alpha")
    close_account(make_user("staff"), branch=branch_a, actor=SYSTEM_ACTOR)
    assert not is_signed_in(client)


def test_ending_a_membership_ends_its_rights_at_once(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo
) -> None:
    login(client, "branch_admin", "alpha")
    assert client.get("/alpha/users").status_code == 200
    row = list_members(branch_a.id)[0]
    end_membership(row.id, branch=branch_a, actor=SYSTEM_ACTOR)
    assert client.get("/alpha/users").status_code == 404
    assert is_signed_in(client), "the account itself is untouched"


def test_one_ends_ones_own_sessions_and_nobody_elses(
    app: Flask, client: FlaskClient, login: Login, trail: Trail
) -> None:
    login(client, "staff", "alpha")
    own, other = make_user("staff"), make_user("curator")
    open_session(own, label="Chrome · Android")
    open_session(other)
    page = client.get("/account/sessions")
    assert "Chrome · Android" in page.text
    phone = next(row for row in open_sessions(own, current=None) if row.device == "Chrome · Android")
    theirs = open_sessions(other, current=None)[0]
    assert client.post(f"/account/sessions/{theirs.id}/end").status_code == 404
    assert len(open_sessions(other, current=None)) == 1
    assert client.post(f"/account/sessions/{phone.id}/end").status_code == 303
    assert [row.device for row in open_sessions(own, current=None)] == ["Firefox · Linux"]
    assert trail()[-1] == "core.session_revoked"


def test_one_signs_out_everywhere(app: Flask, client: FlaskClient, login: Login, trail: Trail) -> None:
    login(client, "staff", "alpha")
    own = make_user("staff")
    phone = app.test_client()
    carry_ticket(phone, open_session(own))
    assert is_signed_in(phone)
    assert client.post("/account/sessions/end-all").status_code == 303
    assert not is_signed_in(client)
    assert not is_signed_in(phone)
    assert trail()[-1] == "core.signed_out_everywhere"


@pytest.mark.parametrize("ticket", ["", "x", "ф" * 43, "a" * 43, "a" * 3000])
def test_a_made_up_ticket_is_nobody(app: Flask, client: FlaskClient, ticket: str) -> None:
    client.set_cookie("qorgau", ticket)
    assert not is_signed_in(client)


def test_the_ticket_in_the_database_opens_nothing(app: Flask, client: FlaskClient, login: Login) -> None:
    login(client, "staff", "alpha")
    with as_role(Role.AUTH):
        kept = db.session.scalar(select(BrowserSession.ticket_hash))
    assert kept is not None
    assert not is_signed_in_with(app, kept.hex())
    assert not is_signed_in_with(app, kept.hex()[:43])


def is_signed_in_with(app: Flask, ticket: str) -> bool:
    thief = app.test_client()
    thief.set_cookie("qorgau", ticket)
    return is_signed_in(thief)


def test_messages_travel_sealed_and_only_under_their_ticket(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    login(client, "staff", "alpha")
    own = make_user("staff")
    open_session(own, label="Phone")
    phone = next(row for row in open_sessions(own, current=None) if row.device == "Phone")
    client.post(f"/account/sessions/{phone.id}/end")
    notes = client.get_cookie("qorgau-form")
    assert notes is not None
    assert "ended" not in notes.value
    other = app.test_client()
    login(other, "curator", "alpha")
    other.set_cookie("qorgau-form", notes.value)
    assert "The session has ended." not in other.get("/account").text
    assert "The session has ended." in client.get("/account").text
    assert "The session has ended." not in client.get("/account").text


def test_forged_notes_are_no_notes(app: Flask, client: FlaskClient) -> None:
    sealed = Fernet(Fernet.generate_key()).encrypt(b'["", {"csrf_token": "known"}]').decode()
    client.set_cookie("qorgau-form", sealed)
    assert client.get("/login").status_code == 200
    client.set_cookie("qorgau-form", "garbage")
    assert client.get("/login").status_code == 200


def test_with_https_every_cookie_is_held_to_this_host(app: Flask, tmp_path: object) -> None:
    settings = world_settings(tmp_path, public_url="https://qorgau.example")  # type: ignore[arg-type]
    sessions = make_kit(settings, (), secret=bytes(32)).sessions
    assert sessions.cookie_name() == "__Host-qorgau"
    assert sessions.cookie_name("form") == "__Host-qorgau-form"
    with app.test_request_context("/"):
        response = app.response_class()
        session = sessions.open_session(app, app.test_request_context("/").request)
        session.adopt(new_secret())
        sessions.save_session(app, session, response)
    for line in response.headers.getlist("Set-Cookie"):
        assert line.startswith("__Host-")
        assert "Secure" in line
        assert "Path=/" in line
        assert "Domain" not in line


def test_too_many_messages_drop_the_oldest(app: Flask) -> None:
    sessions = TicketSessions(secret=b"x" * 32, secure=False)
    with app.test_request_context("/"):
        session = sessions.open_session(app, app.test_request_context("/").request)
        session["_flashes"] = [("info", f"{n} " + "ұзақ хабар " * 20) for n in range(30)]
        response = app.response_class()
        sessions.save_session(app, session, response)
    cookie = response.headers["Set-Cookie"]
    assert len(cookie) < 4096
    value = cookie.split("=", 1)[1].split(";")[0]
    with app.test_request_context("/", headers={"Cookie": f"qorgau-form={value}"}) as context:
        again = sessions.open_session(app, context.request)
    kept = again["_flashes"]
    assert kept
    assert kept[-1][1].startswith("29 ")


def test_identity_is_looked_up_once_a_request(app: Flask, client: FlaskClient, login: Login) -> None:
    login(client, "staff", "alpha")
    cookie = client.get_cookie("qorgau")
    assert cookie is not None
    with (
        app.test_request_context("/", headers={"Cookie": f"qorgau={cookie.value}"}) as context,
        counted_statements() as seen,
    ):
        first, second = identify(context.request), identify(context.request)
    assert first is second
    assert first is not None
    assert first.login == "staff.alpha"
    assert sum(statement.startswith("SELECT") for statement in seen) == 1
