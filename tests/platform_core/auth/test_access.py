"""Who may enter: strangers and members; and what a route says of itself."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask.views import MethodView

from platform_core.auth.access import can, declared_access, public, require, requires, signed_in
from platform_core.auth.services import give_roles
from platform_core.errors import NotFound, Unauthorised
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.testing.people import carry_ticket, make_user, open_session

Login = Callable[..., str]


def test_a_stranger_is_sent_to_sign_in_and_back(app: Flask, client: FlaskClient) -> None:
    response = client.get("/alpha/users?sort=name")
    assert response.status_code == 302
    assert response.location == "/login?next=/alpha/users?sort%3Dname"


def test_a_part_of_a_page_tells_the_browser_to_sign_in(app: Flask, client: FlaskClient) -> None:
    response = client.get("/alpha/users", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/login"


def test_another_branch_does_not_exist_for_a_member(app: Flask, client: FlaskClient, login: Login) -> None:
    login(client, "branch_admin", "alpha")
    assert client.get("/alpha/users").status_code == 200
    theirs, nowhere = client.get("/beta/users"), client.get("/gamma/users")
    assert theirs.status_code == nowhere.status_code == 404
    assert client.get("/central/users").status_code == 404
    assert client.post("/beta/users/new", data={"login": "x"}).status_code == 404


def test_the_wrong_role_is_refused(app: Flask, client: FlaskClient, login: Login) -> None:
    login(client, "staff", "alpha")
    assert client.get("/alpha/users").status_code == 403
    assert client.post("/alpha/users/new", data={"login": "x"}).status_code == 403


def test_roles_of_one_branch_give_nothing_in_another(
    app: Flask, client: FlaskClient, login: Login, branch_b: BranchInfo
) -> None:
    name = login(client, "branch_admin", "alpha")
    give_roles(name, name="X", roles=["front_desk"], branch=branch_b, actor=SYSTEM_ACTOR)
    assert client.get("/alpha/users").status_code == 200
    assert client.get("/beta/users").status_code == 403


def test_declared_access_reads_functions_classes_and_methods() -> None:
    @requires("a.b.read")
    def view() -> None: ...

    @public("a sign-in page")
    def open_view() -> None: ...

    @requires("a.b.write")
    class Whole(MethodView):
        def get(self) -> str:
            return ""

    class Parts(MethodView):
        @requires("a.b.read")
        def get(self) -> str:
            return ""

        @requires("a.b.write")
        def post(self) -> str:
            return ""

    def bare() -> None: ...

    assert declared_access(view) == ("requires", "a.b.read")
    assert declared_access(open_view) == ("public", "a sign-in page")
    assert declared_access(signed_in(bare)) == ("requires", "core.account.own")
    assert declared_access(Whole.as_view("whole")) == ("requires", "a.b.write")
    parts = Parts.as_view("parts")
    assert declared_access(parts, "GET") == ("requires", "a.b.read")
    assert declared_access(parts, "POST") == ("requires", "a.b.write")
    assert declared_access(bare) is None


def test_a_class_marked_as_a_whole_is_guarded(app: Flask) -> None:
    @requires("a.b.write")
    class Whole(MethodView):
        def get(self) -> str:
            raise AssertionError("entered")

    with app.test_request_context("/api/v1/alpha/anything"), pytest.raises(Unauthorised):
        Whole.as_view("whole")()


def test_a_public_route_says_why() -> None:
    with pytest.raises(ValueError, match="why"):
        public("  ")


def test_nobody_can_anything_outside_a_branch(app: Flask) -> None:
    ticket = open_session(make_user("branch_admin"))
    with app.test_request_context("/account", headers={"Cookie": f"qorgau={ticket}"}):
        assert not can("core.users.read")
        with pytest.raises(NotFound):
            require("core.users.read")


def test_every_route_of_identity_declares_its_access(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("auth.")]
    assert len(rules) >= 20
    for rule in rules:
        assert declared_access(app.view_functions[rule.endpoint]) is not None, rule


def test_carrying_a_ticket_is_being_signed_in(app: Flask, client: FlaskClient) -> None:
    carry_ticket(client, open_session(make_user("staff")))
    assert client.get("/account").status_code == 200
