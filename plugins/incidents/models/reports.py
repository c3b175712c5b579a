"""Reports, their informants kept apart, and the two-way thread (P27–P30)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, Model, Role, Versioned, branch_fk

TAG: dict[str, Any] = {"info": {"plugin": "incidents"}}
CENTRAL_READS = {Role.CENTRAL_READ: frozenset({"select"})}
"""The centre opens a report that was passed to it (P40); who reported it never sees."""


class Report(BranchScoped, Versioned, Model):
    """One message of one informant; the words and answers are sealed under the report's own key.

    `body` seals JSON: narrative, who is meant in the informant's words, where and when in words,
    the ticked signs. `accused_ids` are persons recognised as accused, who are recused (P40).
    `receipt_index` is the keyed hash of the receipt; `reporter_index` that of a staff reporter.
    """

    __tablename__ = "incidents_report"
    __table_args__ = (
        branch_fk("incident_id", "incidents_incident"),
        UniqueConstraint("branch_id", "receipt_index"),
        UniqueConstraint("branch_id", "submission_index"),
        Index("ix_incidents_report_received", "branch_id", "received_at", "id"),
        TAG,
    )
    __also__ = CENTRAL_READS

    received_at: Mapped[datetime]
    form: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    medium: Mapped[str] = mapped_column(String(20))
    nature: Mapped[str] = mapped_column(String(20))
    informant_kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(20), default="received")
    urgency: Mapped[str] = mapped_column(String(20))
    kinds_hint: Mapped[list[str]] = mapped_column(JSON, default=list)
    place: Mapped[str | None] = mapped_column(String(20))
    occurred_on: Mapped[date | None] = mapped_column(Date)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    accused_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    escalated: Mapped[bool] = mapped_column(Boolean, default=False)
    incident_id: Mapped[UUID | None]
    receipt_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    reporter_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    submission_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    taken_by: Mapped[UUID | None]
    set_aside_reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    unread_by_team: Mapped[bool] = mapped_column(Boolean, default=False)


class Informant(BranchScoped, Model):
    """Who reported, sealed and apart from the report: opened with permission and purpose only (P30.3)."""

    __tablename__ = "incidents_informant"
    __table_args__ = (
        branch_fk("report_id", "incidents_report"),
        UniqueConstraint("branch_id", "report_id"),
        TAG,
    )

    report_id: Mapped[UUID]
    identity: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Message(BranchScoped, Model):
    """One message of the thread between the safety service and the reporter."""

    __tablename__ = "incidents_message"
    __table_args__ = (
        branch_fk("report_id", "incidents_report"),
        UniqueConstraint("branch_id", "submission_index"),
        Index("ix_incidents_message_thread", "branch_id", "report_id", "sent_at"),
        TAG,
    )
    __also__ = CENTRAL_READS

    report_id: Mapped[UUID]
    sent_at: Mapped[datetime]
    author: Mapped[str] = mapped_column(String(10))
    author_user_id: Mapped[UUID | None]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    read_at: Mapped[datetime | None]
    submission_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
