"""Sealing of records: each has its own key, and each ciphertext is tied to its table, field and row."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from platform_core.crypto import envelope
from platform_core.crypto.current import current_keyring, owner_in_scope, refuse_foreign
from platform_core.crypto.envelope import Place
from platform_core.crypto.faults import KeyDestroyed, SealBroken
from platform_core.crypto.keys import NETWORK, RecordKey, RecordRef
from platform_core.db.base import new_id
from platform_core.isolation.mixins import BranchScoped


class SealedCell(NamedTuple):
    """One ciphertext of a list, with the place it was read from; `branch_id` is None without a branch."""

    table: str
    branch_id: UUID | None
    row_id: UUID
    field: str
    blob: bytes | None


def seal(record: Any, field: str, text: str) -> bytes:
    """Seal a text of a record by the record's own key, padded; gives the record its id if it has none."""
    return seal_bytes(record, field, text.encode())


def seal_bytes(record: Any, field: str, data: bytes) -> bytes:
    """Seal bytes of a record by the record's own key, padded."""
    ref = ref_of(record)
    refuse_foreign(ref.branch_id)
    key = current_keyring().record_keys([ref])[ref]
    return envelope.close(key.cipher, key.id, envelope.pad(data), _place(ref, field).aad())


def unseal(record: Any, field: str, blob: bytes) -> str:
    """Give back a text of a record; raise `KeyDestroyed` once it was erased, `SealBroken` if altered."""
    return unseal_bytes(record, field, blob).decode()


def unseal_bytes(record: Any, field: str, blob: bytes) -> bytes:
    """Give back bytes of a record; raise as `unseal` does."""
    return _unseal(ref_of(record), field, blob)


def unseal_row(table: str, branch_id: UUID | None, row_id: UUID, field: str, blob: bytes) -> str:
    """Give back a text by the columns of its row, for lists that load no records; raise as `unseal`."""
    return _unseal(RecordRef(table, branch_id or NETWORK, row_id), field, blob).decode()


def unseal_many(cells: Iterable[SealedCell]) -> list[str | None]:
    """Give back the texts of a list in one look at the store, None for what was erased or is empty."""
    listed = list(cells)
    keys = current_keyring().record_keys_by_id(envelope.key_id_of(cell.blob) for cell in listed if cell.blob)
    return [_open_cell(cell, keys[envelope.key_id_of(cell.blob)]) if cell.blob else None for cell in listed]


def preload_record_keys(blobs: Iterable[bytes | None]) -> None:
    """Fetch the keys of many ciphertexts at once, so that unsealing each asks the store nothing."""
    current_keyring().record_keys_by_id(envelope.key_id_of(blob) for blob in blobs if blob)


def prepare_record_keys(records: Iterable[Any]) -> None:
    """Make the keys of many new records at once, for imports."""
    refs = [ref_of(record) for record in records]
    for branch_id in {ref.branch_id for ref in refs}:
        refuse_foreign(branch_id)
    current_keyring().record_keys(refs)


def destroy_record_key(record: Any) -> bool:
    """Erase what was sealed of a record, at once and for good; return whether there was anything.

    No rollback brings it back: call it last, when the rest of the erasure is flushed.
    """
    return destroy_record_keys([record]) > 0


def destroy_record_keys(records: Iterable[Any]) -> int:
    """Erase what was sealed of several records; return how many had a key."""
    refs = [ref_of(record) for record in records]
    for branch_id in {ref.branch_id for ref in refs}:
        refuse_foreign(branch_id)
    return current_keyring().destroy(refs)


def ref_of(record: Any) -> RecordRef:
    """Name a record; a new one gets its id, and the branch of the scope that it will be written in."""
    if record.id is None:
        record.id = new_id()
    branch_id: UUID | None = NETWORK
    if isinstance(record, BranchScoped):
        branch_id = record.branch_id
    if branch_id is None:  # not flushed yet, so not stamped yet
        branch_id = owner_in_scope()
    return RecordRef(record.__tablename__, branch_id, record.id)


def _place(ref: RecordRef, field: str) -> Place:
    return Place(ref.table, field, ref.branch_id, ref.row_id)


def _unseal(ref: RecordRef, field: str, blob: bytes) -> bytes:
    key_id = envelope.key_id_of(blob)
    key = current_keyring().record_keys_by_id([key_id])[key_id]
    if key is None:
        refuse_foreign(ref.branch_id)
        raise KeyDestroyed
    return _open(key, ref, field, blob)


def _open_cell(cell: SealedCell, key: RecordKey | None) -> str | None:
    ref = RecordRef(cell.table, cell.branch_id or NETWORK, cell.row_id)
    refuse_foreign(ref.branch_id)
    return _open(key, ref, cell.field, cell.blob or b"").decode() if key else None


def _open(key: RecordKey, ref: RecordRef, field: str, blob: bytes) -> bytes:
    refuse_foreign(key.ref.branch_id)
    if key.ref != ref:  # a ciphertext moved to another row
        raise SealBroken
    return envelope.unpad(envelope.open_with(key.cipher, blob, _place(ref, field).aad()))
