"""Keys of branches: made on first use, wrapped by a master key, kept unwrapped while current."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, func, select, update

from platform_core.crypto import envelope
from platform_core.crypto.faults import KeyMissing, MasterKeyMissing
from platform_core.crypto.keys import BranchKey, Purpose, branch_key_aad, new_secret
from platform_core.crypto.store import KeyStore, branch_keys
from platform_core.db.base import new_id

Masters = Sequence[tuple[str, bytes]]


class BranchKeys:
    """Give the keys of branches; `masters` are pairs of id and 32 bytes, the current one first."""

    def __init__(self, store: KeyStore, masters: Masters) -> None:
        if not masters:
            raise MasterKeyMissing
        self._store = store
        self._masters = {name: AESGCM(secret) for name, secret in masters}
        self.current_master = masters[0][0]
        self._by_id: dict[UUID, BranchKey] = {}
        self._newest: dict[tuple[UUID, Purpose], BranchKey] = {}

    def __repr__(self) -> str:
        return f"BranchKeys(master={self.current_master!r})"

    def forget(self) -> None:
        """Drop every unwrapped key."""
        self._by_id, self._newest = {}, {}

    def newest_of(self, branch_id: UUID, purpose: Purpose) -> BranchKey:
        """Give the newest key of one branch, as every sealed cell asks."""
        return self._newest.get((branch_id, purpose)) or self.newest([branch_id], purpose)[branch_id]

    def newest(self, branch_ids: Iterable[UUID], purpose: Purpose) -> Mapping[UUID, BranchKey]:
        """Give the newest keys of several branches in one look at the store, made where missing."""
        wanted = set(branch_ids)
        found = {branch: key for branch in wanted if (key := self._newest.get((branch, purpose)))}
        if missing := wanted - found.keys():
            found |= self._load_newest(missing, purpose)
        for branch in wanted - found.keys():
            found[branch] = self.add(branch, purpose, version=1)
        return found

    def by_id(self, key_id: UUID) -> BranchKey:
        """Give a key, old or new, by the id that an envelope names."""
        return self._by_id.get(key_id) or self.by_ids([key_id])[key_id]

    def by_ids(self, key_ids: Iterable[UUID]) -> Mapping[UUID, BranchKey]:
        """Give keys, old or new, by their ids in one look at the store; raise `KeyMissing`."""
        wanted = set(key_ids)
        found = {key_id: key for key_id in wanted if (key := self._by_id.get(key_id))}
        if missing := wanted - found.keys():
            chosen = select(branch_keys).where(branch_keys.c.id.in_(missing))
            found |= {key.id: key for key in self._load(chosen)}
        if wanted - found.keys():
            raise KeyMissing
        return found

    def add(self, branch_id: UUID, purpose: Purpose, *, version: int) -> BranchKey:
        """Make a version of a key unless another process just made it; give the newest one."""
        secret, public = new_secret(purpose)
        key_id = new_id()
        row = {
            "id": key_id, "branch_id": branch_id, "purpose": purpose.value, "version": version,
            "master_id": self.current_master, "public": public,
            "wrapped": self._wrap(key_id, branch_id, purpose, secret),
        }  # fmt: skip
        with self._store.writing() as connection:
            connection.execute(self._store.insert_new(branch_keys), row)
        return self._load_newest({branch_id}, purpose)[branch_id]

    def add_next(self, branch_id: UUID, purpose: Purpose) -> BranchKey:
        """Make the next version of a branch's key; the older ones stay readable."""
        chosen = select(func.coalesce(func.max(branch_keys.c.version), 0)).where(
            branch_keys.c.branch_id == branch_id, branch_keys.c.purpose == purpose.value
        )
        with self._store.reading() as connection:
            version = connection.execute(chosen).scalar_one()
        return self.add(branch_id, purpose, version=version + 1)

    def rewrap_all(self) -> int:
        """Wrap every key by the current master key; return how many were wrapped by another."""
        stale = select(branch_keys).where(branch_keys.c.master_id != self.current_master)
        with self._store.writing() as connection:
            rows = connection.execute(stale.with_for_update()).all()
            for row in rows:
                connection.execute(self._rewrapped(row))
        return len(rows)

    def _rewrapped(self, row: Row[Any]) -> Any:
        key = self._unwrap(row)
        wrapped = self._wrap(key.id, key.branch_id, key.purpose, key.secret)
        values = {"wrapped": wrapped, "master_id": self.current_master}
        return update(branch_keys).where(branch_keys.c.id == key.id).values(values)

    def _wrap(self, key_id: UUID, branch_id: UUID, purpose: Purpose, secret: bytes) -> bytes:
        cipher = self._masters[self.current_master]
        return envelope.close(cipher, key_id, secret, branch_key_aad(key_id, branch_id, purpose))

    def _unwrap(self, row: Row[Any]) -> BranchKey:
        cipher = self._masters.get(row.master_id)
        if cipher is None:
            raise MasterKeyMissing
        purpose = Purpose(row.purpose)
        secret = envelope.open_with(cipher, row.wrapped, branch_key_aad(row.id, row.branch_id, purpose))
        return BranchKey(row.id, row.branch_id, purpose, row.version, secret, row.public)

    def _load_newest(self, branches: set[UUID], purpose: Purpose) -> dict[UUID, BranchKey]:
        chosen = select(branch_keys).where(
            branch_keys.c.branch_id.in_(branches), branch_keys.c.purpose == purpose.value
        )
        # ascending, so that the last of each branch is the newest
        newest = {key.branch_id: key for key in self._load(chosen.order_by(branch_keys.c.version))}
        self._newest.update({(branch, purpose): key for branch, key in newest.items()})
        return newest

    def _load(self, chosen: Any) -> list[BranchKey]:
        with self._store.reading() as connection:
            rows = connection.execute(chosen).all()
        keys = [self._unwrap(row) for row in rows]
        self._by_id.update({key.id: key for key in keys})
        return keys
