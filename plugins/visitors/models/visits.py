"""Visitors, the invitations they hold and each of their visits (P12, A5)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, EncryptedText, Model, Versioned, branch_fk, now

TAG: dict[str, Any] = {"info": {"plugin": "visitors"}}


class Counter(BranchScoped, Model):
    """The last number of a series in a school year: journal entries, receipts, badges; none is skipped."""

    __tablename__ = "visitors_counter"
    __table_args__ = (UniqueConstraint("branch_id", "series", "school_year"), TAG)

    series: Mapped[str] = mapped_column(String(20))
    school_year: Mapped[int] = mapped_column(Integer)
    last_number: Mapped[int] = mapped_column(Integer, default=0)


class Visitor(BranchScoped, Versioned, Model):
    """Somebody from outside, known to the branch by name; ways to reach them are encrypted.

    `person_id` links a guardian or a member of staff of the register. An identity number is never kept:
    `identity_index` and `network_index` are its keyed hashes. `search_name` is the folded name.
    """

    __tablename__ = "visitors_visitor"
    __table_args__ = (
        branch_fk("person_id", "core_person"),
        Index("ix_visitors_visitor_name", "branch_id", "search_name", "id"),
        Index("ix_visitors_visitor_person", "branch_id", "person_id"),
        Index("ix_visitors_visitor_identity", "branch_id", "identity_index"),
        TAG,
    )

    family_name: Mapped[str] = mapped_column(String(80))
    given_name: Mapped[str] = mapped_column(String(80))
    patronymic: Mapped[str | None] = mapped_column(String(80))
    search_name: Mapped[str] = mapped_column(String(320))
    birth_date: Mapped[date | None] = mapped_column(Date)
    visitor_type: Mapped[str] = mapped_column(String(20))
    organization: Mapped[str | None] = mapped_column(String(160))
    language: Mapped[str] = mapped_column(String(2), default="kk")
    email: Mapped[str | None] = mapped_column(EncryptedText)
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    person_id: Mapped[UUID | None]
    identity_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    network_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(default=now)
    erased_on: Mapped[date | None] = mapped_column(Date)


class Invite(BranchScoped, Versioned, Model):
    """A host's agreement with one visitor or a group, once or on recurring days (A5.1, A5.2).

    `weekdays` (0 is Monday) and `until` make it recurring. An edit after approval asks again:
    `approved_version` is the version that was approved. `purpose_note` is encrypted.
    """

    __tablename__ = "visitors_invite"
    __table_args__ = (
        Index("ix_visitors_invite_start", "branch_id", "starts_at", "id"),
        Index("ix_visitors_invite_host", "branch_id", "host_user_id", "starts_at"),
        Index("ix_visitors_invite_status", "branch_id", "status", "starts_at"),
        TAG,
    )

    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    host_user_id: Mapped[UUID]
    host_name: Mapped[str] = mapped_column(String(160))
    purpose: Mapped[str] = mapped_column(String(30))
    purpose_note: Mapped[str | None] = mapped_column(EncryptedText)
    place: Mapped[str] = mapped_column(String(80))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)
    until: Mapped[date | None] = mapped_column(Date)
    approved_version: Mapped[int | None] = mapped_column(Integer)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None] = mapped_column(EncryptedText)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Visit(BranchScoped, Versioned, Model):
    """One visit of one visitor, from `expected` to the way out; a journal number is taken on arrival.

    `token_index` is the keyed hash of the random secret in the visitor's link and QR code;
    `link_secret` is that secret, encrypted, until the evening of the day. The holder is who answers for
    the visitor now (A5.4, A5.6): `desk`, `host`, `staff`, `toilet` or None when nobody does; `offered` is
    to whom the holder is handing them. `alarm_at` is when that, or staying over time, raises the alarm.
    """

    __tablename__ = "visitors_visit"
    __table_args__ = (
        branch_fk("visitor_id", "visitors_visitor"),
        branch_fk("invite_id", "visitors_invite"),
        UniqueConstraint("branch_id", "school_year", "number"),
        UniqueConstraint("branch_id", "token_index"),
        Index("ix_visitors_visit_status", "branch_id", "status", "expected_from"),
        Index("ix_visitors_visit_expected", "branch_id", "expected_from", "id"),
        Index("ix_visitors_visit_arrived", "branch_id", "arrived_at", "id"),
        Index("ix_visitors_visit_visitor", "branch_id", "visitor_id"),
        Index("ix_visitors_visit_host", "branch_id", "host_user_id", "expected_from"),
        Index("ix_visitors_visit_invite", "branch_id", "invite_id"),
        TAG,
    )

    visitor_id: Mapped[UUID]
    invite_id: Mapped[UUID | None]
    entry: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    visitor_type: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(30))
    purpose_note: Mapped[str | None] = mapped_column(EncryptedText)
    place: Mapped[str] = mapped_column(String(80), default="")
    host_user_id: Mapped[UUID | None]
    host_name: Mapped[str] = mapped_column(String(160), default="")
    expected_from: Mapped[datetime]
    expected_until: Mapped[datetime]
    token_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    link_secret: Mapped[str | None] = mapped_column(EncryptedText)
    school_year: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    badge: Mapped[int | None] = mapped_column(Integer)
    arrived_at: Mapped[datetime | None]
    identity_checked_at: Mapped[datetime | None]
    identity_seen_by: Mapped[UUID | None]
    document_type: Mapped[str | None] = mapped_column(String(20))
    document_last: Mapped[str | None] = mapped_column(String(4))
    signature_id: Mapped[UUID | None]
    admitted_at: Mapped[datetime | None]
    admitted_by: Mapped[UUID | None]
    departed_at: Mapped[datetime | None]
    departed_by: Mapped[UUID | None]
    holder: Mapped[str | None] = mapped_column(String(10))
    holder_user_id: Mapped[UUID | None]
    holder_name: Mapped[str] = mapped_column(String(160), default="")
    held_since: Mapped[datetime | None]
    offered: Mapped[str | None] = mapped_column(String(10))
    offered_user_id: Mapped[UUID | None]
    offered_name: Mapped[str] = mapped_column(String(160), default="")
    offered_at: Mapped[datetime | None]
    alarm_at: Mapped[datetime | None]
    entered_later: Mapped[bool] = mapped_column(Boolean, default=False)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None] = mapped_column(EncryptedText)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
