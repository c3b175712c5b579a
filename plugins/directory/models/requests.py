"""Requests to organisations to check what is printed about them, their letters, and what came back (P47)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import Model, NetworkCatalogue, Versioned
from plugins.directory.models.columns import INFO, LONG, text

INDEX_BYTES = 32


class CheckRequest(NetworkCatalogue, Versioned, Model):
    """One question to the organisation of an entry; `sent_on` and `reminded_on` are days of real letters.

    `note` is what the organisation adds to its corrections, for the curator alone; it goes once they are
    settled.
    """

    __tablename__ = "directory_check_request"
    __table_args__ = (Index(None, "state", "asked_on"), {"info": INFO})

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("directory_service.id", ondelete="CASCADE"), index=True
    )
    post: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime]
    asked_on: Mapped[date] = mapped_column(Date)
    asked_by: Mapped[str] = mapped_column(String(200))
    sent_on: Mapped[date | None] = mapped_column(Date)
    reminded_on: Mapped[date | None] = mapped_column(Date)
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    note: Mapped[str | None] = text(LONG)


class RequestLetter(NetworkCatalogue, Model):
    """A letter of a request: its secret as a keyed hash alone, and when it left.

    Every letter has a secret of its own, made when it is sent or printed, for nothing that is kept could
    give an earlier one back. All of them lead to the same request.
    """

    __tablename__ = "directory_request_letter"
    __table_args__ = {"info": INFO}

    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("directory_check_request.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime]
    secret_index: Mapped[bytes | None] = mapped_column(LargeBinary(INDEX_BYTES), unique=True)
    sent_at: Mapped[datetime | None]


class Correction(NetworkCatalogue, Model):
    """One field as an organisation would have it; `is_accepted` is the curator's word, None before it."""

    __tablename__ = "directory_correction"
    __table_args__ = {"info": INFO}

    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("directory_check_request.id", ondelete="CASCADE"), index=True
    )
    field: Mapped[str] = mapped_column(String(40))
    previous_value: Mapped[str] = mapped_column(String(LONG))
    proposed_value: Mapped[str] = mapped_column(String(LONG))
    is_accepted: Mapped[bool | None] = mapped_column(Boolean)
    position: Mapped[int] = mapped_column(Integer)
