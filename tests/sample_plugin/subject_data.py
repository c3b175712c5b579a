"""One person's notes: given out whole, and erased but for the open ones."""

from collections.abc import Sequence
from datetime import date

from platform_core.sdk import ErasureResult, ExportSection, SubjectRef, db, destroy_record_keys, unseal
from platform_core.sdk import gettext as _
from tests.sample_plugin.queries import notes_of


def export_notes(subject: SubjectRef) -> Sequence[ExportSection]:
    """Give every note about a person."""
    if subject.person_id is None:
        return ()
    records = tuple(
        {"noted_on": note.noted_on, "title": note.title, "text": unseal(note, "body", note.body)}
        for note in notes_of(subject.person_id)
    )
    return (ExportSection(_("Notes"), records),) if records else ()


def erase_notes(subject: SubjectRef, on: date) -> ErasureResult:
    """Erase the closed notes about a person; open ones stay until somebody has looked (P3)."""
    if subject.person_id is None:
        return ErasureResult(0)
    notes = notes_of(subject.person_id)
    closed = [note for note in notes if note.closed_on is not None and note.closed_on <= on]
    for note in closed:
        db.session.delete(note)
    db.session.flush()
    destroy_record_keys(closed)
    kept = len(notes) - len(closed)
    reason = _("Somebody must look at it first (P3).")
    return ErasureResult(len(closed), ((_("Open notes"), reason),) if kept else ())
