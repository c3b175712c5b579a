"""The daily work of obligations, on each branch's own clock."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.manifest import JobSpec
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_branch_id
from platform_core.obligations.models import CalendarToken, Obligation
from platform_core.obligations.planning import plan_branch
from platform_core.obligations.reminders import TELL_CENTRE, escalate_here, remind_here, tell_centre
from platform_core.tenancy.directory import branch_by_id

PLAN_JOB = "core.obligations.plan"
KEEP_CLOSED = timedelta(days=5 * 366)
"""What was done, waived or withdrawn is kept as long as the school years that reports compare."""
KEEP_REVOKED = timedelta(days=30)


def plan_here(_payload: Mapping[str, Any]) -> None:
    """Open what falls due next in the branch whose clock says so."""
    plan_branch(branch_by_id(current_branch_id()))


def forget_closed(_payload: Mapping[str, Any]) -> None:
    """Delete what was closed years ago, and addresses of calendars that were revoked long since."""
    moment = now()
    for statement in (
        delete(Obligation).where(Obligation.closed_at < moment - KEEP_CLOSED),
        delete(CalendarToken).where(CalendarToken.revoked_at < moment - KEEP_REVOKED),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


OBLIGATION_JOBS: tuple[JobSpec, ...] = (
    JobSpec(PLAN_JOB, plan_here, _l("Open what falls due next"), cron="10 4 * * *"),
    JobSpec("core.obligations.remind", remind_here, _l("Remind of what is due"), cron="30 7 * * *"),
    JobSpec(
        "core.obligations.escalate", escalate_here, _l("Tell the centre of what is long late"), "40 7 * * *"
    ),
    JobSpec(TELL_CENTRE, tell_centre, _l("Tell the centre that a branch is late")),
    JobSpec("core.obligations.purge", forget_closed, _l("Forget what was due years ago"), cron="25 3 * * 0"),
)
