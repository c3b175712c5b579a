"""API tokens: what they may, when they end, who gives and revokes them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from platform_core.auth.access import require
from platform_core.auth.identity import resolve_actor
from platform_core.auth.queries import tokens_of_branch, tokens_of_user
from platform_core.auth.services import change_roles, end_membership, issue_token, revoke_token
from platform_core.errors import Forbidden, InvalidInput, NotFound, Unauthorised
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.testing.people import make_token, make_user, open_session
from tests.platform_core.auth.conftest import Trail, list_members

Login = Callable[..., str]
API = "/api/v1/alpha/anything"


def enter(app: Flask, path: str, branch: BranchInfo, permission: str, **headers: str) -> object:
    """Ask `require(permission)` as a request of the API would."""
    from flask import g

    with app.test_request_context(path, headers=headers) as context:
        g.branch, g.actor = branch, resolve_actor(context.request, branch)
        try:
            return require(permission)
        finally:
            g.pop("branch")
            g.pop("actor")


def test_a_token_acts_in_its_branch_within_its_permissions(
    app: Flask, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    token = make_token("core.people.read")
    header = {"Authorization": f"Bearer {token}"}
    actor = enter(app, API, branch_a, "core.people.read", **header)
    assert actor.kind == "token"  # type: ignore[attr-defined]
    with pytest.raises(Forbidden):
        enter(app, API, branch_a, "core.users.manage", **header)
    with pytest.raises(NotFound):
        enter(app, API, branch_b, "core.people.read", **header)


@pytest.mark.parametrize("token", ["", "x", "qorgau_", "qorgau_" + "a" * 43, "a" * 43])
def test_a_made_up_token_is_asked_to_sign_in(app: Flask, branch_a: BranchInfo, token: str) -> None:
    with pytest.raises(Unauthorised):
        enter(app, API, branch_a, "core.people.read", Authorization=f"Bearer {token}")


def test_a_token_ends_by_its_day_and_when_revoked(app: Flask, branch_a: BranchInfo, trail: Trail) -> None:
    with time_machine.travel("2026-11-22 08:00+00:00", tick=False) as clock:
        header = {"Authorization": f"Bearer {make_token('core.people.read', days=1)}"}
        other = {"Authorization": f"Bearer {make_token('core.people.read', days=9)}"}
        clock.shift(timedelta(hours=23, minutes=59))
        enter(app, API, branch_a, "core.people.read", **header)
        clock.shift(timedelta(minutes=2))
        with pytest.raises(Unauthorised):
            enter(app, API, branch_a, "core.people.read", **header)
        row = tokens_of_branch(branch_a.id)[0]
        revoke_token(row.id, actor=SYSTEM_ACTOR, branch_id=branch_a.id)
        with pytest.raises(Unauthorised):
            enter(app, API, branch_a, "core.people.read", **other)
    assert trail()[-1] == "core.token_revoked"


def test_a_token_is_of_no_use_outside_the_api(app: Flask, client: FlaskClient) -> None:
    token = make_token("core.users.read")
    response = client.get("/alpha/users", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 302


def test_a_token_beside_a_cookie_makes_the_cookie_count_for_nothing(
    app: Flask, client: FlaskClient, branch_a: BranchInfo
) -> None:
    from platform_core.auth.identity import identify

    ticket = open_session(make_user("branch_admin"))
    headers = {"Authorization": "Bearer x", "Cookie": f"qorgau={ticket}"}
    with app.test_request_context(API, method="POST", headers=headers) as context:
        assert identify(context.request) is None
        assert resolve_actor(context.request, branch_a) is None


def test_a_token_never_does_more_than_its_owner_still_may(
    app: Flask, branch_a: BranchInfo, trail: Trail
) -> None:
    user_id = make_user("branch_admin")
    token = issue_token(
        "mine",
        branch=branch_a,
        permissions=["core.users.read", "core.people.read"],
        lifetime=timedelta(days=5),
        actor=SYSTEM_ACTOR,
        user_id=user_id,
    )
    header = {"Authorization": f"Bearer {token}"}
    enter(app, API, branch_a, "core.users.read", **header)
    member = list_members(branch_a.id)[0]
    change_roles(member.id, name="X", roles=["training_coordinator"], branch=branch_a, actor=SYSTEM_ACTOR)
    enter(app, API, branch_a, "core.people.read", **header)
    with pytest.raises(Forbidden):
        enter(app, API, branch_a, "core.users.read", **header)
    end_membership(member.id, branch=branch_a, actor=SYSTEM_ACTOR)
    with pytest.raises(Forbidden):
        enter(app, API, branch_a, "core.people.read", **header)
    assert "core.token_issued" in trail()


def test_a_token_cannot_be_given_what_its_owner_lacks(
    app: Flask, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    user_id = make_user("staff")
    for branch, permission in ((branch_a, "core.users.manage"), (branch_b, "core.inbox.read")):
        with pytest.raises(InvalidInput) as refusal:
            issue_token(
                "x",
                branch=branch,
                permissions=[permission],
                lifetime=timedelta(days=1),
                actor=SYSTEM_ACTOR,
                user_id=user_id,
            )
        assert permission in refusal.value.errors["permissions"][0]
    assert tokens_of_user(user_id) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"permissions": []}, "permissions"),
        ({"permissions": ["no.such.thing"]}, "permissions"),
        ({"lifetime": timedelta(0)}, "expires"),
        ({"lifetime": timedelta(days=400)}, "expires"),
    ],
)
def test_a_wrong_token_is_refused_with_its_reason(
    app: Flask, branch_a: BranchInfo, changes: dict[str, Any], field: str
) -> None:
    right = {"name": "x", "permissions": ["core.people.read"], "lifetime": timedelta(days=1)}
    with pytest.raises(InvalidInput) as refusal:
        issue_token(**{**right, **changes}, branch=branch_a, actor=SYSTEM_ACTOR)
    assert set(refusal.value.errors) == {field}
    assert tokens_of_branch(branch_a.id) == []


def test_one_makes_and_revokes_ones_own_tokens_on_the_page(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    login(client, "staff", "alpha")
    form = {"name": "Timetable", "branch_id": str(branch_a.id), "permissions": ["core.inbox.read"]}
    page = client.post("/account/tokens", data=form)
    assert page.status_code == 200
    assert "qorgau_" in page.text
    assert "qorgau_" not in client.get("/account/tokens").text, "shown once"
    own = tokens_of_user(make_user("staff"))
    assert [row.name for row in own] == ["Timetable"]
    assert client.post("/account/tokens", data={**form, "branch_id": str(branch_b.id)}).status_code == 422
    more = {**form, "permissions": ["core.users.manage"]}
    assert client.post("/account/tokens", data=more).status_code == 422
    other = app.test_client()
    login(other, "curator", "alpha")
    assert other.post(f"/account/tokens/{own[0].id}/revoke").status_code == 404
    assert client.post(f"/account/tokens/{own[0].id}/revoke").status_code == 303
    assert tokens_of_user(make_user("staff")) == []


def test_an_administrator_revokes_any_token_of_the_branch_only(
    app: Flask, client: FlaskClient, login: Login, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    make_token("core.people.read", branch="alpha")
    make_token("core.people.read", branch="beta")
    own, theirs = tokens_of_branch(branch_a.id)[0], tokens_of_branch(branch_b.id)[0]
    login(client, "branch_admin", "alpha")
    assert client.post(f"/alpha/users/tokens/{theirs.id}/revoke").status_code == 404
    assert client.post(f"/alpha/users/tokens/{own.id}/revoke").status_code == 303
    assert tokens_of_branch(branch_a.id) == []
    assert len(tokens_of_branch(branch_b.id)) == 1
