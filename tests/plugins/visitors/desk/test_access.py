"""Who receives visitors, and who does not."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.plugins.visitors.desk.conftest import Made

MakeVisit = Callable[..., Made]
Login = Callable[..., str]
LIST = "/alpha/visitors/desk/list"
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("role", ["staff", "curator", "branch_admin"])
def test_only_the_desk_receives(client: FlaskClient, login: Login, make_visit: MakeVisit, role: str) -> None:
    made = make_visit()
    login(client, role)
    for address in ("/alpha/visitors/desk", LIST, made.url, f"{made.url}/badge"):
        assert client.get(address).status_code == 403
    assert client.post(f"{made.url}/admit").status_code == 403


def test_another_branch_has_no_such_visit(client: FlaskClient, login: Login, make_visit: MakeVisit) -> None:
    made = make_visit()
    login(client, "front_desk", "beta")
    assert client.get(made.url).status_code == 404
    assert client.get(made.url.replace("alpha", "beta")).status_code == 404
    found = client.post("/beta/visitors/desk/find", data={"words": made.token}, headers=HTMX)
    assert "Nobody found today" in found.text


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, clock: object) -> None:
    assert client.get("/alpha/visitors/desk").status_code == 302
