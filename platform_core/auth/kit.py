"""What identity needs of the running application: its secret, its costs, its grants, its expiries."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from flask import Flask, current_app

from platform_core.auth.passwords import HashCosts, Passwords
from platform_core.auth.permissions import CORE_PERMISSIONS
from platform_core.auth.roles import Grants, grants_of
from platform_core.auth.sessions import TicketSessions
from platform_core.hooks.manifest import Manifest, Permission
from platform_core.settings import Settings

EXTENSION = "qorgau_auth"


@dataclass(frozen=True, slots=True)
class AuthKit:
    """Made once with the application; `idle` and `lifetime` end a session.

    `vault` seals the secrets of second factors and providers; `public_url` is the address that devices
    and providers know us by; `secret` outlives the rotation of the master key.
    """

    secret: bytes
    passwords: Passwords
    sessions: TicketSessions
    permissions: dict[str, Permission]
    grants: Grants
    idle: timedelta
    lifetime: timedelta
    vault: Fernet
    public_url: str
    asks_second_factor: bool


def make_kit(settings: Settings, manifests: Iterable[Manifest], *, secret: bytes) -> AuthKit:
    """Make the kit; a permission granted above a role's ceiling stops the boot with `ValueError`."""
    declared = (*CORE_PERMISSIONS, *(item for manifest in manifests for item in manifest.permissions))
    return AuthKit(
        secret=secret,
        passwords=Passwords(HashCosts(settings.argon2_rounds, settings.argon2_memory_kib)),
        sessions=TicketSessions(secret=secret, secure=_comes_by_https(settings)),
        permissions={item.code: item for item in declared},
        grants=grants_of(declared),
        idle=timedelta(minutes=settings.session_idle_minutes),
        lifetime=timedelta(hours=settings.session_hours),
        vault=_vault_key(secret),
        public_url=settings.public_url,
        asks_second_factor=settings.second_factor and not settings.demo,
    )


def _vault_key(secret: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(hmac.digest(secret, b"qorgau second factor", "sha256")))


def _comes_by_https(settings: Settings) -> bool:
    return urlsplit(settings.public_url).scheme == "https"


def install_kit(app: Flask, kit: AuthKit) -> None:
    """Bind the kit to its application."""
    app.extensions[EXTENSION] = kit


def current_kit() -> AuthKit:
    """Return the kit of the current application."""
    kit: AuthKit = current_app.extensions[EXTENSION]
    return kit
