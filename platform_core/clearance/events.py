"""What the trail tells of clearances: that one was asked for, for which purpose, and the answer."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

CLEARANCE_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.clearance_asked", _l("Asked whether somebody is cleared")),
)
