"""Read kept figures: of the branch at hand, or of every branch for the centre."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.central.models import KeptFigure, KeptQuarter
from platform_core.central.rollup import KeptFigure as Figure
from platform_core.extensions import db


@dataclass(frozen=True, slots=True)
class QuarterState:
    """How far one quarter of one branch may be relied on."""

    branch_id: UUID
    school_year: int
    quarter: int
    starts: date
    ends: date
    stale: bool
    counted_at: datetime | None
    signed_at: datetime | None
    signed_by: UUID | None
    signed: Mapping[str, Any] | None
    edition: int


def kept_figures(module: str, school_years: Iterable[int]) -> dict[int, list[Figure]]:
    """Return a module's kept figures by school year: of one branch, or of all in a central reading."""
    columns = (
        KeptFigure.branch_id,
        KeptFigure.school_year,
        KeptFigure.quarter,
        KeptFigure.code,
        KeptFigure.value,
        KeptFigure.by_kind,
    )
    years = list(school_years)
    found: dict[int, list[Figure]] = {year: [] for year in years}
    rows = db.session.execute(
        select(*columns).where(KeptFigure.module == module, KeptFigure.school_year.in_(years))
    )
    for row in rows:
        found[row.school_year].append(Figure(row.branch_id, row.code, row.quarter, row.value, row.by_kind))
    return found


def quarter_states(module: str, school_year: int) -> list[QuarterState]:
    """Return the state of each kept quarter of a school year, by branch and quarter."""
    columns = [getattr(KeptQuarter, name) for name in QuarterState.__slots__]
    query = select(*columns).where(KeptQuarter.module == module, KeptQuarter.school_year == school_year)
    rows = db.session.execute(query.order_by(KeptQuarter.branch_id, KeptQuarter.quarter))
    return [QuarterState(*row) for row in rows]


def kept_years(module: str) -> list[int]:
    """List the school years that have kept figures, newest first."""
    years = select(KeptQuarter.school_year).where(KeptQuarter.module == module).distinct()
    return list(db.session.scalars(years.order_by(KeptQuarter.school_year.desc())))
