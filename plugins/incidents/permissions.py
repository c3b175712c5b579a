"""Who may do what with reports, incidents and figures.

The branch's administrator, the auditor and the platform's administrator hold nothing that shows
a case. Human resources opens only cases about staff to which it is assigned (A2).
"""

from platform_core.sdk import Permission
from platform_core.sdk import lazy_gettext as _l

_SAFETY = ("sss_member", "sss_head")
_LEADERS = ("sss_head", "branch_head")  # the two whom P30.4 lets share
_EVERYBODY = (
    "staff",
    "curator",
    "psychologist",
    *_SAFETY,
    "branch_head",
    "front_desk",
    "hr_officer",
    "visit_leader",
    "visits_coordinator",
    "training_coordinator",
    "branch_admin",
)

PERMISSIONS: tuple[Permission, ...] = (
    Permission("incidents.report.create", _l("Report violence"), _EVERYBODY),
    Permission("incidents.report.follow", _l("Follow the reports one has made"), _EVERYBODY),
    Permission("incidents.report.read", _l("Read the reports received"), (*_SAFETY, "branch_head")),
    Permission("incidents.report.register", _l("Register a report in the journal"), _SAFETY),
    Permission("incidents.thread.write", _l("Answer a reporter"), _SAFETY),
    Permission("incidents.informant.read", _l("See who reported"), _LEADERS),
    Permission(
        "incidents.journal.read",
        _l("Read the branch's confidential journal"),
        (*_SAFETY, "branch_head", "psychologist"),
    ),
    Permission(
        "incidents.assigned.read", _l("Open cases about staff to which one is assigned"), ("hr_officer",)
    ),
    Permission(
        "incidents.incident.read",
        _l("Open the incidents that one may know of"),
        (*_SAFETY, "branch_head", "psychologist", "hr_officer"),
    ),
    Permission("incidents.incident.edit", _l("Change incidents and the people in them"), _SAFETY),
    Permission("incidents.risk.assess", _l("Assess risk"), (*_SAFETY, "psychologist")),
    Permission(
        "incidents.risk.confirm",
        _l("Confirm a level of risk as the second person"),
        (*_LEADERS, "psychologist"),
    ),
    Permission("incidents.status.change", _l("Change where an incident stands"), (*_SAFETY, "branch_head")),
    Permission(
        "incidents.figures.read",
        _l("Read the branch's quarterly figures"),
        (*_SAFETY, "branch_head", "psychologist"),
    ),
    Permission("incidents.figures.sign", _l("Sign the branch's quarterly figures"), ("branch_head",)),
    Permission(
        "incidents.journal.export", _l("Export the journal and the figures"), (*_LEADERS, "wellbeing_officer")
    ),
    Permission("incidents.central.journal", _l("Read the journal of every branch"), ("wellbeing_officer",)),
    Permission(
        "incidents.central.figures",
        _l("Read the figures of every branch"),
        ("wellbeing_officer", "deputy_chair"),
    ),
)
