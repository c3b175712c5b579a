"""An application that browsers reach by name and HTTPS, and somebody signed in with a device in hand."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from platform_core.auth import passkeys
from platform_core.auth.identity import UserSession, _find_session
from platform_core.auth.kit import current_kit, install_kit
from platform_core.auth.models import Passkey
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.testing.people import make_user, open_session
from tests.platform_core.auth.passkeys.device import Device

ADDRESS = "https://qorgau.test"


@pytest.fixture
def named(app: Flask) -> Iterator[Flask]:
    """The application under an address with a name."""
    kit = current_kit()
    install_kit(app, replace(kit, public_url=ADDRESS))
    yield app
    install_kit(app, kit)


def session_of(user_id: UUID) -> UserSession:
    """Open a session for a user and read it as a request would."""
    app_cookie = current_kit().sessions.cookie_name()
    from flask import current_app, request

    with current_app.test_request_context(headers={"Cookie": f"{app_cookie}={open_session(user_id)}"}):
        found = _find_session(request)
    assert found is not None
    return found


def with_passkey(
    *roles: str, branch: str = "alpha", **device: object
) -> tuple[UserSession, Device, list[str]]:
    """Make a user, add a passkey, and give the session, the device and the recovery codes."""
    session = session_of(make_user(*(roles or ("staff",)), branch=branch))
    return session, *add(session, Device(**device))  # type: ignore[arg-type]


def add(session: UserSession, device: Device, *, name: str = "My phone") -> tuple[Device, list[str]]:
    """Add a device's passkey to the account of a session."""
    asked = passkeys.ask_to_register(session)
    return device, passkeys.add_passkey(session, asked.handle, name=name, answer=device.make(asked.options))


def rows() -> list[Passkey]:
    """Every passkey that the database holds."""
    with as_role(Role.AUTH):
        return list(db.session.scalars(select(Passkey).order_by(Passkey.created_at)))
