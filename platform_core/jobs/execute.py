"""Run leased messages: the effect and its mark commit in one transaction, so it happens once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from platform_core import clock
from platform_core.extensions import db
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import in_branch
from platform_core.jobs.failures import Failure, record_failures
from platform_core.jobs.outbox import Outbox, is_waiting
from platform_core.jobs.registry import current_jobs
from platform_core.jobs.relay import Batch, give_back
from platform_core.tenancy.directory import remembered_branches

LOCK_BUDGET_SECONDS = 0.25
"""After this long a transaction takes no further message: SQLite has one writer at a time."""

CHUNK = 50
"""Messages that run under one savepoint as long as none fails."""

log = structlog.get_logger(__name__)
Message = Any
"""A row of `id, name, payload, attempts`."""


class LeaseLost(RuntimeError):
    """Say that another delivery has taken the message over."""


class TransactionEnded(RuntimeError):
    """Refuse a job that would commit or roll back: the worker does, together with the mark."""


@dataclass(slots=True)
class _Run:
    """What became of the messages that one transaction took."""

    seen: set[UUID] = field(default_factory=set)
    done: list[UUID] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    outside: list[Message] = field(default_factory=list)

    def is_past(self, ends: float) -> bool:
        """Return whether the time is up, once at least one message has run."""
        return bool(self.done or self.failed) and monotonic() > ends


def run_outbox(branch_id: str, message_ids: Sequence[str], leased_until: str) -> None:
    """Run leased messages of one branch; the function that RQ calls, with JSON arguments."""
    ids = tuple(UUID(message_id) for message_id in message_ids)
    run_batch(Batch(UUID(branch_id), ids, datetime.fromisoformat(leased_until)))


def run_batch(batch: Batch, *, keep_going: Callable[[], bool] = lambda: True) -> None:
    """Run every message of the batch that is still under its lease; give the rest back when told to stop."""
    with remembered_branches():
        _run_batch(batch, keep_going)


def _run_batch(batch: Batch, keep_going: Callable[[], bool]) -> None:
    waiting = list(batch.message_ids)
    while waiting and keep_going():
        run = _run_some(batch, waiting)
        for position, message in enumerate(run.outside):
            if not keep_going():
                give_back(batch, [left.id for left in run.outside[position:]])
                break
            _run_outside(batch, message)
        waiting = [message_id for message_id in waiting if message_id not in run.seen]
    if waiting:
        give_back(batch, waiting)


def _run_some(batch: Batch, waiting: list[UUID]) -> _Run:
    """Run messages in one transaction; if it cannot commit, run them one by one to find out which."""
    try:
        return _run_together(batch, waiting)
    except SQLAlchemyError as error:
        log.warning("jobs.batch_failed", branch=str(batch.branch_id), error=type(error).__name__)
    alone = _Run()
    for message_id in waiting:
        alone.outside += _run_alone(batch, message_id).outside
    alone.seen.update(waiting)
    return alone


def _run_alone(batch: Batch, message_id: UUID) -> _Run:
    try:
        return _run_together(batch, [message_id])
    except SQLAlchemyError as error:
        with in_branch(batch.branch_id, actor=SYSTEM_ACTOR, write=True):
            owned = _lock(batch, [message_id])
            record_failures([Failure(row.id, row.name, row.attempts, error) for row in owned])
            db.session.commit()
    return _Run()


def _run_together(batch: Batch, waiting: list[UUID]) -> _Run:
    run = _Run()
    ends = monotonic() + LOCK_BUDGET_SECONDS
    with in_branch(batch.branch_id, actor=SYSTEM_ACTOR, write=True):
        messages = _lock(batch, waiting)
        run.seen.update(set(waiting) - {message.id for message in messages})
        inside = _set_outside_apart(messages, run)
        for start in range(0, len(inside), CHUNK):
            if run.is_past(ends):
                break
            _run_chunk(inside[start : start + CHUNK], run, ends=ends)
        _mark_done(run.done)
        record_failures(run.failed)
        db.session.commit()
    return run


def _set_outside_apart(messages: list[Message], run: _Run) -> list[Message]:
    """Return the messages that work in the database; those without a job are passed over."""
    inside = []
    for message in messages:
        job = current_jobs().find(message.name)
        if job is not None and not job.spec.outside:
            inside.append(message)
            continue
        run.seen.add(message.id)
        if job is not None:
            run.outside.append(message)
    return inside


def _run_chunk(messages: list[Message], run: _Run, *, ends: float) -> None:
    """Run messages under one savepoint; if one of them fails, undo all and run each under its own.

    Running again is safe: what such a job does is in the database, and was undone.
    """
    ran: list[UUID] = []
    try:
        with _savepoint():
            for message in messages:
                _call(message)
                ran.append(message.id)
                if monotonic() > ends:
                    break
    except Exception:  # noqa: BLE001 - which message failed, and why, is found out one by one
        for message in messages:
            _run_one(message, run)
            if run.is_past(ends):
                break
    else:
        run.seen.update(ran)
        run.done += ran


def _run_one(message: Message, run: _Run) -> None:
    run.seen.add(message.id)
    try:
        with _savepoint():
            _call(message)
    except Exception as error:  # noqa: BLE001 - whatever a job raises is its failure, not the worker's
        run.failed.append(Failure(message.id, message.name, message.attempts, error))
    else:
        run.done.append(message.id)


def _call(message: Message) -> None:
    job = current_jobs().find(message.name)
    assert job is not None  # noqa: S101 - messages without a job were passed over
    job.spec.func(dict(message.payload))


@contextmanager
def _savepoint() -> Iterator[None]:
    savepoint = db.session.begin_nested()
    try:
        with _transaction_kept(db.session()):
            yield
        savepoint.commit()
    except BaseException:
        savepoint.rollback()
        raise


@contextmanager
def _transaction_kept(session: Any) -> Iterator[None]:
    """Refuse a job that ends the transaction: the marks of its neighbours would part from their effects."""

    def refuse() -> None:
        raise TransactionEnded

    session.commit = session.rollback = refuse
    try:
        yield
    finally:
        del session.commit, session.rollback


def _run_outside(batch: Batch, message: Message) -> None:
    """Run an effect beyond the database without a lock, then conclude it in a short write."""
    try:
        finish = _reach_outside(batch, message)
        _conclude(batch, message, finish)
    except LeaseLost:
        log.info("jobs.lease_lost", job=message.name, message=str(message.id))
    except Exception as error:  # noqa: BLE001 - whatever a job raises is its failure, not the worker's
        with in_branch(batch.branch_id, actor=SYSTEM_ACTOR, write=True):
            record_failures([Failure(message.id, message.name, message.attempts, error)])
            db.session.commit()


def _reach_outside(batch: Batch, message: Message) -> Callable[[], None] | None:
    job = current_jobs().find(message.name)
    assert job is not None  # noqa: S101 - messages without a job were passed over
    with in_branch(batch.branch_id, actor=SYSTEM_ACTOR):
        if db.session.scalar(select(Outbox.id).where(*_still_ours(batch, [message.id]))) is None:
            raise LeaseLost(message.name)
        finish: Callable[[], None] | None = job.spec.func(dict(message.payload))
    return finish


def _conclude(batch: Batch, message: Message, finish: Callable[[], None] | None) -> None:
    with in_branch(batch.branch_id, actor=SYSTEM_ACTOR, write=True):
        if not _lock(batch, [message.id]):
            raise LeaseLost(message.name)
        if finish is not None:
            with _transaction_kept(db.session()):
                finish()
        _mark_done([message.id])
        db.session.commit()


def _still_ours(batch: Batch, message_ids: Iterable[UUID]) -> tuple[Any, ...]:
    return (Outbox.id.in_(message_ids), is_waiting(), Outbox.leased_until == batch.leased_until)


def _lock(batch: Batch, message_ids: list[UUID]) -> list[Message]:
    """Lock those messages that this delivery still owns; a message that another one holds is passed over."""
    owned = (
        select(Outbox.id, Outbox.name, Outbox.payload, Outbox.attempts)
        .where(*_still_ours(batch, message_ids))
        .order_by(Outbox.id)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.execute(owned))


def _mark_done(message_ids: list[UUID]) -> None:
    if not message_ids:
        return
    # is_waiting() says nothing new of locked rows, but keeps the planner to the small index of such rows
    locked = update(Outbox).where(Outbox.id.in_(message_ids), is_waiting())
    done = locked.values(done_at=clock.now(), leased_until=None)
    db.session.execute(done.execution_options(synchronize_session=False))
