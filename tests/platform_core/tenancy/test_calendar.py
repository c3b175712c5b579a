"""Working days: deadlines are counted on them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platform_core.tenancy.calendar import WorkingCalendar, is_known_country

PLAIN = WorkingCalendar()
SIX_DAYS = WorkingCalendar(weekdays=frozenset(range(6)))
CHANGED = WorkingCalendar(
    days_off=frozenset({date(2026, 10, 5)}), working_days=frozenset({date(2026, 10, 10)})
)
CALENDARS = st.sampled_from([PLAIN, SIX_DAYS, CHANGED])
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
COUNTS = st.integers(0, 60)
untimed = settings(deadline=None)  # the first question of all loads the table of holidays


@untimed
@given(CALENDARS, DAYS, COUNTS)
def test_what_is_due_falls_on_a_working_day_and_never_before(
    calendar: WorkingCalendar, day: date, count: int
) -> None:
    due = calendar.add_working_days(day, count)
    assert calendar.is_working_day(due)
    assert due >= day + timedelta(days=count)


@untimed
@given(CALENDARS, DAYS, st.integers(1, 60))
def test_counting_back_gives_the_number_that_was_added(
    calendar: WorkingCalendar, day: date, count: int
) -> None:
    due = calendar.add_working_days(day, count)
    assert calendar.working_days_between(day, due) == count
    assert calendar.working_days_between(due, day) == -count


@untimed
@given(CALENDARS, DAYS, st.integers(1, 30), st.integers(1, 30))
def test_adding_twice_is_adding_the_sum(
    calendar: WorkingCalendar, day: date, first: int, second: int
) -> None:
    assert calendar.add_working_days(
        calendar.add_working_days(day, first), second
    ) == calendar.add_working_days(day, first + second)


@untimed
@given(CALENDARS, DAYS, st.integers(0, 40))
def test_a_later_start_is_never_due_earlier(calendar: WorkingCalendar, day: date, count: int) -> None:
    assert calendar.add_working_days(day, count) <= calendar.add_working_days(day + timedelta(days=1), count)


@untimed
@given(CALENDARS)
def test_a_calendar_survives_the_database(calendar: WorkingCalendar) -> None:
    assert WorkingCalendar.from_dict(calendar.as_dict()) == calendar


def test_an_empty_row_is_the_usual_week() -> None:
    assert WorkingCalendar.from_dict({}) == PLAIN


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 3, 23), date(2025, 12, 16), date(2026, 5, 1)])
def test_public_holidays_of_kazakhstan_are_not_worked(day: date) -> None:
    assert day.weekday() < 5
    assert not PLAIN.is_working_day(day)


def test_a_holiday_week_moves_a_deadline() -> None:
    # 21-23 March are Nauryz; two of them fall on the weekend and are made up for on 24 and 25.
    assert PLAIN.add_working_days(date(2026, 3, 20), 1) == date(2026, 3, 26)


def test_a_branch_changes_its_own_days() -> None:
    assert PLAIN.is_working_day(date(2026, 10, 5))
    assert not CHANGED.is_working_day(date(2026, 10, 5))
    assert not PLAIN.is_working_day(date(2026, 10, 10))
    assert CHANGED.is_working_day(date(2026, 10, 10))


def test_a_made_up_day_wins_over_a_day_off() -> None:
    day = date(2026, 10, 10)
    assert WorkingCalendar(days_off=frozenset({day}), working_days=frozenset({day})).is_working_day(day)


def test_a_six_day_week_works_on_saturday() -> None:
    assert SIX_DAYS.is_working_day(date(2026, 10, 3))
    assert not PLAIN.is_working_day(date(2026, 10, 3))


def test_nothing_added_waits_for_the_next_working_day() -> None:
    assert PLAIN.add_working_days(date(2026, 10, 3), 0) == date(2026, 10, 5)
    assert PLAIN.add_working_days(date(2026, 10, 5), 0) == date(2026, 10, 5)


def test_the_day_ends_in_the_branch_and_not_in_greenwich() -> None:
    zone = ZoneInfo("Asia/Almaty")
    late_sunday_utc = datetime(2026, 10, 4, 20, 0, tzinfo=UTC)  # already Monday 01:00 in the branch
    due = PLAIN.due_at(late_sunday_utc, working_days=1, zone=zone)
    assert due.isoformat() == "2026-10-06T23:59:59+05:00"


def test_backward_counting_is_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        PLAIN.add_working_days(date(2026, 10, 5), -1)


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_a_week_without_work_is_refused(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekday"):
        WorkingCalendar(weekdays=weekdays)


def test_an_unknown_weekday_is_refused() -> None:
    with pytest.raises(ValueError, match="funday"):
        WorkingCalendar.from_dict({"weekdays": ["funday"]})


def test_only_countries_with_known_holidays_are_known() -> None:
    assert is_known_country("KZ")
    assert not is_known_country("ZZ")
