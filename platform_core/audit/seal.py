"""Sealing: entries become leaves of the branch's tree within seconds, and a head is signed over them.

A batch is one transaction: its leaves and its head appear together or not at all. Heads are copied
outside the database after the commit; a copy that a crash prevented is made before the next batch.
Entries are sealed in the order of their ids. An entry that commits late, behind ids sealed already,
is found as long as its transaction took less than `GRACE`; the nightly sweep finds it in any case.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import exists, func, insert, select
from sqlalchemy.exc import IntegrityError

from platform_core import clock
from platform_core.audit.entries import entry_mac, entry_text_in_sql, leaf_bytes
from platform_core.audit.heads import NO_HEAD, Head, OutsideHeads
from platform_core.audit.merkle import Frontier, leaf_hash
from platform_core.audit.models import AuditEntry, AuditHead, AuditLeaf, table_of
from platform_core.crypto.current import current_keyring
from platform_core.crypto.keys import Purpose
from platform_core.db.base import Model, new_id
from platform_core.extensions import db
from platform_core.isolation.engines import CORE_STATEMENT
from platform_core.isolation.scope import central_read, current_branch_id, in_branch
from platform_core.tenancy.models import Branch

log = structlog.get_logger(__name__)
BATCH = 5000
MOST_BATCHES = 4
GRACE = timedelta(minutes=5)
_MS_SHIFT = 80  # a UUIDv7 begins with 48 bits of milliseconds
FIRST_ID = UUID(int=0)
"""Before every entry: the sweep looks from here."""


def seal_all(*, most_batches: int = MOST_BATCHES) -> int:
    """Seal what is unsealed in every branch, some batches each; return how many entries."""
    return sum(seal_branch(branch_id, most_batches=most_batches) for branch_id in branches_to_seal())


def seal_branch(branch_id: UUID, *, most_batches: int | None = None, sweep: bool = False) -> int:
    """Seal a branch's entries in batches and copy its heads; return how many entries.

    `sweep` looks at the whole trail for an entry that committed very late. Each batch looks on from the one
    before; what committed behind it meanwhile is found when sealing begins anew.
    """
    sealed = 0
    since = FIRST_ID if sweep else None
    for number in count():
        if number == most_batches:
            break
        try:
            done, since = _seal_one_batch(branch_id, since=since)
        except IntegrityError:  # another worker sealed the same entries first
            log.info("audit.sealed_elsewhere", branch=str(branch_id))
            break
        sealed += done
        if done < BATCH:
            break
    return sealed


def branches_to_seal() -> Sequence[UUID]:
    """Name the branches that have unsealed entries, in one query."""
    newest = (
        select(AuditHead.scan_from)
        .where(AuditHead.branch_id == Branch.id)
        .order_by(AuditHead.size.desc())
        .limit(1)
        .scalar_subquery()
    )
    waiting = (
        select(AuditEntry.id)
        .where(AuditEntry.branch_id == Branch.id, AuditEntry.id >= func.coalesce(newest, FIRST_ID))
        .where(~_has_leaf())
    )
    with central_read(reason="seal"):
        return db.session.scalars(select(Branch.id).where(exists(waiting))).all()


def seal_batch(*, limit: int = BATCH, looked_from: UUID | None = None) -> tuple[int, UUID]:
    """Add leaves and a head for up to `limit` unsealed entries of the scope's branch.

    It looks from the entry id `looked_from`, or else from where older ones may be unsealed. Return how
    many entries were sealed, and the last one's id.
    """
    last = last_head()
    began = new_id()
    since = looked_from or (last.scan_from if last else FIRST_ID)
    rows = db.session.execute(_unsealed(since).limit(limit)).all()
    if not rows:
        return 0, since
    frontier = Frontier.from_bytes(last.size, last.peaks) if last else Frontier()
    leaves = _leaves(rows, frontier.size)
    frontier = frontier.extend(leaf["hash"] for leaf in leaves)
    _insert(AuditLeaf, leaves)
    # what commits late behind `looked_from` is not looked for in this run, so it must be in the next
    horizon = min(looked_from or began, began if len(rows) < limit else rows[-1].id)
    _insert(AuditHead, [_new_head(last, frontier, _earlier(horizon))])
    return len(rows), rows[-1].id


def has_unsealed(*, sweep: bool = False) -> bool:
    """Whether the scope's branch has entries to seal; `sweep` looks at the whole trail."""
    last = last_head()
    since = last.scan_from if last and not sweep else FIRST_ID
    return db.session.execute(_unsealed(since).limit(1)).first() is not None


