"""Plan: open what falls due next, for every duty that stands; the same however often it runs.

Of each series everything that has fallen due is open, and the next one ahead. What fell due before a
series began, or while its module was off, is not made up for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.hooks.manifest import ObligationSpec
from platform_core.hooks.recurrence import Recurrence, is_rolling, is_standing
from platform_core.hooks.types import BranchInfo
from platform_core.obligations.models import DutySeries, Obligation
from platform_core.obligations.occurrences import (
    NOT_BEGUN,
    Days,
    Occurrence,
    occurrences,
    order_before,
)
from platform_core.obligations.registry import Duty, active_duties, current_duties
from platform_core.obligations.states import OPEN, WITHDRAWN
from platform_core.tenancy.dates import local_day, school_calendar, working_calendar

SeriesByKey = Mapping[tuple[str, str], DutySeries]


def days_of(branch: BranchInfo) -> Days:
    """Return the calendars that a branch's due dates are worked out by."""
    return Days(working_calendar(branch), school_calendar())


def plan_branch(branch: BranchInfo, *, today: date | None = None) -> int:
    """Open whatever falls due next in a branch; return how many were opened. The caller commits."""
    today, days = today or local_day(branch), days_of(branch)
    duties = active_duties(branch)
    series = {(row.code, row.key): row for row in db.session.scalars(select(DutySeries))}
    for code, duty in duties.items():
        if stands_alone(duty.spec) and (code, "") not in series:
            series[code, ""] = begin_series(duty.spec, "", days=days, today=today, since=None)
    _follow_calendar(duties, series, days, today)
    opened = 0
    for row in (one for one in series.values() if one.ended_at is None):
        if row.code in duties:
            opened += plan_series(row, duties[row.code].spec, days=days, today=today)
        else:
            _pass_over(row, days=days, today=today)
    return opened


def stands_alone(spec: ObligationSpec) -> bool:
    """Return whether a duty is owed by the branch as a whole, without a module telling of a thing."""
    return is_standing(spec.recurrence) and not spec.keyed


def begin_series(
    spec: ObligationSpec, key: str, *, days: Days, today: date, since: date | None
) -> DutySeries:
    """Begin a duty that stands, or begin one anew: what would have fallen due before today is not owed."""
    row = lock_series(spec.code, key)
    if row is None:
        _insert_once(
            DutySeries,
            {"id": new_id(), "code": spec.code, "key": key, "planned": NOT_BEGUN},
            unique=["branch_id", "code", "key"],
        )
        row = lock_series(spec.code, key)
        assert row is not None  # noqa: S101 - it was inserted just now, by us or by somebody faster
    row.ended_at, row.planned_until = None, None
    if is_rolling(spec.recurrence):
        row.since = since or today
    else:
        row.since = since
        row.planned = order_before(spec.recurrence, days=days, day=today, since=since)
    db.session.flush()
    return row


def plan_series(row: DutySeries, spec: ObligationSpec, *, days: Days, today: date) -> int:
    """Open what has fallen due of one series, and the next one ahead; return how many were opened."""
    if row.planned_until is not None and (row.planned_until > today or is_rolling(spec.recurrence)):
        return 0
    opened = 0
    for one in _due_now_and_next(row, spec.recurrence, days, today):
        opened += open_one(spec.code, row.key, one, since=row.since)
        row.planned, row.planned_until = one.order, one.due_on
    db.session.flush()
    return opened


def roll_on(row: DutySeries, spec: ObligationSpec, *, days: Days, since: date) -> None:
    """Open the next one of a series whose period counts from the day on which the last was done."""
    row.since, row.planned_until = max(since, row.since or since), None
    plan_series(row, spec, days=days, today=since)


def open_one(code: str, key: str, one: Occurrence, *, since: date | None) -> int:
    """Write down one occurrence unless it is there; return how many rows were added."""
    values = {
        "id": new_id(),
        "code": code,
        "key": key,
        "period": one.period,
        "place": place_of(one),
        "since": since,
        "due_on": one.due_on,
        "status": OPEN,
        "opened_at": now(),
        "version": 1,
    }
    return _insert_once(Obligation, values, unique=["branch_id", "code", "key", "period"])


def place_of(one: Occurrence) -> int | None:
    """Return what is kept of an occurrence's order: nothing for a day that a module set outright."""
    return None if one.order == NOT_BEGUN else one.order


def lock_series(code: str, key: str) -> DutySeries | None:
    """Return a series, locked until the transaction ends."""
    one = select(DutySeries).where(DutySeries.code == code, DutySeries.key == key)
    return db.session.scalar(one.with_for_update().execution_options(populate_existing=True))


def _due_now_and_next(
    row: DutySeries, recurrence: Recurrence, days: Days, today: date
) -> Iterator[Occurrence]:
    if is_rolling(recurrence):
        for one in occurrences(recurrence, days=days, since=row.since):
            place = max(row.planned, 0) + 1
            yield replace(one, order=place, period=f"{place}")
        return
    for one in occurrences(recurrence, days=days, after=row.planned, since=row.since):
        yield one
        if one.due_on > today:
            return


def _pass_over(row: DutySeries, *, days: Days, today: date) -> None:
    """Let what falls due while a module is off pass: it is not owed once the module is on again."""
    duty = current_duties().find(row.code)
    if duty is None or is_rolling(duty.spec.recurrence):
        return
    tomorrow = today + timedelta(days=1)
    passed = order_before(duty.spec.recurrence, days=days, day=tomorrow, since=row.since)
    row.planned = max(row.planned, passed)


def _follow_calendar(duties: Mapping[str, Duty], series: SeriesByKey, days: Days, today: date) -> None:
    """Move what lies ahead and whose day has moved since: a holiday was declared, a school year was set.

    One that days off have pushed onto the day of the next, or that no rule knows any more, is withdrawn.
    """
    ahead = select(Obligation).where(
        Obligation.status == OPEN,
        Obligation.due_on >= today,
        Obligation.place.is_not(None),
        Obligation.code.in_(list(duties)),
    )
    for row in db.session.scalars(ahead):
        moved = _day_of(row, duties[row.code].spec.recurrence, days)
        if moved is None:
            row.status, row.closed_on, row.closed_at = WITHDRAWN, today, now()
        elif moved != row.due_on:
            row.due_on = max(moved, today)
            newest = series.get((row.code, row.key))
            if newest is not None and newest.planned == row.place:
                newest.planned_until = row.due_on
    db.session.flush()


def _day_of(row: Obligation, recurrence: Recurrence, days: Days) -> date | None:
    assert row.place is not None  # noqa: S101 - the query asks for those alone
    after = NOT_BEGUN if is_rolling(recurrence) else row.place - 1
    found = next(occurrences(recurrence, days=days, after=after, since=row.since), None)
    is_same = found is not None and (is_rolling(recurrence) or found.period == row.period)
    return found.due_on if found is not None and is_same else None


def _insert_once(model: Any, values: dict[str, Any], *, unique: list[str]) -> int:
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(model).on_conflict_do_nothing(index_elements=unique).returning(model.id)
    return len(db.session.execute(statement, [values]).all())
