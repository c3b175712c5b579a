import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from platform_core.crypto import envelope
from platform_core.crypto.faults import KeyDestroyed, KeyMissing, MasterKeyMissing, SealBroken
from platform_core.crypto.keyring import Keyring
from platform_core.crypto.keys import NETWORK, Purpose, RecordRef
from platform_core.crypto.store import KeyStore

from .conftest import MASTER, NEXT_MASTER

BRANCH, OTHER = uuid4(), uuid4()
OpenKeyring = Callable[..., Keyring]


def ref(branch: UUID = BRANCH) -> RecordRef:
    return RecordRef("incidents_report", branch, uuid4())


def sealed(keyring: Keyring, record: RecordRef) -> bytes:
    key = keyring.record_keys([record])[record]
    return envelope.close(key.cipher, key.id, b"text", b"place")


def opened(keyring: Keyring, blob: bytes) -> bytes | None:
    key_id = envelope.key_id_of(blob)
    key = keyring.record_keys_by_id([key_id])[key_id]
    return envelope.open_with(key.cipher, blob, b"place") if key else None


def test_a_branch_keeps_its_key_and_shares_it_with_nobody(keyring: Keyring) -> None:
    first = keyring.branch_key(BRANCH, Purpose.DATA)
    assert keyring.branch_key(BRANCH, Purpose.DATA).secret == first.secret
    others = [keyring.branch_key(owner, purpose) for owner in (BRANCH, OTHER, NETWORK) for purpose in Purpose]
    assert len({key.secret for key in others}) == 3 * len(Purpose)


def test_one_key_serves_no_two_uses(keyring: Keyring) -> None:
    key = keyring.branch_key(BRANCH, Purpose.DATA)
    assert len({key.derive("wrap"), key.derive("column"), key.secret}) == 3


def test_another_process_reads_what_this_one_sealed(keyring: Keyring, open_keyring: OpenKeyring) -> None:
    blob = sealed(keyring, ref())
    assert opened(open_keyring(), blob) == b"text"


def test_every_record_has_a_key_of_its_own(keyring: Keyring, raw: sqlite3.Connection) -> None:
    refs = [ref() for _ in range(1200)]
    keys = keyring.record_keys(refs)
    assert set(keys) == set(refs)
    assert len({key.id for key in keys.values()}) == 1200
    assert raw.execute("SELECT count(*) FROM key_record").fetchone() == (1200,)


def test_a_list_costs_the_store_the_same_at_any_length(keyring: Keyring, open_keyring: OpenKeyring) -> None:
    ids = [key.id for key in keyring.record_keys([ref() for _ in range(200)]).values()]

    def statements(wanted: list[UUID]) -> int:
        fresh = open_keyring()
        seen: list[str] = []
        fresh.store.engine.pool.dispose()
        from sqlalchemy import event

        event.listen(fresh.store.engine, "before_cursor_execute", lambda *parts: seen.append(parts[2]))
        fresh.record_keys_by_id(wanted)
        return len(seen)

    assert statements(ids[:2]) == statements(ids)


def test_a_destroyed_key_is_gone_for_good(keyring: Keyring, open_keyring: OpenKeyring) -> None:
    record, neighbour = ref(), ref()
    blob, beside = sealed(keyring, record), sealed(keyring, neighbour)
    elsewhere = open_keyring()
    assert opened(elsewhere, blob) == b"text"
    assert keyring.destroy([record]) == 1
    for process in (keyring, elsewhere, open_keyring()):
        assert opened(process, blob) is None
        assert opened(process, beside) == b"text"
        with pytest.raises(KeyDestroyed):
            process.record_keys([record])
    assert keyring.destroy([record]) == 0


def test_nothing_of_a_destroyed_key_stays_in_the_files(
    keyring: Keyring, raw: sqlite3.Connection, store_path: Path
) -> None:
    record = ref()
    sealed(keyring, record)
    (wrapped,) = raw.execute("SELECT wrapped FROM key_record").fetchone()
    raw.close()
    keyring.destroy([record])
    left = b"".join(path.read_bytes() for path in store_path.parent.iterdir())
    assert wrapped not in left


def test_a_key_that_the_store_never_had_is_missing_not_erased(keyring: Keyring) -> None:
    with pytest.raises(KeyMissing):
        keyring.record_keys_by_id([uuid4()])
    with pytest.raises(KeyMissing):
        keyring.branch_key_by_id(uuid4())


def test_a_key_moved_to_another_record_is_noticed(
    keyring: Keyring, open_keyring: OpenKeyring, raw: sqlite3.Connection
) -> None:
    blob = sealed(keyring, ref())
    raw.execute("UPDATE key_record SET row_id = ?", (uuid4().hex,))
    raw.commit()
    with pytest.raises(SealBroken):
        opened(open_keyring(), blob)


def test_the_master_key_rotates_while_everything_stays_readable(
    keyring: Keyring, open_keyring: OpenKeyring
) -> None:
    blob = sealed(keyring, ref())
    both = open_keyring(NEXT_MASTER, MASTER)
    assert opened(both, blob) == b"text"
    assert both.rotate_master() == 1
    assert both.rotate_master() == 0
    assert opened(open_keyring(NEXT_MASTER), blob) == b"text"
    with pytest.raises(MasterKeyMissing):
        opened(open_keyring(MASTER), blob)


