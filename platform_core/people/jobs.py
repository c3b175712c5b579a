"""Recurring work on the register."""

from platform_core.hooks.manifest import JobSpec
from platform_core.i18n import lazy_gettext as _l
from platform_core.people.uploads import purge_uploads

PEOPLE_JOBS: tuple[JobSpec, ...] = (
    JobSpec(
        "core.purge_people_uploads",
        purge_uploads,
        _l("Drop files of people that nobody imported"),
        cron="17 * * * *",
    ),
)
