"""Day sheets: the journal on paper for a desk without network, and what was entered from it (A5.3)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, Model, Versioned, branch_fk

TAG: dict[str, Any] = {"info": {"plugin": "visitors"}}


class DaySheet(BranchScoped, Versioned, Model):
    """A numbered sheet printed for one day; it is due until each of its lines is accounted for."""

    __tablename__ = "visitors_sheet"
    __table_args__ = (
        UniqueConstraint("branch_id", "school_year", "number"),
        Index("ix_visitors_sheet_day", "branch_id", "day", "id"),
        Index("ix_visitors_sheet_status", "branch_id", "status", "day"),
        TAG,
    )

    school_year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(20), default="printed")
    language: Mapped[str] = mapped_column(String(2))
    printed_at: Mapped[datetime]
    printed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]


class SheetLine(BranchScoped, Versioned, Model):
    """One line of a sheet: a visit that was expected when it was printed, or an empty one.

    `outcome` is None until the line is accounted for; `visit_id` is then the visit entered from it.
    """

    __tablename__ = "visitors_sheet_line"
    __table_args__ = (
        branch_fk("sheet_id", "visitors_sheet"),
        branch_fk("visit_id", "visitors_visit"),
        UniqueConstraint("branch_id", "sheet_id", "line"),
        Index("ix_visitors_sheet_line_visit", "branch_id", "visit_id"),
        TAG,
    )

    sheet_id: Mapped[UUID]
    line: Mapped[int] = mapped_column(Integer)
    visit_id: Mapped[UUID | None]
    was_expected: Mapped[bool] = mapped_column(Boolean, default=False)
    outcome: Mapped[str | None] = mapped_column(String(20))
    guidance_on_paper: Mapped[bool] = mapped_column(Boolean, default=False)
    entered_at: Mapped[datetime | None]
    entered_by: Mapped[UUID | None]
