"""Quarters of the network's school years."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.tenancy.school_year import QUARTERS, SchoolCalendar

USUAL = SchoolCalendar()
SPECIAL = SchoolCalendar(
    special={2025: (date(2025, 9, 1), date(2025, 11, 3), date(2026, 1, 8), date(2026, 3, 30))}
)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
CALENDARS = st.sampled_from([USUAL, SPECIAL])


@given(CALENDARS, DAYS)
def test_every_day_lies_in_the_quarter_it_is_given(calendar: SchoolCalendar, day: date) -> None:
    period = calendar.period_of(day)
    assert period.starts <= day <= period.ends
    assert 1 <= period.quarter <= QUARTERS
    assert calendar.period(period.school_year, period.quarter) == period


@given(CALENDARS, DAYS)
def test_quarters_touch_without_gap_or_overlap(calendar: SchoolCalendar, day: date) -> None:
    period = calendar.period_of(day)
    after = calendar.following(period)
    assert after.starts == period.ends + timedelta(days=1)
    assert calendar.previous(after) == period
    assert (after.school_year, after.quarter) == (
        (period.school_year, period.quarter + 1) if period.quarter < QUARTERS else (period.school_year + 1, 1)
    )


@given(CALENDARS)
def test_a_calendar_survives_the_database(calendar: SchoolCalendar) -> None:
    assert SchoolCalendar.from_dict(calendar.as_dict()) == calendar


def test_missing_values_take_the_usual_dates() -> None:
    assert SchoolCalendar.from_dict({}) == USUAL


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 8, 31), (2025, 4)),
        (date(2026, 9, 1), (2026, 1)),
        (date(2025, 11, 2), (2025, 1)),
        (date(2025, 11, 3), (2025, 2)),
        (date(2026, 1, 1), (2025, 2)),
        (date(2026, 3, 29), (2025, 3)),
        (date(2026, 3, 30), (2025, 4)),
    ],
)
def test_known_days(day: date, expected: tuple[int, int]) -> None:
    period = SPECIAL.period_of(day)
    assert (period.school_year, period.quarter) == expected
    assert SPECIAL.school_year_of(day) == expected[0]


def test_walking_back_crosses_school_years() -> None:
    walked = list(islice(SPECIAL.back_from(SPECIAL.period(2026, 2)), 7))
    assert [(p.school_year, p.quarter) for p in walked] == [
        (2026, 2),
        (2026, 1),
        (2025, 4),
        (2025, 3),
        (2025, 2),
        (2025, 1),
        (2024, 4),
    ]
    assert all(earlier.ends < later.starts for later, earlier in pairwise(walked))


def test_the_four_quarters_of_a_year() -> None:
    assert [p.quarter for p in USUAL.periods(2026)] == [1, 2, 3, 4]


@pytest.mark.parametrize("quarter", [0, 5, -1])
def test_a_fifth_quarter_is_refused(quarter: int) -> None:
    with pytest.raises(ValueError, match="not 1 to 4"):
        USUAL.period(2026, quarter)


@pytest.mark.parametrize(
    "starts",
    [
        (date(2025, 9, 1), date(2025, 11, 3), date(2026, 1, 8)),
        (date(2025, 9, 1), date(2026, 1, 8), date(2025, 11, 3), date(2026, 3, 30)),
        (date(2025, 9, 1), date(2025, 11, 3), date(2026, 1, 8), date(2026, 9, 30)),
        (date(2024, 9, 1), date(2025, 11, 3), date(2026, 1, 8), date(2026, 3, 30)),
    ],
    ids=["three", "disorder", "over the next year's start", "a year early"],
)
def test_quarters_that_cannot_be_are_refused(starts: tuple[date, ...]) -> None:
    with pytest.raises(ValueError, match="quarters"):
        SchoolCalendar(special={2025: starts})


@pytest.mark.parametrize("text", ["9", "13-01", "02-29", "a-b", "09-01-01"])
def test_impossible_usual_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"month|invalid literal"):
        SchoolCalendar.from_dict({"usual": [text, "11-01", "01-08", "04-01"]})
