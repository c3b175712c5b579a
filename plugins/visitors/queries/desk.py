"""What the desk shows: who is due now and next, who stands here, what rings; and whom somebody looks for."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from platform_core.sdk import BranchInfo, db, full_name, local_day
from plugins.visitors.models import Visit, VisitAlarm, Visitor
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE, STILL_TO_COME
from plugins.visitors.queries.visitors import is_called

MOST_DUE, MOST_LATE, MOST_HERE, MOST_ALARMS, MOST_FOUND = 40, 10, 30, 20, 12
COUNT_UP_TO = 500
LATE_AFTER = timedelta(minutes=15)

COLUMNS: tuple[Any, ...] = (
    Visit.id,
    Visit.version,
    Visit.status,
    Visit.visitor_type,
    Visit.entry,
    Visit.host_name,
    Visit.place,
    Visit.expected_from,
    Visit.expected_until,
    Visit.number,
    Visit.badge,
    Visit.holder,
    Visitor.family_name,
    Visitor.given_name,
    Visitor.patronymic,
)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One visit as the desk lists it; `is_late` when somebody should have been here a while ago."""

    id: UUID
    version: int
    name: str
    status: str
    visitor_type: str
    entry: str
    host: str
    place: str
    since: datetime
    until: datetime
    number: int | None
    badge: int | None
    holder: str | None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm that is not over, with whom it is about and whether somebody looks after it."""

    id: UUID
    version: int
    visit_id: UUID
    kind: str
    raised_at: datetime
    is_seen: bool
    name: str
    place: str
    host: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the desk's live list; `to_come` stops at `COUNT_UP_TO`."""

    alarms: tuple[AlarmRow, ...]
    here: tuple[DeskRow, ...]
    late: tuple[DeskRow, ...]
    due: tuple[DeskRow, ...]
    to_come: int
    inside: int

    def mark(self, *words: str) -> str:
        """Return a mark that changes when anything shown here, or said in `words`, does."""
        return hashlib.blake2b(repr((self, words)).encode(), digest_size=12).hexdigest()


def read_board(branch: BranchInfo, *, at: datetime) -> Board:
    """Read the live list of a branch for a moment, in six queries however many visits there are."""
    day = and_(*day_of(branch, at))
    waiting = and_(_is_in(STILL_TO_COME), day)
    late_before = at - LATE_AFTER
    due = _rows(waiting, Visit.expected_from >= late_before, order=Visit.expected_from, limit=MOST_DUE)
    late = _rows(
        waiting, Visit.expected_from < late_before, order=Visit.expected_from.desc(), limit=MOST_LATE
    )
    here = _rows(_is_in(AT_THE_DESK), order=Visit.expected_from, limit=MOST_HERE)
    return Board(
        alarms=open_alarms(),
        here=here,
        late=tuple(replace(row, is_late=True) for row in late),
        due=due,
        to_come=_count(waiting, limit=COUNT_UP_TO),
        inside=count_inside(),
    )


def count_inside() -> int:
    """Count who is inside now."""
    return db.session.scalar(select(func.count()).select_from(Visit).where(_is_in(INSIDE))) or 0


def open_alarms(visit_id: UUID | None = None) -> tuple[AlarmRow, ...]:
    """List the alarms that are not over, of one visit or of all, the newest first."""
    chosen: tuple[Any, ...] = (
        VisitAlarm.id, VisitAlarm.version, VisitAlarm.visit_id, VisitAlarm.kind, VisitAlarm.raised_at,
        VisitAlarm.seen_at, Visit.place, Visit.host_name, Visit.number,
        Visitor.family_name, Visitor.given_name, Visitor.patronymic,
    )  # fmt: skip
    query = (
        select(*chosen)
        .join(Visit, and_(Visit.branch_id == VisitAlarm.branch_id, Visit.id == VisitAlarm.visit_id))
        .join(Visitor, of_visit())
        .where(VisitAlarm.over_at.is_(None))
    )
    if visit_id is not None:
        query = query.where(VisitAlarm.visit_id == visit_id)
    rows = db.session.execute(query.order_by(VisitAlarm.raised_at.desc(), VisitAlarm.id).limit(MOST_ALARMS))
    return tuple(
        AlarmRow(
            row.id, row.version, row.visit_id, row.kind, row.raised_at, row.seen_at is not None,
            _name(row), row.place, row.host_name, row.number,
        )
        for row in rows
    )  # fmt: skip


def find_called(words: str, *, branch: BranchInfo, at: datetime) -> Sequence[DeskRow]:
    """Find visits of today, or of whoever is inside, by part of a name."""
    return _rows(_is_today(branch, at), is_called(words), order=Visit.expected_from, limit=MOST_FOUND)


def visits_today(*, branch: BranchInfo, at: datetime) -> Sequence[DeskRow]:
    """Give the visits of today and whoever is inside, for a search that compares names itself."""
    return _rows(_is_today(branch, at), order=Visit.expected_from, limit=COUNT_UP_TO)


def find_numbered(number: int, *, branch: BranchInfo, at: datetime) -> Sequence[DeskRow]:
    """Find visits of today, or of whoever is inside, by the number of the journal or of a badge."""
    is_numbered = or_(Visit.number == number, Visit.badge == number)
    return _rows(_is_today(branch, at), is_numbered, order=Visit.expected_from, limit=MOST_FOUND)


def visit_row(visit_id: UUID) -> Sequence[DeskRow]:
    """Give one visit of any day as a row, or nothing."""
    return _rows(Visit.id == visit_id, order=Visit.expected_from, limit=1)


def day_of(branch: BranchInfo, at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Keep the visits that begin on the day of a moment, by the branch's clock."""
    zone = ZoneInfo(branch.timezone)
    starts = datetime.combine(local_day(branch, at), time(), tzinfo=zone).astimezone(UTC)
    return (Visit.expected_from >= starts, Visit.expected_from < starts + timedelta(days=1))


def of_visit() -> ColumnElement[bool]:
    """Join visitors to their visits."""
    return and_(Visitor.branch_id == Visit.branch_id, Visitor.id == Visit.visitor_id)


def _is_today(branch: BranchInfo, at: datetime) -> ColumnElement[bool]:
    return or_(_is_in((*AT_THE_DESK, *INSIDE)), and_(*day_of(branch, at)))


def _is_in(statuses: Iterable[Any]) -> ColumnElement[bool]:
    return Visit.status.in_([status.value for status in statuses])


def _rows(*conditions: Any, order: Any, limit: int) -> tuple[DeskRow, ...]:
    query = select(*COLUMNS).join(Visitor, of_visit()).where(*conditions).order_by(order, Visit.id)
    return tuple(_row(row) for row in db.session.execute(query.limit(limit)))


def _row(row: Any) -> DeskRow:
    return DeskRow(
        row.id, row.version, _name(row), row.status, row.visitor_type, row.entry, row.host_name, row.place,
        row.expected_from, row.expected_until, row.number, row.badge, row.holder,
    )  # fmt: skip


def _count(condition: ColumnElement[bool], *, limit: int) -> int:
    counted = select(Visit.id).where(condition).limit(limit).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def _name(row: Any) -> str:
    return full_name(row.family_name, row.given_name, patronymic=row.patronymic)
