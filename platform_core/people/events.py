"""What happens to the register of people, as the trail tells it; names are the personal fields."""

from platform_core.hooks.manifest import AuditEvent
from platform_core.i18n import lazy_gettext as _l

PEOPLE_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent("core.person_viewed", _l("Opened a person's page")),
    AuditEvent("core.person_added", _l("Added a person"), ("name",)),
    AuditEvent("core.person_changed", _l("Changed a person"), ("name",)),
    AuditEvent("core.guardian_linked", _l("Linked a guardian to a student")),
    AuditEvent("core.guardian_unlinked", _l("Unlinked a guardian from a student")),
    AuditEvent("core.people_exported", _l("Exported the list of people")),
    AuditEvent("core.people_imported", _l("Imported people from a file")),
    AuditEvent("core.people_import_checked", _l("Checked a file of people without importing it")),
    AuditEvent("core.person_data_exported", _l("Gave out everything held on a person")),
    AuditEvent("core.person_erased", _l("Erased a person's data")),
)
