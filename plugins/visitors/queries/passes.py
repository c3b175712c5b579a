"""Reads of passes: the list, one with its days, those that end soon, and who holds one on a day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select

from platform_core.sdk import db
from plugins.visitors.models import PassDay, RegularPass, Visit, Visitor
from plugins.visitors.policy.passes import PassState, PassStatus

LIST_COLUMNS: tuple[Any, ...] = (
    RegularPass.id,
    RegularPass.school_year,
    RegularPass.number,
    RegularPass.visitor_id,
    RegularPass.status,
    RegularPass.purpose,
    RegularPass.weekdays,
    RegularPass.from_time,
    RegularPass.until_time,
    RegularPass.valid_from,
    RegularPass.valid_until,
    RegularPass.host_name,
    RegularPass.clearance,
    Visitor.family_name,
    Visitor.given_name,
    Visitor.patronymic,
    Visitor.organization,
    Visitor.visitor_type,
)


@dataclass(frozen=True, slots=True)
class DayOfPass:
    """A day on which the holder of a pass was expected, and what became of it."""

    visit_id: UUID
    day: date
    status: str
    arrived_at: datetime | None
    departed_at: datetime | None
    clearance: str | None


def pass_clearance_purpose(visit_id: UUID) -> str | None:
    """Return what clearance is asked for on the pass by which a visit was expected; None without one."""
    query = (
        select(RegularPass.clearance_purpose)
        .join(PassDay, and_(PassDay.branch_id == RegularPass.branch_id, PassDay.pass_id == RegularPass.id))
        .where(PassDay.visit_id == visit_id)
    )
    return db.session.scalar(query)


def select_passes() -> Select[Any]:
    """Select the columns of the list, each pass with its holder."""
    return select(*LIST_COLUMNS).join(Visitor, Visitor.id == RegularPass.visitor_id)


def open_pass(pass_id: UUID) -> RegularPass:
    """Return a pass of the branch; raise `NotFound`."""
    return db.require(select(RegularPass).where(RegularPass.id == pass_id))


def visitor_of(row: RegularPass) -> Visitor:
    """Return the holder of a pass."""
    return db.session.scalars(select(Visitor).where(Visitor.id == row.visitor_id)).one()


def visitors_by_id(visitor_ids: Iterable[UUID]) -> dict[UUID, Visitor]:
    """Return some visitors by their ids, in one query."""
    wanted = set(visitor_ids)
    rows = db.session.scalars(select(Visitor).where(Visitor.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}


def active_passes(on: date) -> list[RegularPass]:
    """List the passes in force on a day."""
    query = select(RegularPass).where(
        RegularPass.status == PassStatus.ACTIVE.value,
        RegularPass.valid_from <= on,
        RegularPass.valid_until >= on,
    )
    return list(db.session.scalars(query.order_by(RegularPass.id)))


def is_in_state(state: str, *, today: date) -> ColumnElement[bool]:
    """Keep the passes that are in a state on a day, as the policy tells states apart."""
    has_days_left = RegularPass.valid_until >= today
    open_ones = RegularPass.status != PassStatus.ENDED.value
    conditions: Mapping[str, ColumnElement[bool]] = {
        PassState.ENDED: RegularPass.status == PassStatus.ENDED.value,
        PassState.LAPSED: and_(open_ones, RegularPass.valid_until < today),
        PassState.SUSPENDED: and_(RegularPass.status == PassStatus.SUSPENDED.value, has_days_left),
        PassState.NOT_YET: and_(
            RegularPass.status == PassStatus.ACTIVE.value, RegularPass.valid_from > today, has_days_left
        ),
        PassState.VALID: and_(
            RegularPass.status == PassStatus.ACTIVE.value, RegularPass.valid_from <= today, has_days_left
        ),
    }
    return conditions[state]


def ends_by(day: date) -> ColumnElement[bool]:
    """Keep the passes that have not been ended and whose last day is not after `day`."""
    return and_(RegularPass.status != PassStatus.ENDED.value, RegularPass.valid_until <= day)


def days_of_pass(pass_id: UUID, *, limit: int = 60) -> list[DayOfPass]:
    """List the newest days on which the holder was expected."""
    columns = (
        PassDay.visit_id,
        PassDay.day,
        Visit.status,
        Visit.arrived_at,
        Visit.departed_at,
        PassDay.clearance,
    )
    query = select(*columns).join(Visit, Visit.id == PassDay.visit_id).where(PassDay.pass_id == pass_id)
    return [DayOfPass(*row) for row in db.session.execute(query.order_by(PassDay.day.desc()).limit(limit))]


def name_passes(keys: Collection[str]) -> dict[str, str]:
    """Name passes by the keys of their duties: the number and the holder."""
    ids = [UUID(key) for key in keys]
    columns = (
        RegularPass.id,
        RegularPass.school_year,
        RegularPass.number,
        Visitor.family_name,
        Visitor.given_name,
    )
    query = select(*columns).join(Visitor, Visitor.id == RegularPass.visitor_id)
    rows = db.session.execute(query.where(RegularPass.id.in_(ids)))
    return {
        str(row.id): f"{series_number(row.school_year, row.number)} · {row.family_name} {row.given_name}"
        for row in rows
    }


def series_number(school_year: int | None, number: int | None) -> str:
    """Write a number of a school year as people do: 2026/27-014; empty where there is none yet."""
    if school_year is None or number is None:
        return ""
    return f"{school_year}/{(school_year + 1) % 100:02}-{number:03}"
