"""Tables of what is due: the duties that stand, each time one falls due, and secret calendar addresses."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.clock import now
from platform_core.crypto import EncryptedText
from platform_core.db.base import Model
from platform_core.isolation.mixins import BranchScoped, Versioned
from platform_core.isolation.roles import SELECT, Role

LONGEST_CODE, LONGEST_KEY, LONGEST_PERIOD = 120, 120, 40
_CORE = {"plugin": "core"}


class DutySeries(BranchScoped, Model):
    """A duty that stands: it falls due again and again, for a thing (`key`) or for the whole branch.

    `since` is the day that its recurrence counts from, `planned` the order of the newest occurrence that
    was opened and `planned_until` the day on which that one is due. An ended series opens no more.
    """

    __tablename__ = "core_duty_series"
    __table_args__ = (UniqueConstraint("branch_id", "code", "key"), {"info": _CORE})

    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), default="")
    since: Mapped[date | None] = mapped_column(Date)
    planned: Mapped[int] = mapped_column(BigInteger)
    planned_until: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None]


class Obligation(BranchScoped, Versioned, Model):
    """One time that a duty falls due. The centre reads which are late, and never a key, a note or a name.

    `place` is its order within its series, None for one that a module set a day for. `closed_on` is the
    day on which it was done, as the branch counts days; `closed_by` who said so, None for the system.
    """

    __tablename__ = "core_obligation"
    __table_args__ = (
        UniqueConstraint("branch_id", "code", "key", "period"),
        CheckConstraint("status in ('open', 'fulfilled', 'waived', 'withdrawn')", name="status"),
        CheckConstraint("(status = 'open') = (closed_on is null)", name="closed"),
        Index(None, "branch_id", "status", "due_on"),
        {"info": _CORE},
    )
    __also__ = {Role.CENTRAL_READ: frozenset({SELECT})}

    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), default="")
    period: Mapped[str] = mapped_column(String(LONGEST_PERIOD))
    place: Mapped[int | None] = mapped_column(BigInteger)
    since: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(12), default="open")
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    evidence_table: Mapped[str | None] = mapped_column(String(60))
    evidence_id: Mapped[UUID | None]
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(EncryptedText)
    assigned_to: Mapped[UUID | None]
    reminded_on: Mapped[date | None] = mapped_column(Date)
    escalated_on: Mapped[date | None] = mapped_column(Date)


class CalendarToken(BranchScoped, Model):
    """A secret address under which one member's calendar program reads what is due; a hash alone is kept.

    `reach` is `mine`, or `branch` for who may see what everybody owes.
    """

    __tablename__ = "core_calendar_token"
    __table_args__ = (
        UniqueConstraint("branch_id", "token_hash"),
        ForeignKeyConstraint(
            ["branch_id", "user_id"], ["core_membership.branch_id", "core_membership.user_id"]
        ),
        Index(None, "branch_id", "user_id"),
        CheckConstraint("reach in ('mine', 'branch')", name="reach"),
        {"info": _CORE},
    )

    user_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    reach: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]
