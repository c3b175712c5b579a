"""Progress of long work: a row that its owner watches; the result waits in the inbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import Index, Integer, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from platform_core import clock
from platform_core.db.base import Model, new_id
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.mixins import BranchScoped
from platform_core.isolation.scope import current_branch_id, in_branch
from platform_core.jobs.outbox import enqueue

TELL = "core.notify.tell"
"""The job that puts a notice into one inbox."""
FINISHED_NOTICE, FAILED_NOTICE = "core.work_finished", "core.work_failed"
WAITING, RUNNING, FINISHED, FAILED = "waiting", "running", "finished", "failed"
REPORT_EVERY_SECONDS = 0.5
STILL_MOVES = timedelta(minutes=10)
"""Work of which nobody has heard for so long may be started again."""


class Progress(BranchScoped, Model):
    """How far one piece of long work is: `done` of `total` steps; `total` is 0 until it is known."""

    __tablename__ = "core_progress"
    __table_args__ = (
        Index("ix_core_progress_owner", "branch_id", "user_id", "created_at"),
        {"info": {"plugin": "core"}},
    )

    user_id: Mapped[UUID]
    job: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    result_url: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What the owner of the work sees of it."""

    id: UUID
    job: str
    state: str
    done: int
    total: int
    result_url: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in (FINISHED, FAILED)


def start_work(job: str, payload: Mapping[str, str | int], *, user_id: UUID) -> UUID:
    """Queue a job for work that its owner may watch; the job gets `progress_id` with its payload."""
    progress_id, now = new_id(), clock.now()
    db.session.add(Progress(id=progress_id, user_id=user_id, job=job, created_at=now, updated_at=now))
    enqueue(job, {**payload, "progress_id": str(progress_id)})
    return progress_id


def read_progress(progress_id: UUID, *, user_id: UUID) -> ProgressView:
    """Return how far the work is; raise `NotFound` for another's."""
    columns = (
        Progress.id,
        Progress.job,
        Progress.state,
        Progress.done,
        Progress.total,
        Progress.result_url,
    )
    own = select(*columns).where(Progress.id == progress_id, Progress.user_id == user_id)
    row = db.session.execute(own).one_or_none()
    if row is None:
        raise NotFound
    return ProgressView(*row)


def running_work(job: str, *, user_id: UUID) -> UUID | None:
    """Return the user's newest work of a job that still moves, so that it need not be started twice."""
    own = select(Progress.id).where(
        Progress.user_id == user_id,
        Progress.job == job,
        Progress.state.in_((WAITING, RUNNING)),
        Progress.updated_at > clock.now() - STILL_MOVES,
    )
    return db.session.scalar(own.order_by(Progress.created_at.desc()).limit(1))


def expect_steps(progress_id: str | UUID, *, total: int) -> None:
    """Say in the open write scope of how many steps the work is made, which others do and count."""
    _update(UUID(str(progress_id)), state=RUNNING, total=total)


def count_step(progress_id: str | UUID) -> bool:
    """Count in the open write scope one step that somebody did; return whether it was the last."""
    counted = update(Progress).where(Progress.id == UUID(str(progress_id)), Progress.state == RUNNING)
    changed = counted.values(done=Progress.done + 1, updated_at=clock.now())
    row = db.session.execute(
        changed.returning(Progress.done, Progress.total).execution_options(synchronize_session=False)
    ).one_or_none()
    return row is not None and row.done >= row.total


class Reporter:
    """Write how far a job outside the database is, in short transactions of its own.

    Use it in the reading part of a job declared `outside`: the part that writes is one transaction,
    of which nobody sees anything before its end.
    """

    def __init__(self, progress_id: str | UUID, *, total: int) -> None:
        self._id = UUID(str(progress_id))
        self._branch_id = current_branch_id()
        self._total = total
        self._done = 0
        self._next = 0.0

    def advance(self, steps: int = 1) -> None:
        """Count `steps` more as done; what is written is at most half a second old."""
        self._done += steps
        if monotonic() >= self._next or self._done >= self._total:
            self._next = monotonic() + REPORT_EVERY_SECONDS
            self._write()

    def _write(self) -> None:
        with in_branch(self._branch_id, actor=SYSTEM_ACTOR, write=True):
            _update(self._id, state=RUNNING, done=self._done, total=self._total)
            db.session.commit()


def finish_work(progress_id: str | UUID, *, result_url: str) -> None:
    """Say in the open write scope that the result waits at `result_url`, and tell the owner."""
    _end(UUID(str(progress_id)), state=FINISHED, notice=FINISHED_NOTICE, url=result_url)


def fail_work(progress_id: str | UUID, *, explain_url: str) -> None:
    """Say in the open write scope that there is no result, and tell the owner where to read why."""
    _end(UUID(str(progress_id)), state=FAILED, notice=FAILED_NOTICE, url=explain_url)


def _end(progress_id: UUID, *, state: str, notice: str, url: str) -> None:
    owner = db.require(select(Progress.user_id).where(Progress.id == progress_id))
    _update(progress_id, state=state, result_url=url)
    enqueue(TELL, {"user_id": str(owner), "code": notice, "target_url": url})


def _update(progress_id: UUID, **values: object) -> None:
    changed = update(Progress).where(Progress.id == progress_id)
    db.session.execute(
        changed.values(updated_at=clock.now(), **values).execution_options(synchronize_session=False)
    )
