"""Pure: the days on which a recurrence falls due, each with a name that no change of calendar alters.

An occurrence is told by its `order`, which only grows, and by its `period`, which is kept in the
database: when a day off is declared later the day moves, and the occurrence stays the same one.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

from platform_core.hooks.recurrence import After, Every, Once, OnDates, Recurrence, SchoolYear
from platform_core.hooks.types import Period
from platform_core.tenancy.calendar import WorkingCalendar
from platform_core.tenancy.school_year import SchoolCalendar

FIRST_MONDAY = date(2024, 1, 1)
"""Periods that nothing else anchors are counted from here: a Monday, and the first of a month."""
NOT_BEGUN = -1
_MONTHS = 12
_YEAR_SHARE, _MONTH_SHARE = 10_000, 100
_QUARTER_SHARE = 10
_LONGEST_REST = 400
_YEARS_BACK = 3
_LAST_YEAR = 9990
"""Nothing is worked out beyond: the calendar of Python ends soon after."""


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One time that something falls due: `nominal` by the rule, `due_on` once days off are heeded."""

    order: int
    period: str
    nominal: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Days:
    """The two calendars that due dates are worked out by."""

    calendar: WorkingCalendar
    school: SchoolCalendar


def due_dates(
    recurrence: Recurrence, *, days: Days, frm: date, until: date, since: date | None = None
) -> tuple[date, ...]:
    """Return the days from `frm` to `until`, both included, on which a recurrence falls due, in order."""
    found = occurrences_between(recurrence, days=days, frm=frm, until=until, since=since)
    return tuple(one.due_on for one in found)


def occurrences_between(
    recurrence: Recurrence, *, days: Days, frm: date, until: date, since: date | None = None
) -> tuple[Occurrence, ...]:
    """Return the occurrences that are due from `frm` to `until`, both included; the cut changes nothing."""
    line = occurrences(recurrence, days=days, after=_order_near(recurrence, days, frm, since), since=since)
    return tuple(one for one in takewhile(lambda one: one.due_on <= until, line) if one.due_on >= frm)


def occurrences(
    recurrence: Recurrence, *, days: Days, after: int = NOT_BEGUN, since: date | None = None
) -> Iterator[Occurrence]:
    """Give the occurrences whose order is beyond `after`, one by one and perhaps without end.

    `since` is the day from which an event, a module or the last fulfilment counts. Where days off push
    several onto one day, the last of them alone remains.
    """
    held: Occurrence | None = None
    for found in _line(recurrence, days, after, since):
        if held is not None and held.due_on < found.due_on:
            yield held
        held = found
    if held is not None:
        yield held


def order_before(recurrence: Recurrence, *, days: Days, day: date, since: date | None = None) -> int:
    """Return the order beyond which everything is due on `day` or later; a single day is never past."""
    if isinstance(recurrence, Once | After):
        return NOT_BEGUN
    line = occurrences(recurrence, days=days, after=_order_near(recurrence, days, day, since), since=since)
    return next((one.order - 1 for one in line if one.due_on >= day), NOT_BEGUN)


def days_left(calendar: WorkingCalendar, *, today: date, due_on: date) -> tuple[int, bool]:
    """Return how many days are left and whether they are working days; late ones are calendar days.

    A day that is kept on a day off may be ahead with no working day before it: calendar days then too.
    """
    if due_on <= today:
        return (due_on - today).days, False
    working = calendar.working_days_between(today, due_on)
    return (working, True) if working else ((due_on - today).days, False)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return _clamped(year, month + 1, day.day)


def _line(recurrence: Recurrence, days: Days, after: int, since: date | None) -> Iterator[Occurrence]:
    if isinstance(recurrence, Once):
        yield from _single(recurrence.on, recurrence.on, recurrence, days, after)
    elif isinstance(recurrence, Every):
        yield from _every(recurrence, days, after, since)
    elif isinstance(recurrence, OnDates):
        yield from _on_dates(recurrence, days, after)
    elif isinstance(recurrence, SchoolYear):
        yield from _school_year(recurrence, days, after)
    elif since is not None:
        yield from _single(since, _after(recurrence, days.calendar, since), recurrence, days, after)


def _single(
    anchor: date, nominal: date, recurrence: Once | After, days: Days, after: int
) -> Iterator[Occurrence]:
    if anchor.toordinal() > after:
        due_on = _due(recurrence, days.calendar, nominal)
        yield Occurrence(anchor.toordinal(), anchor.isoformat(), nominal, due_on)


