"""Who is on an invitation, and what has become of it step by step (A5.2, A5.6)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, EncryptedText, Model, branch_fk, now

TAG: dict[str, Any] = {"info": {"plugin": "visitors"}}


class InviteGuest(BranchScoped, Model):
    """A visitor on an invitation; each day that they are expected on is a visit of its own."""

    __tablename__ = "visitors_invite_guest"
    __table_args__ = (
        branch_fk("invite_id", "visitors_invite", on_delete="CASCADE"),
        branch_fk("visitor_id", "visitors_visitor"),
        UniqueConstraint("branch_id", "invite_id", "visitor_id"),
        Index("ix_visitors_invite_guest_visitor", "branch_id", "visitor_id"),
        TAG,
    )

    invite_id: Mapped[UUID]
    visitor_id: Mapped[UUID]


class InviteStep(BranchScoped, Model):
    """A step of an invitation's history: what was done, by whom, and which answers it changed.

    `fields` are codes of what matters (`time`, `place`, `people`, `purpose`); `note` is a reason, encrypted.
    """

    __tablename__ = "visitors_invite_step"
    __table_args__ = (
        branch_fk("invite_id", "visitors_invite", on_delete="CASCADE"),
        Index("ix_visitors_invite_step_invite", "branch_id", "invite_id", "taken_at"),
        TAG,
    )

    invite_id: Mapped[UUID]
    taken_at: Mapped[datetime] = mapped_column(default=now)
    code: Mapped[str] = mapped_column(String(30))
    by_user_id: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(String(160), default="")
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str | None] = mapped_column(EncryptedText)
