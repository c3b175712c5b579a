"""Seal what identity must be able to read again; each ciphertext opens for its own purpose alone."""

from cryptography.fernet import InvalidToken

from platform_core.auth.kit import current_kit

_END = b"\n"


def seal_for(purpose: str, secret: bytes) -> bytes:
    """Seal `secret` by the key that identity derives from the key store, bound to `purpose`."""
    return current_kit().vault.encrypt(purpose.encode() + _END + secret)


def open_sealed(purpose: str, sealed: bytes) -> bytes:
    """Open what was sealed for `purpose`; raise `InvalidToken` for anything else."""
    given, _, secret = current_kit().vault.decrypt(sealed).partition(_END)
    if given != purpose.encode():
        raise InvalidToken
    return secret
