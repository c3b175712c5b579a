"""Dates, numbers and plurals as each language writes them."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from platform_core.i18n import (
    format_ago,
    format_date,
    format_datetime,
    format_due,
    format_list,
    format_number,
    format_percent,
    format_time,
    territory_name,
    use_locale,
)

DAY = date(2026, 11, 2)
MOMENT = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("kk", "02.11.2026", "2026 ж. 2 қараша"),
        ("ru", "02.11.2026", "2 ноября 2026 г."),
        ("en", "2 Nov 2026", "2 November 2026"),
    ],
)
def test_days(language: str, short: Any, long: Any) -> None:
    with use_locale(language):
        assert format_date(DAY) == short
        assert format_date(DAY, "long").replace("\u202f", " ").replace("\xa0", " ") == long


def test_moments_are_on_the_clock_of_the_branch() -> None:
    with use_locale("ru", timezone="Asia/Almaty"):
        assert format_datetime(MOMENT) == "23.11.2026, 01:30"
        assert format_date(MOMENT) == "23.11.2026"
    with use_locale("ru", timezone="UTC"):
        assert format_datetime(MOMENT) == "22.11.2026, 20:30"
        assert format_time(MOMENT) == "20:30"


def test_nothing_is_written_as_nothing() -> None:
    assert [
        write(None) for write in (format_date, format_datetime, format_time, format_number, format_percent)
    ] == [""] * 5


@pytest.mark.parametrize(
    ("language", "expected"), [("kk", "1 234 567,5"), ("ru", "1 234 567,5"), ("en", "1,234,567.5")]
)
def test_numbers(language: str, expected: Any) -> None:
    with use_locale(language):
        assert format_number(Decimal("1234567.5")).replace("\xa0", " ").replace("\u202f", " ") == expected


def test_digits_are_kept() -> None:
    with use_locale("en"):
        assert [format_number(3, digits=2), format_number(2.6, digits=0)] == ["3.00", "3"]
        assert [format_percent(0.256), format_percent(0.256, digits=1)] == ["26%", "25.6%"]


def test_a_time_of_day_needs_no_zone() -> None:
    assert format_time(time(9, 5)) == "09:05"


@pytest.mark.parametrize(
    ("days", "working", "words"),
    [
        (0, False, "today"),
        (1, False, "in 1 day"),
        (2, True, "in 2 working days"),
        (-1, True, "1 working day late"),
        (-3, False, "3 days late"),
    ],
)
def test_deadlines_are_words(days: Any, working: Any, words: Any) -> None:
    with use_locale("en"):
        assert format_due(days, working=working) == words


def test_lists_and_countries_and_times_ago() -> None:
    with use_locale("ru"):
        assert format_list(["а", "б", "в"]) == "а, б и в"
        assert territory_name("kz") == "Казахстан"
        assert format_ago(MOMENT, now=MOMENT + timedelta(hours=3)) == "3 часа назад"
    assert territory_name("??") == "??"
