"""Tell those who must know of a report, and never the accused (P29, P30.3, P40)."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from platform_core.sdk import Actor, BranchInfo, Member, central_branch, enqueue, members_with, notify, record
from plugins.incidents.models import Report
from plugins.incidents.policy.confidentiality import Candidate, Recipients, is_recused, recipients

NOTICE = "incidents.report_received"
ESCALATE_JOB = "incidents.escalate_report"
READ = "incidents.report.read"


@dataclass(frozen=True, slots=True)
class Told:
    """How many in the branch were alerted, and whether the centre was too."""

    alerted: int
    escalated: bool


def report_readers() -> list[Member]:
    """List who reads reports in the branch at hand; a form names them, so that nobody wonders."""
    return members_with(READ)


def accused_among(user_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Turn readers whom a reporter marked into what a report remembers: the person, else the account."""
    marked = [member for member in report_readers() if member.user_id in user_ids]
    return tuple(member.person_id or member.user_id for member in marked)


def is_accused(who: Actor | Member, accused_ids: Collection[str]) -> bool:
    """Tell whether somebody stands accused in a report, by person or by account (P40)."""
    return any(is_recused(name, accused_ids) for name in _names(who))


def tell_recipients(report: Report, branch: BranchInfo) -> Told:
    """Alert everybody who reads reports and is not accused; hand on to the centre where it must know."""
    decided = _decide(report)
    told = [candidate.user for candidate in decided.told if isinstance(candidate.user, UUID)]
    notify(told, NOTICE, target_url=f"/{branch.code}/incidents/reports/{report.id}")
    for _recused in decided.recused:
        record("incidents.recipient_recused", target=("incidents_report", report.id))
    if decided.escalate:
        report.escalated = True
        record("incidents.report_escalated", target=("incidents_report", report.id))
        tell_centre(report, branch, cause=report.id)
    return Told(len(told), decided.escalate)


def tell_readers(report: Report, notice: str, branch: BranchInfo) -> None:
    """Alert the readers of a report that there is something new in it; never the accused."""
    told = [member.user_id for member in report_readers() if not is_accused(member, report.accused_ids)]
    notify(told, notice, target_url=f"/{branch.code}/incidents/reports/{report.id}#thread")


def tell_centre(report: Report, branch: BranchInfo, *, cause: UUID) -> None:
    """Ask for the wellbeing officers to be alerted, once for each `cause` (the report, or a message)."""
    enqueue(
        ESCALATE_JOB,
        {"branch": branch.code, "report_id": str(report.id)},
        dedupe_key=f"escalate:{cause}",
        to_branch=central_branch().id,
    )


def _decide(report: Report) -> Recipients:
    accused = set(report.accused_ids)
    candidates = [
        Candidate(member.user_id, _accused_name(member, accused), member.roles) for member in report_readers()
    ]
    return recipients(candidates, accused)


def _accused_name(member: Member, accused: Collection[str]) -> str | None:
    return next((name for name in _names(member) if name in accused), None)


def _names(who: Actor | Member) -> tuple[str, ...]:
    """List the names under which somebody may stand accused: a person's, and an account's without one."""
    return tuple(str(name) for name in (who.person_id, who.user_id) if name is not None)
