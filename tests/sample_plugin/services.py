"""Verbs of notes: load, decide by the policy, save, record."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    Conflict,
    InvalidInput,
    current_actor,
    db,
    fold,
    network_index,
    person_labels,
    record,
    seal,
)
from platform_core.sdk import gettext as _
from tests.sample_plugin.models import SampleMark, SampleNote, SampleTopic
from tests.sample_plugin.policy import may_close
from tests.sample_plugin.queries import get_note

TARGET = "sample_note"


def write_note(values: Mapping[str, Any]) -> SampleNote:
    """Write a note; raise `InvalidInput` for a person or a topic that is not there."""
    names = _known_person(values["person_id"])
    _known_topic(values["topic_id"])
    columns = {name: value for name, value in values.items() if name != "body"}
    note = SampleNote(**columns, written_by=current_actor().user_id)
    note.folded_title = fold(note.title)
    note.body = seal(note, "body", values["body"])
    db.session.add(note)
    db.session.flush()
    record("sample.note_written", target=(TARGET, note.id), facts=names, subject_id=note.person_id)
    return note


def close_note(note_id: UUID, *, answer: str | None, version: int, today: date) -> SampleNote:
    """Close a note; raise `Conflict` if it changed since `version`, `InvalidInput` without an answer due."""
    note = get_note(note_id)
    if note.version != version:
        raise Conflict
    if not may_close(note.kind, has_answer=bool(answer)):
        raise InvalidInput({"answer": [_("Say what was done about a worry.")]})
    note.closed_on = today
    note.answer = seal(note, "answer", answer) if answer else None
    db.session.flush()
    record("sample.note_closed", target=(TARGET, note.id))
    return note


def note_finding(person_id: UUID, found_on: date) -> None:
    """Note that an inquiry about a person ended; nothing of what it found, and nothing of a stranger."""
    if person_id in person_labels([person_id]):
        text = _("An inquiry ended: look at what it asks of the school.")
        note = {"kind": "worry", "title": _("An inquiry ended"), "body": text, "noted_on": found_on}
        write_note({**note, "topic_id": None, "person_id": person_id})


def add_topic(code: str, names: Mapping[str, str]) -> SampleTopic:
    """Add a topic for the whole network, in a catalogue scope; raise `InvalidInput` for a code in use."""
    if db.session.scalar(select(SampleTopic.id).where(SampleTopic.code == code)) is not None:
        raise InvalidInput({"code": [_("There is a topic of this code already.")]})
    topic = SampleTopic(code=code, names=dict(names))
    db.session.add(topic)
    db.session.flush()
    return topic


def mark_identity(number: str, *, today: date) -> None:
    """Enter an identity number into the register, in a register scope; only its hash is kept."""
    db.session.add(SampleMark(identity=_hash(number), marked_on=today))
    db.session.flush()


def is_marked(number: str) -> bool:
    """Answer about one identity number, in a register scope."""
    return db.session.scalar(select(SampleMark.id).where(SampleMark.identity == _hash(number))) is not None


def _hash(number: str) -> bytes:
    return network_index(number, purpose="sample.mark")


def _known_person(person_id: UUID | None) -> dict[str, str]:
    if person_id is None:
        return {}
    names = person_labels([person_id])
    if person_id not in names:
        raise InvalidInput({"person_id": [_("This person is not in the register.")]})
    return {"person": names[person_id]}


def _known_topic(topic_id: UUID | None) -> None:
    known = select(SampleTopic.id).where(SampleTopic.id == topic_id)
    if topic_id is not None and db.session.scalar(known) is None:
        raise InvalidInput({"topic_id": [_("This topic is not in the list.")]})
