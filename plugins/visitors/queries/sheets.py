"""Reads of day sheets: the list, one with its lines, and whom a day expects (A5.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select

from platform_core.sdk import db, full_name
from plugins.visitors.models import DaySheet, SheetLine, Visit, Visitor
from plugins.visitors.policy.sheets import SheetStatus
from plugins.visitors.policy.status import STILL_TO_COME, VisitStatus
from plugins.visitors.queries.passes import series_number

LIST_COLUMNS: tuple[Any, ...] = (
    DaySheet.id,
    DaySheet.school_year,
    DaySheet.number,
    DaySheet.day,
    DaySheet.status,
    DaySheet.printed_at,
    DaySheet.printed_by,
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of a sheet as it is printed and entered; everything but the number is empty on a free line."""

    id: UUID
    line: int
    was_expected: bool
    outcome: str | None
    guidance_on_paper: bool
    visit_id: UUID | None
    name: str
    organization: str
    purpose: str
    host: str
    place: str
    status: str
    expected_from: datetime | None
    came_at: datetime | None
    left_at: datetime | None
    number: str


@dataclass(frozen=True, slots=True)
class WaitingSheet:
    """A sheet that was printed and not yet accounted for."""

    id: UUID
    number: str
    day: date
    open_lines: int


_OPEN_LINES = func.sum(case((SheetLine.outcome.is_(None), 1), else_=0))


def select_sheets() -> Select[Any]:
    """Select the columns of the list."""
    return select(*LIST_COLUMNS)


def open_lines_of(sheet_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many lines of each sheet wait to be entered, in one query."""
    query = select(SheetLine.sheet_id, _OPEN_LINES).where(SheetLine.sheet_id.in_(list(sheet_ids)))
    return {
        sheet_id: int(count) for sheet_id, count in db.session.execute(query.group_by(SheetLine.sheet_id))
    }


def waiting_sheets() -> list[WaitingSheet]:
    """List the sheets that are due back, the oldest first."""
    columns = (DaySheet.id, DaySheet.school_year, DaySheet.number, DaySheet.day)
    query = (
        select(*columns, _OPEN_LINES)
        .join(SheetLine, SheetLine.sheet_id == DaySheet.id, isouter=True)
        .where(DaySheet.status == SheetStatus.PRINTED.value)
        .group_by(*columns)
        .order_by(DaySheet.day, DaySheet.id)
    )
    return [
        WaitingSheet(row[0], series_number(row[1], row[2]), row[3], int(row[4] or 0))
        for row in db.session.execute(query)
    ]


def open_sheet(sheet_id: UUID) -> DaySheet:
    """Return a sheet of the branch; raise `NotFound`."""
    return db.require(select(DaySheet).where(DaySheet.id == sheet_id))


def open_line(sheet_id: UUID, line_id: UUID) -> SheetLine:
    """Return a line of a sheet, held until the transaction ends; raise `NotFound`."""
    query = select(SheetLine).where(SheetLine.id == line_id, SheetLine.sheet_id == sheet_id)
    return db.require(query.with_for_update())


def lines_of(sheet_id: UUID) -> list[SheetLine]:
    """Return the lines of a sheet in order."""
    query = select(SheetLine).where(SheetLine.sheet_id == sheet_id).order_by(SheetLine.line)
    return list(db.session.scalars(query))


def visits_of_lines(lines: Iterable[SheetLine]) -> dict[UUID, Visit]:
    """Return the visits of some lines by their ids, in one query."""
    return visits_of_ids(line.visit_id for line in lines if line.visit_id is not None)


def visits_of_ids(visit_ids: Iterable[UUID]) -> dict[UUID, Visit]:
    """Return some visits by their ids, in one query."""
    wanted = set(visit_ids)
    rows = db.session.scalars(select(Visit).where(Visit.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}


def visits_expected_on(starts: datetime, ends: datetime) -> list[UUID]:
    """List who is expected between two moments and has not come, by time."""
    query = select(Visit.id).where(
        Visit.status.in_([status.value for status in STILL_TO_COME]),
        Visit.expected_from >= starts,
        Visit.expected_from < ends,
    )
    return list(db.session.scalars(query.order_by(Visit.expected_from, Visit.id)))


def rows_of(sheet_id: UUID) -> list[SheetRow]:
    """Return the lines of a sheet with what is known of their visits, in one query."""
    query = (
        select(SheetLine, Visit, Visitor)
        .outerjoin(Visit, Visit.id == SheetLine.visit_id)
        .outerjoin(Visitor, Visitor.id == Visit.visitor_id)
        .where(SheetLine.sheet_id == sheet_id)
        .order_by(SheetLine.line)
    )
    return [_row(*found) for found in db.session.execute(query)]


def still_expected_on(starts: datetime, ends: datetime, *, sheet_id: UUID) -> list[tuple[UUID, str]]:
    """List those expected on a day who are on no line of the sheet: an empty line may turn out to be one."""
    on_sheet = select(SheetLine.visit_id).where(
        SheetLine.sheet_id == sheet_id, SheetLine.visit_id.is_not(None)
    )
    columns = (Visit.id, Visitor.family_name, Visitor.given_name, Visitor.patronymic)
    query = (
        select(*columns)
        .join(Visitor, Visitor.id == Visit.visitor_id)
        .where(
            or_(
                Visit.status.in_([status.value for status in STILL_TO_COME]),
                Visit.status == VisitStatus.NO_SHOW.value,
            ),
            Visit.expected_from >= starts,
            Visit.expected_from < ends,
            Visit.id.not_in(on_sheet),
        )
    )
    rows = db.session.execute(query.order_by(Visit.expected_from, Visit.id))
    return [(row.id, full_name(row.family_name, row.given_name, patronymic=row.patronymic)) for row in rows]


def name_sheets(keys: Iterable[str]) -> dict[str, str]:
    """Name sheets by the keys of their duties: the number."""
    columns = (DaySheet.id, DaySheet.school_year, DaySheet.number)
    rows = db.session.execute(select(*columns).where(DaySheet.id.in_([UUID(key) for key in keys])))
    return {str(row.id): series_number(row.school_year, row.number) for row in rows}


def _row(line: SheetLine, visit: Visit | None, visitor: Visitor | None) -> SheetRow:
    if visit is None or visitor is None:
        empty = ("",) * 6
        return SheetRow(
            line.id, line.line, line.was_expected, line.outcome, line.guidance_on_paper, None,
            *empty, None, None, None, "",
        )  # fmt: skip
    return SheetRow(
        line.id,
        line.line,
        line.was_expected,
        line.outcome,
        line.guidance_on_paper,
        visit.id,
        full_name(visitor.family_name, visitor.given_name, patronymic=visitor.patronymic),
        visitor.organization or "",
        visit.purpose,
        visit.host_name,
        visit.place,
        visit.status,
        visit.expected_from,
        visit.arrived_at,
        visit.departed_at,
        series_number(visit.school_year, visit.number),
    )
