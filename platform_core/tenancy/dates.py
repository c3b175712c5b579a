"""Days as a branch lives them: today in its zone, its working days, the network's school year."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import orjson

from platform_core.clock import now
from platform_core.hooks.types import BranchInfo, Period
from platform_core.tenancy.calendar import WorkingCalendar
from platform_core.tenancy.directory import central_branch
from platform_core.tenancy.school_year import SchoolCalendar

QUARTERS_KEY = "school_year"


def local_day(branch: BranchInfo, moment: datetime | None = None) -> date:
    """Return the day on which `moment` (else now) falls in the branch's zone."""
    return (moment or now()).astimezone(ZoneInfo(branch.timezone)).date()


def day_bounds(day: date, branch: BranchInfo) -> tuple[datetime, datetime]:
    """Return when a day begins and when the next one does, by the branch's clock."""
    zone = ZoneInfo(branch.timezone)
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def working_calendar(branch: BranchInfo) -> WorkingCalendar:
    """Return the working days of a branch."""
    return _working(orjson.dumps(dict(branch.calendar), option=orjson.OPT_SORT_KEYS))


def school_calendar() -> SchoolCalendar:
    """Return the network's school year: quarters are the same everywhere, or figures could not be summed."""
    stored = central_branch().calendar.get(QUARTERS_KEY, {})
    return _school(orjson.dumps(stored, option=orjson.OPT_SORT_KEYS))


def current_period(branch: BranchInfo) -> Period:
    """Return the quarter that it is in a branch now."""
    return school_calendar().period_of(local_day(branch))


@lru_cache(maxsize=256)
def _working(stored: bytes) -> WorkingCalendar:
    values = orjson.loads(stored)
    values.pop(QUARTERS_KEY, None)
    return WorkingCalendar.from_dict(values)


@lru_cache(maxsize=8)
def _school(stored: bytes) -> SchoolCalendar:
    return SchoolCalendar.from_dict(orjson.loads(stored))
