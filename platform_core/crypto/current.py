"""The keyring of the running app, and which keys a scope may use."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy.engine import URL

from platform_core.crypto.branch_keys import Masters
from platform_core.crypto.faults import KeyRefused
from platform_core.crypto.keyring import Keyring
from platform_core.crypto.keys import NETWORK
from platform_core.crypto.store import KeyStore
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import current_scope
from platform_core.settings import Settings

_EXTENSION = "qorgau_keyring"
_opening = Lock()
_NETWORK_ROLES = frozenset({Role.CATALOGUE, Role.REGISTER, Role.AUTH})


def init_keyring(app: Flask, *, url: str | URL, masters: Masters, recheck_seconds: float = 1.0) -> Keyring:
    """Open the key store for an app; `masters` are pairs of id and 32 bytes, the current one first."""
    keyring = Keyring(KeyStore(url), masters, recheck_seconds=recheck_seconds)
    app.extensions[_EXTENSION] = keyring
    return keyring


@contextmanager
def keyring_of(settings: Settings) -> Iterator[Keyring]:
    """Open the key store of some settings for a moment, without an app: for migrations and set-up."""
    keyring = Keyring(KeyStore(settings.key_store_url), settings.master_keys)
    try:
        yield keyring
    finally:
        keyring.close()


def current_keyring() -> Keyring:
    """Give the keyring of the running app, opened by the app's settings on first use."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    keyring: Keyring | None = app.extensions.get(_EXTENSION)
    if keyring is not None:
        return keyring
    with _opening:
        if _EXTENSION not in app.extensions:
            settings: Settings = app.extensions["qorgau_settings"]
            init_keyring(app, url=settings.key_store_url, masters=settings.master_keys)
    opened: Keyring = app.extensions[_EXTENSION]
    return opened


def owner_in_scope() -> UUID:
    """Say whose key the open scope writes with: its branch's, or the network's where it has none."""
    scope = current_scope()
    if scope.branch_id is not None:
        return scope.branch_id
    if scope.role in _NETWORK_ROLES:
        return NETWORK
    raise KeyRefused


def refuse_foreign(owner: UUID) -> None:
    """Refuse a branch's keys to the scope of another branch: the fence that stands even if a row leaks."""
    scope = current_scope()
    if scope.branch_id is not None:
        allowed = owner in (scope.branch_id, NETWORK)
    else:
        allowed = scope.role is Role.CENTRAL_READ or (owner == NETWORK and scope.role in _NETWORK_ROLES)
    if not allowed:
        raise KeyRefused
