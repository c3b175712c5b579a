"""What the trail tells about notes; the personal fields are those that erasure takes away."""

from platform_core.sdk import AuditEvent
from platform_core.sdk import lazy_gettext as _l

EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("sample.note_written", _l("Wrote a note"), ("person",)),
    AuditEvent("sample.note_viewed", _l("Opened a note")),
    AuditEvent("sample.note_closed", _l("Closed a note")),
    AuditEvent("sample.notes_exported", _l("Exported the notes")),
    AuditEvent("sample.topic_added", _l("Added a topic of notes")),
    AuditEvent("sample.mark_made", _l("Marked somebody who is never noted")),
    AuditEvent("sample.mark_asked", _l("Asked whether somebody is marked")),
    AuditEvent("sample.overview_viewed", _l("Looked at the number of notes across branches")),
)
