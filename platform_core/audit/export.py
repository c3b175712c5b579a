"""Exports of a trail that are verified offline: JSON lines with every head and the public keys.

The whole trail proves itself: its leaves give the root of each head. Of a single record's entries
each comes with its inclusion proof against the newest head.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from platform_core import clock
from platform_core.audit.chain import Sealed
from platform_core.audit.entries import fields_of
from platform_core.audit.heads import Head
from platform_core.audit.leaves import stream_leaves
from platform_core.audit.merkle import Tree
from platform_core.audit.models import AuditEntry, AuditHead, AuditLeaf
from platform_core.audit.recorder import Target
from platform_core.audit.seal import head_of
from platform_core.audit.verify import public_keys
from platform_core.extensions import db
from platform_core.isolation.scope import current_branch_id

FORMAT = 1


def export_trail(*, target: Target | None = None) -> Iterator[bytes]:
    """Give the lines of an export of the scope's branch: all that is sealed, or one record's entries."""
    heads = [head_of(row) for row in db.session.scalars(select(AuditHead).order_by(AuditHead.size))]
    yield _line("trail", _about(heads, is_whole=target is None))
    for head in heads:
        yield head_line(head)
    if target is None:
        yield from _whole(heads[-1].size if heads else 0)
    elif heads:
        yield from _proven(target, heads[-1].size)


def head_line(head: Head) -> bytes:
    """Write a head as a line of an export."""
    return _line("head", orjson.loads(head.to_json()))


def entry_line(leaf: Sealed, *, proof: Sequence[bytes] | None = None) -> bytes:
    """Write a sealed entry as a line of an export; `fields` is null where the entry is gone."""
    leaf = Sealed._make(leaf)
    told: dict[str, Any] = {
        "position": leaf.position,
        "id": str(UUID(leaf.entry_id)),
        "hash": leaf.hash.hex(),
        "is_flawed": leaf.is_flawed,
        "mac": leaf.mac.hex() if leaf.mac is not None else None,
        "fields": fields_of(leaf.text) if leaf.text is not None else None,
    }
    if proof is not None:
        told["proof"] = [sibling.hex() for sibling in proof]
    return _line("entry", told)


def _about(heads: Sequence[Head], *, is_whole: bool) -> dict[str, Any]:
    keys = public_keys(heads)
    return {
        "format": FORMAT,
        "branch": current_branch_id(),
        "is_whole": is_whole,
        "size": heads[-1].size if heads else 0,
        "exported_at": clock.now(),
        "keys": {str(key_id): b64encode(public).decode() for key_id, public in keys.items()},
    }


def _whole(size: int) -> Iterator[bytes]:
    for leaves in stream_leaves(end=size):
        for leaf in leaves:
            yield entry_line(leaf)


def _proven(target: Target, size: int) -> Iterator[bytes]:
    hashes = select(AuditLeaf.hash).where(AuditLeaf.position < size).order_by(AuditLeaf.position)
    tree = Tree(db.session.scalars(hashes.execution_options(yield_per=10_000)))
    chosen = (
        select(AuditLeaf.position)
        .join(AuditEntry, (AuditEntry.branch_id == AuditLeaf.branch_id) & (AuditEntry.id == AuditLeaf.id))
        .where(AuditEntry.target_type == target[0], AuditEntry.target_id == target[1])
        .where(AuditLeaf.position < size)
    )
    for position in db.session.scalars(chosen.order_by(AuditLeaf.position)).all():
        for leaves in stream_leaves(position, position + 1):
            yield entry_line(leaves[0], proof=tree.inclusion_proof(position))


def _line(kind: str, told: Mapping[str, Any]) -> bytes:
    return orjson.dumps({"kind": kind, **told}) + b"\n"
