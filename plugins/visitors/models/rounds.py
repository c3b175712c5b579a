"""Rounds of the grey zones: routes, checkpoints, walks, and findings that somebody follows up (P12)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, EncryptedText, Model, Versioned, branch_fk, now

TAG: dict[str, Any] = {"info": {"plugin": "visitors"}}


class Route(BranchScoped, Versioned, Model):
    """A way through the grey zones, and when it is walked: weekdays (0 is Monday) and times of the clock.

    A round may be begun `window_minutes` around its time; later it is missed.
    """

    __tablename__ = "visitors_route"
    __table_args__ = (UniqueConstraint("branch_id", "name"), TAG)

    name: Mapped[str] = mapped_column(String(80))
    weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)
    times: Mapped[list[str]] = mapped_column(JSON, default=list)
    window_minutes: Mapped[int] = mapped_column(Integer, default=30)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Checkpoint(BranchScoped, Versioned, Model):
    """A place on a route with a label to scan: `token` stands in its QR code, `token_index` finds it."""

    __tablename__ = "visitors_checkpoint"
    __table_args__ = (
        branch_fk("route_id", "visitors_route"),
        UniqueConstraint("branch_id", "token_index"),
        Index("ix_visitors_checkpoint_route", "branch_id", "route_id", "place"),
        TAG,
    )

    route_id: Mapped[UUID]
    place: Mapped[int] = mapped_column(Integer)
    zone: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    token: Mapped[str] = mapped_column(EncryptedText)
    token_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class Round(BranchScoped, Versioned, Model):
    """One walk of a route: planned for a moment, or `extra`: begun of somebody's own accord."""

    __tablename__ = "visitors_round"
    __table_args__ = (
        branch_fk("route_id", "visitors_route"),
        UniqueConstraint("branch_id", "route_id", "planned_for"),
        Index("ix_visitors_round_status", "branch_id", "status", "planned_for"),
        Index("ix_visitors_round_planned", "branch_id", "planned_for", "id"),
        TAG,
    )

    route_id: Mapped[UUID]
    day: Mapped[date] = mapped_column(Date)
    planned_for: Mapped[datetime]
    closes_at: Mapped[datetime]
    extra: Mapped[bool] = mapped_column(Boolean, default=False)
    status: Mapped[str] = mapped_column(String(20), default="planned")
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    walked_by: Mapped[UUID | None]
    walker_name: Mapped[str] = mapped_column(String(160), default="")
    missed_reason: Mapped[str | None] = mapped_column(String(20))
    missed_note: Mapped[str | None] = mapped_column(EncryptedText)


class RoundStop(BranchScoped, Model):
    """One checkpoint of one walk: seen by its label or by choice, or skipped for a reason."""

    __tablename__ = "visitors_round_stop"
    __table_args__ = (
        branch_fk("round_id", "visitors_round"),
        branch_fk("checkpoint_id", "visitors_checkpoint"),
        UniqueConstraint("branch_id", "round_id", "checkpoint_id"),
        TAG,
    )

    round_id: Mapped[UUID]
    checkpoint_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(10))
    means: Mapped[str] = mapped_column(String(10))
    skip_reason: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime]
    by_user_id: Mapped[UUID | None]


class Finding(BranchScoped, Versioned, Model):
    """Something found on a walk, and the task that comes of it: who sees to it, by when, what was done."""

    __tablename__ = "visitors_finding"
    __table_args__ = (
        branch_fk("round_id", "visitors_round"),
        branch_fk("checkpoint_id", "visitors_checkpoint"),
        Index("ix_visitors_finding_status", "branch_id", "status", "due_on", "id"),
        Index("ix_visitors_finding_round", "branch_id", "round_id"),
        TAG,
    )

    round_id: Mapped[UUID]
    checkpoint_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(EncryptedText)
    found_at: Mapped[datetime]
    found_by: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(String(20), default="open")
    assignee_user_id: Mapped[UUID | None]
    assignee_name: Mapped[str] = mapped_column(String(160), default="")
    due_on: Mapped[date] = mapped_column(Date)
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None]
    done_note: Mapped[str | None] = mapped_column(EncryptedText)
