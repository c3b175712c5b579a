"""The keyring: master keys wrap the keys of branches, keys of branches wrap those of records.

A keyring is safe in threads and across forks. What another process destroys or rotates is noticed
within `recheck_seconds`: the store counts such events, and the count is read at most that often,
once for a whole list. Within that second another process may still show an erased content.
"""

import os
from collections.abc import Iterable, Mapping
from threading import RLock
from time import monotonic
from uuid import UUID

from sqlalchemy import select

from platform_core.crypto.branch_keys import BranchKeys, Masters
from platform_core.crypto.keys import NETWORK, BranchKey, Purpose, RecordKey, RecordRef
from platform_core.crypto.record_keys import RecordKeys
from platform_core.crypto.store import KeyStore, bump_epoch, epoch

_NEVER = float("-inf")


class Keyring:
    """Give keys by branch, by record and by id; make those that do not exist yet.

    `masters` are pairs of id and 32 bytes, the current one first.
    """

    def __init__(
        self, store: KeyStore, masters: Masters, *, cache_size: int = 4096, recheck_seconds: float = 1.0
    ) -> None:
        self.store = store
        self._recheck = recheck_seconds
        self._branches = BranchKeys(store, masters)
        self._records = RecordKeys(store, self._branches, cache_size=cache_size)
        self._lock = RLock()
        self._epoch, self._checked, self._pid = -1, _NEVER, os.getpid()

    def __repr__(self) -> str:
        return f"Keyring(master={self._branches.current_master!r}, store={self.store!r})"

    def forget(self) -> None:
        """Drop every unwrapped key."""
        self._branches.forget()
        self._records.forget()
        self._checked = _NEVER

    def close(self) -> None:
        """Drop every unwrapped key and every connection; the next use opens the store again."""
        self.forget()
        self._epoch = -1
        self.store.close()

    def branch_key(self, branch_id: UUID, purpose: Purpose) -> BranchKey:
        """Give the newest key of a branch (or of `NETWORK`), made on first use."""
        with self._fresh():
            return self._branches.newest_of(branch_id, purpose)

    def branch_keys(self, branch_ids: Iterable[UUID], purpose: Purpose) -> Mapping[UUID, BranchKey]:
        """Give the newest keys of several branches in one look at the store."""
        with self._fresh():
            return self._branches.newest(branch_ids, purpose)

    def stable_secret(self, use: str) -> bytes:
        """Give 32 secret bytes for a use of the whole network, the same whatever the master key.

        For what must outlive a rotation: logins of the database, tickets, tokens.
        """
        return self.branch_key(NETWORK, Purpose.SECRET).derive(use)

    def branch_key_by_id(self, key_id: UUID) -> BranchKey:
        """Give a branch's key, old or new, by its id; raise `KeyMissing`."""
        with self._fresh():
            return self._branches.by_id(key_id)

    def record_keys(self, refs: Iterable[RecordRef]) -> Mapping[RecordRef, RecordKey]:
        """Give the keys of records, made and committed where missing; raise `KeyDestroyed`."""
        with self._fresh():
            return self._records.for_records(refs)

    def record_keys_by_id(self, key_ids: Iterable[UUID]) -> Mapping[UUID, RecordKey | None]:
        """Give record keys by id in one look at the store, None for a destroyed one."""
        with self._fresh():
            return self._records.by_ids(key_ids)

    def destroy(self, refs: Iterable[RecordRef]) -> int:
        """Destroy the keys of records, at once and for good; return how many there were."""
        with self._fresh():
            return self._records.destroy(refs)

    def rotate_master(self) -> int:
        """Wrap every branch's key by the current master key; return how many another had wrapped."""
        with self._fresh():
            count = self._branches.rewrap_all()
            self._tell_others()
        return count

    def rotate_branch_key(self, branch_id: UUID) -> BranchKey:
        """Make a new key for what a branch writes from now on; the older ones stay readable."""
        return self._rotate(branch_id, Purpose.DATA)

    def rotate_signing_key(self, branch_id: UUID) -> BranchKey:
        """Make a new key for the heads of a branch's trail; older heads name the older one."""
        return self._rotate(branch_id, Purpose.SIGNING)

    def _rotate(self, branch_id: UUID, purpose: Purpose) -> BranchKey:
        with self._fresh():
            key = self._branches.add_next(branch_id, purpose)
            self._tell_others()
        return key

    def rewrap_record_keys(self, branch_id: UUID) -> int:
        """Wrap the keys of a branch's records by its newest key; return how many were not."""
        with self._fresh():
            return self._records.rewrap(self._branches.newest([branch_id], Purpose.DATA)[branch_id])

    def _tell_others(self) -> None:
        with self.store.writing() as connection:
            bump_epoch(connection)
        self.forget()

    def _fresh(self) -> RLock:
        """Return the lock to work under, with nothing kept that another process has changed."""
        if self._pid != os.getpid():  # a forked child: its parent's lock may have been held
            self._lock, self._pid = RLock(), os.getpid()
            self.forget()
        with self._lock:
            if monotonic() - self._checked >= self._recheck:
                self._check_epoch()
        return self._lock

    def _check_epoch(self) -> None:
        with self.store.reading() as connection:
            value = connection.execute(select(epoch.c.value)).scalar_one()
        if value != self._epoch:
            self.forget()
        self._epoch, self._checked = value, monotonic()
