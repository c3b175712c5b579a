"""Count the figures of a branch's quarters and keep them (P35, P36)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from platform_core.central.models import KeptFigure, KeptQuarter
from platform_core.central.rollup import YEAR
from platform_core.central.staleness import ALWAYS, REFRESH_JOB, is_first_recount
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.hooks.gate import current_gate
from platform_core.hooks.manifest import JobSpec
from platform_core.hooks.types import BranchInfo, Measure, Period
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_branch_id
from platform_core.tenancy.dates import local_day, school_calendar
from platform_core.tenancy.directory import branch_by_id
from platform_core.tenancy.school_year import SchoolCalendar

OLDEST_YEARS = 12
"""How many school years back figures are kept and recounted."""


def refresh_figures(payload: Mapping[str, Any]) -> None:
    """Recount the quarters of a module from a day on; the job behind every stale mark."""
    branch = branch_by_id(current_branch_id())
    since = None if payload["since"] == ALWAYS else date.fromisoformat(str(payload["since"]))
    module = str(payload["module"])
    if is_first_recount(db.session(), module, str(payload["since"])) and not _is_fresh(branch, module, since):
        recount(branch, module=module, since=since)


def _is_fresh(branch: BranchInfo, module: str, since: date | None) -> bool:
    """Return whether another recount has been quicker: many messages may ask for the same quarters."""
    today = local_day(branch)
    rows = db.session.execute(
        select(KeptQuarter.starts, KeptQuarter.ends, KeptQuarter.stale).where(KeptQuarter.module == module)
    ).all()
    asked = [row for row in rows if since is None or row.ends >= since]
    covered = all(any(row.starts <= day <= row.ends for row in rows) for day in (since or today, today))
    return covered and not any(row.stale for row in asked)


def count_current(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a recurring job carries nothing
    """Count the running quarter of every module, so that a quiet branch shows zeros and not silence."""
    branch = branch_by_id(current_branch_id())
    starts = school_calendar().period_of(local_day(branch)).starts
    for module, _measure in current_gate().callables("measure_indicators", branch.enabled_modules):
        recount(branch, module=module, since=starts)


def recount(branch: BranchInfo, *, module: str, since: date | None) -> int:
    """Recount a module's quarters that end on `since` or later (all kept ones without it); return how many.

    A module that is off keeps what it had: it is shown as not reporting, and counted when it is on again.
    """
    measures = dict(current_gate().callables("measure_indicators", branch.enabled_modules))
    if module not in measures:
        return 0
    wanted = _wanted(branch, module, since)
    for period in wanted:
        _keep(module, period, measures[module](branch, period))
    return len(wanted)


def whole_year(calendar: SchoolCalendar, school_year: int) -> Period:
    """Return a whole school year as a period whose quarter is `YEAR`."""
    quarters = calendar.periods(school_year)
    return Period(school_year, YEAR, quarters[0].starts, quarters[-1].ends)


def _wanted(branch: BranchInfo, module: str, since: date | None) -> list[Period]:
    calendar, today = school_calendar(), local_day(branch)
    this_year = calendar.school_year_of(today)
    first = calendar.school_year_of(since) if since else _oldest_kept(module, this_year)
    years = range(max(first, this_year - OLDEST_YEARS), this_year + 1)
    return [
        period
        for year in years
        for period in _periods(calendar, year)
        if period.starts <= today and (since is None or period.ends >= since)
    ]


def _periods(calendar: SchoolCalendar, school_year: int) -> Iterator[Period]:
    yield from calendar.periods(school_year)
    yield whole_year(calendar, school_year)


def _oldest_kept(module: str, otherwise: int) -> int:
    oldest = select(KeptQuarter.school_year).where(KeptQuarter.module == module)
    found = db.session.scalar(oldest.order_by(KeptQuarter.school_year).limit(1))
    return otherwise if found is None else found


def _keep(module: str, period: Period, measures: Iterable[Measure]) -> None:
    quarter = _kept_quarter(module, period)
    same = (
        KeptFigure.module == module,
        KeptFigure.school_year == period.school_year,
        KeptFigure.quarter == period.quarter,
    )
    db.session.execute(delete(KeptFigure).where(*same), execution_options={"synchronize_session": False})
    rows = [
        {
            "id": new_id(),
            "module": module,
            "school_year": period.school_year,
            "quarter": period.quarter,
            "code": measure.code,
            "value": measure.value,
            "by_kind": dict(measure.by_kind),
        }
        for measure in measures
    ]
    if rows:
        db.session.execute(insert(KeptFigure), rows)
    quarter.counted_at, quarter.stale = now(), False


def _kept_quarter(module: str, period: Period) -> KeptQuarter:
    """Return the row of a quarter, made at need; locked, so that two recounts do not mix."""
    one = select(KeptQuarter).where(
        KeptQuarter.module == module,
        KeptQuarter.school_year == period.school_year,
        KeptQuarter.quarter == period.quarter,
    )
    found = db.session.scalar(one.with_for_update())
    if found is not None:
        return found
    added = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = added(KeptQuarter).on_conflict_do_nothing(
        index_elements=["branch_id", "module", "school_year", "quarter"]
    )
    row = {
        "id": new_id(),
        "module": module,
        "school_year": period.school_year,
        "quarter": period.quarter,
        "starts": period.starts,
        "ends": period.ends,
        "version": 1,
        "edition": 0,
        "stale": True,
    }
    db.session.execute(statement, [row])
    return db.session.scalars(one.with_for_update()).one()


CENTRAL_JOBS = (
    JobSpec(REFRESH_JOB, refresh_figures, _l("Recount quarterly figures")),
    JobSpec("core.central.count_current", count_current, _l("Count the running quarter"), cron="20 2 * * *"),
)
