"""Secrets that are handed out once and kept as a hash: session tickets, API tokens, invitations."""

import hashlib
import secrets

SECRET_BYTES = 32
_TEXT_LENGTH = 43
TOKEN_PREFIX = "qorgau_"  # noqa: S105 - the public beginning of every token, for scanners of leaked keys


def new_secret() -> str:
    """Make 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_token() -> str:
    """Make an API token: a known beginning and 256 random bits."""
    return TOKEN_PREFIX + new_secret()


def hash_of(secret: str) -> bytes:
    """Return what is kept of a secret; its 256 bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def looks_like_secret(text: str | None) -> bool:
    """Whether `text` has the shape of `new_secret()`; anything else need not be looked up."""
    return text is not None and len(text) == _TEXT_LENGTH and text.isascii()
