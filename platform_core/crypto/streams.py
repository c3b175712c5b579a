"""Sealing of what is too long for one envelope: chunks under the record's key, none of them movable.

The layout is `version | key id | nonce prefix | chunk | chunk …`. A chunk's nonce is the prefix, its number
and whether it is the last (the STREAM construction), so chunks left out, repeated, put in another order or
cut off at the end do not open. The place of the record is the associated data of each.
"""

import os
from collections.abc import Iterator
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from platform_core.crypto.current import current_keyring, refuse_foreign
from platform_core.crypto.envelope import Place
from platform_core.crypto.faults import KeyDestroyed, KeyMissing, SealBroken
from platform_core.crypto.keys import RecordKey, RecordRef
from platform_core.crypto.records import ref_of

CHUNK = 256 * 1024
"""Bytes of content in one chunk: all that is held beside the content itself."""

_VERSION = b"S1"
_ID_BYTES, _PREFIX_BYTES, _TAG_BYTES = 16, 7, 16
_MOST_CHUNKS = 2**32


def seal_stream(record: Any, field: str, data: bytes) -> Iterator[bytes]:
    """Seal long content of a record by its own key, piece by piece; a new record gets its id."""
    ref = ref_of(record)
    refuse_foreign(ref.branch_id)
    key = current_keyring().record_keys([ref])[ref]
    return _sealed(key, Place(ref.table, field, ref.branch_id, ref.row_id).aad(), memoryview(data))


def unseal_stream(ref: RecordRef, field: str, source: BinaryIO) -> bytes:
    """Give back the whole content of a record; never a part of it.

    Raises `KeyDestroyed` once it was erased, `SealBroken` for anything altered, cut off or moved.
    """
    key = _key_of(ref, source)
    prefix = source.read(_PREFIX_BYTES)
    aad = Place(ref.table, field, ref.branch_id, ref.row_id).aad()
    content = bytearray()
    chunk = source.read(CHUNK + _TAG_BYTES)
    number = 0
    while True:
        following = source.read(CHUNK + _TAG_BYTES)
        content += _open_chunk(key.cipher, _nonce(prefix, number, is_last=not following), chunk, aad)
        if not following:
            return bytes(content)
        chunk, number = following, number + 1


def _sealed(key: RecordKey, aad: bytes, data: memoryview) -> Iterator[bytes]:
    prefix = os.urandom(_PREFIX_BYTES)
    yield _VERSION + key.id.bytes + prefix
    count = max(1, -(-len(data) // CHUNK))
    if count >= _MOST_CHUNKS:
        raise ValueError("too long for one stream")
    for number in range(count):
        nonce = _nonce(prefix, number, is_last=number == count - 1)
        yield key.cipher.encrypt(nonce, data[number * CHUNK : (number + 1) * CHUNK], aad)


def _key_of(ref: RecordRef, source: BinaryIO) -> RecordKey:
    version, key_id = source.read(len(_VERSION)), source.read(_ID_BYTES)
    if version != _VERSION or len(key_id) != _ID_BYTES:
        raise SealBroken
    refuse_foreign(ref.branch_id)
    try:
        key = current_keyring().record_keys_by_id([UUID(bytes=key_id)])[UUID(bytes=key_id)]
    except KeyMissing:  # a key that never was: the head of the stream was altered
        raise SealBroken from None
    if key is None:
        raise KeyDestroyed
    if key.ref != ref:  # another record's content, put in this one's place
        raise SealBroken
    return key


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes((is_last,))


def _open_chunk(cipher: AESGCM, nonce: bytes, chunk: bytes, aad: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, chunk, aad)
    except (InvalidTag, ValueError):  # a nonce or chunk too short to be one
        raise SealBroken from None
