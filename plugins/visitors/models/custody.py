"""Who answered for a visitor and when, and the alarms that rang (A5.4, A5.6)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, EncryptedText, Model, Versioned, branch_fk
from plugins.visitors.models.visits import TAG


class CustodyLink(BranchScoped, Model):
    """One link of the chain of custody: who handed a visitor to whom, and who said so; never changed.

    `from_*` and `to_*` are None where nobody held or nobody holds; names are those of staff at that moment.
    """

    __tablename__ = "visitors_custody"
    __append_only__ = True
    __table_args__ = (
        branch_fk("visit_id", "visitors_visit"),
        Index("ix_visitors_custody_visit", "branch_id", "visit_id", "id"),
        TAG,
    )

    visit_id: Mapped[UUID]
    at: Mapped[datetime]
    link: Mapped[str] = mapped_column(String(20))
    from_holder: Mapped[str | None] = mapped_column(String(10))
    from_user_id: Mapped[UUID | None]
    from_name: Mapped[str] = mapped_column(String(160), default="")
    to_holder: Mapped[str | None] = mapped_column(String(10))
    to_user_id: Mapped[UUID | None]
    to_name: Mapped[str] = mapped_column(String(160), default="")
    by_user_id: Mapped[UUID | None]
    by_name: Mapped[str] = mapped_column(String(160), default="")


class VisitAlarm(BranchScoped, Versioned, Model):
    """An alarm of a visit: raised once for each occasion (`since`), seen by somebody, and over at last.

    `outcome` is `ended` when the cause went away by itself, `settled` when somebody says with `note` what
    was done. `note` is encrypted.
    """

    __tablename__ = "visitors_alarm"
    __table_args__ = (
        branch_fk("visit_id", "visitors_visit"),
        UniqueConstraint("branch_id", "visit_id", "kind", "since"),
        Index("ix_visitors_alarm_open", "branch_id", "over_at", "raised_at"),
        TAG,
    )

    visit_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime]
    raised_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[UUID | None]
    over_at: Mapped[datetime | None]
    over_by: Mapped[UUID | None]
    outcome: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(EncryptedText)
