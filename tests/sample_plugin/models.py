"""Tables of notes: one of each kind that a module may have."""

from datetime import date
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import (
    BranchScoped,
    Model,
    NetworkCatalogue,
    Role,
    SealedRegister,
    Versioned,
    branch_fk,
)

_INFO = {"plugin": "sample"}


class SampleTopic(NetworkCatalogue, Model):
    """What a note may be about; the central office keeps the list for every branch."""

    __tablename__ = "sample_topic"
    __table_args__ = {"info": _INFO}

    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(JSON)


class SampleNote(BranchScoped, Versioned, Model):
    """What somebody noticed about a person; the text is sealed under the note's own key."""

    __tablename__ = "sample_note"
    __also__ = {Role.CENTRAL_READ: {"select"}}
    __table_args__ = (
        branch_fk("person_id", "core_person"),
        Index(None, "branch_id", "noted_on"),
        Index(None, "branch_id", "person_id"),
        {"info": _INFO},
    )

    kind: Mapped[str] = mapped_column(String(40))
    topic_id: Mapped[UUID | None] = mapped_column(ForeignKey("sample_topic.id"))
    person_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(String(120))
    folded_title: Mapped[str] = mapped_column(String(120))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    noted_on: Mapped[date] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    written_by: Mapped[UUID | None]


class SampleMark(SealedRegister, Model):
    """Somebody, known by a keyed hash alone, about whom no branch writes notes."""

    __tablename__ = "sample_mark"
    __table_args__ = {"info": _INFO}

    identity: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    marked_on: Mapped[date] = mapped_column(Date)


MODELS = (SampleTopic, SampleNote, SampleMark)
