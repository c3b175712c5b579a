"""What a module owes: a duty opened for a thing, or moved. The caller commits."""

from datetime import date

from sqlalchemy import select

from platform_core.audit.recorder import record
from platform_core.extensions import db
from platform_core.hooks.manifest import ObligationSpec
from platform_core.hooks.recurrence import Every, is_rolling, repeats
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import current_branch_id
from platform_core.obligations.models import Obligation
from platform_core.obligations.occurrences import NOT_BEGUN, Occurrence, occurrences
from platform_core.obligations.planning import (
    begin_series,
    days_of,
    lock_series,
    open_one,
    place_of,
    plan_series,
)
from platform_core.obligations.services import (
    TARGET,
    close,
    lock_oldest,
    lock_open,
    obligation_states,
    spec_for,
    state_of,
)
from platform_core.obligations.states import OPEN, WITHDRAWN, ObligationState
from platform_core.tenancy.dates import local_day
from platform_core.tenancy.directory import branch_by_id


def owe(
    code: str, *, key: str = "", since: date | None = None, due_on: date | None = None
) -> ObligationState:
    """Open a duty for a thing, or move the one that is open, and return where it stands.

    `key` is a stable id or code, never a name. `since` is the day that the duty's recurrence counts from
    (default: today); `due_on` says the day outright, of a duty that does not keep to a plan. What was
    done for the same event stays done. Raises `DutyFault` for a duty that is not declared for this place.
    """
    branch = branch_by_id(current_branch_id())
    spec = spec_for(code, branch, key)
    if repeats(spec.recurrence):
        return _owe_again_and_again(spec, key, branch, since=since, due_on=due_on)
    since = since or due_on or local_day(branch)
    return _owe_once(spec, key, _day_owed(spec, branch, since, due_on), since=since)


def _day_owed(spec: ObligationSpec, branch: BranchInfo, since: date, due_on: date | None) -> Occurrence:
    if due_on is not None:
        return Occurrence(NOT_BEGUN, since.isoformat(), due_on, due_on)
    found = next(occurrences(spec.recurrence, days=days_of(branch), since=since), None)
    assert found is not None  # noqa: S101 - one day, or so long after one, always falls somewhere
    return found


def _owe_once(spec: ObligationSpec, key: str, one: Occurrence, *, since: date) -> ObligationState:
    """Open, or move, the one that is owed; the same event never twice, a withdrawn one again."""
    row = _same_event(spec.code, key, one)
    if row is not None and row.status == WITHDRAWN:
        _reopen(row)
    row = row or lock_oldest(spec.code, key)
    if row is None:
        open_one(spec.code, key, one, since=since)
        row = _written(spec.code, key, one)
        record("core.obligation_owed", target=(TARGET, row.id), data={"code": spec.code})
    if row.status == OPEN:
        row.due_on, row.period, row.since, row.place = one.due_on, one.period, since, place_of(one)
    db.session.flush()
    return state_of(row)


def _owe_again_and_again(
    spec: ObligationSpec, key: str, branch: BranchInfo, *, since: date | None, due_on: date | None
) -> ObligationState:
    if due_on is not None and not is_rolling(spec.recurrence):
        raise ValueError(f"{spec.code} keeps to a plan: it is owed since a day, not due on one")
    today, days = local_day(branch), days_of(branch)
    series = lock_series(spec.code, key)
    if series is None or series.ended_at is not None or since not in (None, series.since):
        for row in lock_open(spec.code, key):
            close(row, WITHDRAWN, on=today)
        starts = since or (today if isinstance(spec.recurrence, Every) else None)
        series = begin_series(spec, key, days=days, today=today, since=starts)
    plan_series(series, spec, days=days, today=today)
    oldest = lock_oldest(spec.code, key)
    if due_on is not None and oldest is not None:
        oldest.due_on, oldest.place = due_on, None
        db.session.flush()
    return obligation_states(spec.code, [key])[key]


def _written(code: str, key: str, one: Occurrence) -> Obligation:
    row = _same_event(code, key, one)
    assert row is not None  # noqa: S101 - it is there, by us or by somebody faster
    return row


def _reopen(row: Obligation) -> None:
    row.status, row.closed_on, row.closed_at, row.closed_by = OPEN, None, None, None
    row.reminded_on = row.escalated_on = None


def _same_event(code: str, key: str, one: Occurrence) -> Obligation | None:
    same = select(Obligation).where(
        Obligation.code == code, Obligation.key == key, Obligation.period == one.period
    )
    return db.session.scalar(same.with_for_update())
