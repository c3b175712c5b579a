"""Second factors beside a provider, branches that require one, and accounts tied to one by their owners."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from platform_core.auth.accounts import account_by_id
from platform_core.auth.codes import code_at, new_secret_key
from platform_core.auth.identity import MembershipInfo
from platform_core.auth.services import set_second_factor
from platform_core.auth.services.proof import FRESH_FOR
from platform_core.auth.sso.duty import BranchWay, required_provider, usable_providers
from platform_core.auth.sso.providers import change_provider, close_provider
from platform_core.auth.sso.queries import is_linked
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.errors import InvalidInput
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.testing.people import make_user, sign_in
from tests.platform_core.auth.conftest import Trail, sign_in_by_form
from tests.platform_core.auth.sso.conftest import (
    CODE,
    EMAIL,
    Travel,
    come_back,
    details,
    invite,
    require_provider,
    write_email,
)
from tests.platform_core.auth.sso.provider import FakeProvider

KNOWN = {"sub": "subject-1", "email": EMAIL, "email_verified": True}


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def member(*roles: str, branch: UUID) -> MembershipInfo:
    return MembershipInfo(new_id(), branch, None, "X", frozenset(roles))


def test_one_branch_that_requires_a_provider_is_enough_and_break_glass_is_spared() -> None:
    here, there, elsewhere = new_id(), new_id(), new_id()
    ways = {here: BranchWay("school", is_required=False), there: BranchWay("other", is_required=True)}
    staff = [member("staff", branch=one) for one in (here, there, elsewhere)]
    assert required_provider(staff[:1], ways) is None
    assert required_provider(staff, ways) == "other"
    assert required_provider([*staff, member("platform_admin", branch=elsewhere)], ways) is None
    assert required_provider([*staff, member("auditor", branch=elsewhere)], ways) == "other"
    assert usable_providers(staff, ways) == {"school", "other"}
    assert usable_providers(staff[2:], ways) == frozenset()


def linked(app: Flask, provider: FakeProvider, travel: Travel) -> UUID:
    """Make an account that the provider knows, and has signed in."""
    provider.claims = dict(KNOWN)
    user_id = invite()
    assert travel(app.test_client()).status_code == 303
    return user_id


def test_our_own_second_factor_is_asked_unless_the_providers_is_trusted(
    app: Flask,
    client: FlaskClient,
    provider: FakeProvider,
    trusted: UUID,
    travel: Travel,
    central: BranchInfo,
) -> None:
    user_id = linked(app, provider, travel)
    secret = new_secret_key()
    set_second_factor(account_by_id(user_id), secret, code_at(secret, now()))
    provider.claims = {"sub": "subject-1", "amr": ["pwd", "mfa"]}
    assert travel(client).location == "/login/code"
    assert not is_in(client)
    values = details(client_secret=None, factor_values=("mfa",))
    change_provider(trusted, values, version=None, branch=central, actor=SYSTEM_ACTOR)
    assert travel(client).location == "/choose"
    assert is_in(client)
    other = app.test_client()
    provider.claims = {"sub": "subject-1", "amr": ["pwd"]}
    assert travel(other).location == "/login/code", "this time the provider asked for a password alone"


def test_acr_is_taken_as_well(
    app: Flask,
    client: FlaskClient,
    provider: FakeProvider,
    trusted: UUID,
    travel: Travel,
    central: BranchInfo,
) -> None:
    user_id = linked(app, provider, travel)
    secret = new_secret_key()
    set_second_factor(account_by_id(user_id), secret, code_at(secret, now()))
    values = details(client_secret=None, factor_values=("urn:two",))
    change_provider(trusted, values, version=None, branch=central, actor=SYSTEM_ACTOR)
    provider.claims = {"sub": "subject-1", "acr": "urn:two"}
    assert travel(client).location == "/choose"


def test_a_branch_that_requires_the_provider_refuses_passwords(
    app: Flask, client: FlaskClient, provider: FakeProvider, trusted: UUID, trail: Trail
) -> None:
    make_user("staff")
    require_provider(trusted)
    answer = sign_in_by_form(client, "staff.alpha")
    assert answer.status_code == 403
    assert "Your branch signs in with School ID" in answer.text
    assert not is_in(client)
    assert trail()[-1] == "core.sign_in_refused"
    wrong = sign_in_by_form(app.test_client(), "staff.alpha", "wrong")
    assert wrong.status_code == 422, "who does not know the password learns nothing of the branch"
    assert "School ID" not in wrong.text.split("q-error-summary")[1].split("</div>")[0]


def test_break_glass_gets_in_by_password_all_the_same(
    client: FlaskClient, provider: FakeProvider, trusted: UUID
) -> None:
    make_user("platform_admin", branch="central")
    require_provider(trusted, "central")
    provider.is_down = True
    assert sign_in_by_form(client, "platform-admin.central").location == "/login/code"


def test_a_closed_provider_is_required_of_nobody(
    client: FlaskClient, trusted: UUID, central: BranchInfo
) -> None:
    make_user("staff")
    require_provider(trusted)
    close_provider(trusted, branch=central, actor=SYSTEM_ACTOR)
    assert sign_in_by_form(client, "staff.alpha").location == "/choose"
    assert client.get("/login/with/school").status_code == 303, "who is signed in goes on"


def test_where_it_is_required_password_and_email_tie_the_account_on_the_way(
    client: FlaskClient, provider: FakeProvider, trusted: UUID, travel: Travel, trail: Trail
) -> None:
    user_id = make_user("staff")
    write_email(user_id, EMAIL)
    require_provider(trusted)
    assert "/login/with/school/connect" in sign_in_by_form(client, "staff.alpha").text
    provider.claims = {**KNOWN, "email": "thief@school.example"}
    refused = travel(client, start="/login/with/school/connect")
    assert refused.status_code == 422
    assert "another e-mail" in refused.text
    assert not is_linked(user_id, trusted)
    sign_in_by_form(client, "staff.alpha")
    provider.claims = dict(KNOWN)
    assert travel(client, start="/login/with/school/connect").location == "/choose"
    assert is_in(client)
    assert trail()[-2:] == ["core.provider_linked", "core.signed_in"]


def test_tying_by_password_never_skips_the_second_factor(
    client: FlaskClient, provider: FakeProvider, trusted: UUID, travel: Travel, central: BranchInfo
) -> None:
    user_id, secret = make_user("staff"), new_secret_key()
    write_email(user_id, EMAIL)
    set_second_factor(account_by_id(user_id), secret, code_at(secret, now()))
    values = details(client_secret=None, factor_values=("mfa",))
    change_provider(trusted, values, version=None, branch=central, actor=SYSTEM_ACTOR)
    require_provider(trusted)
    sign_in_by_form(client, "staff.alpha")
    provider.claims = {**KNOWN, "amr": ["mfa"]}
    assert travel(client, start="/login/with/school/connect").location == "/login/code"
    assert not is_in(client)


def test_nobody_connects_without_a_right_password(client: FlaskClient, trusted: UUID) -> None:
    assert client.get("/login/with/school/connect").location == "/login"


def link_by_page(client: FlaskClient, provider: FakeProvider) -> TestResponse:
    page = client.post(f"/account/providers/{CODE}/link?lang=en")
    assert page.status_code == 200, page.text
    address = page.text.split('href="https://login.school.example')[1].split('"')[0].replace("&amp;", "&")
    return come_back(client, provider.authorise(f"https://login.school.example{address}"))


def test_who_is_signed_in_ties_and_unties_their_own_account(
    app: Flask, client: FlaskClient, provider: FakeProvider, trusted: UUID, travel: Travel, trail: Trail
) -> None:
    sign_in(client, "staff")
    assert link_by_page(client, provider).location == "/account/providers"
    assert trail()[-1] == "core.provider_linked"
    other = app.test_client()
    assert travel(other).location == "/choose"
    assert is_in(other)
    client.post(f"/account/providers/{trusted}/unlink")
    assert trail()[-1] == "core.provider_unlinked"
    assert travel(app.test_client()).status_code == 422


def test_one_subject_is_tied_to_one_account(
    app: Flask, client: FlaskClient, provider: FakeProvider, trusted: UUID
) -> None:
    sign_in(client, "staff")
    link_by_page(client, provider)
    other = app.test_client()
    sign_in(other, "curator")
    answer = link_by_page(other, provider)
    assert answer.status_code == 422
    assert "connected to another one already" in answer.text


def test_a_link_begun_in_one_session_is_not_ended_in_another(
    app: Flask, client: FlaskClient, provider: FakeProvider, trusted: UUID
) -> None:
    sign_in(client, "staff")
    page = client.post(f"/account/providers/{CODE}/link")
    address = page.text.split('href="https://login.school.example')[1].split('"')[0].replace("&amp;", "&")
    said = provider.authorise(f"https://login.school.example{address}")
    sign_in(client, "curator")
    assert come_back(client, said).status_code == 422
    assert not is_linked(make_user("curator"), trusted)


def test_a_sign_in_of_long_ago_is_confirmed_first(client: FlaskClient, trusted: UUID) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, "staff")
        clock.shift(FRESH_FOR + timedelta(seconds=1))
        for path in (f"/account/providers/{CODE}/link", f"/account/providers/{trusted}/unlink"):
            answer = client.post(path)
            assert answer.location == "/account/confirm?next=/account/providers"


def test_members_of_other_branches_are_offered_nothing(client: FlaskClient, trusted: UUID) -> None:
    sign_in(client, "staff", "beta")
    assert "uses no sign-in provider" in client.get("/account/providers?lang=en").text
    assert client.post(f"/account/providers/{CODE}/link").status_code == 404


def test_the_issuer_stays_while_accounts_are_tied_to_it(
    app: Flask, provider: FakeProvider, trusted: UUID, travel: Travel, central: BranchInfo
) -> None:
    moved = details(issuer="https://other.school.example")
    change_provider(trusted, moved, version=None, branch=central, actor=SYSTEM_ACTOR)
    change_provider(trusted, details(), version=None, branch=central, actor=SYSTEM_ACTOR)
    linked(app, provider, travel)
    with pytest.raises(InvalidInput):
        change_provider(trusted, moved, version=None, branch=central, actor=SYSTEM_ACTOR)
