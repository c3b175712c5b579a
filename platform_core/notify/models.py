"""The inbox: one row for each notice and reader."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.db.base import Model
from platform_core.isolation.mixins import BranchScoped


class Notification(BranchScoped, Model):
    """A notice to one member of the branch: a code with codes, never a sentence about a case.

    `target_url` is a path of this service. The composite key lets a notice reach members alone.
    """

    __tablename__ = "core_notification"
    __table_args__ = (
        ForeignKeyConstraint(
            ["branch_id", "user_id"], ["core_membership.branch_id", "core_membership.user_id"]
        ),
        Index("ix_core_notification_inbox", "branch_id", "user_id", "created_at"),
        {"info": {"plugin": "core"}},
    )

    user_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(120))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    target_url: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
