"""Pure: how often something falls due. Declared by modules, worked out by `obligations.occurrences`.

Every kind says what becomes of a day that is not worked (`on_day_off`): `"next"` moves it to the next
working day, `"keep"` leaves it where it is. A recurrence that could never fall due raises `ValueError`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

DayOff: TypeAlias = Literal["next", "keep"]
_DAY_OFF = ("next", "keep")
_LEAP_YEAR = 2000
_LAST_QUARTER = 4
_LONGEST_OFFSET = 366


@dataclass(frozen=True, slots=True)
class Once:
    """One day for the whole network, such as the day by which rules are adopted."""

    on: date
    on_day_off: DayOff = "next"

    def __post_init__(self) -> None:
        _check_day_off(self.on_day_off)


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again after so many days, weeks or months, of which exactly one is given.

    Counted from the day of `owe(since=…)`, else from `starting`, else from a fixed Monday. `working` counts
    working days. `rolling` counts anew from the day on which the last one was fulfilled, so that only one
    is ever open; without it each missed one stays owed.
    """

    days: int | None = None
    weeks: int | None = None
    months: int | None = None
    working: bool = False
    rolling: bool = False
    starting: date | None = None
    on_day_off: DayOff = "next"

    def __post_init__(self) -> None:
        _check_day_off(self.on_day_off)
        if _one_of({"days": self.days, "weeks": self.weeks, "months": self.months}) < 1:
            raise ValueError("a period is at least 1")
        if self.working and self.days is None:
            raise ValueError("only a period of days can be one of working days")


@dataclass(frozen=True, slots=True)
class OnDates:
    """Every year on these `(month, day)` pairs; a month that is too short gives its last day."""

    dates: tuple[tuple[int, int], ...]
    on_day_off: DayOff = "next"

    def __post_init__(self) -> None:
        _check_day_off(self.on_day_off)
        if not self.dates or len(set(self.dates)) != len(self.dates):
            raise ValueError("at least one date is needed, each of them once")
        for month, day in self.dates:
            date(_LEAP_YEAR, month, day)  # refuses impossible days


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """So long after the first day of a school year, or of its quarters, by the network's calendar.

    `quarter` is None for the year, `"each"` for every quarter, or 1 to 4. Calendar days may be negative,
    for what is due before the year begins; working days may not.
    """

    offset_days: int | None = None
    offset_working_days: int | None = None
    quarter: int | Literal["each"] | None = None
    on_day_off: DayOff = "next"

    def __post_init__(self) -> None:
        _check_day_off(self.on_day_off)
        if self.offset_days is not None and self.offset_working_days is not None:
            raise ValueError("count either days or working days")
        if self.offset_working_days is not None and self.offset_working_days < 0:
            raise ValueError("working days are counted forward")
        if max(abs(self.offset_days or 0), self.offset_working_days or 0) > _LONGEST_OFFSET:
            raise ValueError(f"an offset is at most {_LONGEST_OFFSET} days")
        if self.quarter not in (None, "each", *range(1, _LAST_QUARTER + 1)):
            raise ValueError(f"quarter {self.quarter!r} is not 1 to 4, nor 'each'")


@dataclass(frozen=True, slots=True)
class After:
    """So long after an event that a module tells of by `owe(…, since=day)`; 0 is the day itself."""

    days: int | None = None
    working_days: int | None = None
    months: int | None = None
    on_day_off: DayOff = "next"

    def __post_init__(self) -> None:
        _check_day_off(self.on_day_off)
        if _one_of({"days": self.days, "working_days": self.working_days, "months": self.months}) < 0:
            raise ValueError("what is owed after an event is not due before it")


Recurrence: TypeAlias = Once | Every | OnDates | SchoolYear | After
RECURRENCES: tuple[type, ...] = (Once, Every, OnDates, SchoolYear, After)


def is_standing(recurrence: Recurrence) -> bool:
    """Return whether a recurrence falls due by itself, without a module telling of an event."""
    return not isinstance(recurrence, After)


def repeats(recurrence: Recurrence) -> bool:
    """Return whether something falls due more than once."""
    return not isinstance(recurrence, Once | After)


def is_rolling(recurrence: Recurrence) -> bool:
    """Return whether the next one counts from the day on which the last was fulfilled."""
    return isinstance(recurrence, Every) and recurrence.rolling


def _one_of(given: Mapping[str, int | None]) -> int:
    values = [value for value in given.values() if value is not None]
    if len(values) != 1:
        raise ValueError(f"give exactly one of {', '.join(given)}")
    return values[0]


def _check_day_off(choice: str) -> None:
    if choice not in _DAY_OFF:
        raise ValueError(f"{choice!r} is not one of {', '.join(_DAY_OFF)}")
