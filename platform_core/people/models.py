"""Tables of people: who they are, who answers for whom, and files waiting to be imported."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.clock import now
from platform_core.crypto import EncryptedText
from platform_core.db.base import Model
from platform_core.isolation.mixins import BranchScoped, Versioned, branch_fk
from platform_core.isolation.roles import SELECT, Role

KINDS = ("student", "guardian", "staff", "other")
RELATIONS = ("mother", "father", "guardian", "other")
SEXES = ("male", "female")
GRADES = range(1, 13)

_CORE = {"plugin": "core"}
# compared byte by byte on both databases, so keyset pages and indexes agree on the order
_SORTED = String(320).with_variant(String(320, collation="C"), "postgresql")


class Person(BranchScoped, Versioned, Model):
    """A person of one branch: names and class in clear, identity and telephone numbers encrypted.

    The same human in another branch is another row, linked only by `network_index`.
    """

    __tablename__ = "core_person"
    __table_args__ = (
        UniqueConstraint("branch_id", "identity_index"),
        CheckConstraint("kind in ('student', 'guardian', 'staff', 'other')", name="kind"),
        Index(None, "branch_id", "sort_name", "id"),
        Index(None, "branch_id", "kind", "grade", "class_letter"),
        {"info": _CORE},
    )

    __also__ = {Role.CENTRAL_READ: {SELECT}}

    kind: Mapped[str] = mapped_column(String(20))
    family_name: Mapped[str] = mapped_column(String(80))
    given_name: Mapped[str] = mapped_column(String(80))
    patronymic: Mapped[str | None] = mapped_column(String(80))
    search_name: Mapped[str] = mapped_column(String(320))
    sort_name: Mapped[str] = mapped_column(_SORTED)
    birth_date: Mapped[date | None] = mapped_column(Date)
    sex: Mapped[str | None] = mapped_column(String(10))
    language: Mapped[str | None] = mapped_column(String(2))
    grade: Mapped[int | None] = mapped_column(SmallInteger)
    class_letter: Mapped[str | None] = mapped_column(String(4))
    hostel: Mapped[bool] = mapped_column(Boolean, default=False)
    position: Mapped[str | None] = mapped_column(String(120))
    identity_number: Mapped[str | None] = mapped_column(EncryptedText)
    identity_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    network_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    left_on: Mapped[date | None] = mapped_column(Date)
    erased_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Guardianship(BranchScoped, Model):
    """A guardian of a student, and what they are to each other."""

    __tablename__ = "core_guardianship"
    __table_args__ = (
        branch_fk("student_id", "core_person", on_delete="CASCADE"),
        branch_fk("guardian_id", "core_person", on_delete="CASCADE"),
        UniqueConstraint("branch_id", "student_id", "guardian_id"),
        Index(None, "branch_id", "guardian_id"),
        {"info": _CORE},
    )

    student_id: Mapped[UUID]
    guardian_id: Mapped[UUID]
    relation: Mapped[str] = mapped_column(String(20))


class PeopleUpload(BranchScoped, Model):
    """A file between its dry run and its import: sealed with a key of its own, gone within a day."""

    __tablename__ = "core_people_upload"
    __table_args__ = (Index(None, "branch_id", "created_at"), {"info": _CORE})

    content: Mapped[bytes] = mapped_column(LargeBinary)
    default_kind: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]
