"""Due dates: worked out by hand for the cases that go wrong, and by properties for all the others."""

from datetime import date, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.hooks.recurrence import After, Every, Once, OnDates, Recurrence, SchoolYear
from platform_core.obligations.occurrences import (
    Days,
    add_months,
    days_left,
    due_dates,
    occurrences,
    occurrences_between,
)
from platform_core.tenancy.calendar import WorkingCalendar
from platform_core.tenancy.school_year import SchoolCalendar

SCHOOL = SchoolCalendar()
DAYS = Days(WorkingCalendar(), SCHOOL)
EVERY_DAY = Days(WorkingCalendar(weekdays=frozenset(range(7))), SCHOOL)
DAY = st.dates(date(2024, 1, 1), date(2040, 12, 31))
DAY_OFF = st.sampled_from(["next", "keep"])
PAIR = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))
RECURRENCE: st.SearchStrategy[Recurrence] = st.one_of(
    st.builds(Once, on=DAY, on_day_off=DAY_OFF),
    st.builds(Every, days=st.integers(1, 60), working=st.booleans(), on_day_off=DAY_OFF),
    st.builds(Every, weeks=st.integers(1, 20), on_day_off=DAY_OFF),
    st.builds(Every, months=st.integers(1, 24), starting=st.none() | DAY, on_day_off=DAY_OFF),
    st.builds(
        OnDates, dates=st.lists(PAIR, min_size=1, max_size=5, unique=True).map(tuple), on_day_off=DAY_OFF
    ),
    st.builds(
        SchoolYear,
        offset_days=st.integers(-30, 60),
        quarter=st.sampled_from([None, "each", 1, 2, 3, 4]),
        on_day_off=DAY_OFF,
    ),
    st.builds(SchoolYear, offset_working_days=st.integers(0, 40), quarter=st.sampled_from([None, "each", 2])),
    st.builds(After, days=st.integers(0, 400), on_day_off=DAY_OFF),
    st.builds(After, working_days=st.integers(0, 60), on_day_off=DAY_OFF),
    st.builds(After, months=st.integers(0, 24), on_day_off=DAY_OFF),
)
CALENDAR = st.builds(
    WorkingCalendar,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    days_off=st.frozensets(DAY, max_size=30),
    working_days=st.frozensets(DAY, max_size=10),
)


def due(
    recurrence: Recurrence, frm: date, until: date, *, days: Days = DAYS, since: date | None = None
) -> list[str]:
    found = due_dates(recurrence, days=days, frm=frm, until=until, since=since)
    return [day.isoformat() for day in found]


# --- by hand --------------------------------------------------------------------------------------


def test_june_and_december_move_off_weekends_and_keep_their_names() -> None:
    twice = OnDates(((12, 20), (6, 1)))
    assert due(twice, date(2025, 1, 1), date(2026, 12, 31)) == [
        *("2025-06-02", "2025-12-22"),  # a Sunday and a Saturday
        *("2026-06-01", "2026-12-21"),
    ]
    kept = OnDates(((12, 20), (6, 1)), on_day_off="keep")
    assert due(kept, date(2025, 1, 1), date(2025, 12, 31)) == ["2025-06-01", "2025-12-20"]
    found = occurrences_between(twice, days=DAYS, frm=date(2025, 1, 1), until=date(2025, 12, 31))
    assert [one.period for one in found] == ["2025-06-01", "2025-12-20"]


def test_the_end_of_a_month_stays_its_end() -> None:
    monthly = Every(months=1, starting=date(2027, 10, 31), on_day_off="keep")
    assert due(monthly, date(2028, 1, 1), date(2028, 5, 31)) == [
        *("2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"),
    ]
    assert due(OnDates(((2, 29),), on_day_off="keep"), date(2027, 1, 1), date(2028, 12, 31)) == [
        *("2027-02-28", "2028-02-29"),
    ]
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_the_last_of_february_and_the_day_before_are_one_duty_in_a_plain_year() -> None:
    both = OnDates(((2, 28), (2, 29)), on_day_off="keep")
    assert due(both, date(2027, 1, 1), date(2028, 12, 31)) == ["2027-02-28", "2028-02-28", "2028-02-29"]


def test_two_weeks_are_counted_from_a_monday_and_move_off_holidays() -> None:
    assert due(Every(weeks=2), date(2026, 3, 1), date(2026, 4, 10)) == [
        "2026-03-10",
        "2026-03-26",
        "2026-04-06",
    ]
    assert due(Every(weeks=2, on_day_off="keep"), date(2026, 3, 1), date(2026, 4, 10)) == [
        *("2026-03-09", "2026-03-23", "2026-04-06"),  # 21 to 25 March is Nauryz
    ]