def test_a_stable_secret_outlives_the_rotation(keyring: Keyring, open_keyring: OpenKeyring) -> None:
    secret = keyring.stable_secret("logins")
    assert secret != keyring.stable_secret("auth")
    open_keyring(NEXT_MASTER, MASTER).rotate_master()
    assert open_keyring(NEXT_MASTER).stable_secret("logins") == secret


def test_a_wrong_master_key_of_the_right_name_opens_nothing(
    keyring: Keyring, open_keyring: OpenKeyring
) -> None:
    keyring.branch_key(BRANCH, Purpose.DATA)
    with pytest.raises(SealBroken):
        open_keyring((MASTER[0], os.urandom(32))).branch_key(BRANCH, Purpose.DATA)


def test_without_a_master_key_there_is_no_keyring(store_path: Path) -> None:
    with pytest.raises(MasterKeyMissing):
        Keyring(KeyStore(f"sqlite:///{store_path}"), [])


def test_a_branch_key_rotates_and_the_older_one_reads_on(keyring: Keyring, open_keyring: OpenKeyring) -> None:
    elsewhere = open_keyring()
    older = elsewhere.branch_key(BRANCH, Purpose.DATA)
    blob = sealed(keyring, ref())
    newer = keyring.rotate_branch_key(BRANCH)
    assert (newer.version, older.version) == (2, 1)
    assert elsewhere.branch_key(BRANCH, Purpose.DATA).id == newer.id
    assert elsewhere.branch_key_by_id(older.id).secret == older.secret
    assert opened(elsewhere, blob) == b"text"


def test_rewrapping_moves_every_record_key_to_the_newest(keyring: Keyring, raw: sqlite3.Connection) -> None:
    blobs = [sealed(keyring, ref()) for _ in range(3)]
    keyring.record_keys([ref() for _ in range(1100)])
    kept = sealed(keyring, ref(OTHER))
    newer = keyring.rotate_branch_key(BRANCH)
    assert keyring.rewrap_record_keys(BRANCH) == 1103
    assert keyring.rewrap_record_keys(BRANCH) == 0
    keyring.forget()
    assert [opened(keyring, blob) for blob in (*blobs, kept)] == [b"text"] * 4
    rows = raw.execute("SELECT count(*) FROM key_record WHERE branch_key_id = ?", (newer.id.hex,))
    assert rows.fetchone() == (1103,)


def test_threads_agree_on_one_key_each(open_keyring: OpenKeyring) -> None:
    records = [ref() for _ in range(5)]
    keyrings = [open_keyring() for _ in range(3)]

    def ask(number: int) -> tuple[UUID, ...]:
        found = keyrings[number % 3].record_keys(records)
        return tuple(found[record].id for record in records)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(32)))) == 1


def _child(keyring: Keyring, blob: bytes, pipe: object) -> None:
    pipe.send(opened(keyring, blob))  # type: ignore[attr-defined]


def test_a_forked_child_uses_connections_of_its_own(keyring: Keyring) -> None:
    blob = sealed(keyring, ref())
    context = get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=_child, args=(keyring, blob, there))
    child.start()
    answer = here.recv() if here.poll(30) else None
    child.join(30)
    here.close()
    there.close()
    assert answer == b"text"
    assert opened(keyring, blob) == b"text"


def test_nothing_printed_shows_a_key(keyring: Keyring) -> None:
    record = ref()
    branch_key = keyring.branch_key(BRANCH, Purpose.DATA)
    shown = repr((keyring, keyring.store, branch_key, keyring.record_keys([record])))
    for secret in (branch_key.secret, MASTER[1]):
        assert repr(secret) not in shown
        assert secret.hex() not in shown


def test_the_cache_is_bounded(open_keyring: OpenKeyring) -> None:
    small = open_keyring(cache_size=10)
    records = [ref() for _ in range(50)]
    blobs = [sealed(small, record) for record in records]
    assert len(small._records._by_id) == 10
    assert {opened(small, blob) for blob in blobs} == {b"text"}


def test_the_store_is_readable_by_its_owner_alone(keyring: Keyring, store_path: Path) -> None:
    keyring.branch_key(BRANCH, Purpose.DATA)
    assert store_path.stat().st_mode & 0o077 == 0


def test_a_closed_store_opens_again_even_where_its_file_is_new(keyring: Keyring, store_path: Path) -> None:
    first = keyring.branch_key(BRANCH, Purpose.DATA)
    keyring.close()
    assert keyring.branch_key(BRANCH, Purpose.DATA).secret == first.secret
    keyring.close()
    for path in store_path.parent.iterdir():
        path.unlink()
    assert keyring.branch_key(BRANCH, Purpose.DATA).secret != first.secret


def test_the_store_deletes_securely_and_durably(keyring: Keyring) -> None:
    with keyring.store.reading() as connection:
        answers = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("secure_delete", "journal_mode", "synchronous")
        }
    assert answers == {"secure_delete": 1, "journal_mode": "wal", "synchronous": 2}