def _after(recurrence: After, calendar: WorkingCalendar, since: date) -> date:
    if recurrence.working_days is not None:
        # a day counts once worked through, and none has to be: the event's own day may be the last
        return calendar.add_working_days(since, recurrence.working_days) if recurrence.working_days else since
    if recurrence.months is not None:
        return add_months(since, recurrence.months)
    return since + timedelta(days=recurrence.days or 0)


def _every(recurrence: Every, days: Days, after: int, since: date | None) -> Iterator[Occurrence]:
    anchor = since or recurrence.starting or FIRST_MONDAY
    first = 0 if since is None else 1
    places = takewhile(
        lambda one: one[1].year <= _LAST_YEAR, _places(recurrence, days.calendar, anchor, after)
    )
    for place, nominal in places:
        if place >= first and place > after:
            due_on = _due(recurrence, days.calendar, nominal)
            yield Occurrence(place, f"{anchor.isoformat()}+{place}", nominal, due_on)
        if recurrence.rolling and place >= first:
            return


def _places(
    recurrence: Every, calendar: WorkingCalendar, anchor: date, after: int
) -> Iterator[tuple[int, date]]:
    """Give place and day; working days are walked from the anchor, others begin beyond `after`."""
    if recurrence.working:
        day = anchor
        for place in count():
            yield place, day
            day = calendar.add_working_days(day, recurrence.days or 1)
    for place in count() if recurrence.rolling else count(max(0, after + 1)):
        if recurrence.months is not None:
            yield place, add_months(anchor, place * recurrence.months)
        else:
            yield place, anchor + timedelta(days=place * _period_days(recurrence))


def _period_days(recurrence: Every) -> int:
    return recurrence.days or (recurrence.weeks or 0) * 7


def _on_dates(recurrence: OnDates, days: Days, after: int) -> Iterator[Occurrence]:
    for year in range(max(after // _YEAR_SHARE, 1), _LAST_YEAR):
        for month, day in sorted(recurrence.dates):
            order = year * _YEAR_SHARE + month * _MONTH_SHARE + day
            if order > after:
                nominal = _clamped(year, month, day)
                due_on = _due(recurrence, days.calendar, nominal)
                yield Occurrence(order, f"{year:04}-{month:02}-{day:02}", nominal, due_on)


def _school_year(recurrence: SchoolYear, days: Days, after: int) -> Iterator[Occurrence]:
    for year in range(max(after // _QUARTER_SHARE, _YEARS_BACK), _LAST_YEAR):
        for period in days.school.periods(year):
            order = year * _QUARTER_SHARE + period.quarter
            if order > after and _is_wanted(recurrence, period):
                nominal = _from_start(recurrence, days.calendar, period.starts)
                yield Occurrence(
                    order, _period_name(recurrence, period), nominal, _due(recurrence, days.calendar, nominal)
                )


def _is_wanted(recurrence: SchoolYear, period: Period) -> bool:
    if recurrence.quarter is None:
        return period.quarter == 1
    return recurrence.quarter in ("each", period.quarter)


def _period_name(recurrence: SchoolYear, period: Period) -> str:
    return (
        f"{period.school_year}" if recurrence.quarter is None else f"{period.school_year}-Q{period.quarter}"
    )


def _from_start(recurrence: SchoolYear, calendar: WorkingCalendar, starts: date) -> date:
    if recurrence.offset_working_days:
        return calendar.add_working_days(starts, recurrence.offset_working_days)
    return starts + timedelta(days=recurrence.offset_days or 0)


def _due(recurrence: Recurrence, calendar: WorkingCalendar, nominal: date) -> date:
    return nominal if recurrence.on_day_off == "keep" else calendar.next_working_day(nominal)


def _day_after_last_worked(calendar: WorkingCalendar, day: date) -> date:
    """Return the first day that, moved to the next working day, is not before `day`."""
    for back in range(1, _LONGEST_REST):
        if calendar.is_working_day(day - timedelta(days=back)):
            return day - timedelta(days=back - 1)
    raise ValueError(f"no working day within {_LONGEST_REST} days before {day}")


def _order_near(recurrence: Recurrence, days: Days, due_on: date, since: date | None) -> int:
    """Return an order below that of everything due on a day or later; only speed hangs on how near it is."""
    day = _day_after_last_worked(days.calendar, due_on)
    if isinstance(recurrence, Every) and not recurrence.working:
        gone = day - (since or recurrence.starting or FIRST_MONDAY)
        longest = (recurrence.months or 0) * 31 or _period_days(recurrence)
        return max(gone.days // longest - 1, NOT_BEGUN)
    if isinstance(recurrence, OnDates):
        return day.year * _YEAR_SHARE
    if isinstance(recurrence, SchoolYear):
        return max(day.year - _YEARS_BACK, 1) * _QUARTER_SHARE
    return NOT_BEGUN


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
