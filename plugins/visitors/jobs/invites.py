"""What is done about invitations without anybody waiting for it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import JobSpec, branch_by_id, current_branch_id, db
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Visit
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.services.emergency import UNANSWERED_JOB, tell_ring
from plugins.visitors.services.invites import extend_recurring, release_hostless
from plugins.visitors.services.mail import MAIL_JOB, mail_visitor


def make_visits_ahead(_payload: Mapping[str, Any]) -> None:
    """Call off what has lost its host, and make the next visits of recurring invitations."""
    branch = branch_by_id(current_branch_id())
    release_hostless(branch)
    extend_recurring(branch)


def ask_next(payload: Mapping[str, Any]) -> None:
    """Tell the next of management of a visitor who still waits for an answer (A5.7)."""
    visit = db.session.scalar(select(Visit).where(Visit.id == UUID(payload["visit_id"])))
    if visit is None or visit.status != VisitStatus.PENDING_APPROVAL.value:
        return
    tell_ring(visit, int(payload["ring"]), branch_by_id(current_branch_id()))


INVITE_JOBS = (
    JobSpec(
        "visitors.make_visits_ahead", make_visits_ahead, _l("Expect recurring visitors"), cron="10 5 * * *"
    ),
    JobSpec(MAIL_JOB, mail_visitor, _l("Write to a visitor"), outside=True),
    JobSpec(UNANSWERED_JOB, ask_next, _l("Ask the next of management")),
)
