"""The relay: finds due messages of every branch, leases them in batches and hands them on."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from platform_core import clock
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.jobs.outbox import Outbox, is_waiting

BATCH = 500
"""Messages of one branch leased together: a full branch does not hold up the others."""
LEASE = timedelta(minutes=5)
"""How long a delivery may take before somebody else takes it up."""

Handler = Callable[["Batch"], None]
RunnableNames = Callable[[UUID], Collection[str]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one branch under one lease; the lease's end tells this delivery from a later one."""

    branch_id: UUID
    message_ids: tuple[UUID, ...]
    leased_until: datetime


def drain(handle: Handler, runnable_names: RunnableNames, *, keep_going: Callable[[], bool]) -> int:
    """Lease due messages branch by branch and hand each batch to `handle`, until none is left.

    `runnable_names` lists the jobs that a branch may run now: those of a disabled module stay where
    they are. Returns how many messages were handed on.
    """
    handed = 0
    while keep_going():
        before = handed
        for branch_id, due in due_jobs().items():
            names = due & set(runnable_names(branch_id))
            if not names or not keep_going():
                continue
            batch = lease_batch(branch_id, names)
            if batch.message_ids:
                handle(batch)
                handed += len(batch.message_ids)
        if handed == before:
            break
    return handed


def due_jobs() -> dict[UUID, set[str]]:
    """Return the names of due jobs that nobody has leased, by branch."""
    due = select(Outbox.branch_id, Outbox.name).where(*_is_due(clock.now()), Outbox.destination_id.is_(None))
    found: dict[UUID, set[str]] = {}
    with as_role(Role.RELAY):
        for branch_id, name in db.session.execute(due.distinct()):
            found.setdefault(branch_id, set()).add(name)
    return found


def lease_batch(branch_id: UUID, names: Collection[str], *, limit: int = BATCH) -> Batch:
    """Lease the oldest due messages of one branch among the jobs `names`."""
    now = clock.now()
    due = (
        select(Outbox.id)
        .where(Outbox.branch_id == branch_id, *_is_due(now), Outbox.destination_id.is_(None))
        .where(Outbox.name.in_(sorted(names)))
        .order_by(Outbox.not_before, Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    with as_role(Role.RELAY, write=True):
        # locked first and then written: as a subquery PostgreSQL may run it again, past its limit
        leased = tuple(db.session.scalars(due))
        lease = update(Outbox).where(Outbox.branch_id == branch_id, Outbox.id.in_(leased), is_waiting())
        if leased:
            db.session.execute(
                lease.values(leased_until=now + LEASE).execution_options(synchronize_session=False)
            )
        db.session.commit()
    return Batch(branch_id, leased, now + LEASE)


def give_back(batch: Batch, message_ids: Collection[UUID]) -> None:
    """End the lease of messages that this delivery will not run."""
    ours = update(Outbox).where(
        Outbox.branch_id == batch.branch_id,
        Outbox.id.in_(message_ids),
        Outbox.leased_until == batch.leased_until,
    )
    with as_role(Role.RELAY, write=True):
        db.session.execute(ours.values(leased_until=None).execution_options(synchronize_session=False))
        db.session.commit()


def release_leases() -> None:
    """Give every lease back; for the one worker of a database, which finds those of its dead self."""
    with as_role(Role.RELAY, write=True):
        held = update(Outbox).where(is_waiting(), Outbox.leased_until.is_not(None))
        db.session.execute(held.values(leased_until=None).execution_options(synchronize_session=False))
        db.session.commit()


def forward_messages() -> int:
    """Move due messages for another branch into that branch's outbox; return how many.

    A message keeps its id, so that a second copy is refused by the key of the table.
    """
    if not _has_messages_to_forward():
        return 0
    with as_role(Role.RELAY, write=True):
        leaving = _leaving_messages(clock.now())
        for message in leaving:
            _copy_to_destination(message)
        _mark_forwarded([message.id for message in leaving])
        db.session.commit()
    return len(leaving)


def _is_due(now: datetime) -> tuple[Any, ...]:
    free = Outbox.leased_until.is_(None) | (Outbox.leased_until <= now)
    return (is_waiting(), Outbox.not_before <= now, free)


def _has_messages_to_forward() -> bool:
    due = select(Outbox.id).where(*_is_due(clock.now()), Outbox.destination_id.is_not(None)).limit(1)
    with as_role(Role.RELAY):
        return db.session.scalar(due) is not None


def _leaving_messages(now: datetime) -> list[Any]:
    leaving = (
        select(
            Outbox.id,
            Outbox.name,
            Outbox.payload,
            Outbox.not_before,
            Outbox.dedupe_key,
            Outbox.destination_id,
        )
        .where(*_is_due(now), Outbox.destination_id.is_not(None))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.execute(leaving))


def _copy_to_destination(message: Any) -> None:
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    copy = {
        "branch_id": message.destination_id,
        "id": message.id,
        "name": message.name,
        "payload": message.payload,
        "not_before": message.not_before,
        "dedupe_key": message.dedupe_key,
        "attempts": 0,
        "created_at": clock.now(),
    }
    db.session.execute(insert(Outbox).on_conflict_do_nothing(), [copy])


def _mark_forwarded(message_ids: list[UUID]) -> None:
    moved = update(Outbox).where(Outbox.id.in_(message_ids), Outbox.destination_id.is_not(None))
    db.session.execute(moved.values(done_at=clock.now()).execution_options(synchronize_session=False))
