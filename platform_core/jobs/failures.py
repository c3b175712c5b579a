"""What becomes of a message whose function failed: it waits, or it is left for a person."""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update

from platform_core import clock
from platform_core.extensions import db
from platform_core.isolation.scope import current_branch_id
from platform_core.jobs.backoff import is_exhausted, wait_after
from platform_core.jobs.outbox import Outbox, enqueue
from platform_core.tenancy.models import Branch

GIVEN_UP = "core.jobs.given_up"
"""The job that tells the platform's administrators of a message that was given up."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed run: the message, how often it had failed before, and what was raised."""

    message_id: UUID
    name: str
    attempts_before: int
    error: BaseException


def record_failures(failures: Iterable[Failure]) -> None:
    """Write down failed runs in the open write scope: when each is tried again, or that it is not."""
    for failure in failures:
        attempts = failure.attempts_before + 1
        unfinished = update(Outbox).where(Outbox.id == failure.message_id, Outbox.done_at.is_(None))
        db.session.execute(
            unfinished.values(
                attempts=attempts,
                leased_until=None,
                last_error=type(failure.error).__name__[:120],
                **_outcome(attempts),
            ).execution_options(synchronize_session=False)
        )
        _log(failure, attempts)
        if is_exhausted(attempts) and failure.name != GIVEN_UP:
            _tell_the_centre(failure.message_id)


def _outcome(attempts: int) -> dict[str, Any]:
    now = clock.now()
    return {"failed_at": now} if is_exhausted(attempts) else {"not_before": now + wait_after(attempts)}


def _tell_the_centre(message_id: UUID) -> None:
    centre = db.session.scalar(select(Branch.id).where(Branch.kind == "central"))
    payload = {"branch_id": str(current_branch_id()), "message_id": str(message_id)}
    enqueue(GIVEN_UP, payload, to_branch=centre)


def _log(failure: Failure, attempts: int) -> None:
    """Say what failed and where in the code, never what the exception says: it may hold content."""
    frames = traceback.extract_tb(failure.error.__traceback__)
    place = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    log.warning(
        "jobs.failed",
        job=failure.name,
        message=str(failure.message_id),
        attempts=attempts,
        error=type(failure.error).__name__,
        place=place,
    )
