"""Accounts: made, invited, given roles, closed; each change with its entry, or neither."""

import json
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.auth.accounts import account_by_id, account_by_login
from platform_core.auth.faults import InvitationSpent
from platform_core.auth.services import (
    accept_invitation,
    close_account,
    give_roles,
    invite_user,
)
from platform_core.errors import Forbidden, InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import PASSWORD, carry_ticket, open_session
from tests.platform_core.auth.conftest import Trail, list_members, make, roles_of, sign_in_by_form, token_in

Login = Callable[..., str]
NEW_PASSWORD = "төрт көк түйе тауда"


# --- making --------------------------------------------------------------------------------------


def test_an_account_comes_with_its_membership_and_its_entries(
    app: Flask, branch_a: BranchInfo, trail: Trail
) -> None:
    make(branch_a, login=" Aigul.S ")
    assert roles_of("aigul.s") == {branch_a.id: {"staff"}}
    assert trail()[-2:] == ["core.user_created", "core.membership_added"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"login": "a"}, {"login"}),
        ({"login": "айгүл"}, {"login"}),
        ({"login": "../etc"}, {"login"}),
        ({"name": "  "}, {"name"}),
        ({"roles": []}, {"roles"}),
        ({"roles": ["auditor"]}, {"roles"}),
        ({"roles": ["staff", "king"]}, {"roles"}),
        ({"language": "de"}, {"language"}),
        ({"password": "short"}, {"password"}),
        ({"login": "aigul", "password": "the aigul password"}, {"password"}),
        ({"login": "", "name": "", "roles": [], "password": "1"}, {"login", "name", "roles", "password"}),
    ],
)
def test_every_fault_is_named_at_once_and_nothing_is_written(
    app: Flask, branch_a: BranchInfo, trail: Trail, changes: dict[str, object], fields: set[str]
) -> None:
    before = trail()
    with pytest.raises(InvalidInput) as refusal:
        make(branch_a, **changes)
    assert set(refusal.value.errors) == fields
    assert trail() == before
    assert list_members(branch_a.id) == []


def test_a_login_is_given_once(app: Flask, branch_a: BranchInfo, branch_b: BranchInfo, trail: Trail) -> None:
    make(branch_a)
    before = trail("beta")
    with pytest.raises(InvalidInput) as refusal:
        make(branch_b, login="AIGUL")
    assert set(refusal.value.errors) == {"login"}
    assert roles_of("aigul") == {branch_a.id: {"staff"}}
    assert trail("beta") == before


def test_central_roles_are_for_the_centre_and_branch_roles_for_branches(
    app: Flask, branch_a: BranchInfo, central: BranchInfo
) -> None:
    make(central, login="officer", roles=["wellbeing_officer"])
    with pytest.raises(InvalidInput):
        make(central, roles=["sss_head"])
    with pytest.raises(InvalidInput):
        make(branch_a, roles=["platform_admin"])


@pytest.mark.parametrize("event", ["core.user_created", "core.membership_added"])
def test_without_its_entry_there_is_no_account(app: Flask, branch_a: BranchInfo, event: str) -> None:
    from platform_core.audit import recorder

    def fail(code: str, facts: object) -> None:
        if code == event:
            raise RuntimeError("the trail cannot be written")

    with patch.object(recorder, "check_event", fail), pytest.raises(RuntimeError):
        make(branch_a)
    assert account_by_login("aigul") is None
    assert list_members(branch_a.id) == []


def test_the_trail_keeps_names_as_hashes_only(app: Flask, branch_a: BranchInfo) -> None:
    make(branch_a)
    with in_branch(branch_a.id):
        rows = db.session.execute(select(AuditEntry.event, AuditEntry.data, AuditEntry.commitments)).all()
    told = json.dumps([[row.event, row.data] for row in rows], ensure_ascii=False)
    assert "aigul" not in told
    assert "Айгүл" not in told
    created = next(row for row in rows if row.event == "core.user_created")
    assert set(created.commitments) == {"login", "name"}


# --- invitations ---------------------------------------------------------------------------------