def test_every_day_falls_due_once_after_a_weekend() -> None:
    assert due(Every(days=1), date(2026, 11, 20), date(2026, 11, 24)) == [
        "2026-11-20",
        "2026-11-23",
        "2026-11-24",
    ]


def test_working_days_pass_over_days_off() -> None:
    five = Every(days=5, working=True, starting=date(2026, 11, 2))
    assert due(five, date(2026, 11, 1), date(2026, 11, 30)) == [
        *("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30"),
    ]
    off = Days(WorkingCalendar(days_off=frozenset({date(2026, 11, 5)})), SCHOOL)
    assert due(five, date(2026, 11, 3), date(2026, 11, 18), days=off) == ["2026-11-10", "2026-11-17"]


def test_a_quarter_is_reported_within_working_days_after_the_next_has_begun() -> None:
    reported = SchoolYear(offset_working_days=5, quarter="each")
    assert due(reported, date(2026, 9, 1), date(2027, 8, 31)) == [
        *("2026-09-08", "2026-11-06", "2027-01-15", "2027-04-08"),
    ]
    found = occurrences_between(reported, days=DAYS, frm=date(2026, 9, 1), until=date(2027, 8, 31))
    assert [one.period for one in found] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


def test_a_school_year_of_its_own_moves_what_hangs_on_it() -> None:
    special = SchoolCalendar(
        special={2026: (date(2026, 9, 7), date(2026, 11, 9), date(2027, 1, 11), date(2027, 3, 29))}
    )
    days = Days(WorkingCalendar(), special)
    assert due(SchoolYear(), date(2026, 8, 1), date(2027, 8, 1), days=days) == ["2026-09-07"]
    assert due(SchoolYear(offset_days=-14), date(2026, 8, 1), date(2027, 8, 1), days=days) == ["2026-08-24"]
    assert due(SchoolYear(quarter=4), date(2026, 8, 1), date(2027, 8, 1), days=days) == ["2027-03-29"]


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        (After(days=0), "2026-11-23"),
        (After(days=0, on_day_off="keep"), "2026-11-22"),
        (After(days=30), "2026-12-22"),
        (After(working_days=0), "2026-11-23"),
        (After(working_days=3), "2026-11-25"),
        (After(months=1), "2026-12-22"),
        (After(months=3), "2027-02-22"),
    ],
)
def test_so_long_after_a_sunday(recurrence: After, expected: str) -> None:
    sunday = date(2026, 11, 22)
    assert due(recurrence, sunday, date(2027, 12, 31), since=sunday) == [expected]
    assert due(recurrence, sunday, date(2027, 12, 31)) == [], "nothing has happened yet"


def test_a_rolling_period_is_due_once_until_it_is_fulfilled() -> None:
    yearly = Every(months=12, rolling=True)
    assert due(yearly, date(2024, 1, 1), date(2040, 1, 1), since=date(2024, 2, 29)) == ["2025-02-28"]


def test_a_day_is_named_as_people_count_it() -> None:
    friday, calendar = date(2026, 11, 20), WorkingCalendar()
    assert days_left(calendar, today=friday, due_on=date(2026, 11, 24)) == (2, True)
    assert days_left(calendar, today=friday, due_on=date(2026, 11, 21)) == (1, False), (
        "a Saturday that is kept"
    )
    assert days_left(calendar, today=friday, due_on=friday) == (0, False)
    assert days_left(calendar, today=friday, due_on=date(2026, 11, 17)) == (-3, False)


# --- always ---------------------------------------------------------------------------------------


@given(recurrence=RECURRENCE, calendar=CALENDAR, frm=DAY, span=st.integers(0, 900), since=st.none() | DAY)
def test_days_only_go_forward_and_are_working_days_where_that_was_asked(
    recurrence: Recurrence, calendar: WorkingCalendar, frm: date, span: int, since: date | None
) -> None:
    days, until = Days(calendar, SCHOOL), frm + timedelta(days=span)
    found = occurrences_between(recurrence, days=days, frm=frm, until=until, since=since)
    assert all(one.due_on < two.due_on and one.order < two.order for one, two in pairwise(found))
    assert len({one.period for one in found}) == len(found)
    assert all(frm <= one.due_on <= until for one in found)
    if recurrence.on_day_off == "next":
        assert all(calendar.is_working_day(one.due_on) for one in found)
        assert all(calendar.next_working_day(one.nominal) == one.due_on for one in found)
    else:
        assert all(one.nominal == one.due_on for one in found)


