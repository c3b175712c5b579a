"""What a branch adds to the directory, what it hides of it, and the addresses that stay with it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, EncryptedText, Model, Versioned, branch_fk
from plugins.directory.models.columns import INFO


class LocalService(BranchScoped, Versioned, Model):
    """A service near one branch: its whole HSDS document, and the columns that lists need.

    `document` is nested as HSDS nests a service, with every name of the standard; it holds no
    confidential address.
    """

    __tablename__ = "directory_local_service"
    __table_args__ = (Index(None, "branch_id", "kind"), {"info": INFO})

    name: Mapped[str] = mapped_column(String(400))
    kind: Mapped[str] = mapped_column(String(40))
    region: Mapped[str] = mapped_column(String(8), default="")
    status: Mapped[str] = mapped_column(String(20))
    visibility: Mapped[str] = mapped_column(String(12))
    address_confidential: Mapped[bool] = mapped_column(Boolean, default=False)
    verification: Mapped[str] = mapped_column(String(12))
    assured_date: Mapped[date | None] = mapped_column(Date)
    folded: Mapped[str] = mapped_column(String(4000), default="")
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    last_modified: Mapped[datetime]


class HiddenService(BranchScoped, Model):
    """An entry of the network that a branch does not show, and why."""

    __tablename__ = "directory_hidden_service"
    __table_args__ = (UniqueConstraint("branch_id", "service_id"), {"info": INFO})

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("directory_service.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(String(500))
    hidden_on: Mapped[date] = mapped_column(Date)
    hidden_by: Mapped[UUID | None]


class ConfidentialAddress(BranchScoped, Versioned, Model):
    """An address that must stay secret, sealed by the key of the branch that knows it.

    It belongs to an entry of the network or to one of the branch's own, and stands in no document, list,
    export or public page.
    """

    __tablename__ = "directory_confidential_address"
    __table_args__ = (
        branch_fk("local_service_id", "directory_local_service", on_delete="CASCADE"),
        UniqueConstraint("branch_id", "service_id"),
        UniqueConstraint("branch_id", "local_service_id"),
        CheckConstraint("(service_id IS NULL) <> (local_service_id IS NULL)", name="of_one_service"),
        {"info": INFO},
    )

    service_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("directory_service.id", ondelete="CASCADE"), index=True
    )
    local_service_id: Mapped[UUID | None]
    address: Mapped[str] = mapped_column(EncryptedText)
