"""Recording: in a write scope with the work itself, in a read scope before anything is shown.

What a read scope gathers is written when the scope ends, in a transaction of its own, and the
response waits for it. In a write scope an entry stands or falls with the transaction, except
one recorded by `record_apart`, which outlives a rollback: a refusal, or a reading elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import insert
from structlog.contextvars import get_contextvars

from platform_core import clock
from platform_core.audit.entries import commitment, entry_mac, entry_text
from platform_core.audit.events import check_event
from platform_core.audit.models import AuditEntry, AuditFact, canonical_json, table_of
from platform_core.crypto.columns import SealedText, seal_for_branch
from platform_core.crypto.current import current_keyring
from platform_core.crypto.keys import Purpose
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.isolation.actor import Actor
from platform_core.isolation.engines import CORE_STATEMENT
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import (
    Frame,
    ScopeMissing,
    as_role,
    current_frame,
    on_close,
    on_flush,
    outer_frame,
    outside_scopes,
)

Target: TypeAlias = tuple[str, UUID]
LONGEST_DATA = 4000
SALT_BYTES = 16
_CORE = {CORE_STATEMENT: True}
_INSERT_ENTRY = insert(table_of(AuditEntry))
_INSERT_FACT = insert(table_of(AuditFact))
_WRITING_ROLES = frozenset({Role.BRANCH, Role.CATALOGUE, Role.REGISTER, Role.AUTH})


@dataclass(frozen=True, slots=True)
class Note:
    """An entry before it is written: what happened, where, and whose personal facts it tells."""

    event: str
    branch_id: UUID
    actor: Actor
    target: Target | None
    facts: Mapping[str, str]
    data: Mapping[str, Any]
    subject_id: UUID | None


def record(
    event: str,
    *,
    target: Target | None = None,
    facts: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    subject_id: UUID | None = None,
) -> None:
    """Record a declared event in the trail of the scope's branch.

    `facts` are personal values, erasable later; `subject_id` is the person whom they tell of. `data`
    holds codes, counts and ids. Raises `EventUndeclared`, and `ValueError` for too much data.
    """
    frame = current_frame()
    note = _note(event, _home(frame), target=target, facts=facts, data=data, subject_id=subject_id)
    if frame.scope.writes and frame.scope.role in _WRITING_ROLES:
        _write([note])
    else:
        frame.pending.append(note)


def record_apart(
    event: str,
    *,
    target: Target | None = None,
    facts: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    subject_id: UUID | None = None,
) -> None:
    """Record a declared event that stays in the trail even if the scope's work is rolled back."""
    frame = current_frame()
    frame.pending.append(
        _note(event, _home(frame), target=target, facts=facts, data=data, subject_id=subject_id)
    )


def record_central(
    event: str,
    *,
    branch_ids: Iterable[UUID],
    target: Target | None = None,
    facts: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    subject_id: UUID | None = None,
) -> None:
    """Record a reading across branches: in the centre's trail and in that of every branch touched."""
    frame = current_frame()
    home = _home(frame)
    branches = dict.fromkeys((home, *branch_ids))
    told = {**(data or {}), "branches": len(branches) - 1}
    if frame.scope.reason:
        told["reason"] = frame.scope.reason
    for branch_id in branches:
        frame.pending.append(
            _note(event, branch_id, target=target, facts=facts, data=told, subject_id=subject_id)
        )


def flush_pending() -> None:
    """Write what the open scope has gathered, now; a fault here must fail the response."""
    _flush(current_frame(), ending=False)


def _home(frame: Frame) -> UUID:
    scope = frame.scope
    home = scope.branch_id or scope.actor.branch_id
    while home is None and (outer := outer_frame(frame)) is not None:
        frame, home = outer, outer.scope.branch_id
    if home is None:
        raise ScopeMissing("an event is recorded in the trail of a branch, and the scope has none")
    return home