def last_head() -> Any:
    """Return the newest head of the scope's branch as a row, or None."""
    columns = (AuditHead.size, AuditHead.root, AuditHead.previous, AuditHead.signed_at, AuditHead.key_id)
    more = (AuditHead.signature, AuditHead.peaks, AuditHead.scan_from, AuditHead.branch_id)
    return db.session.execute(select(*columns, *more).order_by(AuditHead.size.desc()).limit(1)).first()


def head_of(row: Any) -> Head:
    """Turn a row of the heads into the head that was signed."""
    return Head(row.branch_id, row.size, row.root, row.previous, row.signed_at, row.key_id, row.signature)


def outside_heads(branch_id: UUID) -> OutsideHeads:
    """Give the copies of a branch's heads in the data directory."""
    folder: Path = current_app.extensions["qorgau_settings"].data_dir
    return OutsideHeads(folder / "audit-heads", branch_id)


def copy_heads() -> None:
    """Copy the committed heads of the scope's branch that are not outside the database yet."""
    outside = outside_heads(current_branch_id())
    newer = select(AuditHead).where(AuditHead.size > outside.last_size()).order_by(AuditHead.size)
    rows = db.session.scalars(newer.execution_options(yield_per=1000))
    outside.append([head_of(row) for row in rows])


def _seal_one_batch(branch_id: UUID, *, since: UUID | None) -> tuple[int, UUID]:
    with in_branch(branch_id):
        copy_heads()
    with in_branch(branch_id, write=True):
        done, reached = seal_batch(looked_from=since)
        db.session.commit()
    if done:
        with in_branch(branch_id):
            copy_heads()
    return done, reached


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows of the scope's branch beside the ORM, which would cost more than the hashing."""
    placed = [{"branch_id": current_branch_id(), **row} for row in rows]
    db.session.connection().execute(insert(table_of(model)), placed, execution_options={CORE_STATEMENT: True})


def _has_leaf() -> Any:
    same = (AuditLeaf.branch_id == AuditEntry.branch_id, AuditLeaf.id == AuditEntry.id)
    return exists(select(AuditLeaf.id).where(*same))


def _unsealed(since: UUID) -> Any:
    text = entry_text_in_sql(db.session.get_bind().dialect.name)
    chosen = select(AuditEntry.id, text.label("text"), AuditEntry.mac)
    # the bound on both sides keeps the planner on the keys, whatever its statistics
    sealed = _has_leaf().where(AuditLeaf.id >= since)
    return chosen.where(AuditEntry.id >= since, ~sealed).order_by(AuditEntry.id)


def _leaves(rows: Sequence[Any], position: int) -> list[dict[str, Any]]:
    key = current_keyring().branch_key(current_branch_id(), Purpose.TRAIL).mac
    leaves = []
    for place, row in enumerate(rows, position):
        is_flawed = entry_mac(key, row.text) != row.mac
        digest = leaf_hash(leaf_bytes(row.text, row.mac, is_flawed=is_flawed))
        leaves.append({"id": row.id, "position": place, "hash": digest, "is_flawed": is_flawed})
    return leaves


def _new_head(last: Any, frontier: Frontier, scan_from: UUID) -> dict[str, Any]:
    branch_id = current_branch_id()
    key = current_keyring().branch_key(branch_id, Purpose.SIGNING)
    previous = head_of(last).digest() if last else NO_HEAD
    head = Head(branch_id, frontier.size, frontier.root(), previous, clock.now(), key.id)
    head = head.signed_by(key.signer)
    return {
        "id": new_id(),
        "size": head.size,
        "root": head.root,
        "previous": head.previous,
        "signed_at": head.signed_at,
        "key_id": head.key_id,
        "signature": head.signature,
        "peaks": frontier.to_bytes(),
        "scan_from": max(scan_from, last.scan_from) if last else scan_from,
    }


def _earlier(entry_id: UUID) -> UUID:
    """Give the lowest id of the moment `GRACE` before an id's own."""
    milliseconds = (entry_id.int >> _MS_SHIFT) - int(GRACE.total_seconds() * 1000)
    return UUID(int=max(0, milliseconds) << _MS_SHIFT)
