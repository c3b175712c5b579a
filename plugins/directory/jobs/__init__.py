"""Work in the background: duties in step, letters to organisations, a look at sites (P47)."""

from platform_core.sdk import JobSpec
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.jobs.letters import follow_answers, hand_letters_over, mail_request
from plugins.directory.jobs.upkeep import check_links, keep_duties_in_step
from plugins.directory.services.requests.mailing import MAIL_JOB

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
