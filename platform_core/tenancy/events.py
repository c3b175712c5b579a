"""What happens to branches and their modules, as the trail tells it; nothing here is personal."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

TENANCY_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.module_enabled", _l("Switched a module on")),
    AuditEvent("core.module_disabled", _l("Switched a module off")),
    AuditEvent("core.module_settings_changed", _l("Changed a module's settings")),
    AuditEvent("core.demo_seeded", _l("Filled the branch with made-up records")),
)
