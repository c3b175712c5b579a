"""What visitors leave at the desk against a numbered receipt (A5.9)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, EncryptedText, Model, Versioned, branch_fk
from plugins.visitors.models.visits import TAG


class Receipt(BranchScoped, Model):
    """A numbered receipt for what one visitor left at the desk, or was agreed to bring in."""

    __tablename__ = "visitors_receipt"
    __table_args__ = (
        branch_fk("visit_id", "visitors_visit"),
        UniqueConstraint("branch_id", "school_year", "number"),
        Index("ix_visitors_receipt_visit", "branch_id", "visit_id"),
        TAG,
    )

    visit_id: Mapped[UUID]
    school_year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    given_at: Mapped[datetime]
    given_by: Mapped[UUID | None]


class HeldItem(BranchScoped, Versioned, Model):
    """One thing on a receipt: held, agreed to, given back, or kept at the end; `note` is encrypted."""

    __tablename__ = "visitors_item"
    __table_args__ = (
        branch_fk("receipt_id", "visitors_receipt"),
        branch_fk("visit_id", "visitors_visit"),
        Index("ix_visitors_item_visit", "branch_id", "visit_id", "state"),
        Index("ix_visitors_item_receipt", "branch_id", "receipt_id"),
        TAG,
    )

    receipt_id: Mapped[UUID]
    visit_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(EncryptedText)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]
