"""Passes of contractors, volunteers and others who come regularly, and the days on which they come."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, Index, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, EncryptedText, Model, Versioned, branch_fk, now

TAG: dict[str, Any] = {"info": {"plugin": "visitors"}}


class RegularPass(BranchScoped, Versioned, Model):
    """A standing agreement with one visitor for certain weekdays and hours, and who answers for them (A5.1).

    `weekdays` (0 is Monday), `from_time` and `until_time` are by the branch's clock. `clearance` is the
    core's answer when the pass was given or last asked about; "unknown" is kept as unknown.
    """

    __tablename__ = "visitors_pass"
    __table_args__ = (
        branch_fk("visitor_id", "visitors_visitor"),
        UniqueConstraint("branch_id", "school_year", "number"),
        Index("ix_visitors_pass_until", "branch_id", "status", "valid_until", "id"),
        Index("ix_visitors_pass_visitor", "branch_id", "visitor_id"),
        TAG,
    )

    school_year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    visitor_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(String(20), default="active")
    purpose: Mapped[str] = mapped_column(String(30))
    place: Mapped[str] = mapped_column(String(80), default="")
    weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)
    from_time: Mapped[time] = mapped_column(Time)
    until_time: Mapped[time] = mapped_column(Time)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date] = mapped_column(Date)
    host_user_id: Mapped[UUID | None]
    host_name: Mapped[str] = mapped_column(String(160))
    clearance_purpose: Mapped[str] = mapped_column(String(30))
    clearance: Mapped[str] = mapped_column(String(20))
    clearance_asked_at: Mapped[datetime]
    clearance_until: Mapped[date | None] = mapped_column(Date)
    status_note: Mapped[str | None] = mapped_column(EncryptedText)
    given_by: Mapped[UUID | None]
    given_at: Mapped[datetime] = mapped_column(default=now)


class PassDay(BranchScoped, Model):
    """One day on which the holder of a pass is expected: their visit, and what clearance said that day."""

    __tablename__ = "visitors_pass_day"
    __table_args__ = (
        branch_fk("pass_id", "visitors_pass"),
        branch_fk("visit_id", "visitors_visit"),
        UniqueConstraint("branch_id", "pass_id", "day"),
        UniqueConstraint("branch_id", "visit_id"),
        TAG,
    )

    pass_id: Mapped[UUID]
    visit_id: Mapped[UUID]
    day: Mapped[date] = mapped_column(Date)
    clearance: Mapped[str | None] = mapped_column(String(20))
    clearance_asked_at: Mapped[datetime | None]
    clearance_until: Mapped[date | None] = mapped_column(Date)
