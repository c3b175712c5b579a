"""Recurring jobs: their due occurrences become messages, once for each branch and period."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from croniter import croniter

from platform_core import clock
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import enqueue
from platform_core.jobs.registry import JobRegistry


def latest_occurrence(cron: str, timezone: str, *, at: datetime) -> datetime:
    """Return the last moment, not after `at`, at which `cron` fell due in `timezone`; aware UTC."""
    local = at.astimezone(ZoneInfo(timezone)).replace(microsecond=0)
    # get_prev() is strictly before its start, and an occurrence is due in its very second
    occurrence: datetime = croniter(cron, local + timedelta(seconds=1)).get_prev(datetime)
    return occurrence.astimezone(UTC)


def period_key(job: str, occurrence: datetime) -> str:
    """Return the dedupe key `job:period` of an occurrence: `core.jobs.purge:20260901T0200Z`."""
    return f"{job}:{occurrence:%Y%m%dT%H%MZ}"


class Schedule:
    """Remember what this process has written, so that a tick costs nothing when nothing is new.

    Several schedulers may run at once: the dedupe key of the outbox lets one of them through.
    """

    def __init__(self, registry: JobRegistry) -> None:
        self._registry = registry
        self._written: dict[tuple[UUID, str], datetime] = {}

    def tick(self, branches: Iterable[BranchInfo]) -> int:
        """Write due occurrences into each branch's outbox; return how many were new.

        Of occurrences missed while nothing ran, the latest alone is made up for.
        """
        now = clock.now()
        latest: dict[tuple[str, str], datetime] = {}
        return sum(self._write(branch, self._due(branch, latest, now)) for branch in branches)

    def _due(
        self, branch: BranchInfo, latest: dict[tuple[str, str], datetime], now: datetime
    ) -> list[tuple[str, datetime]]:
        due = []
        for job in self._registry.recurring(branch.enabled_modules):
            key = (str(job.spec.cron), branch.timezone)
            if key not in latest:
                latest[key] = latest_occurrence(*key, at=now)
            if self._written.get((branch.id, job.spec.name)) != latest[key]:
                due.append((job.spec.name, latest[key]))
        return due

    def _write(self, branch: BranchInfo, due: list[tuple[str, datetime]]) -> int:
        if not due:
            return 0
        with in_branch(branch.id, actor=SYSTEM_ACTOR, write=True):
            added = [
                enqueue(name, {}, not_before=occurrence, dedupe_key=period_key(name, occurrence))
                for name, occurrence in due
            ]
            db.session.commit()
        self._written.update({(branch.id, name): occurrence for name, occurrence in due})
        return sum(message_id is not None for message_id in added)
