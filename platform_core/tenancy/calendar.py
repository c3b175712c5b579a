"""Pure: working days of a branch — public holidays of Kazakhstan with the branch's own changes."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENDLESS = 400


@lru_cache(maxsize=8)
def _holidays(country: str) -> Container[date]:
    """Share one table a country: it fills itself year by year as days are asked for."""
    # the library takes a third of a second to load, and most starts never ask
    from holidays import country_holidays  # noqa: PLC0415

    return country_holidays(country)


def is_known_country(country: str) -> bool:
    """Return whether public holidays of the country are known (`KZ` is)."""
    try:
        return _holidays(country) is not None
    except NotImplementedError:  # the library's answer to a code it does not have
        return False


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Say which days are worked: `weekdays` (0 is Monday), less holidays and `days_off`.

    `working_days` are worked whatever the rest says, as when a Saturday makes up for a bridge day;
    a day in both lists is worked. Dates of religious feasts are estimates until the branch sets them.
    """

    country: str = "KZ"
    weekdays: frozenset[int] = frozenset(range(5))
    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("at least one weekday must be worked")

    def is_working_day(self, day: date) -> bool:
        """Return whether `day` is worked."""
        if day in self.working_days:
            return True
        return (
            day.weekday() in self.weekdays and day not in self.days_off and day not in _holidays(self.country)
        )

    def next_working_day(self, day: date) -> date:
        """Return `day` itself if it is worked, else the first worked day after it."""
        for ahead in range(_ENDLESS):
            if self.is_working_day(found := day + timedelta(days=ahead)):
                return found
        raise ValueError(f"no working day within {_ENDLESS} days of {day}")

    def add_working_days(self, day: date, days: int) -> date:
        """Return the day that is `days` working days after `day`, which itself does not count.

        Zero gives the next working day from `day` on; a negative count raises `ValueError`.
        """
        if days < 0:
            raise ValueError("working days are counted forward")
        if not days:
            return self.next_working_day(day)
        for _ in range(days):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def due_at(self, moment: datetime, *, working_days: int, zone: ZoneInfo) -> datetime:
        """Return the end, in the branch's zone, of the day by which something must be done.

        `moment` is aware; the day it falls on in `zone` does not count.
        """
        last = self.add_working_days(moment.astimezone(zone).date(), working_days)
        return datetime.combine(last + timedelta(days=1), time(), zone) - timedelta(seconds=1)

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values from which `from_dict` makes the calendar again."""
        return {
            "country": self.country,
            "weekdays": [WEEKDAYS[day] for day in sorted(self.weekdays)],
            "days_off": sorted(day.isoformat() for day in self.days_off),
            "working_days": sorted(day.isoformat() for day in self.working_days),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "WorkingCalendar":
        """Read a branch's calendar as the database keeps it; missing parts take the usual values."""
        weekdays = values.get("weekdays", WEEKDAYS[:5])
        return cls(
            country=values.get("country", "KZ"),
            weekdays=frozenset(map(_weekday, weekdays)),
            days_off=_dates(values, "days_off"),
            working_days=_dates(values, "working_days"),
        )


def _weekday(name: str) -> int:
    if name not in WEEKDAYS:
        raise ValueError(f"{name!r} is not one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(name)


def _dates(values: Mapping[str, Any], key: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in values.get(key, ()))
