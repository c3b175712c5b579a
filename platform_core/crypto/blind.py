"""Blind indexes: keyed hashes by which a sealed value is found without being read."""

import hmac
import unicodedata
from uuid import UUID

from platform_core.crypto.current import current_keyring
from platform_core.crypto.keys import NETWORK, Purpose
from platform_core.isolation.scope import current_branch_id, current_scope


def blind_index(value: str, *, purpose: str) -> bytes:
    """Hash a value by the key of the scope's branch: 32 bytes, useless in any other branch.

    `purpose` (such as `people.identity_number`) keeps columns from being joined on their hashes.
    """
    return _keyed(current_branch_id(), value, purpose)


def network_index(value: str, *, purpose: str) -> bytes:
    """Hash a value by the network's key: 32 bytes, the same in every branch, for registers."""
    current_scope()
    return _keyed(NETWORK, value, purpose)


def _keyed(owner: UUID, value: str, purpose: str) -> bytes:
    key = current_keyring().branch_key(owner, Purpose.INDEX).derive(f"index {purpose}")
    return hmac.digest(key, _normal(value).encode(), "sha256")


def _normal(value: str) -> str:
    """Write one value one way: composed, without case, without blanks around and inside."""
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())
