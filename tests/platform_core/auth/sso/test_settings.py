"""The centre's page of providers: who may, what is refused, secrets that are never shown again."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from platform_core.auth.models import IdentityProvider
from platform_core.auth.sso.http import is_inside
from platform_core.auth.sso.queries import branch_ways, list_providers, login_providers
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.reach import IsolationBreach
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, in_branch
from platform_core.testing.people import sign_in
from tests.platform_core.auth.conftest import Trail
from tests.platform_core.auth.sso.provider import CLIENT, HOST, ISSUER, SECRET, FakeProvider

PLACE = "/central/users/providers"
TYPED = {
    "name": "School ID",
    "code": "school",
    "issuer": ISSUER,
    "client_id": CLIENT,
    "client_secret": SECRET,
    "algorithm": "RS256",
}


@pytest.fixture
def admin(app: Flask, client: FlaskClient) -> FlaskClient:
    sign_in(client, "platform_admin", "central")
    return client


def add(client: FlaskClient, **changes: Any) -> TestResponse:
    return client.post(f"{PLACE}/new?lang=en", data={**TYPED, **changes})


def only() -> Any:
    [found] = list_providers()
    return found


def test_a_provider_is_added_given_to_a_branch_and_closed(
    admin: FlaskClient, branch_a: BranchInfo, trail: Trail
) -> None:
    made = add(admin, hosts="Tokens.school.example, keys.school.example", factor_values="mfa hwk")
    assert made.status_code == 303
    found = only()
    assert found.hosts == ("keys.school.example", "tokens.school.example")
    assert found.factor_values == {"mfa", "hwk"}
    assert login_providers() == [], "no branch signs in with it yet"
    way = {"place": "alpha", "provider_id": str(found.id), "is_required": "yes"}
    assert admin.post(PLACE, data=way).status_code == 303
    assert branch_ways()[branch_a.id].is_required
    assert login_providers() == [("school", "School ID")]
    assert trail()[-1] == "core.branch_provider_set"
    admin.post(f"{PLACE}/{found.id}/close")
    assert (branch_ways(), login_providers()) == ({}, [])
    assert admin.application.test_client().get("/login/with/school").status_code == 404
    admin.post(f"{PLACE}/{found.id}/reopen")
    admin.post(PLACE, data={"place": "alpha", "provider_id": ""})
    assert branch_ways() == {}
    assert trail("central")[-3:] == ["core.provider_added", "core.provider_closed", "core.provider_reopened"]


def test_the_secret_is_sealed_and_never_shown_again(admin: FlaskClient, trail: Trail) -> None:
    add(admin)
    found = only()
    assert SECRET.encode() not in found.sealed_secret
    assert SECRET not in admin.get(f"{PLACE}/{found.id}").text
    kept = {name: value for name, value in TYPED.items() if name not in {"client_secret", "code"}}
    assert admin.post(f"{PLACE}/{found.id}", data={**kept, "name": "New name"}).status_code == 303
    assert only().sealed_secret == found.sealed_secret
    admin.post(f"{PLACE}/{found.id}", data={**kept, "client_secret": "another"})
    assert only().sealed_secret != found.sealed_secret
    assert trail("central")[-1] == "core.provider_changed"


def test_an_older_editor_is_told(admin: FlaskClient) -> None:
    add(admin)
    found = only()
    typed = {**TYPED, "version": str(found.version)}
    assert admin.post(f"{PLACE}/{found.id}", data={**typed, "name": "First"}).status_code == 303
    assert admin.post(f"{PLACE}/{found.id}", data={**typed, "name": "Second"}).status_code == 409
    assert only().name == "First"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", "http://login.school.example"),
        ("issuer", "https://127.0.0.1"),
        ("issuer", "https://localhost"),
        ("issuer", "https://login.school.example:8443"),
        ("issuer", "https://user@login.school.example"),
        ("issuer", "https://login.school.example/?x=1"),
        ("issuer", "https://[::1"),
        ("hosts", "10.0.0.1"),
        ("hosts", "https://keys.school.example"),
        ("algorithm", "none"),
        ("algorithm", "HS256"),
        ("code", "School ID"),
        ("client_secret", ""),
        ("name", ""),
    ],
)
def test_what_is_wrong_is_named(admin: FlaskClient, field: str, value: str) -> None:
    answer = add(admin, **{field: value})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert list_providers() == []


def test_a_code_is_given_once(admin: FlaskClient) -> None:
    add(admin)
    assert add(admin).status_code == 422
    assert len(list_providers()) == 1


@pytest.mark.parametrize("way", [{"place": "nowhere"}, {"place": "alpha", "provider_id": str(UUID(int=7))}])
def test_only_known_branches_and_providers_are_paired(admin: FlaskClient, way: dict[str, str]) -> None:
    add(admin)
    assert admin.post(PLACE, data=way).status_code == 422
    assert branch_ways() == {}


def test_whether_it_answers_is_told(admin: FlaskClient, provider: FakeProvider) -> None:
    add(admin)
    address = f"{PLACE}/{only().id}"
    for change, words in (
        ({}, "The provider answers"),
        ({"issuer": "https://other.example"}, "its address is another one"),
        ({"jwks_uri": "https://other.example/keys"}, "not among its own"),
    ):
        provider.metadata = change
        admin.application.extensions["qorgau_provider_metadata"].clear()
        admin.post(f"{address}/check?lang=en")
        assert words in admin.get(f"{address}?lang=en").text
    provider.is_down = True
    admin.post(f"{address}/check?lang=en")
    assert "does not answer" in admin.get(f"{address}?lang=en").text


@pytest.mark.parametrize(
    ("role", "branch", "status"),
    [("auditor", "central", 403), ("wellbeing_officer", "central", 403), ("branch_admin", "alpha", 404)],
)
def test_only_the_platforms_administrator_manages_them(
    app: Flask, client: FlaskClient, role: str, branch: str, status: int
) -> None:
    sign_in(client, role, branch)
    assert client.get(PLACE).status_code == status
    assert client.post(f"{PLACE}/new", data=TYPED).status_code == status
    assert list_providers() == []


def test_a_branch_has_no_such_page(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "branch_admin", "alpha")
    assert client.get("/alpha/users/providers").status_code == 403


def test_no_other_role_of_the_database_reads_a_provider(admin: FlaskClient, branch_a: BranchInfo) -> None:
    add(admin)
    with in_branch(branch_a.id), pytest.raises(IsolationBreach):
        db.session.scalars(select(IdentityProvider.name)).all()
    with as_role(Role.AUTH):
        assert db.session.scalars(select(IdentityProvider.name)).all() == ["School ID"]


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        (f"{ISSUER}/token", True),
        (f"{ISSUER}:443/token", True),
        (f"http://{HOST}/token", False),
        (f"{ISSUER}:8443/token", False),
        (f"https://{HOST}.evil.example/token", False),
        (f"https://user:word@{HOST}/token", False),
        (f"https://{HOST}@evil.example/", False),
        ("https://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_the_fence_of_requests(*, address: str, inside: bool) -> None:
    assert is_inside(address, {HOST}) is inside
