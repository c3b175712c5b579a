"""Recurring work on the safety service's contacts."""

from collections.abc import Mapping
from typing import Any

from platform_core.contacts.services import purge_safety_contacts
from platform_core.hooks.manifest import JobSpec
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_branch_id
from platform_core.tenancy.dates import local_day
from platform_core.tenancy.directory import branch_by_id


def erase_long_off(_payload: Mapping[str, Any]) -> None:
    """Erase contacts of a branch that have been switched off for a year."""
    purge_safety_contacts(today=local_day(branch_by_id(current_branch_id())))


CONTACT_JOBS: tuple[JobSpec, ...] = (
    JobSpec(
        "core.purge_safety_contacts",
        erase_long_off,
        _l("Erase contacts that were switched off a year ago"),
        cron="20 4 * * 1",
    ),
)
