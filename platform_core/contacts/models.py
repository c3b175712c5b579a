"""The table of the safety service's own contacts (P32)."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    Index,
    Integer,
    String,
    Time,
)
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.clock import now
from platform_core.db.base import Model
from platform_core.isolation.mixins import BranchScoped, Versioned, branch_fk

AUDIENCES = ("students", "guardians", "staff")
ROLE_CODES = (
    "head",
    "deputy",
    "psychologist",
    "curator",
    "doctor",
    "nurse",
    "lawyer",
    "safety_engineer",
    "hostel_manager",
    "hostel_educator",
    "teacher",
    "police_inspector",
    "duty",
)
"""Who the service is made of (A3), and the telephone of whoever is on duty."""


class SafetyContact(BranchScoped, Versioned, Model):
    """One way to reach the safety service: an office first, a named person only if the branch wishes.

    `titles` (kk, ru, en) stand where no `role_code` fits. A name belongs to a person of the register, so
    that it can be given out and erased. `days` holds ISO weekdays as digits; no times mean the whole day.
    """

    __tablename__ = "core_safety_contact"
    __table_args__ = (
        branch_fk("person_id", "core_person"),
        CheckConstraint("display_name is null or person_id is not null", name="named_in_register"),
        CheckConstraint("phone is not null or email is not null or whatsapp is not null", name="reachable"),
        Index(None, "branch_id", "place", "id"),
        Index(None, "branch_id", "person_id"),
        {"info": {"plugin": "core"}},
    )

    role_code: Mapped[str | None] = mapped_column(String(40))
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    person_id: Mapped[UUID | None]
    display_name: Mapped[str | None] = mapped_column(String(160))
    phone: Mapped[str | None] = mapped_column(String(20))
    phone_printed: Mapped[str | None] = mapped_column(String(60))
    whatsapp: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    days: Mapped[str] = mapped_column(String(7), default="12345")
    opens_at: Mapped[time | None] = mapped_column(Time)
    closes_at: Mapped[time | None] = mapped_column(Time)
    audiences: Mapped[list[str]] = mapped_column(JSON)
    place: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    switched_off_on: Mapped[date | None] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
