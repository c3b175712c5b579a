"""Verifying a branch's trail: every changed, missing, inserted or reordered entry is found and named.

The stated limit: an entry deleted before it is sealed, within seconds of being written, leaves no
trace. Whoever holds the keys as well as the database can write a trail anew; the copies of the heads
kept elsewhere are what then tells.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, cast, exists, func, select, text

from platform_core.audit.chain import LeafCheck, Sealed, check_heads
from platform_core.audit.entries import commitment, entry_mac, entry_text_in_sql
from platform_core.audit.heads import Head
from platform_core.audit.leaves import raw, reading_connection, stream_leaves
from platform_core.audit.models import AuditEntry, AuditFact, AuditHead, AuditLeaf
from platform_core.audit.report import Fault, Findings, VerifyReport, What
from platform_core.audit.seal import head_of, outside_heads
from platform_core.crypto.columns import sealed_value, unseal_value
from platform_core.crypto.current import current_keyring
from platform_core.crypto.faults import CryptoFault
from platform_core.crypto.keys import Purpose
from platform_core.extensions import db
from platform_core.isolation.engines import CORE_STATEMENT
from platform_core.isolation.scope import current_branch_id, in_branch

_BATCH = 10_000


def verify_branch(branch_id: UUID, *, tick: Callable[[int], None] | None = None) -> VerifyReport:
    """Check a branch's whole trail in a read scope of its own, as it stood at one moment.

    `tick` is told of every window how many sealed entries were looked at. It works in a scope of its own:
    while it is told, this one's connection is reading the next window.
    """
    findings = Findings()
    with in_branch(branch_id):
        copied = _copies(findings)  # first: whatever was copied by now is committed
        _hold_still()
        rows = db.session.execute(select(*_HEAD_COLUMNS).order_by(AuditHead.size)).all()
        heads = [head_of(row) for row in rows]
        trusted = check_heads(heads, public_keys(heads), findings)
        _check_copies(heads, copied, findings)
        check = LeafCheck(trusted, findings, {row.size: row.peaks for row in rows})
        for leaves in stream_leaves():
            check.take(leaves)
            if tick is not None:
                tick(len(leaves))
        check.finish()
        for start, end in check.suspects:
            _search_stretch(start, end, findings)
        unsealed = _check_unsealed(findings, since=rows[-1].scan_from if rows else None, sealed=check.entries)
        _check_facts(findings)
    return VerifyReport(branch_id, check.size, len(heads), unsealed, _ordered(findings.faults))


def _hold_still() -> None:
    """Read one snapshot, while others write and seal: SQLite's transaction is one as it is."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        still = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute(still, execution_options={CORE_STATEMENT: True})


_HEAD_COLUMNS: tuple[Any, ...] = (
    AuditHead.branch_id,
    AuditHead.size,
    AuditHead.root,
    AuditHead.previous,
    AuditHead.signed_at,
    AuditHead.key_id,
    AuditHead.signature,
    AuditHead.peaks,
    AuditHead.scan_from,
)
_SAME_ENTRY = and_(AuditEntry.branch_id == AuditLeaf.branch_id, AuditEntry.id == AuditLeaf.id)


def public_keys(heads: Sequence[Head]) -> dict[UUID, bytes]:
    """Give the public keys by which the scope's branch signed heads; a head of no key of ours has none."""
    keys = {}
    for key_id in {head.key_id for head in heads}:
        try:
            key = current_keyring().branch_key_by_id(key_id)
        except CryptoFault:
            continue
        if key.purpose is Purpose.SIGNING and key.branch_id == current_branch_id() and key.public:
            keys[key_id] = key.public
    return keys


def _copies(findings: Findings) -> dict[int, Head] | None:
    try:
        return {copy.size: copy for copy in outside_heads(current_branch_id()).read()}
    except ValueError:
        findings.add(What.COPY_UNREADABLE)
        return None


