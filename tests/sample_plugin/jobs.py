"""Work on notes that leaves the request."""

from collections.abc import Mapping
from typing import Any

from platform_core.sdk import (
    JobSpec,
    NoticeSpec,
    branch_by_id,
    current_branch_id,
    local_day,
    members_with,
    module_settings,
    notify,
)
from platform_core.sdk import lazy_gettext as _l
from tests.sample_plugin.policy import standing_of
from tests.sample_plugin.queries import open_notes

OVERDUE = NoticeSpec(
    "sample.notes_overdue", _l("Notes wait too long"), _l("Some notes were not looked at in time.")
)


def remind_overdue(_payload: Mapping[str, Any]) -> None:
    """Tell who reads notes that some of them wait too long; the notice holds no content."""
    days: int = module_settings("sample")["look_within_days"]
    branch = branch_by_id(current_branch_id())
    today = local_day(branch)
    states = [standing_of(noted_on, None, today=today, days=days).state for _id, noted_on in open_notes()]
    if "overdue" in states:
        readers = [member.user_id for member in members_with("sample.note.read")]
        notify(readers, OVERDUE.code, target_url=f"/{branch.code}/sample/")


JOBS: tuple[JobSpec, ...] = (
    JobSpec("sample.remind_overdue", remind_overdue, _l("Remind of notes that wait"), cron="0 8 * * 1-5"),
)
