"""What the centre, or a branch for its own, found when it looked whether the sites of entries answer."""

from datetime import datetime

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import BranchScoped, Model
from plugins.directory.models.columns import INFO


class LinkCheck(BranchScoped, Model):
    """One site's address, how it answered last, and how often in a row it did not."""

    __tablename__ = "directory_link_check"
    __table_args__ = (UniqueConstraint("branch_id", "url"), {"info": INFO})

    url: Mapped[str] = mapped_column(String(500))
    answer: Mapped[str] = mapped_column(String(12))
    failures: Mapped[int] = mapped_column(Integer)
    checked_at: Mapped[datetime]
