"""The core's own permissions and the roles that hold them."""

from platform_core.auth.roles import BRANCH_ROLES, CENTRAL_ROLES
from platform_core.hooks.manifest import Permission
from platform_core.i18n import lazy_gettext as _l

_EVERYBODY = (*BRANCH_ROLES, *CENTRAL_ROLES)
_SAFETY = ("psychologist", "sss_member", "sss_head", "branch_head")
_COORDINATORS = ("hr_officer", "visit_leader", "visits_coordinator", "training_coordinator")
_OVERSEERS = ("sss_head", "branch_head", "wellbeing_officer")
_ADMINS = ("branch_admin", "platform_admin")

CORE_PERMISSIONS: tuple[Permission, ...] = (
    Permission("core.account.own", _l("Keep one's own account"), _EVERYBODY),
    Permission("core.inbox.read", _l("Read one's own inbox"), _EVERYBODY),
    Permission("core.policy.read", _l("Read the policy and its coverage"), _EVERYBODY),
    Permission("core.audit.read", _l("Read the trail"), ("auditor", "branch_head")),
    Permission("core.audit.verify", _l("Have the trail checked"), ("auditor", "branch_head")),
    Permission("core.audit.export", _l("Export the trail"), ("auditor",)),
    Permission("core.modules.read", _l("See which modules are on"), (*_ADMINS, "branch_head")),
    Permission("core.modules.manage", _l("Switch modules on and off"), _ADMINS),
    Permission("core.users.read", _l("See who has an account and in which role"), (*_ADMINS, "branch_head")),
    Permission("core.users.manage", _l("Manage users and their roles"), _ADMINS),
    Permission("core.tokens.manage", _l("Revoke the branch's API tokens"), _ADMINS),
    Permission("core.settings.sign_in", _l("Manage sign-in providers"), ("platform_admin",)),
    Permission("core.jobs.read", _l("See background work"), _ADMINS),
    Permission("core.jobs.retry", _l("Let given-up work run again"), _ADMINS),
    Permission("core.branches.read", _l("See the list of branches"), CENTRAL_ROLES),
    Permission("core.contacts.read", _l("See how the safety service is reached"), BRANCH_ROLES),
    Permission(
        "core.contacts.manage", _l("Keep how the safety service is reached"), ("sss_head", "branch_head")
    ),
    Permission(
        "core.obligations.read",
        _l("See what one answers for and when it is due"),
        (*BRANCH_ROLES, "wellbeing_officer", "central_hr"),
    ),
    Permission("core.obligations.oversee", _l("See everything that is due here"), _OVERSEERS),
    Permission("core.obligations.waive", _l("Waive what is due, with a reason"), _OVERSEERS),
    Permission("core.obligations.network", _l("See what is late in every branch"), ("wellbeing_officer",)),
    Permission("core.documents.read", _l("Read documents and their versions"), BRANCH_ROLES),
    Permission("core.documents.acknowledge", _l("Acknowledge documents oneself"), BRANCH_ROLES),
    Permission("core.documents.publish", _l("Publish the branch's own text of a document"), ("branch_head",)),
    Permission(
        "core.signatures.read", _l("See who signed which document"), ("sss_member", "sss_head", "branch_head")
    ),
    Permission(
        "core.signatures.export", _l("Export the register of signatures"), ("sss_head", "branch_head")
    ),
    Permission(
        "core.network_documents.read",
        _l("Read the network's documents and their versions"),
        ("wellbeing_officer", "central_hr"),
    ),
    Permission(
        "core.network_documents.publish",
        _l("Publish the network's text of a document"),
        ("wellbeing_officer",),
    ),
    Permission("core.people.find", _l("Find a person by name"), BRANCH_ROLES),
    Permission(
        "core.people.read",
        _l("Read the register of people"),
        ("curator", *_SAFETY, *_COORDINATORS, "branch_admin"),
    ),
    Permission("core.people.manage", _l("Change the register of people"), ("hr_officer", "branch_admin")),
    Permission("core.people.import", _l("Import people from a file"), ("branch_admin",)),
    Permission("core.people.export", _l("Give a person what is held on them"), ("branch_head",)),
    Permission("core.people.erase", _l("Erase a person's data"), ("branch_head",)),
)
