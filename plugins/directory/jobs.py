"""Work in the background: keep the yearly duty to check each entry in step with what was checked (P47)."""

from collections.abc import Mapping
from typing import Any

from platform_core.sdk import JobSpec, branch_by_id, current_branch_id
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.services.duties import keep_duties


def keep_duties_in_step(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a recurring job carries nothing
    """Open a duty for each entry of the network, and close those that were checked; in the centre alone."""
    branch = branch_by_id(current_branch_id())
    if branch.is_central:
        keep_duties(branch)


JOBS = (
    JobSpec(
        "directory.keep_duties",
        keep_duties_in_step,
        _l("Keep the yearly checks of the directory in step"),
        cron="12 * * * *",
    ),
)
