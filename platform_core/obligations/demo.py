"""A past and a present of what is due, for the demonstration."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.obligations.decisions import NOT_APPLICABLE
from platform_core.obligations.models import Obligation
from platform_core.obligations.planning import (
    begin_series,
    days_of,
    lock_series,
    plan_branch,
    plan_series,
    stands_alone,
)
from platform_core.obligations.registry import Duty, active_duties
from platform_core.obligations.services import close, go_on_from
from platform_core.obligations.states import FULFILLED, OPEN, WAIVED
from platform_core.tenancy.dates import local_day

PAST, NEAR = timedelta(days=100), timedelta(days=10)
KEPT_OPEN, WAIVED_SHARE = 0.1, 0.15
MOST_TIMES = 30


def seed_obligations(branch: BranchInfo, rng: Random) -> None:
    """Let what people do by hand have been done for some months, mostly in time, and plan the rest."""
    today, days = local_day(branch), days_of(branch)
    duties = active_duties(branch)
    for duty in duties.values():
        if not stands_alone(duty.spec) or lock_series(duty.code, "") is not None:
            continue
        start = today - (PAST if duty.spec.by_hand else NEAR)
        series = begin_series(duty.spec, "", days=days, today=start, since=None)
        plan_series(series, duty.spec, days=days, today=today)
    _live_through(branch, [duty for duty in duties.values() if duty.spec.by_hand], today, rng)
    plan_branch(branch, today=today)


def _live_through(branch: BranchInfo, duties: Iterable[Duty], today: date, rng: Random) -> None:
    for duty in duties:
        for _time in range(MOST_TIMES):
            row = _next_past(duty.code, today)
            if row is None or rng.random() < KEPT_OPEN:
                break
            on = min(row.due_on + timedelta(days=rng.randrange(-3, 3)), today)
            is_waived = rng.random() < WAIVED_SHARE
            close(
                row, WAIVED if is_waived else FULFILLED, on=on, reason=NOT_APPLICABLE if is_waived else None
            )
            row.opened_at, row.closed_at = (
                _moment(branch, row.due_on - timedelta(days=14)),
                _moment(branch, on),
            )
            go_on_from(row, duty.spec, on=on)


def _next_past(code: str, today: date) -> Obligation | None:
    past = select(Obligation).where(
        Obligation.code == code, Obligation.key == "", Obligation.status == OPEN, Obligation.due_on < today
    )
    return db.session.scalar(past.order_by(Obligation.due_on, Obligation.id).limit(1))


def _moment(branch: BranchInfo, day: date) -> datetime:
    return datetime.combine(day, time(10), ZoneInfo(branch.timezone))
