"""Who may do what with the directory: the centre curates, the safety team keeps what is local."""

from platform_core.sdk import Permission
from platform_core.sdk import lazy_gettext as _l

_LEADERS = ("sss_head", "branch_head")
_STAFF = (
    "staff",
    "curator",
    "psychologist",
    "sss_member",
    *_LEADERS,
    "front_desk",
    "hr_officer",
    "visit_leader",
    "visits_coordinator",
    "training_coordinator",
    "branch_admin",
)

PERMISSIONS: tuple[Permission, ...] = (
    Permission("directory.entry.read", _l("Read the directory of help"), (*_STAFF, "wellbeing_officer")),
    Permission("directory.entry.curate", _l("Keep the network's directory"), ("wellbeing_officer",)),
    Permission("directory.entry.verify", _l("Check entries of the directory"), ("wellbeing_officer",)),
    Permission("directory.entry.import", _l("Import entries from a file"), ("wellbeing_officer",)),
    Permission(
        "directory.entry.export", _l("Take the directory as a file"), (*_LEADERS, "wellbeing_officer")
    ),
    Permission("directory.local.manage", _l("Add local services and hide entries of the network"), _LEADERS),
    Permission(
        "directory.address.read",
        _l("See addresses that must stay secret"),
        (*_LEADERS, "sss_member", "psychologist"),
    ),
)
