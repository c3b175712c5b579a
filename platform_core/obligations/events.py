"""What happens to obligations, as the trail tells it; codes and days, nothing personal."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

OBLIGATION_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.obligation_owed", _l("Wrote down that something is due")),
    AuditEvent("core.obligation_fulfilled", _l("Did what was due")),
    AuditEvent("core.obligation_withdrawn", _l("Took back what was due")),
    AuditEvent("core.obligation_waived", _l("Waived what was due")),
    AuditEvent("core.obligation_assigned", _l("Gave what is due to somebody")),
    AuditEvent("core.obligation_escalated", _l("Told the centre that something is late")),
    AuditEvent("core.obligations_exported", _l("Exported the list of what is due")),
    AuditEvent("core.obligations_overviewed", _l("Looked at what is late in the branches")),
    AuditEvent("core.calendar_opened", _l("Made a secret calendar address")),
    AuditEvent("core.calendar_closed", _l("Revoked a secret calendar address")),
)
