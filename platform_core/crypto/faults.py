"""Faults of the keys; none of them ever carries a key, a plaintext or a ciphertext."""

from typing import ClassVar

from platform_core.errors import QorgauError


class CryptoFault(QorgauError):
    """Say that something could not be sealed or unsealed; the code says why, nothing says what."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "crypto_fault"


class KeyDestroyed(CryptoFault):
    """Say that the record was erased: its key is gone, and its content with it."""

    status = 410
    default_code = "content_erased"


class KeyMissing(CryptoFault):
    """Say that the key store does not know the key, as after restoring a wrong copy of it."""

    default_code = "key_missing"


class MasterKeyMissing(CryptoFault):
    """Say that none of the configured master keys has the id that a stored key was wrapped by."""

    default_code = "master_key_missing"


class SealBroken(CryptoFault):
    """Say that a ciphertext was altered, cut off, or moved to another record, field or branch."""

    default_code = "seal_broken"


class KeyRefused(CryptoFault):
    """Refuse the key of a branch to a scope that may not read that branch."""

    status = 404
    default_code = "key_refused"
