"""People for tests: a user of any role in any branch, signed in without the cost of a sign-in page."""

from datetime import timedelta
from uuid import UUID

from flask import current_app
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from platform_core.auth.accounts import account_by_login
from platform_core.auth.kit import AuthKit, current_kit
from platform_core.auth.models import BrowserSession
from platform_core.auth.secrets import new_secret
from platform_core.auth.services import create_user, issue_token
from platform_core.auth.services.signing_in import new_session
from platform_core.extensions import db
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.tenancy.directory import branch_by_code

PASSWORD = "жаңбыр-кітап-шай"
"""The password of every made-up person."""
CSRF_HEADER = "HTTP_X_CSRFTOKEN"


def make_user(*roles: str, branch: str = "alpha", login: str | None = None, name: str | None = None) -> UUID:
    """Make a user with `roles` in a branch, or find the one of that login; outside any write scope."""
    login = login or f"{'-'.join(roles).replace('_', '-')}.{branch}"
    known = account_by_login(login)
    if known is not None:
        return known.id
    return create_user(
        login,
        name=name or f"{roles[0].replace('_', ' ').title()} of {branch}",
        branch=branch_by_code(branch),
        roles=roles,
        actor=SYSTEM_ACTOR,
        password=PASSWORD,
        language="en",
    )


def sign_in(client: FlaskClient, role: str, branch: str = "alpha", *, login: str | None = None) -> str:
    """Sign a client in as somebody of `role` in `branch` and return the login.

    The client then sends the CSRF token with every request, as the pages' own forms do.
    """
    login = login or f"{role.replace('_', '-')}.{branch}"
    user_id = make_user(role, branch=branch, login=login)
    carry_ticket(client, open_session(user_id))
    return login


def open_session(user_id: UUID, *, label: str = "Firefox · Linux") -> str:
    """Open a session for a user and return its ticket."""
    ticket = new_secret()
    with as_role(Role.AUTH, write=True):
        row: BrowserSession = new_session(user_id, ticket, kit=current_kit(), label=label)
        db.session.add(row)
        db.session.commit()
    return ticket


def carry_ticket(client: FlaskClient, ticket: str) -> None:
    """Give a client the cookie of a session and its CSRF token."""
    kit = current_kit()
    client.set_cookie(kit.sessions.cookie_name(), ticket)
    client.environ_base[CSRF_HEADER] = csrf_token_of(kit, ticket)


def csrf_token_of(kit: AuthKit, ticket: str) -> str:
    """Return the token that a page shown under a ticket puts into its forms."""
    signer = URLSafeTimedSerializer(current_app.secret_key or b"", salt="wtf-csrf-token")
    return str(signer.dumps(kit.sessions.csrf_of(ticket)))


def sign_out(client: FlaskClient) -> None:
    """Make a client a stranger again."""
    client.delete_cookie(current_kit().sessions.cookie_name())
    client.environ_base.pop(CSRF_HEADER, None)


def make_token(*permissions: str, branch: str = "alpha", days: int = 30) -> str:
    """Make an API token that nobody owns; send it as `Authorization: Bearer …`."""
    return issue_token(
        "test",
        branch=branch_by_code(branch),
        permissions=permissions,
        lifetime=timedelta(days=days),
        actor=SYSTEM_ACTOR,
    )
