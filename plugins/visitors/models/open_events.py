"""Occasions that anybody may come to without agreement and registration, and their count (A5.8)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, EncryptedText, Model, Versioned, branch_fk, now

TAG: dict[str, Any] = {"info": {"plugin": "visitors"}}


class OpenEvent(BranchScoped, Versioned, Model):
    """An announced occasion; while it runs people are counted and nobody is registered.

    `expected` is how many are thought to come, `capacity` how many the place may hold.
    """

    __tablename__ = "visitors_open_event"
    __table_args__ = (
        Index("ix_visitors_open_event_starts", "branch_id", "starts_at", "id"),
        Index("ix_visitors_open_event_status", "branch_id", "status", "starts_at"),
        TAG,
    )

    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(20), default="announced")
    place: Mapped[str] = mapped_column(String(80))
    doors: Mapped[int] = mapped_column(Integer, default=1)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    expected: Mapped[int | None] = mapped_column(Integer)
    capacity: Mapped[int | None] = mapped_column(Integer)
    started_at: Mapped[datetime | None]
    started_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    note: Mapped[str | None] = mapped_column(EncryptedText)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class EventTap(BranchScoped, Model):
    """One tap on a door's counter, never changed; `tap` is the sender's key: a resent one counts once."""

    __tablename__ = "visitors_event_tap"
    __append_only__ = True
    __table_args__ = (
        branch_fk("event_id", "visitors_open_event"),
        UniqueConstraint("branch_id", "event_id", "tap"),
        TAG,
    )

    event_id: Mapped[UUID]
    tap: Mapped[str] = mapped_column(String(36))
    door: Mapped[int] = mapped_column(Integer)
    step: Mapped[int] = mapped_column(Integer)
    tapped_at: Mapped[datetime]
    tapped_by: Mapped[UUID | None]