def test_an_invitation_sets_the_password_once(
    app: Flask, client: FlaskClient, branch_a: BranchInfo, trail: Trail
) -> None:
    user_id = make(branch_a, password=None)
    code = invite_user(user_id, branch=branch_a, actor=SYSTEM_ACTOR)
    page = client.get(f"/invite/{code}")
    assert page.status_code == 200
    assert "aigul" in page.text
    form = {"csrf_token": token_in(page), "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert client.post(f"/invite/{code}", data={**form, "again": "other words here"}).status_code == 422
    short = {**form, "password": "short", "again": "short"}
    assert client.post(f"/invite/{code}", data=short).status_code == 422
    assert client.post(f"/invite/{code}", data=form).status_code == 303
    assert trail()[-1] == "core.password_changed"
    assert client.post(f"/invite/{code}", data=form).status_code == 410
    assert client.get(f"/invite/{code}").status_code == 410
    assert sign_in_by_form(client, "aigul", NEW_PASSWORD).status_code == 303


def test_an_invitation_ends_and_a_new_one_replaces_it(app: Flask, branch_a: BranchInfo) -> None:
    with time_machine.travel("2026-11-22 08:00+00:00", tick=False) as clock:
        user_id = make(branch_a, password=None)
        first = invite_user(user_id, branch=branch_a, actor=SYSTEM_ACTOR)
        second = invite_user(user_id, branch=branch_a, actor=SYSTEM_ACTOR)
        with pytest.raises(InvitationSpent):
            accept_invitation(first, NEW_PASSWORD)
        clock.shift(timedelta(hours=72, seconds=1))
        with pytest.raises(InvitationSpent):
            accept_invitation(second, NEW_PASSWORD)
    assert account_by_id(user_id).password_hash is None


def test_a_closed_account_accepts_no_invitation(app: Flask, branch_a: BranchInfo) -> None:
    user_id = make(branch_a, password=None)
    code = invite_user(user_id, branch=branch_a, actor=SYSTEM_ACTOR)
    close_account(user_id, branch=branch_a, actor=SYSTEM_ACTOR)
    with pytest.raises(InvitationSpent):
        accept_invitation(code, NEW_PASSWORD)


@pytest.mark.parametrize("code", ["x", "a" * 43, "%00", "ф"])
def test_a_made_up_invitation_is_spent(app: Flask, client: FlaskClient, code: str) -> None:
    assert client.get(f"/invite/{code}").status_code == 410


def test_an_administrator_cannot_take_over_somebody_who_works_elsewhere_too(
    client: FlaskClient, login: Login, branch_a: BranchInfo, central: BranchInfo
) -> None:
    user_id = make(central, login="officer", roles=["wellbeing_officer"])
    give_roles("officer", name="O", roles=["staff"], branch=branch_a, actor=SYSTEM_ACTOR)
    with pytest.raises(Forbidden):
        invite_user(user_id, branch=branch_a, actor=SYSTEM_ACTOR)
    assert invite_user(user_id, branch=central, actor=SYSTEM_ACTOR)
    login(client, "branch_admin", "alpha")
    row = next(row for row in list_members(branch_a.id) if row.login == "officer")
    page = client.post(f"/alpha/users/{row.id}/invite", follow_redirects=True)
    assert "only the central office makes the invitation" in page.text
    assert "/invite/" not in page.text.replace(f"/alpha/users/{row.id}/invite", "")


def test_an_administrator_cannot_take_over_an_account_of_another_branch(
    app: Flask, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    with pytest.raises(Forbidden):
        invite_user(make(branch_b), branch=branch_a, actor=SYSTEM_ACTOR)


# --- one's own password and language -------------------------------------------------------------


def test_changing_the_password_renews_this_session_and_ends_the_others(
    app: Flask, client: FlaskClient, branch_a: BranchInfo, trail: Trail
) -> None:
    user_id = make(branch_a)
    carry_ticket(client, open_session(user_id))
    phone = app.test_client()
    carry_ticket(phone, open_session(user_id))
    before = client.get_cookie("qorgau")
    form = {"current": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert client.post("/account/password", data=form).status_code == 303
    after = client.get_cookie("qorgau")
    assert before is not None
    assert after is not None
    assert after.value != before.value
    assert client.get("/account").status_code == 200
    assert phone.get("/account").status_code == 302
    thief = app.test_client()
    carry_ticket(thief, before.value)
    assert thief.get("/account").status_code == 302
    assert trail()[-1] == "core.password_changed"
    assert sign_in_by_form(app.test_client(), "aigul", PASSWORD).status_code == 422
    assert sign_in_by_form(app.test_client(), "aigul", NEW_PASSWORD).status_code == 303


def test_the_present_password_is_asked_and_guessing_it_is_slowed(
    app: Flask, client: FlaskClient, branch_a: BranchInfo
) -> None:
    carry_ticket(client, open_session(make(branch_a)))
    form = {"current": "a wrong guess", "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    pages = [client.post("/account/password?lang=en", data=form) for _ in range(7)]
    assert {page.status_code for page in pages} == {422}
    assert "This is not your password." in pages[0].text
    assert "Too many attempts." in pages[-1].text
    assert sign_in_by_form(app.test_client(), "aigul", PASSWORD).status_code == 303


def test_the_language_is_kept_and_recorded(
    app: Flask, client: FlaskClient, branch_a: BranchInfo, trail: Trail
) -> None:
    user_id = make(branch_a)
    carry_ticket(client, open_session(user_id))
    assert client.post("/account/language", data={"language": "ru"}).status_code == 303
    assert account_by_id(user_id).language == "ru"
    assert trail()[-1] == "core.language_changed"
    assert client.post("/account/language", data={"language": "de"}).status_code == 422
    assert account_by_id(user_id).language == "ru"
