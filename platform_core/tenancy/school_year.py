"""Pure: the network's school years and quarters; every day belongs to exactly one quarter.

A quarter here is a reporting period (P36): it runs to the day before the next one starts, holidays
included, so that nothing that happens between two terms falls out of the figures.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from platform_core.clauses import enforces
from platform_core.hooks.types import Period

QUARTERS = 4
_MONTH_DAY = 2
_PLAIN_YEAR = 1999


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """Know when quarters start: by the usual dates, or by a school year's own.

    `usual` holds four (month, day) pairs in the order of the school year; `special` maps a school
    year (2026 is 2026/27) to its four start dates.
    """

    usual: tuple[tuple[int, int], ...] = ((9, 1), (11, 1), (1, 8), (4, 1))
    special: Mapping[int, tuple[date, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.usual) != QUARTERS:
            raise ValueError("four quarters are needed")
        for year in {_PLAIN_YEAR, *self.special}:
            self._check(year)

    def _check(self, year: int) -> None:
        starts = self.starts(year)
        if len(starts) != QUARTERS or starts[0].year != year:
            raise ValueError(f"{year}/{year + 1} needs four quarters, the first in {year}")
        around = (self.starts(year - 1)[-1], *starts, self.starts(year + 1)[0])
        if any(before >= after for before, after in pairwise(around)):
            raise ValueError(f"the quarters of {year}/{year + 1} are not in order")

    def starts(self, school_year: int) -> tuple[date, ...]:
        """Return the first days of the four quarters."""
        if school_year in self.special:
            return tuple(self.special[school_year])
        first = self.usual[0]
        return tuple(date(school_year + (pair < first), *pair) for pair in self.usual)

    def period(self, school_year: int, quarter: int) -> Period:
        """Return a quarter; raise `ValueError` unless it is 1 to 4."""
        if not 1 <= quarter <= QUARTERS:
            raise ValueError(f"quarter {quarter} is not 1 to 4")
        starts = (*self.starts(school_year), self.starts(school_year + 1)[0])
        return Period(school_year, quarter, starts[quarter - 1], starts[quarter] - timedelta(days=1))

    @enforces("P36")
    def period_of(self, day: date) -> Period:
        """Return the quarter that a day belongs to."""
        school_year = day.year - (day < self.starts(day.year)[0])
        return self.period(school_year, bisect_right(self.starts(school_year), day))

    def periods(self, school_year: int) -> tuple[Period, ...]:
        """Return the four quarters of a school year."""
        return tuple(self.period(school_year, quarter) for quarter in range(1, QUARTERS + 1))

    def previous(self, period: Period) -> Period:
        """Return the quarter before `period`."""
        return self.period_of(period.starts - timedelta(days=1))

    def following(self, period: Period) -> Period:
        """Return the quarter after `period`."""
        return self.period_of(period.ends + timedelta(days=1))

    def back_from(self, period: Period) -> Iterator[Period]:
        """Walk through the quarters backwards, beginning with `period` itself."""
        while True:
            yield period
            period = self.previous(period)

    def school_year_of(self, day: date) -> int:
        """Return the school year that a day belongs to, named by the year it starts in."""
        return self.period_of(day).school_year

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values from which `from_dict` makes the calendar again."""
        return {
            "usual": [f"{month:02}-{day:02}" for month, day in self.usual],
            "special": {str(year): [day.isoformat() for day in days] for year, days in self.special.items()},
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "SchoolCalendar":
        """Read the values that `as_dict` gives; missing parts take the usual dates."""
        special = values.get("special", {})
        return cls(
            usual=tuple(map(_month_day, values["usual"])) if values.get("usual") else cls().usual,
            special={int(year): tuple(map(date.fromisoformat, days)) for year, days in special.items()},
        )


def _month_day(text: str) -> tuple[int, int]:
    parts: Sequence[str] = text.split("-")
    if len(parts) != _MONTH_DAY:
        raise ValueError(f"{text!r} is not a month and a day such as 09-01")
    month, day = (int(part) for part in parts)
    date(2001, month, day)  # refuses 29 February and impossible days
    return month, day
