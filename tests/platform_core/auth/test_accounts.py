"""Accounts: made, invited, given roles, closed; each change with its entry, or neither."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.auth.accounts import account_by_id, account_by_login
from platform_core.auth.faults import InvitationSpent
from platform_core.auth.identity import MembershipInfo
from platform_core.auth.services import (
    accept_invitation,
    close_account,
    create_user,
    end_membership,
    give_roles,
    invite_user,
)
from platform_core.errors import Forbidden, InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR, Actor
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import PASSWORD, carry_ticket, make_user, open_session
from tests.platform_core.auth.conftest import Trail, list_members, sign_in_by_form, token_in

Login = Callable[..., str]
NEW_PASSWORD = "төрт көк түйе тауда"


def make(branch: BranchInfo, **changes: object) -> UUID:
    given = {"login": "aigul", "name": "Айгүл", "roles": ["staff"], "password": PASSWORD, **changes}
    return create_user(str(given.pop("login")), branch=branch, actor=SYSTEM_ACTOR, **given)  # type: ignore[arg-type]


def roles_of(login: str) -> dict[UUID, frozenset[str]]:
    account = account_by_login(login)
    memberships: tuple[MembershipInfo, ...] = account.memberships if account else ()
    return {item.branch_id: item.roles for item in memberships}


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
    pages = [client.post("/account/password", data=form) for _ in range(7)]
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


# --- administration ------------------------------------------------------------------------------


def test_an_administrator_makes_and_invites(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo, trail: Trail
) -> None:
    login(client, "branch_admin", "alpha")
    assert client.get("/alpha/users/new").status_code == 200
    form = {"login": "dana", "name": "Дана", "roles": ["curator", "staff"], "language": "kk"}
    page = client.post("/alpha/users/new", data=form)
    assert page.status_code == 200
    link = re.search(r"http://localhost(/invite/[\w-]{43})", page.text)
    assert link is not None
    assert client.get(link[1]).status_code == 200
    assert roles_of("dana") == {branch_a.id: {"curator", "staff"}}
    assert trail()[-3:] == ["core.user_created", "core.membership_added", "core.user_invited"]
    assert "Дана" in client.get("/alpha/users").text
    assert client.post("/alpha/users/new", data={**form, "roles": ["auditor"]}).status_code == 422


def test_somebody_with_an_account_elsewhere_is_given_roles_here(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    make(branch_b)
    login(client, "branch_admin", "alpha")
    form = {"login": "aigul", "name": "Айгүл С.", "roles": ["staff"]}
    assert client.post("/alpha/users/new", data=form).status_code == 303
    assert roles_of("aigul") == {branch_a.id: {"staff"}, branch_b.id: {"staff"}}
    assert client.post("/alpha/users/new", data=form).status_code == 422


def test_roles_are_changed_and_ended_here_only(
    client: FlaskClient, login: Login, branch_a: BranchInfo, branch_b: BranchInfo, trail: Trail
) -> None:
    make(branch_a)
    make(branch_b, login="theirs")
    login(client, "branch_admin", "alpha")
    own = next(row for row in list_members(branch_a.id) if row.login == "aigul")
    theirs = list_members(branch_b.id)[0]
    form = {"name": "Айгүл", "roles": ["psychologist"]}
    assert client.get(f"/alpha/users/{own.id}").status_code == 200
    for deed in ("", "/end", "/invite"):
        assert client.post(f"/alpha/users/{theirs.id}{deed}", data=form).status_code == 404
    assert client.get(f"/alpha/users/{theirs.id}").status_code == 404
    assert client.post(f"/alpha/users/{own.id}", data=form).status_code == 303
    assert roles_of("aigul") == {branch_a.id: {"psychologist"}}
    assert trail()[-1] == "core.membership_changed"
    assert client.post(f"/alpha/users/{own.id}/end").status_code == 303
    assert roles_of("aigul") == {}
    assert trail()[-1] == "core.membership_ended"
    assert client.post(f"/alpha/users/{own.id}/end").status_code == 404
    assert roles_of("theirs") == {branch_b.id: {"staff"}}


def test_ended_roles_are_given_again_on_the_same_row(app: Flask, branch_a: BranchInfo) -> None:
    make(branch_a)
    first = list_members(branch_a.id)[0].id
    end_membership(first, branch=branch_a, actor=SYSTEM_ACTOR)
    give_roles("aigul", name="A", roles=["curator"], branch=branch_a, actor=SYSTEM_ACTOR)
    assert [row.id for row in list_members(branch_a.id)] == [first]
    assert roles_of("aigul") == {branch_a.id: {"curator"}}


def test_nobody_changes_their_own_roles(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo
) -> None:
    name = login(client, "branch_admin", "alpha")
    own = list_members(branch_a.id)[0]
    form = {"name": "Me", "roles": ["branch_admin", "sss_head"]}
    assert client.post(f"/alpha/users/{own.id}", data=form).status_code == 403
    assert client.post(f"/alpha/users/{own.id}/end").status_code == 403
    assert roles_of(name) == {branch_a.id: {"branch_admin"}}
    me = Actor(own.user_id, None, "Me", branch_a.id, frozenset(), frozenset())
    with pytest.raises(Forbidden):
        give_roles(name, name="Me", roles=["sss_head"], branch=branch_a, actor=me)
    with pytest.raises(Forbidden):
        close_account(own.user_id, branch=branch_a, actor=me)


def test_a_branch_closes_no_accounts(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo
) -> None:
    make(branch_a)
    login(client, "branch_admin", "alpha")
    own = next(row for row in list_members(branch_a.id) if row.login == "aigul")
    for path in (f"accounts/{own.user_id}", "find"):
        assert client.get(f"/alpha/users/{path}").status_code == 404
    for deed in ("close", "reopen", "invite"):
        assert client.post(f"/alpha/users/accounts/{own.user_id}/{deed}").status_code == 404
    assert sign_in_by_form(app.test_client(), "aigul").status_code == 303


def test_the_centre_finds_closes_and_opens_any_account(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo, trail: Trail
) -> None:
    user_id = make(branch_a)
    login(client, "platform_admin", "central")
    assert client.post("/central/users/find", data={"login": "nobody"}).status_code == 422
    found = client.post("/central/users/find", data={"login": "Aigul"})
    assert found.location == f"/central/users/accounts/{user_id}"
    page = client.get(found.location)
    assert "Alpha school" in page.text
    assert client.post(f"{found.location}/close").status_code == 303
    assert trail("central")[-1] == "core.user_disabled"
    assert sign_in_by_form(app.test_client(), "aigul").status_code == 422
    assert client.post(f"{found.location}/reopen").status_code == 303
    assert sign_in_by_form(app.test_client(), "aigul").status_code == 303
    assert "/invite/" in client.post(f"{found.location}/invite").text
    own = make_user("platform_admin", branch="central")
    assert client.post(f"/central/users/accounts/{own}/close").status_code == 403


def test_the_centre_makes_the_first_administrator_of_a_branch(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo, trail: Trail
) -> None:
    login(client, "platform_admin", "central")
    assert client.get("/central/users/new").status_code == 200
    form = {"login": "dana", "name": "Дана", "roles": ["branch_admin"], "place": "alpha"}
    assert client.post("/central/users/new", data={**form, "place": "central"}).status_code == 422
    assert client.post("/central/users/new", data={**form, "place": "nowhere"}).status_code == 422
    assert client.post("/central/users/new", data=form).status_code == 200
    assert roles_of("dana") == {branch_a.id: {"branch_admin"}}
    assert trail("alpha")[-2:] == ["core.user_created", "core.membership_added"]
    assert trail("central")[-1] == "core.user_invited"


def test_the_pages_ask_the_database_no_more_for_more_people(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo
) -> None:
    from sqlalchemy import event

    statements: list[str] = []

    def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    def queries() -> int:
        statements.clear()
        assert client.get("/alpha/users").status_code == 200
        return len(statements)

    login(client, "branch_admin", "alpha")
    engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", count)
    try:
        queries()
        few = queries()
        for n in range(8):
            make(branch_a, login=f"user{n}")
        assert queries() == few
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", count)


def test_the_second_of_two_editors_is_told(client: FlaskClient, login: Login, branch_a: BranchInfo) -> None:
    make(branch_a)
    login(client, "branch_admin", "alpha")
    row = next(row for row in list_members(branch_a.id) if row.login == "aigul")
    form = {"name": "Айгүл", "roles": ["curator"], "version": row.version}
    assert client.post(f"/alpha/users/{row.id}", data=form).status_code == 303
    late = client.post(f"/alpha/users/{row.id}", data={**form, "roles": ["psychologist"]})
    assert late.status_code == 409
    assert roles_of("aigul") == {branch_a.id: {"curator"}}


def test_the_list_is_narrowed_sorted_and_paged(
    client: FlaskClient, login: Login, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    make(branch_a, name="Әсел Қуанышқызы", login="asel", roles=["psychologist"])
    make(branch_b, name="Әсел Басқа", login="other")
    for n in range(50):
        make(branch_a, name=f"Қызметкер {n:02}", login=f"user{n:02}", password=None)
    login(client, "branch_admin", "alpha")

    def shown(**query: str) -> list[str]:
        page = client.get("/alpha/users", query_string=query)
        assert page.status_code == 200
        return re.findall(r'data-label="Login">([^<]+)<', page.text)

    assert shown(q="әСЕЛ қуаныш") == ["asel"]
    assert shown(q="USER1") == [f"user1{n}" for n in range(10)]
    assert shown(role="psychologist") == ["asel"]
    assert shown(role="branch_admin") == ["branch-admin.alpha"]
    assert shown(state="closed") == []
    assert len(shown(state="waiting")) == 50
    assert shown(state="active", sort="-login") == ["branch-admin.alpha", "asel"]
    assert len(shown()) == 50
    following = re.search(r'rel="next" href="([^"]+)"', client.get("/alpha/users").text)
    assert following is not None
    rest = client.get(following[1].replace("&amp;", "&")).text
    assert len(re.findall(r'data-label="Login">', rest)) == 2
    for wrong in ({"sort": "password_hash"}, {"role": "king"}, {"cursor": "x"}):
        assert client.get("/alpha/users", query_string=wrong).status_code == 400