def _check_copies(heads: Sequence[Head], copied: Mapping[int, Head] | None, findings: Findings) -> None:
    """Hold the heads against their copies: the newest may lack one, as after a crash, no other may."""
    if copied is None:
        return
    known = {head.size: head for head in heads}
    for size, copy in copied.items():
        if size not in known:
            findings.add(What.LOG_CUT_OFF if size > max(known, default=0) else What.HEAD_MISSING, size)
        elif known[size] != copy:
            findings.add(What.HEAD_NOT_AS_COPIED, size)
    uncopied = [size for size in known if size not in copied]
    if len(uncopied) > 1:  # or they were copied while the trail was being read
        since = _copies(findings) or {}
        uncopied = [size for size in uncopied if size not in since]
    if len(uncopied) > 1:
        findings.add(What.HEADS_NOT_COPIED, uncopied[-1])


def _search_stretch(start: int, end: int, findings: Findings) -> None:
    """Find which entries of a stretch are not of our writing, or stand out of their order."""
    key = current_keyring().branch_key(current_branch_id(), Purpose.TRAIL).mac
    before: str | None = None
    for leaves in stream_leaves(start, end):
        for leaf in map(Sealed._make, leaves):
            if leaf.text is not None and entry_mac(key, leaf.text) != leaf.mac:
                findings.add(What.ENTRY_FORGED, leaf.position, leaf.entry_id)
            if before is not None and leaf.entry_id < before:
                findings.add(What.LEAVES_REORDERED, leaf.position, leaf.entry_id)
            before = leaf.entry_id


def _check_unsealed(findings: Findings, *, since: UUID | None, sealed: int) -> int:
    """Check the codes of the entries that have no leaf yet; return how many there are.

    `sealed` is how many entries have a leaf. As a rule all others stand behind `since`, from where
    sealing looks, and the rest of the trail need not be searched for them.
    """
    unsealed = (db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0) - sealed
    mine = AuditEntry.branch_id == current_branch_id()
    nearby = mine if since is None else and_(mine, AuditEntry.id >= since)
    if unsealed and _check_codes(nearby, findings) != unsealed:
        return _check_codes(mine, findings)
    return unsealed


def _check_codes(condition: Any, findings: Findings) -> int:
    """Check the codes of the entries without a leaf that a condition chooses; return how many there are."""
    connection = reading_connection()
    key = current_keyring().branch_key(current_branch_id(), Purpose.TRAIL).mac
    written = entry_text_in_sql(connection.dialect.name)
    has_leaf = exists(select(AuditLeaf.id).where(_SAME_ENTRY))
    chosen = select(cast(AuditEntry.id, String), written, raw(AuditEntry.mac)).where(condition, ~has_leaf)
    count = 0
    options = {CORE_STATEMENT: True, "yield_per": _BATCH}
    for rows in connection.execute(chosen, execution_options=options).partitions():
        count += len(rows)
        for entry_id, told, mac in rows:
            if entry_mac(key, told) != mac:
                findings.add(What.ENTRY_FORGED, None, entry_id)
    return count


def _check_facts(findings: Findings) -> None:
    """Hold personal facts against the hashes in their entries; facts that were erased are no fault."""
    columns = (AuditFact.entry_id, AuditFact.name, AuditFact.salt, sealed_value(AuditFact.value))
    same = and_(AuditEntry.branch_id == AuditFact.branch_id, AuditEntry.id == AuditFact.entry_id)
    chosen: Any = select(*columns, AuditEntry.commitments).outerjoin(AuditEntry, same).order_by(AuditFact.id)
    rows = db.session.execute(chosen.execution_options(yield_per=_BATCH))
    for entry_id, name, salt, blob, commitments in rows:
        value = _fact_value(blob)
        if value is None or commitment(salt, name, value) != (commitments or {}).get(name):
            findings.add(What.FACT_CHANGED, None, entry_id)


def _fact_value(blob: bytes) -> str | None:
    try:
        return unseal_value(AuditFact.value, blob)
    except CryptoFault:  # altered, or moved here from another row
        return None


def _ordered(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Put faults in the order of the log, each once."""
    once = dict.fromkeys(faults)
    return tuple(sorted(once, key=lambda fault: (fault.position is None, fault.position or 0)))
