"""Reads of notes, as frozen view models."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from platform_core.sdk import Period, current_locale, db, fold, person_labels, unseal
from tests.sample_plugin.models import SampleNote, SampleTopic

_LISTED: tuple[Any, ...] = (
    SampleNote.id,
    SampleNote.kind,
    SampleNote.title,
    SampleNote.noted_on,
    SampleNote.closed_on,
)


@dataclass(frozen=True, slots=True)
class NotePage:
    """A note with its text in clear."""

    id: UUID
    version: int
    kind: str
    title: str
    body: str
    answer: str | None
    noted_on: date
    closed_on: date | None
    person: str | None


def select_notes() -> Select[Any]:
    """Select the clear columns of notes, for lists."""
    return select(*_LISTED)


def get_note(note_id: UUID) -> SampleNote:
    """Return a note of this branch; raise `NotFound`."""
    return db.require(select(SampleNote).where(SampleNote.id == note_id))


def note_page(note_id: UUID) -> NotePage:
    """Return a note as its page shows it; raise `NotFound`."""
    note = get_note(note_id)
    return NotePage(
        id=note.id,
        version=note.version,
        kind=note.kind,
        title=note.title,
        body=unseal(note, "body", note.body),
        answer=None if note.answer is None else unseal(note, "answer", note.answer),
        noted_on=note.noted_on,
        closed_on=note.closed_on,
        person=person_labels([note.person_id]).get(note.person_id) if note.person_id else None,
    )


def open_notes() -> list[tuple[UUID, date]]:
    """List the open notes with their days."""
    chosen = select(SampleNote.id, SampleNote.noted_on).where(SampleNote.closed_on.is_(None))
    return [(row.id, row.noted_on) for row in db.session.execute(chosen)]


def notes_of(person_id: UUID) -> list[SampleNote]:
    """List the notes about one person."""
    chosen = select(SampleNote).where(SampleNote.person_id == person_id).order_by(SampleNote.noted_on)
    return list(db.session.scalars(chosen))


def find_titles(query: str, limit: int) -> list[tuple[UUID, str]]:
    """Find notes whose title holds a text."""
    chosen = (
        select(SampleNote.id, SampleNote.title)
        .where(SampleNote.folded_title.contains(fold(query), autoescape=True))
        .order_by(SampleNote.noted_on.desc())
        .limit(limit)
    )
    return [(row.id, row.title) for row in db.session.execute(chosen)]


def topic_options() -> list[tuple[str, str]]:
    """List the topics in the reader's language."""
    rows = db.session.execute(select(SampleTopic.id, SampleTopic.names).order_by(SampleTopic.code))
    return [(str(row.id), row.names[current_locale()]) for row in rows]


def count_by_kind(period: Period) -> Mapping[str, int]:
    """Count the notes of a quarter by kind."""
    chosen = (
        select(SampleNote.kind, func.count())
        .where(SampleNote.noted_on.between(period.starts, period.ends))
        .group_by(SampleNote.kind)
    )
    return {row[0]: row[1] for row in db.session.execute(chosen)}


def count_by_branch() -> Mapping[UUID, int]:
    """Count the notes of every branch; for a central scope."""
    chosen = select(SampleNote.branch_id, func.count()).group_by(SampleNote.branch_id)
    return {row[0]: row[1] for row in db.session.execute(chosen)}
