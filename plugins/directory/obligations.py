"""What falls due: each entry is checked once a year, by the centre or by the branch that keeps it (P47)."""

from platform_core.sdk import Every, ObligationSpec, PageRef
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.queries.duty_names import name_entries, name_local

CHECK, CHECK_LOCAL = "directory.entry_checked_yearly", "directory.local_checked_yearly"

OBLIGATIONS: tuple[ObligationSpec, ...] = (
    ObligationSpec(
        code=CHECK,
        title=_l("Check an entry of the directory"),
        clause="P47",
        recurrence=Every(months=12, rolling=True),
        owners=("wellbeing_officer",),
        remind_before=(30, 7),
        place="central",
        keyed=True,
        page=PageRef("directory_central.entry", "service_id"),
        evidence_page=PageRef("directory_central.entry", "service_id"),
        name_keys=name_entries,
    ),
    ObligationSpec(
        code=CHECK_LOCAL,
        title=_l("Check a local service of help"),
        clause="P47",
        recurrence=Every(months=12, rolling=True),
        owners=("sss_head", "branch_head"),
        remind_before=(30, 7),
        keyed=True,
        page=PageRef("directory.local", "local_id"),
        evidence_page=PageRef("directory.local", "local_id"),
        name_keys=name_local,
    ),
)
