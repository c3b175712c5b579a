"""What keys are: their owners, purposes, derivations and wrappings; pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from os import urandom
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NETWORK = UUID(int=0)
"""Owner of the keys that belong to no branch: catalogues, registers and the core's own tables."""
KEY_BYTES = 32


class Purpose(StrEnum):
    """What a branch's key is for; each has keys and versions of its own."""

    DATA = "data"
    INDEX = "index"
    TRAIL = "trail"
    SIGNING = "signing"
    SECRET = "secret"  # noqa: S105 - the name of a purpose


@dataclass(frozen=True, slots=True)
class RecordRef:
    """Name one record: its table, its branch (`NETWORK` if it has none) and its row."""

    table: str
    branch_id: UUID
    row_id: UUID


@dataclass(frozen=True)
class BranchKey:
    """One version of a branch's key; `secret` is 32 bytes and is never shown."""

    id: UUID
    branch_id: UUID
    purpose: Purpose
    version: int
    secret: bytes = field(repr=False)
    public: bytes | None = None
    _derived: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def derive(self, use: str) -> bytes:
        """Derive a 32-byte key for one use, so that no key serves two; `use` is one of a few names."""
        key = self._derived.get(use)
        if key is None:
            hkdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"qorgau " + use.encode())
            key = self._derived[use] = hkdf.derive(self.secret)
        return key

    @cached_property
    def wrapping(self) -> AESGCM:
        """Give the cipher that wraps record keys."""
        return AESGCM(self.derive("wrap"))

    @cached_property
    def column(self) -> AESGCM:
        """Give the cipher of the columns that use the branch's key itself."""
        return AESGCM(self.derive("column"))

    @cached_property
    def mac(self) -> bytes:
        """Give the 32-byte key of the trail's entry codes."""
        return self.derive("entry")

    @cached_property
    def signer(self) -> Ed25519PrivateKey:
        """Give the private key that signs the heads of the trail."""
        return Ed25519PrivateKey.from_private_bytes(self.secret)


@dataclass(frozen=True, slots=True)
class RecordKey:
    """An unwrapped record key with the record that it belongs to."""

    id: UUID
    ref: RecordRef
    cipher: AESGCM = field(repr=False)


def new_secret(purpose: Purpose) -> tuple[bytes, bytes | None]:
    """Make 32 secret bytes, and the public half where the purpose is signing."""
    if purpose is not Purpose.SIGNING:
        return urandom(KEY_BYTES), None
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def branch_key_aad(key_id: UUID, branch_id: UUID, purpose: Purpose) -> bytes:
    """Tie a wrapped branch key to its id, branch and purpose."""
    return f"key_branch|{key_id.hex}|{branch_id.hex}|{purpose}".encode()


def record_key_aad(key_id: UUID, ref: RecordRef) -> bytes:
    """Tie a wrapped record key to its id and record."""
    return f"key_record|{key_id.hex}|{ref.table}|{ref.branch_id.hex}|{ref.row_id.hex}".encode()
