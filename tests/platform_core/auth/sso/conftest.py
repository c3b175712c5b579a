"""A provider that the branch alpha signs in with, and browsers that go there and come back."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from platform_core.auth.models import User
from platform_core.auth.services import create_user, invite_user
from platform_core.auth.sso.http import TRANSPORT
from platform_core.auth.sso.providers import ProviderDetails, add_provider, set_branch_way
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.tenancy.directory import branch_by_code
from tests.platform_core.auth.sso.provider import CLIENT, ISSUER, SECRET, FakeProvider, InProcess

CODE = "school"
EMAIL = "aigul@school.example"


@pytest.fixture
def provider(app: Flask) -> Iterator[FakeProvider]:
    """The provider, with nobody's trust yet."""
    made = FakeProvider()
    app.extensions[TRANSPORT] = lambda: InProcess(made)
    yield made
    del app.extensions[TRANSPORT]


def details(**changes: Any) -> ProviderDetails:
    """The provider as the centre types it in."""
    given = {"name": "School ID", "issuer": ISSUER, "client_id": CLIENT, "client_secret": SECRET}
    return ProviderDetails(**{**given, **changes})


@pytest.fixture
def trusted(provider: FakeProvider, central: BranchInfo, branch_a: BranchInfo) -> UUID:
    """The provider's id: alpha's members may sign in with it."""
    made = add_provider(CODE, details(), branch=central, actor=SYSTEM_ACTOR)
    set_branch_way(branch_a, made, is_required=False, actor=SYSTEM_ACTOR)
    return made


def require_provider(provider_id: UUID, branch: str = "alpha") -> None:
    """Let a branch's members sign in with the provider alone."""
    set_branch_way(branch_by_code(branch), provider_id, is_required=True, actor=SYSTEM_ACTOR)


def invite(login: str = "aigul", *, email: str | None = EMAIL, branch: str = "alpha") -> UUID:
    """Invite somebody who has never signed in."""
    place = branch_by_code(branch)
    user_id = create_user(
        login, name="Айгүл", branch=place, roles=["staff"], actor=SYSTEM_ACTOR, email=email, language="en"
    )
    invite_user(user_id, branch=place, actor=SYSTEM_ACTOR)
    return user_id


def write_email(user_id: UUID, email: str) -> None:
    """Write an e-mail down as an administrator does with a new account."""
    with as_role(Role.AUTH, write=True):
        db.session.execute(update(User).where(User.id == user_id).values(email=email))
        db.session.commit()


Travel = Callable[..., TestResponse]


@pytest.fixture
def travel(provider: FakeProvider) -> Travel:
    """Go to the provider by a link and come back: `travel(client)`, `travel(client, start="/login/…")`."""

    def go(client: FlaskClient, start: str = f"/login/with/{CODE}", **changes: str) -> TestResponse:
        left = client.get(start)
        assert left.status_code == 302, left.text
        return come_back(client, provider.authorise(left.location), **changes)

    return go


def come_back(client: FlaskClient, said: dict[str, str], **changes: str) -> TestResponse:
    """Come back with what the provider said."""
    return client.get(f"/login/with/{CODE}/back", query_string={"lang": "en", **said, **changes})
