"""What the trail tells of figures that were read outside a module's own pages."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

CENTRAL_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.figures_listed", _l("Listed quarterly figures from the command line")),
)
