"""Signing in with a provider: whom it lets in, and every way in which what it says may be false."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey

from platform_core.auth.accounts import account_by_login
from platform_core.auth.services import close_account, invite_user
from platform_core.clock import now
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.testing.people import make_user
from tests.platform_core.auth.conftest import Trail, list_members
from tests.platform_core.auth.sso.conftest import EMAIL, Travel, come_back, invite, write_email
from tests.platform_core.auth.sso.provider import HOST, FakeProvider

pytestmark = pytest.mark.usefixtures("trusted")
KNOWN = {"sub": "subject-1", "email": EMAIL.upper(), "email_verified": True}


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


@pytest.fixture
def invited(provider: FakeProvider) -> UUID:
    provider.claims = dict(KNOWN)
    return invite()


def test_an_invited_member_comes_in_and_is_known_from_then_on(
    app: Flask,
    client: FlaskClient,
    provider: FakeProvider,
    invited: UUID,
    travel: Travel,
    trail: Trail,
    branch_a: BranchInfo,
) -> None:
    assert [row.state for row in list_members(branch_a.id)] == ["invited"]
    assert "School ID" in client.get("/login").text
    assert travel(client).location == "/choose"
    assert is_in(client)
    assert trail()[-2:] == ["core.provider_linked", "core.signed_in"]
    account = account_by_login("aigul")
    assert account is not None
    assert (account.invite_expires_at, account.password_hash) == (None, None)
    assert [row.state for row in list_members(branch_a.id)] == ["active"]
    assert 'name="current"' not in client.get("/account").text, "there is no password to change"
    provider.claims = {"sub": "subject-1"}  # from now on the subject is enough
    other = app.test_client()
    assert travel(other, start="/login/with/school?next=/account").location == "/account"
    assert is_in(other)


def test_requests_go_to_the_providers_host_alone(
    client: FlaskClient, provider: FakeProvider, invited: UUID, travel: Travel
) -> None:
    travel(client)
    assert provider.asked
    assert {address.split("/")[2] for address in provider.asked} == {HOST}


FALSE: dict[str, dict[str, Any]] = {
    "a nonce of another sign-in": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "somebody-else"},
    "several audiences, meant for another": {"aud": ["qorgau", "other"], "azp": "other"},
    "another issuer": {"iss": "https://evil.example"},
    "long over": {"exp": 1},
    "no end": {"exp": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no text": {"sub": 7},
}


@pytest.mark.parametrize("kind", FALSE)
def test_a_false_token_lets_nobody_in(
    client: FlaskClient, provider: FakeProvider, invited: UUID, travel: Travel, kind: str
) -> None:
    provider.changes = FALSE[kind]
    answer = travel(client)
    assert answer.status_code == 422
    assert "could not be trusted" in answer.text
    assert not is_in(client)


def test_a_token_of_another_key_lets_nobody_in(
    client: FlaskClient, provider: FakeProvider, invited: UUID, travel: Travel
) -> None:
    provider.published = RSAKey.generate_key(2048, {"kid": provider.key.kid})
    assert travel(client).status_code == 422
    assert not is_in(client)


def test_a_token_of_another_algorithm_lets_nobody_in(
    client: FlaskClient, provider: FakeProvider, invited: UUID, travel: Travel
) -> None:
    provider.algorithm = "RS512"
    assert travel(client).status_code == 422
    assert not is_in(client)


def test_a_provider_may_change_its_keys(
    app: Flask, client: FlaskClient, provider: FakeProvider, invited: UUID, travel: Travel
) -> None:
    travel(client)
    provider.key = RSAKey.generate_key(2048, {"kid": "second"})
    other = app.test_client()
    assert travel(other).location == "/choose"


def test_a_code_counts_once_and_in_its_own_browser(
    app: Flask, client: FlaskClient, provider: FakeProvider, invited: UUID
) -> None:
    said = provider.authorise(client.get("/login/with/school").location)
    thief = app.test_client()
    assert come_back(thief, said).status_code == 422
    assert come_back(client, said).status_code == 303
    client.post("/logout", data={})
    again = app.test_client()
    again.get("/login/with/school")
    assert come_back(again, said).status_code == 422
    assert not is_in(again)
    assert not is_in(thief)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"state": "another"}, "Begin again"),
        ({"code": ""}, "did not let you in"),
        ({"error": "access_denied"}, "did not let you in"),
        ({"code": "made-up"}, "did not confirm"),
        ({"iss": "https://evil.example"}, "could not be trusted"),
    ],
)
def test_a_false_return_lets_nobody_in(
    client: FlaskClient, invited: UUID, travel: Travel, said: dict[str, str], reason: str
) -> None:
    answer = travel(client, **said)
    assert answer.status_code == 422
    assert reason in answer.text
    assert not is_in(client)


def test_whoever_takes_too_long_begins_again(
    client: FlaskClient, provider: FakeProvider, invited: UUID
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        said = provider.authorise(client.get("/login/with/school").location)
        clock.shift(timedelta(minutes=6))
        assert come_back(client, said).status_code == 422


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": "other@school.example"},
        {"email": None},
    ],
)
def test_an_email_that_was_not_verified_matches_nobody(
    client: FlaskClient, provider: FakeProvider, invited: UUID, travel: Travel, claims: dict[str, Any]
) -> None:
    provider.changes = claims
    answer = travel(client)
    assert answer.status_code == 422
    assert "No account here is connected" in answer.text
    assert not is_in(client)


def test_an_account_in_use_is_not_taken_over_by_its_email(
    client: FlaskClient, provider: FakeProvider, travel: Travel
) -> None:
    write_email(make_user("staff"), EMAIL)
    provider.claims = dict(KNOWN)
    assert travel(client).status_code == 422
    assert not is_in(client)


def test_two_invitations_of_one_email_match_neither(
    client: FlaskClient, invited: UUID, travel: Travel
) -> None:
    invite("another")
    assert travel(client).status_code == 422


def test_an_invitation_out_of_date_matches_nobody(client: FlaskClient, invited: UUID, travel: Travel) -> None:
    with time_machine.travel(now() + timedelta(hours=73), tick=False):
        assert travel(client).status_code == 422


def test_a_branch_that_does_not_use_the_provider_lets_nobody_in(
    client: FlaskClient, provider: FakeProvider, travel: Travel
) -> None:
    provider.claims = dict(KNOWN)
    invite(branch="beta")
    assert travel(client).status_code == 422
    assert not is_in(client)


def test_a_closed_account_stays_closed(
    app: Flask, client: FlaskClient, invited: UUID, travel: Travel, branch_a: BranchInfo, trail: Trail
) -> None:
    travel(client)
    close_account(invited, branch=branch_a, actor=SYSTEM_ACTOR)
    other = app.test_client()
    assert travel(other).status_code == 422
    assert not is_in(other)
    assert trail()[-1] == "core.sign_in_refused"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_provider_that_is_down_is_told_plainly(
    client: FlaskClient, provider: FakeProvider, language: str
) -> None:
    provider.is_down = True
    answer = client.get(f"/login/with/school?lang={language}")
    assert answer.status_code == 502
    assert f'lang="{language}"' in answer.text
    assert "/login" in answer.text


def test_a_provider_that_goes_down_on_the_way_is_told_too(
    client: FlaskClient, provider: FakeProvider, invited: UUID
) -> None:
    said = provider.authorise(client.get("/login/with/school").location)
    provider.is_down = True
    answer = come_back(client, said)
    assert answer.status_code == 502
    assert "does not answer" in answer.text


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "https://evil.example/token"},
        {"jwks_uri": "http://login.school.example/keys"},
        {"jwks_uri": "https://login.school.example:8443/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    ],
)
def test_a_provider_that_is_not_whom_it_should_be_is_not_asked(
    client: FlaskClient, provider: FakeProvider, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    answer = client.get("/login/with/school?lang=en")
    assert answer.status_code == 502
    assert "not set up rightly" in answer.text


def test_nobody_is_led_astray_afterwards(client: FlaskClient, invited: UUID, travel: Travel) -> None:
    assert travel(client, start="/login/with/school?next=//evil.example").location == "/choose"


def test_an_invitation_offers_the_provider_of_the_branch(
    client: FlaskClient, trusted: UUID, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    for branch, is_offered in ((branch_a, True), (branch_b, False)):
        user_id = invite(f"new.{branch.code}", email=None, branch=branch.code)
        code = invite_user(user_id, branch=branch, actor=SYSTEM_ACTOR)
        assert ("/login/with/school" in client.get(f"/invite/{code}").text) is is_offered
