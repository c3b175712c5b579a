"""Keys of records: one each, wrapped by the branch's key; destroying one erases the record's content."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, Connection, Row, Table, and_, delete, insert, or_, select, update
from sqlalchemy.sql import ColumnElement

from platform_core.crypto import envelope
from platform_core.crypto.branch_keys import BranchKeys
from platform_core.crypto.cache import Cache
from platform_core.crypto.faults import KeyDestroyed, KeyMissing
from platform_core.crypto.keys import BranchKey, Purpose, RecordKey, RecordRef, new_secret, record_key_aad
from platform_core.crypto.store import KeyStore, bump_epoch, destroyed_keys, record_keys
from platform_core.db.base import new_id

Item = TypeVar("Item")
_BATCH = 500


class RecordKeys:
    """Give, make and destroy the keys of records; a bounded number stays unwrapped."""

    def __init__(self, store: KeyStore, branches: BranchKeys, *, cache_size: int) -> None:
        self._store = store
        self._branches = branches
        self._by_id: Cache[UUID, RecordKey] = Cache(cache_size)
        self._by_ref: Cache[RecordRef, RecordKey] = Cache(cache_size)

    def forget(self) -> None:
        """Drop every unwrapped key."""
        self._by_id.clear()
        self._by_ref.clear()

    def for_records(self, refs: Iterable[RecordRef]) -> Mapping[RecordRef, RecordKey]:
        """Give the keys of records, made and committed where missing; raise `KeyDestroyed`."""
        wanted = dict.fromkeys(refs)
        found = {ref: key for ref in wanted if (key := self._by_ref.get(ref))}
        for part in _parts([ref for ref in wanted if ref not in found]):
            found |= self._load(_any_of(record_keys, part))
            missing = [ref for ref in part if ref not in found]
            if missing:
                self._make(missing)
                found |= self._load(_any_of(record_keys, missing))
        return found

    def by_ids(self, key_ids: Iterable[UUID]) -> Mapping[UUID, RecordKey | None]:
        """Give keys by the ids that envelopes name, None for a destroyed one; raise `KeyMissing`."""
        wanted = dict.fromkeys(key_ids)
        found: dict[UUID, RecordKey | None] = {
            key_id: key for key_id in wanted if (key := self._by_id.get(key_id))
        }
        for part in _parts([key_id for key_id in wanted if key_id not in found]):
            loaded = self._load(record_keys.c.id.in_(part))
            found |= {key.id: key for key in loaded.values()}
            found |= self._destroyed([key_id for key_id in part if key_id not in found])
        return found

    def destroy(self, refs: Iterable[RecordRef]) -> int:
        """Destroy the keys of records for good; return how many there were."""
        count = 0
        with self._store.writing() as connection:
            for part in _parts(list(dict.fromkeys(refs))):
                count += _bury(connection, _any_of(record_keys, part))
            if count:
                bump_epoch(connection)
        self.forget()
        if count:
            self._store.scrub()
        return count

    def rewrap(self, newest: BranchKey) -> int:
        """Wrap every record key of a branch by its newest key, in batches; return how many."""
        chosen = (
            select(record_keys)
            .where(record_keys.c.branch_id == newest.branch_id, record_keys.c.branch_key_id != newest.id)
            .order_by(record_keys.c.id)
            .limit(_BATCH)
        )
        count = 0
        while done := self._rewrap_batch(chosen, newest):
            count += done
        return count

    def _rewrap_batch(self, chosen: Any, newest: BranchKey) -> int:
        with self._store.writing() as connection:
            rows = connection.execute(chosen.with_for_update()).all()
            older = self._branches.by_ids({row.branch_key_id for row in rows})
            for row in rows:
                secret = _unwrap(row, older[row.branch_key_id])
                values = {"branch_key_id": newest.id, "wrapped": _wrap(row.id, _ref(row), secret, newest)}
                connection.execute(update(record_keys).where(record_keys.c.id == row.id).values(values))
        return len(rows)

    def _make(self, refs: list[RecordRef]) -> None:
        newest = self._branches.newest({ref.branch_id for ref in refs}, Purpose.DATA)
        rows = [_new_row(ref, newest[ref.branch_id]) for ref in refs]
        with self._store.writing() as connection:
            gone = select(destroyed_keys.c.id).where(_any_of(destroyed_keys, refs)).limit(1)
            if connection.execute(gone).first():
                raise KeyDestroyed
            connection.execute(self._store.insert_new(record_keys), rows)

    def _load(self, condition: ColumnElement[bool]) -> dict[RecordRef, RecordKey]:
        with self._store.reading() as connection:
            rows = connection.execute(select(record_keys).where(condition)).all()
        wrapping = self._branches.by_ids({row.branch_key_id for row in rows})
        loaded = {}
        for row in rows:
            key = RecordKey(row.id, _ref(row), AESGCM(_unwrap(row, wrapping[row.branch_key_id])))
            self._by_id.put(key.id, key)
            self._by_ref.put(key.ref, key)
            loaded[key.ref] = key
        return loaded

    def _destroyed(self, key_ids: list[UUID]) -> dict[UUID, None]:
        if not key_ids:
            return {}
        with self._store.reading() as connection:
            chosen = select(destroyed_keys.c.id).where(destroyed_keys.c.id.in_(key_ids))
            gone = dict.fromkeys(connection.execute(chosen).scalars())
        if len(gone) < len(key_ids):
            raise KeyMissing
        return gone


def _parts(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _any_of(table: Table, refs: list[RecordRef]) -> ColumnElement[bool]:
    groups: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
    for ref in refs:
        groups[ref.branch_id, ref.table].append(ref.row_id)
    columns = table.c
    return or_(
        *(
            and_(columns.branch_id == branch, columns.table_name == name, columns.row_id.in_(rows))
            for (branch, name), rows in groups.items()
        )
    )


def _bury(connection: Connection, condition: ColumnElement[bool]) -> int:
    names: list[Column[Any]] = [record_keys.c[name] for name in ("id", "branch_id", "table_name", "row_id")]
    rows = [dict(row) for row in connection.execute(select(*names).where(condition)).mappings()]
    if rows:
        connection.execute(insert(destroyed_keys), rows)
        connection.execute(delete(record_keys).where(condition))
    return len(rows)


def _ref(row: Row[Any]) -> RecordRef:
    return RecordRef(row.table_name, row.branch_id, row.row_id)


def _wrap(key_id: UUID, ref: RecordRef, secret: bytes, by: BranchKey) -> bytes:
    return envelope.close(by.wrapping, key_id, secret, record_key_aad(key_id, ref))


def _unwrap(row: Row[Any], by: BranchKey) -> bytes:
    return envelope.open_with(by.wrapping, row.wrapped, record_key_aad(row.id, _ref(row)))


def _new_row(ref: RecordRef, by: BranchKey) -> dict[str, Any]:
    key_id = new_id()
    secret, _ = new_secret(Purpose.DATA)
    return {
        "id": key_id, "branch_id": ref.branch_id, "table_name": ref.table, "row_id": ref.row_id,
        "branch_key_id": by.id, "wrapped": _wrap(key_id, ref, secret, by),
    }  # fmt: skip
