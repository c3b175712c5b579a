"""What happens to files, as the trail tells it: each was kept, opened and taken away by whom and when."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

KEPT = "core.attachment_kept"
OPENED = "core.attachment_opened"
REMOVED = "core.attachment_removed"
BROKEN = "core.attachment_broken"
SWEPT = "core.attachments_swept"

FILE_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent(KEPT, _l("Kept a file")),
    AuditEvent(OPENED, _l("Opened a file")),
    AuditEvent(REMOVED, _l("Took a file away")),
    AuditEvent(BROKEN, _l("ALARM: a file is missing or was altered on the disk")),
    AuditEvent(SWEPT, _l("Files that belong to nothing were taken away")),
)
