"""Tampering for real: the owner drops the fences and writes whatever SQL an attacker would."""

import sqlite3
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from platform_core.audit.chain import Sealed
from platform_core.audit.entries import leaf_bytes
from platform_core.audit.leaves import stream_leaves
from platform_core.audit.merkle import leaf_hash
from platform_core.audit.recorder import record
from platform_core.audit.report import What
from platform_core.audit.seal import outside_heads, seal_branch
from platform_core.audit.verify import verify_branch
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch

from .conftest import Owner

Found = list[tuple[What, int | None]]


def found(branch_id: UUID) -> Found:
    report = verify_branch(branch_id)
    assert report.ok is (not report.faults)
    return [(fault.what, fault.position) for fault in report.faults]


def entry_at(connection: sqlite3.Connection, position: int) -> str:
    row = connection.execute("SELECT id FROM core_audit_leaf WHERE position = ?", (position,)).fetchone()
    return str(row[0])


def rehash(branch_id: UUID, position: int) -> bytes:
    """Hash an entry as it is now, as an attacker who knows the source would."""
    with in_branch(branch_id):
        (leaves,) = stream_leaves(position, position + 1)
    leaf = Sealed._make(leaves[0])
    return leaf_hash(leaf_bytes(leaf.text or "", leaf.mac or b"", is_flawed=leaf.is_flawed))


def test_an_untouched_trail_is_clean(trail: UUID) -> None:
    report = verify_branch(trail)
    assert (report.faults, report.size, report.heads, report.unsealed) == ((), 16, 4, 0)


def test_an_empty_trail_is_clean(branch_b: object, declared: None) -> None:
    report = verify_branch(branch_b.id)  # type: ignore[attr-defined]
    assert (report.faults, report.size) == ((), 0)


