"""What the roles, and the ways of proving who one is, are called in the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from platform_core.i18n import lazy_gettext

ROLE_TITLES: Mapping[str, Any] = MappingProxyType(
    {
        "staff": lazy_gettext("Staff member"),
        "curator": lazy_gettext("Curator"),
        "psychologist": lazy_gettext("Psychologist"),
        "sss_member": lazy_gettext("Safety service member"),
        "sss_head": lazy_gettext("Head of the safety service"),
        "branch_head": lazy_gettext("Head of the branch"),
        "front_desk": lazy_gettext("Front desk"),
        "hr_officer": lazy_gettext("HR officer"),
        "visit_leader": lazy_gettext("Trip leader"),
        "visits_coordinator": lazy_gettext("Trips coordinator"),
        "training_coordinator": lazy_gettext("Training coordinator"),
        "branch_admin": lazy_gettext("Branch administrator"),
        "wellbeing_officer": lazy_gettext("Wellbeing officer"),
        "central_hr": lazy_gettext("Central HR officer"),
        "deputy_chair": lazy_gettext("Deputy chair"),
        "auditor": lazy_gettext("Auditor"),
        "platform_admin": lazy_gettext("Platform administrator"),
    }
)

WAY_LABELS: Mapping[str, Any] = MappingProxyType(
    {
        "code": lazy_gettext("a code"),
        "invitation": lazy_gettext("an invitation"),
        "passkey": lazy_gettext("a passkey"),
        "password": lazy_gettext("a password"),
        "provider": lazy_gettext("a sign-in provider"),
        "session": lazy_gettext("an open session"),
    }
)
