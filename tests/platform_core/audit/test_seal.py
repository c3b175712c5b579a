from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from platform_core.audit import seal, verify
from platform_core.audit.heads import Head, OutsideHeads
from platform_core.audit.merkle import root_of
from platform_core.audit.models import AuditEntry, AuditHead, AuditLeaf
from platform_core.audit.recorder import record
from platform_core.audit.verify import verify_branch
from platform_core.crypto import current_keyring
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code

from .conftest import fill

pytestmark = pytest.mark.usefixtures("declared")


def leaves(branch_id: UUID) -> list[AuditLeaf]:
    with in_branch(branch_id):
        return list(db.session.scalars(select(AuditLeaf).order_by(AuditLeaf.position)))


def heads(branch_id: UUID) -> list[AuditHead]:
    with in_branch(branch_id):
        return list(db.session.scalars(select(AuditHead).order_by(AuditHead.size)))


def test_entries_become_leaves_in_their_order_and_heads_are_chained(trail: UUID) -> None:
    sealed, signed = leaves(trail), heads(trail)
    assert [leaf.position for leaf in sealed] == list(range(16))
    assert [leaf.id for leaf in sealed] == sorted(leaf.id for leaf in sealed)
    assert [head.size for head in signed] == [5, 8, 9, 16]
    hashes = [leaf.hash for leaf in sealed]
    assert [head.root for head in signed] == [root_of(hashes[: head.size]) for head in signed]
    chained = [seal.head_of(head) for head in signed]
    assert [head.previous for head in chained] == [bytes(32), *(head.digest() for head in chained[:-1])]
    key = current_keyring().branch_key_by_id(signed[0].key_id)
    assert all(head.is_signed_by(key.public or b"") for head in chained)


def test_sealing_again_changes_nothing(trail: UUID) -> None:
    assert seal.seal_branch(trail) == 0
    assert seal.seal_all() == 0
    assert len(heads(trail)) == 4


def test_every_branch_is_sealed(branch_a: BranchInfo, branch_b: BranchInfo) -> None:
    for branch in (branch_a, branch_b):
        with in_branch(branch.id, write=True):
            record("tests.looked")
            db.session.commit()
    assert set(seal.branches_to_seal()) == {branch_a.id, branch_b.id}
    assert seal.seal_all() == 2
    assert seal.branches_to_seal() == []


def test_a_large_backlog_is_sealed_in_batches(branch_a: BranchInfo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "BATCH", 10)
    monkeypatch.setattr(seal.seal_batch, "__kwdefaults__", {"limit": 10, "looked_from": None})
    with in_branch(branch_a.id, write=True):
        for _ in range(25):
            record("tests.looked")
        db.session.commit()
    assert seal.seal_branch(branch_a.id, most_batches=2) == 20
    assert verify_branch(branch_a.id).unsealed == 5
    assert seal.seal_branch(branch_a.id) == 5
    assert [head.size for head in heads(branch_a.id)] == [10, 20, 25]
    assert verify_branch(branch_a.id).ok


def test_an_entry_that_commits_late_is_sealed_behind_the_others(branch_a: BranchInfo) -> None:
    late = _entry_made_first(branch_a.id)
    fill(branch_a.id, 3)
    _commit(branch_a.id, late)
    assert seal.seal_all() == 1
    assert leaves(branch_a.id)[-1].id == late.id == min(leaf.id for leaf in leaves(branch_a.id))
    assert verify_branch(branch_a.id).ok


