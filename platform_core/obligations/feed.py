"""The calendar that other programs read (RFC 5545): days and titles, without names and without facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from sqlalchemy import select

from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.recurrence import is_rolling
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import current_locale
from platform_core.i18n import gettext as _
from platform_core.obligations.access import is_mine, is_visible
from platform_core.obligations.calendars import BRANCH, CalendarReader
from platform_core.obligations.models import DutySeries, Obligation
from platform_core.obligations.occurrences import occurrences
from platform_core.obligations.planning import days_of
from platform_core.obligations.registry import Duty, active_duties, codes_owned_by
from platform_core.obligations.states import OPEN
from platform_core.tenancy.dates import local_day

if TYPE_CHECKING:
    from icalendar import Alarm, Event

AHEAD = timedelta(days=366)
MOST_EVENTS = 2000
_ONE_DAY = timedelta(days=1)
_REFRESH = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of the calendar; `obligation_id` is None for what is not open yet."""

    code: str
    key: str
    period: str
    due_on: date
    changed_at: datetime
    version: int = 0
    obligation_id: UUID | None = None


def calendar_of(reader: CalendarReader, branch: BranchInfo, *, public_url: str) -> bytes:
    """Write the calendar of a member: what is open, and what will fall due within a year."""
    from icalendar import Calendar  # noqa: PLC0415 - heavy: loaded with the first calendar

    duties = active_duties(branch)
    calendar = Calendar()
    calendar.add("prodid", "-//Qorgau//Obligations//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{_('What is due')} · {branch.name(current_locale())}")
    calendar.add("x-wr-timezone", branch.timezone)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for entry in _entries(reader, branch, duties):
        calendar.add_component(_event(entry, duties[entry.code], branch, public_url))
    return bytes(calendar.to_ical())


def _entries(reader: CalendarReader, branch: BranchInfo, duties: Mapping[str, Duty]) -> Iterator[Entry]:
    opened = list(_open_entries(reader, duties))
    yield from opened
    known = {(one.code, one.key, one.period) for one in opened}
    yield from (
        one for one in _entries_ahead(reader, branch, duties) if (one.code, one.key, one.period) not in known
    )


def _open_entries(reader: CalendarReader, duties: Mapping[str, Duty]) -> Iterator[Entry]:
    sees_all = reader.reach == BRANCH
    seen = is_visible(reader.actor, duties) if sees_all else is_mine(reader.actor, duties)
    columns = (
        Obligation.code,
        Obligation.key,
        Obligation.period,
        Obligation.due_on,
        Obligation.opened_at,
        Obligation.version,
        Obligation.id,
    )
    wanted = select(*columns).where(Obligation.status == OPEN, seen)
    rows = db.session.execute(wanted.order_by(Obligation.due_on, Obligation.id).limit(MOST_EVENTS))
    yield from (Entry(*row) for row in rows)


def _entries_ahead(reader: CalendarReader, branch: BranchInfo, duties: Mapping[str, Duty]) -> Iterator[Entry]:
    """Give what will be opened within a year; of a rolling duty nobody knows it."""
    codes = list(duties) if reader.reach == BRANCH else codes_owned_by(reader.actor.roles, duties)
    fixed = [code for code in codes if not is_rolling(duties[code].spec.recurrence)]
    columns = (DutySeries.code, DutySeries.key, DutySeries.planned, DutySeries.since)
    wanted = select(*columns).where(DutySeries.ended_at.is_(None), DutySeries.code.in_(fixed))
    until, days, at = local_day(branch) + AHEAD, days_of(branch), _start_of(local_day(branch))
    for row in db.session.execute(wanted.order_by(DutySeries.code, DutySeries.key)):
        recurrence = duties[row.code].spec.recurrence
        line = occurrences(recurrence, days=days, after=row.planned, since=row.since)
        for one in takewhile(lambda one: one.due_on <= until, line):
            yield Entry(row.code, row.key, one.period, one.due_on, at)


def _event(entry: Entry, duty: Duty, branch: BranchInfo, public_url: str) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - heavy: loaded with the first calendar

    event = Event()
    title = str(duty.spec.title)
    # the same from the day on which it is first foreseen until it is done
    event.add("uid", f"{uuid5(branch.id, f'{entry.code}|{entry.key}|{entry.period}')}@qorgau")
    event.add("dtstamp", now())
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.version)
    event.add("summary", title)
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + _ONE_DAY)
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    event.add("description", _("Clause %(clause)s of the policy", clause=duty.spec.clause))
    if entry.obligation_id is not None:
        event.add("url", f"{public_url}/{branch.code}/obligations/{entry.obligation_id}")
    for alarm in _alarms(duty.spec.remind_before, title):
        event.add_component(alarm)
    return event


def _alarms(remind_before: Iterable[int], title: str) -> "Iterator[Alarm]":
    from icalendar import Alarm  # noqa: PLC0415 - heavy: loaded with the first calendar

    for before in sorted(set(remind_before), reverse=True):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        # nine in the morning: an event of a whole day begins at midnight
        alarm.add("trigger", timedelta(hours=9) - timedelta(days=before))
        yield alarm


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
