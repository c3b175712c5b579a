"""What the frame's own pages leave in the trail: never what was asked for, only that it was."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

SHELL_EVENTS: tuple[AuditEvent, ...] = (AuditEvent("core.search", _l("Searched the records of the branch")),)
