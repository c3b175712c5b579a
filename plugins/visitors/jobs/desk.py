"""What runs by itself for the desk: looking at a visit when an alarm is due, and closing the day."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import JobSpec, branch_by_id, current_branch_id, db
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Visit
from plugins.visitors.services.alarms import WATCH_JOB, ring_if_due
from plugins.visitors.services.sweep import sweep_evening

SWEEP_JOB = "visitors.sweep_evening"


def watch_visit(payload: Mapping[str, Any]) -> None:
    """Look at one visit at the moment that was planned; a visit that is over, or gone, rings no more."""
    visit = db.session.scalar(select(Visit).where(Visit.id == UUID(payload["visit_id"])))
    if visit is not None:
        ring_if_due(visit)


def close_day(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a job takes its payload
    """Close the visitors' day once the branch's hour has come; the morning makes up for a missed evening."""
    branch = branch_by_id(current_branch_id())
    if not branch.is_central:
        sweep_evening(branch)


DESK_JOBS = (
    JobSpec(WATCH_JOB, watch_visit, _l("Look whether a visitor needs somebody")),
    JobSpec(SWEEP_JOB, close_day, _l("Close the visitors' day"), cron="0 6,16-23 * * *"),
)
