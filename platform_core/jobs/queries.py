"""What waits, runs or was given up: of one branch, or of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from platform_core import clock
from platform_core.extensions import db
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role
from platform_core.jobs.outbox import Outbox, is_waiting
from platform_core.jobs.registry import current_jobs, runnable_names
from platform_core.tenancy.directory import list_branches

STATES = ("waiting", "running", "held", "failed", "done")

MESSAGE_COLUMNS = (
    Outbox.branch_id,
    Outbox.id,
    Outbox.name,
    Outbox.attempts,
    Outbox.last_error,
    Outbox.created_at,
    Outbox.not_before,
    Outbox.leased_until,
    Outbox.done_at,
    Outbox.failed_at,
)


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as lists show it; never its payload."""

    id: UUID
    branch_id: UUID
    branch_code: str
    name: str
    title: str
    state: str
    attempts: int
    last_error: str
    created_at: datetime
    due_at: datetime


class MessageViews:
    """Make views of rows of `MESSAGE_COLUMNS`; knows each branch's switches from one query."""

    def __init__(self) -> None:
        self._branches = {branch.id: branch for branch in list_branches(with_central=True)}
        self._now = clock.now()

    def view(self, row: Any) -> MessageView:
        """Make the view of one row."""
        job = current_jobs().find(row.name)
        branch = self._branches[row.branch_id]
        return MessageView(
            id=row.id,
            branch_id=row.branch_id,
            branch_code=branch.code,
            name=row.name,
            title=str(job.spec.title) if job else row.name,
            state=self._state(row, branch.enabled_modules),
            attempts=row.attempts,
            last_error=row.last_error or "",
            created_at=row.created_at,
            due_at=row.not_before,
        )

    def _state(self, row: Any, enabled: frozenset[str]) -> str:
        if row.done_at is not None or row.failed_at is not None:
            return "done" if row.done_at is not None else "failed"
        job = current_jobs().find(row.name)
        if job is None or (job.module is not None and job.module not in enabled):
            return "held"
        return "running" if row.leased_until is not None and row.leased_until > self._now else "waiting"


@dataclass(frozen=True, slots=True)
class Backlog:
    """What an operator should look at: messages given up, and messages that nobody takes up."""

    given_up: int
    overdue: int


def backlog(*, patience: timedelta) -> Backlog:
    """Count over every branch; a message is overdue when it could have run for longer than `patience`."""
    now = clock.now()
    due = is_waiting() & (Outbox.not_before < now - patience)
    free = Outbox.leased_until.is_(None) | (Outbox.leased_until < now - patience)
    by_name = (Outbox.branch_id, Outbox.name)
    counted = select(*by_name, func.count()).where(due, free).group_by(*by_name)
    with as_role(Role.RELAY):
        waiting = db.session.execute(counted).all()
        given_up = select(func.count()).select_from(Outbox).where(Outbox.failed_at.is_not(None))
        lost = db.session.scalar(given_up) or 0
    return Backlog(lost, sum(number for branch_id, name, number in waiting if _may_run(branch_id, name)))


def _may_run(branch_id: UUID, name: str) -> bool:
    return any(name in runnable_names(branch_id, outside=outside) for outside in (False, True))


def is_in_state(state: str) -> ColumnElement[bool]:
    """Return the condition of `open` (waiting, running or held), `failed` or `done`."""
    conditions: dict[str, ColumnElement[bool]] = {
        "open": is_waiting(),
        "failed": Outbox.failed_at.is_not(None),
        "done": Outbox.done_at.is_not(None),
    }
    return conditions[state]


def newest_messages(*, states: Iterable[str], limit: int) -> Any:
    """Return the statement for the newest messages in any of the states `open`, `failed`, `done`."""
    wanted = [is_in_state(state) for state in states]
    condition = wanted[0]
    for other in wanted[1:]:
        condition = condition | other
    return select(*MESSAGE_COLUMNS).where(condition).order_by(Outbox.created_at.desc()).limit(limit)
