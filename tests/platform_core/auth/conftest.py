"""What tests of identity share: sign in as a browser does, read the trail, count rows."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from platform_core.audit.models import AuditEntry
from platform_core.auth.accounts import account_by_login
from platform_core.auth.identity import MembershipInfo, in_force
from platform_core.auth.models import BrowserSession, Membership
from platform_core.auth.queries import MemberRow, member_of, members
from platform_core.auth.services import create_user
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import PASSWORD

Post = Callable[..., TestResponse]
Trail = Callable[..., list[str]]


def token_in(response: TestResponse) -> str:
    """Find the CSRF token that a page carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', response.text)
    assert found is not None, response.text
    return found[1]


def sign_in_by_form(
    client: FlaskClient, login: str, password: str = PASSWORD, *, address: str = "198.51.100.7", **more: str
) -> TestResponse:
    """Open the sign-in page and send its form, to be answered in English."""
    token = token_in(client.get("/login", query_string=more))
    form = {"login": login, "password": password, "csrf_token": token, **more}
    return client.post("/login?lang=en", data=form, environ_base={"REMOTE_ADDR": address})


@pytest.fixture
def trail(app: Flask) -> Trail:
    """The events in a branch's trail, oldest first."""

    def read(branch: str = "alpha") -> list[str]:
        with in_branch(branch_by_code(branch).id):
            return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.at, AuditEntry.id)))

    return read


@pytest.fixture
def session_rows(app: Flask) -> Callable[[], int]:
    """How many sessions the database holds."""

    def count() -> int:
        with as_role(Role.AUTH):
            return db.session.scalar(select(func.count()).select_from(BrowserSession)) or 0

    return count


def list_members(branch_id: UUID) -> list[MemberRow]:
    """Everybody who is something in a branch now, by name."""
    statement = members().where(Membership.branch_id == branch_id, *in_force(now()))
    with as_role(Role.AUTH):
        rows = db.session.execute(statement.order_by(Membership.display_name)).all()
    return [member_of(row) for row in rows]


def make(branch: BranchInfo, **changes: object) -> UUID:
    given = {"login": "aigul", "name": "Айгүл", "roles": ["staff"], "password": PASSWORD, **changes}
    return create_user(str(given.pop("login")), branch=branch, actor=SYSTEM_ACTOR, **given)  # type: ignore[arg-type]


def roles_of(login: str) -> dict[UUID, frozenset[str]]:
    account = account_by_login(login)
    memberships: tuple[MembershipInfo, ...] = account.memberships if account else ()
    return {item.branch_id: item.roles for item in memberships}
