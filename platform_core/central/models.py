"""Figures kept per branch and quarter, and how far each quarter may be relied on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.db.base import Model
from platform_core.isolation.mixins import BranchScoped, Versioned
from platform_core.isolation.roles import SELECT, Role

CORE: dict[str, Any] = {"info": {"plugin": "core"}}
_CENTRE_READS = {Role.CENTRAL_READ: frozenset({SELECT})}


class KeptQuarter(BranchScoped, Versioned, Model):
    """A quarter of one module (`quarter` 0 is the whole school year); `signed` holds what was signed.

    `stale` says that something it counts was changed since `counted_at`; a recount is on its way.
    """

    __tablename__ = "core_kept_quarter"
    __table_args__ = (UniqueConstraint("branch_id", "module", "school_year", "quarter"), CORE)
    __also__ = _CENTRE_READS

    module: Mapped[str] = mapped_column(String(40))
    school_year: Mapped[int] = mapped_column(Integer)
    quarter: Mapped[int] = mapped_column(Integer)
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)
    stale: Mapped[bool] = mapped_column(Boolean, default=False)
    counted_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]
    signed: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    edition: Mapped[int] = mapped_column(Integer, default=0)


class KeptFigure(BranchScoped, Model):
    """One figure of one quarter, as it was last counted."""

    __tablename__ = "core_kept_figure"
    __table_args__ = (UniqueConstraint("branch_id", "module", "school_year", "quarter", "code"), CORE)
    __also__ = _CENTRE_READS

    module: Mapped[str] = mapped_column(String(40))
    school_year: Mapped[int] = mapped_column(Integer)
    quarter: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(60))
    value: Mapped[int] = mapped_column(Integer)
    by_kind: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
