"""What the trail tells of the safety service's contacts; who is named is a personal field."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

CONTACT_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.safety_contact_added", _l("Added a contact of the safety service"), ("name",)),
    AuditEvent("core.safety_contact_changed", _l("Changed a contact of the safety service"), ("name",)),
    AuditEvent("core.safety_contact_moved", _l("Moved a contact of the safety service in its list")),
    AuditEvent("core.safety_contact_switched", _l("Switched a contact of the safety service on or off")),
    AuditEvent("core.safety_contacts_purged", _l("Erased contacts that were long switched off")),
)