def _note(
    event: str,
    branch_id: UUID,
    *,
    target: Target | None,
    facts: Mapping[str, str] | None,
    data: Mapping[str, Any] | None,
    subject_id: UUID | None,
) -> Note:
    check_event(event, facts or ())
    if len(canonical_json(data or {})) > LONGEST_DATA:
        raise ValueError(f"the data of {event} are longer than {LONGEST_DATA} characters")
    actor = current_frame().scope.actor
    return Note(event, branch_id, actor, target, dict(facts or {}), dict(data or {}), subject_id)


# --- when scopes end ------------------------------------------------------------------------------


def install_recorder() -> None:
    """Bind the recorder to the ends of scopes; safe to call again."""
    on_flush(_flush_ending)
    on_close(_hand_over)


def _flush_ending(frame: Frame) -> None:
    _flush(frame, ending=True)


def _flush(frame: Frame, *, ending: bool) -> None:
    if not frame.pending:
        return
    writer = _writer_around(frame)
    if writer is None:
        _write_apart(_taken(frame))
    elif writer is not frame:
        writer.pending.extend(_taken(frame))
    elif ending:
        # its work is over: whatever it has not committed is lost anyway, and would hold the lock
        db.close_frame(frame)
        _write_apart(_taken(frame))


def _writer_around(frame: Frame) -> Frame | None:
    """Return the write scope that is open: this one, or the one that this one was opened in."""
    at: Frame | None = frame
    while at is not None and not at.scope.writes:
        at = outer_frame(at)
    return at


def _hand_over(frame: Frame) -> None:
    """Give what a failing scope has gathered to the one around it: it was read, so it is told."""
    outer = outer_frame(frame)
    if frame.pending and outer is not None:
        outer.pending.extend(_taken(frame))


def _taken(frame: Frame) -> list[object]:
    taken, frame.pending = frame.pending, []
    return taken


# --- writing --------------------------------------------------------------------------------------


def _write_apart(notes: Sequence[object]) -> None:
    with outside_scopes(), as_role(Role.RECORDER, write=True):
        _write([note for note in notes if isinstance(note, Note)])
        db.session.commit()


def _write(notes: Sequence[Note]) -> None:
    """Write entries, and their facts, in one statement each."""
    keys = current_keyring().branch_keys({note.branch_id for note in notes}, Purpose.TRAIL)
    entries: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for note in notes:
        entry, beside = _rows(note, keys[note.branch_id].mac)
        entries.append(entry)
        facts += beside
    # beside the ORM, at a quarter of its cost: the branch of each row was set here, from the scope
    connection = db.session.connection()
    connection.execute(_INSERT_ENTRY, entries, execution_options=_CORE)
    if facts:
        connection.execute(_INSERT_FACT, facts, execution_options=_CORE)


def _rows(note: Note, key: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    entry_id = new_id()
    facts = [_fact(note, entry_id, name, value) for name, value in note.facts.items()]
    entry = {
        "id": entry_id,
        "branch_id": note.branch_id,
        "at": clock.now(),
        "event": note.event,
        "actor_kind": note.actor.kind,
        "actor_user_id": note.actor.user_id,
        "actor_branch_id": note.actor.branch_id,
        "target_type": note.target[0] if note.target else "",
        "target_id": note.target[1] if note.target else None,
        "data": note.data,
        "commitments": {
            fact["name"]: commitment(fact["salt"], fact["name"], note.facts[fact["name"]]) for fact in facts
        },
        "request_id": str(get_contextvars().get("request_id", ""))[:40],
    }
    entry["mac"] = entry_mac(key, entry_text(entry))
    return entry, facts


def _fact(note: Note, entry_id: UUID, name: str, value: str) -> dict[str, Any]:
    sealed: SealedText = seal_for_branch(AuditFact.value, note.branch_id, value)
    return {
        "id": new_id(),
        "branch_id": note.branch_id,
        "entry_id": entry_id,
        "name": name,
        "salt": token_bytes(SALT_BYTES),
        "value": sealed,
        "subject_id": note.subject_id,
    }