def test_an_entry_that_commits_late_while_a_backlog_is_sealed_is_found_by_the_next_run(
    branch_a: BranchInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = _entry_made_first(branch_a.id)
    monkeypatch.setattr(seal, "BATCH", 10)
    monkeypatch.setattr(seal.seal_batch, "__kwdefaults__", {"limit": 10, "looked_from": None})
    copied = seal.copy_heads
    monkeypatch.setattr(seal, "copy_heads", lambda: (copied(), _commit_once(branch_a.id, late)))
    with in_branch(branch_a.id, write=True):
        for _ in range(25):
            record("tests.looked")
        db.session.commit()
    assert seal.seal_branch(branch_a.id) + seal.seal_branch(branch_a.id) == 26
    assert verify_branch(branch_a.id).ok


def _commit_once(branch_id: UUID, entry: AuditEntry) -> None:
    """Commit behind the first batch, as a slow transaction does."""
    if len(leaves(branch_id)) == 10 and entry.id not in {row.id for row in _entries(branch_id)}:
        _commit(branch_id, entry)


def _entries(branch_id: UUID) -> list[AuditEntry]:
    with in_branch(branch_id):
        return list(db.session.scalars(select(AuditEntry)))


def test_an_entry_that_commits_very_late_is_found_by_the_sweep(
    branch_a: BranchInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "GRACE", timedelta(days=-1))  # as if a day had passed since
    late = _entry_made_first(branch_a.id)
    fill(branch_a.id, 3)
    _commit(branch_a.id, late)
    assert seal.seal_all() == 0
    assert verify_branch(branch_a.id).unsealed == 1
    assert seal.seal_branch(branch_a.id, sweep=True) == 1
    report = verify_branch(branch_a.id)
    assert (report.ok, report.size, report.unsealed) == (True, 4, 0)


def _entry_made_first(branch_id: UUID) -> AuditEntry:
    with in_branch(branch_id, write=True):
        record("tests.looked")
        entry = db.session.scalars(select(AuditEntry)).one()
        db.session.expunge(entry)
    return entry


def _commit(branch_id: UUID, entry: AuditEntry) -> None:
    values = {column.key: getattr(entry, column.key) for column in AuditEntry.__table__.columns}
    with in_branch(branch_id, write=True):
        db.session.add(AuditEntry(**values))
        db.session.commit()


def test_a_crash_before_the_commit_leaves_no_trace(branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True):
        record("tests.looked")
        db.session.commit()
    with in_branch(branch_a.id, write=True):
        assert seal.seal_batch()[0] == 1
        db.session.flush()
    assert leaves(branch_a.id) == heads(branch_a.id) == []
    assert not seal.outside_heads(branch_a.id).path.exists()
    assert seal.seal_all() == 1
    assert verify_branch(branch_a.id).ok


def test_a_crash_before_the_copy_is_made_up_for(branch_a: BranchInfo, trail: UUID) -> None:
    with in_branch(trail, write=True):
        record("tests.looked")
        seal.seal_batch()
        db.session.commit()
    assert seal.outside_heads(trail).last_size() == 16
    assert verify_branch(trail).ok
    fill(trail, 1)
    assert [head.size for head in seal.outside_heads(trail).read()] == [5, 8, 9, 16, 17, 18]


def test_of_two_workers_one_seals(trail: UUID) -> None:
    with in_branch(trail, write=True):
        stale = seal.last_head()
    fill(trail, 2)
    from platform_core.audit.merkle import Frontier

    with in_branch(trail, write=True):
        record("tests.looked")
        frontier = Frontier.from_bytes(stale.size, stale.peaks).append(b"x" * 32).append(b"y" * 32)
        with pytest.raises(IntegrityError):
            _insert_head(stale, frontier)


def _insert_head(stale: object, frontier: object) -> None:
    from platform_core.db.base import new_id

    seal._insert(AuditHead, [seal._new_head(stale, frontier, new_id())])


def test_sealing_reads_no_more_when_the_trail_is_long(trail: UUID, branch_a: BranchInfo) -> None:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    def statements() -> int:
        seen: list[str] = []
        listener: Callable[..., None] = lambda *parts: seen.append(parts[2])  # noqa: E731
        event.listen(Engine, "before_cursor_execute", listener)
        fill(trail, 1)
        event.remove(Engine, "before_cursor_execute", listener)
        return len(seen)

    few = statements()
    fill(trail, 50, 50)
    assert statements() == few


class TestOutsideHeads:
    @pytest.fixture
    def head(self, trail: UUID) -> Head:
        return seal.head_of(heads(trail)[-1])

    def test_a_head_comes_back_from_its_line(self, head: Head) -> None:
        assert Head.from_json(head.to_json()) == head

    @pytest.mark.parametrize("line", [b"", b"{}", b"[1]", b"not json", b'{"branch": "x"}'])
    def test_anything_else_is_no_head(self, line: bytes) -> None:
        with pytest.raises(ValueError, match="no head"):
            Head.from_json(line)

    def test_a_torn_line_is_cut_and_written_again(self, head: Head, tmp_path: Path) -> None:
        outside = OutsideHeads(tmp_path, head.branch_id)
        outside.append([head])
        whole = outside.path.read_bytes()
        outside.path.write_bytes(whole[:-20])
        assert outside.read() == ()
        assert outside.last_size() == 0
        outside.append([head])
        assert outside.path.read_bytes() == whole

    def test_a_head_is_copied_once(self, head: Head, tmp_path: Path) -> None:
        outside = OutsideHeads(tmp_path, head.branch_id)
        for _ in range(3):
            outside.append([head])
        assert outside.read() == (head,)


def _seal_while_verifying(branch_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = verify.check_heads

    def seal_and_check(*arguments: Any) -> Any:
        fill(branch_id, 1, 1, 1)
        return checked(*arguments)

    monkeypatch.setattr(verify, "check_heads", seal_and_check)
    fill(branch_id, 4)
    report = verify_branch(branch_id)
    assert (report.faults, report.size, report.unsealed) == ((), 4, 0)


def test_a_trail_may_grow_while_it_is_verified(branch_a: BranchInfo, monkeypatch: pytest.MonkeyPatch) -> None:
    _seal_while_verifying(branch_a.id, monkeypatch)


def test_on_postgres_it_may_grow_too(pg_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _seal_while_verifying(branch_by_code("alpha").id, monkeypatch)


def test_on_postgres_too(pg_app: Flask) -> None:
    branch = branch_by_code("alpha")
    fill(branch.id, 5, 3, facts=True)
    report = verify_branch(branch.id)
    assert (report.ok, report.size, report.heads, report.unsealed) == (True, 8, 2, 0)