@pytest.mark.parametrize(
    "change",
    [
        "at = '2020-01-01 00:00:00.000000'",
        "event = 'tests.met'",
        "actor_kind = 'user'",
        "actor_user_id = '00000000000000000000000000000001'",
        "actor_branch_id = '00000000000000000000000000000002'",
        "target_type = 'people_person'",
        "target_id = '00000000000000000000000000000003'",
        "data = '{}'",
        'commitments = \'{"name":"00"}\'',
        "request_id = 'x'",
        "mac = zeroblob(32)",
        "data = data || ' '",
    ],
)
def test_every_column_of_a_changed_entry_is_noticed(change: str, trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        entry = entry_at(connection, 6)
        connection.execute(f"UPDATE core_audit_entry SET {change} WHERE id = ?", (entry,))
    report = verify_branch(trail)
    assert [(fault.what, fault.position, fault.entry_id) for fault in report.faults] == [
        (What.ENTRY_CHANGED, 6, UUID(entry))
    ]


def test_text_moved_from_one_column_to_the_next_is_noticed(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        entry = entry_at(connection, 6)
        connection.execute(
            "UPDATE core_audit_entry SET event = event || char(31) || actor_kind, actor_kind = ''"
            " WHERE id = ?",
            (entry,),
        )
    assert found(trail) == [(What.ENTRY_CHANGED, 6)]


def test_a_deleted_entry_is_missed(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        connection.execute("DELETE FROM core_audit_entry WHERE id = ?", (entry_at(connection, 6),))
    assert found(trail) == [(What.ENTRY_MISSING, 6)]


def test_an_entry_deleted_with_its_leaf_is_missed(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        entry = entry_at(connection, 6)
        connection.execute("DELETE FROM core_audit_leaf WHERE id = ?", (entry,))
        connection.execute("DELETE FROM core_audit_entry WHERE id = ?", (entry,))
    assert found(trail) == [(What.LEAF_MISSING, 6)]


def test_an_entry_given_to_another_branch_is_missed(trail: UUID, branch_b: object, owner: Owner) -> None:
    other = branch_b.id.hex  # type: ignore[attr-defined]
    with owner() as connection:
        entry = entry_at(connection, 6)
        connection.execute("UPDATE core_audit_entry SET branch_id = ? WHERE id = ?", (other, entry))
    assert found(trail) == [(What.ENTRY_MISSING, 6)]
    assert (What.ENTRY_FORGED, None) in found(UUID(other))


def test_a_deletion_hidden_by_moving_the_others_up_is_noticed(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        entry = entry_at(connection, 6)
        connection.execute("DELETE FROM core_audit_leaf WHERE id = ?", (entry,))
        connection.execute("DELETE FROM core_audit_entry WHERE id = ?", (entry,))
        for position in range(7, 16):
            connection.execute(
                "UPDATE core_audit_leaf SET position = ? WHERE position = ?", (position - 1, position)
            )
    faults = found(trail)
    assert faults[0] == (What.LEAVES_REWRITTEN, 8)
    assert (What.LOG_CUT_OFF, 16) in faults


def test_an_entry_and_its_leaf_changed_together_are_found_by_the_code(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        entry = entry_at(connection, 11)
        connection.execute("UPDATE core_audit_entry SET data = '{}' WHERE id = ?", (entry,))
    with owner() as connection:
        connection.execute("UPDATE core_audit_leaf SET hash = ? WHERE id = ?", (rehash(trail, 11), entry))
    assert found(trail) == [(What.ENTRY_FORGED, 11), (What.LEAVES_REWRITTEN, 16)]


def test_two_leaves_exchanged_are_found(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        for old, new in ((10, 99), (11, 10), (99, 11)):
            connection.execute("UPDATE core_audit_leaf SET position = ? WHERE position = ?", (new, old))
    assert found(trail) == [(What.LEAVES_REORDERED, 11), (What.LEAVES_REWRITTEN, 16)]


def test_one_fault_does_not_hide_the_next(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        for position in (1, 14):
            connection.execute(
                "UPDATE core_audit_leaf SET hash = zeroblob(32) WHERE position = ?", (position,)
            )
    faults = found(trail)
    assert {(What.ENTRY_CHANGED, 1), (What.ENTRY_CHANGED, 14)} <= set(faults)
    assert {(What.LEAVES_REWRITTEN, 5), (What.LEAVES_REWRITTEN, 16)} <= set(faults)
    assert (What.LEAVES_REWRITTEN, 8) not in faults


def _forge(connection: sqlite3.Connection, *, mac: bytes = sha256(b"guess").digest()) -> str:
    """Insert an entry that the service never wrote."""
    entry = uuid4().hex
    names = [row[1] for row in connection.execute("PRAGMA table_info(core_audit_entry)")]
    columns = ", ".join(names)
    chosen = ", ".join({"id": "?", "mac": "?"}.get(name, name) for name in names)
    values = [{"id": entry, "mac": mac}[name] for name in names if name in {"id", "mac"}]
    connection.execute(
        f"INSERT INTO core_audit_entry ({columns}) SELECT {chosen} FROM core_audit_entry LIMIT 1", values
    )
    return entry


def test_a_forged_entry_is_found_before_and_after_it_is_sealed(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        entry = _forge(connection)
    report = verify_branch(trail)
    assert [(fault.what, fault.entry_id) for fault in report.faults] == [(What.ENTRY_FORGED, UUID(entry))]
    assert seal_branch(trail, sweep=True) == 1
    assert found(trail) == [(What.ENTRY_FORGED, 16)]


def test_a_copied_entry_is_a_forged_one(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        (mac,) = connection.execute("SELECT mac FROM core_audit_entry LIMIT 1").fetchone()
        _forge(connection, mac=mac)
    assert found(trail) == [(What.ENTRY_FORGED, None)]


def test_clearing_the_mark_of_a_forged_entry_is_noticed(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        _forge(connection)
    seal_branch(trail, sweep=True)
    with owner() as connection:
        connection.execute("UPDATE core_audit_leaf SET is_flawed = 0 WHERE position = 16")
    assert found(trail) == [(What.ENTRY_CHANGED, 16)]


def test_an_entry_slipped_in_between_is_noticed(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        entry = _forge(connection)
        for position in range(15, 5, -1):
            connection.execute(
                "UPDATE core_audit_leaf SET position = ? WHERE position = ?", (position + 1, position)
            )
        connection.execute(
            "INSERT INTO core_audit_leaf (branch_id, id, position, hash, is_flawed)"
            " VALUES (?, ?, 6, zeroblob(32), 0)",
            (trail.hex, entry),
        )
    with owner() as connection:
        connection.execute("UPDATE core_audit_leaf SET hash = ? WHERE id = ?", (rehash(trail, 6), entry))
    faults = found(trail)
    assert (What.ENTRY_FORGED, 6) in faults
    assert (What.LEAVES_UNSIGNED, 16) in faults


@pytest.mark.parametrize(
    "change",
    [
        "root = zeroblob(32)",
        "size = 7",
        "previous = zeroblob(32)",
        "signed_at = '2020-01-01 00:00:00.000000'",
        "signature = zeroblob(64)",
        "key_id = '00000000000000000000000000000004'",
    ],
)
def test_an_altered_head_is_noticed(change: str, trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        connection.execute(f"UPDATE core_audit_head SET {change} WHERE size = 8")
    whats = {what for what, _ in found(trail)}
    assert What.HEAD_FORGED in whats
    assert whats & {What.HEAD_NOT_AS_COPIED, What.HEAD_MISSING}


def test_altered_subtrees_are_not_resumed_from(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        connection.execute("UPDATE core_audit_head SET peaks = zeroblob(32) WHERE size = 8")
        connection.execute("UPDATE core_audit_leaf SET hash = zeroblob(32) WHERE position = 6")
    assert (What.ENTRY_CHANGED, 6) in found(trail)


def test_a_deleted_head_is_missed(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        connection.execute("DELETE FROM core_audit_head WHERE size = 8")
    assert found(trail) == [(What.HEAD_MISSING, 8), (What.HEAD_MISSING, 9)]


def test_a_log_cut_off_with_its_heads_is_told_by_the_copies(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        connection.execute(
            "DELETE FROM core_audit_entry WHERE id IN (SELECT id FROM core_audit_leaf WHERE position >= 8)"
        )
        connection.execute("DELETE FROM core_audit_leaf WHERE position >= 8")
        connection.execute("DELETE FROM core_audit_head WHERE size > 8")
    assert found(trail) == [(What.LOG_CUT_OFF, 9), (What.LOG_CUT_OFF, 16)]


def test_the_whole_trail_deleted_is_told_by_the_copies(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        for table in ("core_audit_head", "core_audit_leaf", "core_audit_entry"):
            connection.execute(f"DELETE FROM {table}")
    assert {what for what, _ in found(trail)} == {What.LOG_CUT_OFF}


def test_leaves_behind_the_last_head_are_unsigned(trail: UUID, owner: Owner) -> None:
    with owner() as connection:
        connection.execute("DELETE FROM core_audit_head WHERE size = 16")
    assert found(trail) == [(What.LEAVES_UNSIGNED, 9), (What.LOG_CUT_OFF, 16)]


def test_copies_that_were_removed_are_missed(trail: UUID) -> None:
    outside_heads(trail).path.unlink()
    assert found(trail) == [(What.HEADS_NOT_COPIED, 16)]


def test_copies_that_were_altered_are_noticed(trail: UUID) -> None:
    path = outside_heads(trail).path
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"size":9,', b'"size":10,'))
    assert (What.HEAD_MISSING, 10) in found(trail)
    path.write_bytes(b"garbage\n" + content)
    assert found(trail) == [(What.COPY_UNREADABLE, None)]


def test_unsealed_entries_are_counted_and_their_codes_checked(trail: UUID, owner: Owner) -> None:
    with in_branch(trail, write=True):
        record("tests.looked")
        record("tests.looked")
        db.session.commit()
    assert verify_branch(trail).unsealed == 2
    with owner() as connection:
        connection.execute(
            "UPDATE core_audit_entry SET data = '[]' WHERE id = (SELECT max(id) FROM core_audit_entry)"
        )
    assert found(trail) == [(What.ENTRY_FORGED, None)]