@given(
    recurrence=RECURRENCE,
    calendar=CALENDAR,
    frm=DAY,
    spans=st.tuples(st.integers(0, 500), st.integers(0, 500)),
    since=st.none() | DAY,
)
def test_it_does_not_matter_where_a_window_is_cut(
    recurrence: Recurrence,
    calendar: WorkingCalendar,
    frm: date,
    spans: tuple[int, int],
    since: date | None,
) -> None:
    days, cut = Days(calendar, SCHOOL), frm + timedelta(days=spans[0])
    until = cut + timedelta(days=1 + spans[1])

    def found(start: date, end: date) -> tuple[object, ...]:
        return occurrences_between(recurrence, days=days, frm=start, until=end, since=since)

    assert found(frm, cut) + found(cut + timedelta(days=1), until) == found(frm, until)


@given(recurrence=RECURRENCE, calendar=CALENDAR, since=st.none() | DAY, place=st.integers(0, 6))
def test_going_on_after_one_leaves_none_out_and_gives_none_twice(
    recurrence: Recurrence, calendar: WorkingCalendar, since: date | None, place: int
) -> None:
    days = Days(calendar, SCHOOL)
    first = list(islice(occurrences(recurrence, days=days, since=since), 8))
    if place < len(first) and not getattr(recurrence, "rolling", False):
        rest = occurrences(recurrence, days=days, after=first[place].order, since=since)
        assert list(islice(rest, 7 - place)) == first[place + 1 :]


@given(anchor=DAY, months=st.integers(1, 18), day=DAY)
def test_months_leave_no_gap_longer_than_themselves(anchor: date, months: int, day: date) -> None:
    rule = Every(months=months, starting=anchor, on_day_off="keep")
    found = due_dates(rule, days=EVERY_DAY, frm=day, until=day + timedelta(days=31 * months * 3))
    for one, two in pairwise(found):
        assert (two.year - one.year) * 12 + two.month - one.month == months
        assert two.day == anchor.day or two == add_months(anchor.replace(day=1), 0).replace(
            year=two.year, month=two.month, day=two.day
        )
    assert len(found) >= 2 or day < anchor


@given(calendar=CALENDAR, anchor=DAY, period=st.integers(1, 30))
def test_working_periods_are_as_long_as_they_say(
    calendar: WorkingCalendar, anchor: date, period: int
) -> None:
    rule = Every(days=period, working=True, starting=anchor)
    found = list(islice(occurrences(rule, days=Days(calendar, SCHOOL)), 6))
    for one, two in pairwise(found[1:]):
        assert calendar.working_days_between(one.due_on, two.due_on) == period


@given(year=st.integers(2024, 2039), calendar=CALENDAR)
def test_every_quarter_of_every_year_is_met_once(year: int, calendar: WorkingCalendar) -> None:
    rule = SchoolYear(offset_days=0, quarter="each", on_day_off="keep")
    starts, ends = SCHOOL.starts(year)[0], SCHOOL.starts(year + 1)[0]
    found = due_dates(rule, days=Days(calendar, SCHOOL), frm=starts, until=ends - timedelta(days=1))
    assert found == SCHOOL.starts(year)


@given(recurrence=RECURRENCE, since=DAY, off=st.frozensets(DAY, max_size=20))
def test_a_day_off_declared_later_moves_days_and_renames_nothing(
    recurrence: Recurrence, since: date, off: frozenset[date]
) -> None:
    before = islice(occurrences(recurrence, days=DAYS, since=since), 6)
    changed = Days(WorkingCalendar(days_off=off), SCHOOL)
    after = {one.order: one.period for one in islice(occurrences(recurrence, days=changed, since=since), 12)}
    assert all(after.get(one.order, one.period) == one.period for one in before)


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Every, {}),
        (Every, {"days": 1, "weeks": 1}),
        (Every, {"days": 0}),
        (Every, {"weeks": 2, "working": True}),
        (Every, {"days": 1, "on_day_off": "maybe"}),
        (OnDates, {"dates": ()}),
        (OnDates, {"dates": ((6, 1), (6, 1))}),
        (OnDates, {"dates": ((2, 30),)}),
        (SchoolYear, {"offset_days": 1, "offset_working_days": 1}),
        (SchoolYear, {"offset_working_days": -1}),
        (SchoolYear, {"offset_days": 400}),
        (SchoolYear, {"quarter": 5}),
        (After, {}),
        (After, {"days": 1, "months": 1}),
        (After, {"days": -1}),
        (Once, {"on": date(2026, 1, 1), "on_day_off": "maybe"}),
    ],
)
def test_what_could_never_fall_due_is_refused(kind: Any, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        kind(**values)
