"""What the outbox does about itself: forgets what is long done, takes up what was given up."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_, update

from platform_core import clock
from platform_core.audit.recorder import record
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.hooks.manifest import AuditEvent, JobSpec
from platform_core.i18n import lazy_gettext as _l
from platform_core.jobs.outbox import Outbox
from platform_core.jobs.progress import FAILED, FINISHED, Progress

RETRY = "core.jobs.retry"
KEEP_DONE = timedelta(days=30)


def retry_message(message_id: UUID) -> None:
    """Let a message of the current branch that was given up run again; raise `NotFound` otherwise."""
    given_up = update(Outbox).where(Outbox.id == message_id, Outbox.failed_at.is_not(None))
    fresh = given_up.values(failed_at=None, attempts=0, not_before=clock.now(), leased_until=None)
    taken_up = fresh.returning(Outbox.id).execution_options(synchronize_session=False)
    if db.session.scalar(taken_up) is None:
        raise NotFound


def purge_messages(_payload: Mapping[str, Any]) -> None:
    """Delete what was done a month ago, but of each job's messages the newest.

    Were that gone, a restarted scheduler would take a monthly job's last occurrence for a missed one.
    """
    long_ago = clock.now() - KEEP_DONE
    newest = select(Outbox.name, func.max(Outbox.created_at)).group_by(Outbox.name)
    is_newest = tuple_(Outbox.name, Outbox.created_at).in_(newest)
    done = delete(Outbox).where(Outbox.done_at < long_ago, ~is_newest)
    over = delete(Progress).where(Progress.updated_at < long_ago, Progress.state.in_((FINISHED, FAILED)))
    for statement in (done, over):
        db.session.execute(statement.execution_options(synchronize_session=False))


def retry_from_afar(payload: Mapping[str, Any]) -> None:
    """Retry for the centre; a message that somebody has meanwhile retried or purged needs nothing."""
    try:
        retry_message(UUID(payload["message_id"]))
    except NotFound:
        return
    record("core.job_retried", target=("core_outbox", UUID(payload["message_id"])))


JOB_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.job_retried", _l("Let background work that was given up run again")),
)

UPKEEP_JOBS: tuple[JobSpec, ...] = (
    JobSpec(RETRY, retry_from_afar, _l("Let work that was given up run again")),
    JobSpec("core.jobs.purge", purge_messages, _l("Forget work that is long done"), cron="40 3 * * *"),
)
