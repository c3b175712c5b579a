"""Write down what a round finds, give it to somebody with a day, and say what was done (P12)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    InvalidInput,
    NotFound,
    current_actor,
    db,
    fulfil,
    local_day,
    members_with,
    notify,
    now,
    owe,
    record,
    working_calendar,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import Checkpoint, Finding, Round
from plugins.visitors.policy.decisions import Fault, Reason
from plugins.visitors.policy.rounds import (
    DUE_WORKING_DAYS,
    FindingKind,
    FindingStatus,
    RoundStatus,
    Urgency,
    is_alarming,
)
from plugins.visitors.services.expected import host_name
from plugins.visitors.services.faults import refuse_faults

TARGET = "visitors_finding"
DUTY = "visitors.finding_followed"
FOUND, ASSIGNED = "visitors.finding_recorded", "visitors.finding_assigned"
MANAGE = "visitors.round.manage"


@dataclass(frozen=True, slots=True)
class NewFinding:
    """What was found at a checkpoint, how urgent it is, and words about it."""

    kind: FindingKind
    urgency: Urgency
    note: str = ""


def record_finding(found: Round, checkpoint: Checkpoint, new: NewFinding, *, branch: BranchInfo) -> Finding:
    """Write down a finding of a walk under way; it is a task from the first, due by its urgency.

    An outsider, a dangerous item, or anything immediate is told to the heads at once.
    """
    if found.status != RoundStatus.WALKING:
        refuse_faults((Fault("checkpoint", Reason.ROUND_OVER, "P12"),))
    if checkpoint.route_id != found.route_id:
        raise NotFound
    if new.kind is FindingKind.OTHER and not new.note.strip():
        refuse_faults((Fault("note", Reason.NOTE_MISSING, "P12"),))
    today = local_day(branch)
    finding = Finding(
        round_id=found.id,
        checkpoint_id=checkpoint.id,
        kind=new.kind.value,
        urgency=new.urgency.value,
        note=new.note.strip() or None,
        found_at=now(),
        found_by=current_actor().user_id,
        due_on=working_calendar(branch).add_working_days(today, DUE_WORKING_DAYS[new.urgency]),
    )
    db.session.add(finding)
    db.session.flush()
    record(FOUND, target=(TARGET, finding.id), data={"kind": finding.kind, "urgency": finding.urgency})
    owe(DUTY, key=str(finding.id), due_on=finding.due_on)
    if is_alarming(new.kind, new.urgency):
        heads = [member.user_id for member in members_with(MANAGE)]
        notify(heads, FOUND, target_url=_address(branch, finding))
    return finding


def assign_finding(finding: Finding, *, user_id: UUID, due_on: date, branch: BranchInfo) -> None:
    """Give a finding to a colleague with a day; raise `InvalidInput` for a day that is past."""
    if finding.status != FindingStatus.OPEN:
        raise Conflict
    if due_on < local_day(branch):
        raise InvalidInput({"due_on": [_("This day is past.")]})
    finding.assignee_user_id, finding.assignee_name = user_id, host_name(user_id)
    if not finding.assignee_name:
        raise InvalidInput({"assignee": [_("Choose a colleague of this branch.")]})
    finding.due_on = due_on
    db.session.flush()
    record(ASSIGNED, target=(TARGET, finding.id), data={"due": due_on.isoformat()})
    owe(DUTY, key=str(finding.id), since=local_day(branch, finding.found_at), due_on=due_on)
    if user_id != current_actor().user_id:
        notify([user_id], ASSIGNED, target_url=_address(branch, finding))


def finish_finding(finding: Finding, *, note: str) -> None:
    """Say what was done about a finding; words are asked for."""
    if finding.status != FindingStatus.OPEN:
        raise Conflict
    if not note.strip():
        refuse_faults((Fault("note", Reason.NOTE_MISSING, "P12"),))
    finding.status, finding.done_note = FindingStatus.DONE.value, note.strip()
    finding.done_at, finding.done_by = now(), current_actor().user_id
    db.session.flush()
    record("visitors.finding_done", target=(TARGET, finding.id))
    fulfil(DUTY, key=str(finding.id), evidence=(TARGET, finding.id))


def _address(branch: BranchInfo, finding: Finding) -> str:
    return f"/{branch.code}/visitors/rounds/findings/{finding.id}"
