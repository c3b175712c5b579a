"""People who were not let in (A5.10)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, EncryptedText, Model, branch_fk

TAG: dict[str, Any] = {"info": {"plugin": "visitors"}}


class Refusal(BranchScoped, Model):
    """One refusal at the entrance, with its number in the school year and its coded reason.

    It belongs to a visit that was expected, or to somebody who came unannounced and need not have said a
    name. `note` is sealed by the record's own key. `told` counts the heads who were given notice.
    """

    __tablename__ = "visitors_refusal"
    __table_args__ = (
        branch_fk("visit_id", "visitors_visit"),
        branch_fk("visitor_id", "visitors_visitor"),
        UniqueConstraint("branch_id", "school_year", "number"),
        UniqueConstraint("branch_id", "visit_id"),
        Index("ix_visitors_refusal_at", "branch_id", "refused_at", "id"),
        Index("ix_visitors_refusal_visitor", "branch_id", "visitor_id"),
        TAG,
    )

    school_year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    refused_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(30))
    visit_id: Mapped[UUID | None]
    visitor_id: Mapped[UUID | None]
    person_name: Mapped[str | None] = mapped_column(EncryptedText)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    told: Mapped[int] = mapped_column(Integer, default=0)
    refused_by: Mapped[UUID | None]
    refused_by_name: Mapped[str] = mapped_column(String(160), default="")


class RefusalKey(BranchScoped, Model):
    """A keyed hash of one word of the name of somebody refused, by which they are known again."""

    __tablename__ = "visitors_refusal_key"
    __table_args__ = (
        branch_fk("refusal_id", "visitors_refusal", on_delete="CASCADE"),
        UniqueConstraint("branch_id", "key", "refusal_id"),
        Index("ix_visitors_refusal_key_refusal", "branch_id", "refusal_id"),
        TAG,
    )

    refusal_id: Mapped[UUID]
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
