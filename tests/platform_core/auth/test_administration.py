"""Administration: who makes, changes and ends what others may do, and where it stops."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from platform_core.auth.services import (
    close_account,
    end_membership,
    give_roles,
)
from platform_core.errors import Forbidden
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR, Actor
from platform_core.testing.people import make_user
from platform_core.testing.statements import counted_statements
from tests.platform_core.auth.conftest import Trail, list_members, make, roles_of, sign_in_by_form

Login = Callable[..., str]


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
    def queries() -> int:
        with counted_statements() as seen:
            assert client.get("/alpha/users").status_code == 200
        return len(seen)

    login(client, "branch_admin", "alpha")
    queries()
    few = queries()
    for n in range(8):
        make(branch_a, login=f"user{n}")
    assert queries() == few


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
