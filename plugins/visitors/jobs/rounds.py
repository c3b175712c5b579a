"""What runs by itself around rounds, passes and departures: the morning's plan, and rounds missed."""

from collections.abc import Mapping
from typing import Any

from platform_core.sdk import BranchInfo, JobSpec, branch_by_id, current_branch_id, local_day
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.services.departures import keep_departures
from plugins.visitors.services.passes import expect_regulars
from plugins.visitors.services.rounds import mark_missed, plan_rounds


def begin_day(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a recurring job carries nothing
    """Expect the day's regular visitors, plan its rounds, and owe what last evening left open."""
    branch = _school()
    if branch is not None:
        today = local_day(branch)
        expect_regulars(branch, today)
        plan_rounds(branch, today)
        keep_departures(branch)


def find_missed(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a recurring job carries nothing
    """Call missed the rounds whose time is over."""
    branch = _school()
    if branch is not None:
        mark_missed(branch)


def _school() -> BranchInfo | None:
    branch = branch_by_id(current_branch_id())
    return None if branch.is_central else branch


ROUND_JOBS = (
    JobSpec(
        "visitors.begin_day", begin_day, _l("Plan the day's rounds and regular visitors"), cron="0 5 * * *"
    ),
    JobSpec("visitors.find_missed", find_missed, _l("Find rounds that were missed"), cron="*/15 5-22 * * *"),
)
