"""Work in the background: keep the yearly duty to check each entry in step with what was checked (P47)."""

from collections.abc import Callable, Mapping
from typing import Any

from platform_core.sdk import JobSpec, branch_by_id, current_branch_id, module_settings
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.services.duties import keep_duties
from plugins.directory.services.links import look_at_links
from plugins.directory.services.requests.following import follow_requests
from plugins.directory.services.requests.mailing import MAIL_JOB, hand_over_letters, mail_request


def keep_duties_in_step(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a recurring job carries nothing
    """Open a duty for each entry of the network, and close those that were checked; in the centre alone."""
    branch = branch_by_id(current_branch_id())
    if branch.is_central:
        keep_duties(branch)


def hand_letters_over(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - likewise
    """Have every letter written that waits; in the centre alone."""
    if branch_by_id(current_branch_id()).is_central:
        hand_over_letters()


def follow_answers(payload: Mapping[str, Any]) -> Callable[[], object] | None:  # noqa: ARG001 - likewise
    """Remind who has not answered, and end what nobody answers; in the centre alone."""
    branch = branch_by_id(current_branch_id())
    return follow_requests(branch) if branch.is_central else None


def check_links(payload: Mapping[str, Any]) -> Callable[[], None] | None:  # noqa: ARG001 - likewise
    """Look whether the sites of entries answer, where the branch has switched that on."""
    return look_at_links() if module_settings("directory")["check_links"] else None


JOBS = (
    JobSpec(MAIL_JOB, mail_request, _l("Write to an organisation about its entry"), outside=True),
    JobSpec(
        "directory.hand_letters_over",
        hand_letters_over,
        _l("Send letters to organisations"),
        cron="*/5 * * * *",
    ),
    JobSpec(
        "directory.follow_answers",
        follow_answers,
        _l("Remind organisations that have not answered"),
        cron="20 8 * * *",
        outside=True,
    ),
    JobSpec(
        "directory.check_links",
        check_links,
        _l("Look whether the sites of entries answer"),
        cron="30 3 * * 1",
        outside=True,
    ),
    JobSpec(
        "directory.keep_duties",
        keep_duties_in_step,
        _l("Keep the yearly checks of the directory in step"),
        cron="12 * * * *",
    ),
)
