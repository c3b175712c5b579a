"""The envelope of every ciphertext: `version | key id | nonce | ciphertext and tag`; pure."""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from platform_core.crypto.faults import SealBroken

VERSION = 1
NONCE_BYTES = 12
_ID_AT, _NONCE_AT, _BODY_AT = 1, 17, 29
_TAG_BYTES = 16
_PAD_MARK = b"\x80"
SMALL_BUCKET, LARGE_STEP = 32, 4096


@dataclass(frozen=True, slots=True)
class Place:
    """Say where a ciphertext belongs; `row` is None for a column of the branch's own key."""

    table: str
    column: str
    branch: UUID
    row: UUID | None = None

    def aad(self) -> bytes:
        """Give the associated data that ties a ciphertext to this place."""
        row = self.row.hex if self.row else ""
        return f"{VERSION}|{self.table}|{self.column}|{self.branch.hex}|{row}".encode()


def pad(text: bytes) -> bytes:
    """Pad to 32, 64 … 4096 bytes, then to whole 4096s, so that a size tells little of the content."""
    needed = len(text) + 1
    if needed <= LARGE_STEP:
        size = max(SMALL_BUCKET, 1 << (needed - 1).bit_length())
    else:
        size = -(-needed // LARGE_STEP) * LARGE_STEP
    return text + _PAD_MARK + bytes(size - needed)


def unpad(padded: bytes) -> bytes:
    """Take the padding off again."""
    text, mark, rest = padded.rpartition(_PAD_MARK)
    if not mark or rest.strip(b"\x00"):
        raise SealBroken
    return text


def key_id_of(blob: bytes) -> UUID:
    """Read from an envelope which key it was sealed by."""
    if len(blob) < _BODY_AT + _TAG_BYTES or blob[0] != VERSION:
        raise SealBroken
    return UUID(bytes=bytes(blob[_ID_AT:_NONCE_AT]))


def close(cipher: AESGCM, key_id: UUID, data: bytes, aad: bytes) -> bytes:
    """Seal bytes under a key into an envelope."""
    nonce = os.urandom(NONCE_BYTES)
    return bytes((VERSION,)) + key_id.bytes + nonce + cipher.encrypt(nonce, data, aad)


def open_with(cipher: AESGCM, blob: bytes, aad: bytes) -> bytes:
    """Give back what an envelope holds; anything altered or misplaced raises `SealBroken`."""
    try:
        return cipher.decrypt(blob[_NONCE_AT:_BODY_AT], blob[_BODY_AT:], aad)
    except InvalidTag:
        raise SealBroken from None
