"""The table of attachments: one row a file; the content lies sealed on disk under the same key."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.clock import now
from platform_core.db.base import Model
from platform_core.isolation.mixins import BranchScoped
from platform_core.isolation.roles import SELECT, Role

KEPT, MISSING, BROKEN = "kept", "missing", "broken"
_CORE: dict[str, Any] = {"info": {"plugin": "core"}}


class Attachment(BranchScoped, Model):
    """A file that belongs to a record of a module; the row's own key seals the details and the content.

    `code` is the module's declaration and `owner_id` the record. `digest` is a keyed hash of the content
    as it is kept: it proves that a file is the same and tells nothing to whoever lacks the branch's key.
    `details` seal JSON: the name, what the file shows, who took it, its SHA-256. `size` is in bytes.
    """

    __tablename__ = "core_attachment"
    __table_args__ = (
        UniqueConstraint("branch_id", "code", "owner_id", "digest"),
        CheckConstraint("state in ('kept', 'missing', 'broken')", name="state"),
        CheckConstraint("size > 0", name="size"),
        Index(None, "branch_id", "kept_at"),
        _CORE,
    )
    __also__ = {Role.CENTRAL_READ: frozenset({SELECT})}

    code: Mapped[str] = mapped_column(String(80))
    owner_id: Mapped[UUID]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    details: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10), default=KEPT)
    kept_at: Mapped[datetime] = mapped_column(default=now)
    kept_by: Mapped[UUID | None]
