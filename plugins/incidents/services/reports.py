"""Take reports by every channel, keep the informant apart, and tell who must know (P27–P30, P40)."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    blind_index,
    central_branch,
    current_actor,
    db,
    enqueue,
    local_day,
    members_with,
    notify,
    now,
    record,
    seal,
)
from plugins.incidents.models import Informant, Report
from plugins.incidents.policy.confidentiality import Candidate, Recipients, recipients
from plugins.incidents.policy.receipts import RECEIPT_DIGITS
from plugins.incidents.policy.reports import (
    Channel,
    InformantKind,
    Medium,
    Nature,
    ReportDraft,
    ReportForm,
    channel_of,
    report_faults,
)
from plugins.incidents.policy.urgency import UrgencySign, suggest_urgency
from plugins.incidents.services.faults import refuse_faults

RECEIVED, LINKED, SET_ASIDE = "received", "linked", "set_aside"
NOTICE = "incidents.report_received"
ESCALATE_JOB = "incidents.escalate_report"
_READ = "incidents.report.read"


@dataclass(frozen=True, slots=True)
class NewReport:
    """What a form, an operator or a program hands over; `submission` is the form's secret token.

    The same `submission` sent again is the same report, with the same receipt: a browser may
    retry after a broken line and nothing is lost or doubled.
    """

    form: ReportForm
    narrative: str
    submission: str
    language: str
    medium: Medium
    informant_kind: InformantKind = InformantKind.UNKNOWN
    nature: Nature = Nature.HAPPENED
    kinds_hint: tuple[str, ...] = ()
    place: str | None = None
    occurred_on: date | None = None
    when_words: str = ""
    people_words: str = ""
    signs: tuple[UrgencySign, ...] = ()
    accused_ids: tuple[UUID, ...] = ()
    informant_name: str = ""
    informant_contact: str = ""
    received_on: date | None = None
    by_hotline: bool = False
    wants_receipt: bool = True
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """What the sender is told: the report's id, and the receipt to come back with, if any."""

    report_id: UUID
    receipt: str | None
    is_new: bool = True
    told: int = field(default=0)


def receive_report(new: NewReport, *, branch: BranchInfo) -> Received:
    """Take one report in the branch at hand; raise `InvalidInput` naming what is missing.

    Whoever is accused is left out of those told (P40); the receipt is shown once and kept as a
    keyed hash only.
    """
    refuse_faults(report_faults(_draft(new, branch)))
    submission_index = blind_index(new.submission, purpose="incidents.submission")
    receipt = receipt_of(new.submission) if new.wants_receipt else None
    known = db.session.scalar(select(Report.id).where(Report.submission_index == submission_index))
    if known is not None:
        return Received(known, receipt, is_new=False)
    report = _report(new, submission_index, receipt)
    db.session.add(report)
    db.session.flush()
    if new.informant_name or new.informant_contact or new.is_own:
        db.session.add(_informant(new, report))
    record(
        "incidents.report_received",
        target=("incidents_report", report.id),
        data={"form": report.form, "channel": report.channel, "urgency": report.urgency},
    )
    return Received(report.id, receipt, told=_tell(report, branch))


def receipt_of(submission: str) -> str:
    """Derive the 16 digits of a receipt from the secret of its form, by the branch's key."""
    digest = blind_index(submission, purpose="incidents.receipt.digits")
    return str(int.from_bytes(digest, "big") % 10**RECEIPT_DIGITS).zfill(RECEIPT_DIGITS)


def receipt_index(digits: str) -> bytes:
    """Return the keyed hash under which a receipt is looked up."""
    return blind_index(digits, purpose="incidents.receipt")


def reporter_index(user_id: UUID) -> bytes:
    """Return the keyed hash by which members of staff find the reports that they made."""
    return blind_index(str(user_id), purpose="incidents.reporter")


def set_aside(report: Report, *, reason: str) -> None:
    """Put a report aside that is no incident, with a reason (sealed); it stays readable."""
    report.state = SET_ASIDE
    report.set_aside_reason = seal(report, "set_aside_reason", reason)
    record("incidents.report_set_aside", target=("incidents_report", report.id))


def _draft(new: NewReport, branch: BranchInfo) -> ReportDraft:
    return ReportDraft(
        form=new.form,
        narrative=new.narrative,
        today=local_day(branch),
        medium=new.medium,
        nature=new.nature,
        informant_named=bool(new.informant_name) or new.is_own,
        occurred_on=new.occurred_on,
        received_on=new.received_on,
    )


def _report(new: NewReport, submission_index: bytes, receipt: str | None) -> Report:
    actor = current_actor()
    channel: Channel = channel_of(new.informant_kind, by_hotline=new.by_hotline)
    report = Report(
        received_at=now(),
        form=new.form.value,
        channel=channel.value,
        medium=new.medium.value,
        nature=new.nature.value,
        informant_kind=new.informant_kind.value,
        language=new.language,
        state=RECEIVED,
        urgency=suggest_urgency(new.signs).level.value,
        kinds_hint=list(new.kinds_hint),
        place=new.place,
        occurred_on=new.occurred_on,
        accused_ids=[str(person_id) for person_id in new.accused_ids],
        submission_index=submission_index,
        receipt_index=receipt_index(receipt) if receipt else None,
        reporter_index=reporter_index(actor.user_id) if new.is_own and actor.user_id else None,
        taken_by=actor.user_id if new.form is ReportForm.OPERATOR else None,
    )
    report.body = seal(report, "body", json.dumps(_body(new), ensure_ascii=False))
    return report


def _body(new: NewReport) -> dict[str, Any]:
    return {
        "narrative": new.narrative.strip(),
        "when": new.when_words.strip(),
        "people": new.people_words.strip(),
        "signs": [sign.value for sign in new.signs],
        "received_on": new.received_on.isoformat() if new.received_on else None,
    }


def _informant(new: NewReport, report: Report) -> Informant:
    actor = current_actor()
    identity = {
        "name": new.informant_name.strip() or (actor.display_name if new.is_own else ""),
        "contact": new.informant_contact.strip(),
        "user_id": str(actor.user_id) if new.is_own and actor.user_id else None,
    }
    informant = Informant(report_id=report.id, created_at=now())
    informant.identity = seal(informant, "identity", json.dumps(identity, ensure_ascii=False))
    return informant


def _tell(report: Report, branch: BranchInfo) -> int:
    """Alert everybody who reads reports and is not accused; hand on to the centre where it must know."""
    members = members_with(_READ)
    candidates = [Candidate(member.user_id, member.person_id, member.roles) for member in members]
    decided: Recipients = recipients(candidates, [UUID(person_id) for person_id in report.accused_ids])
    told = [candidate.user for candidate in decided.told if isinstance(candidate.user, UUID)]
    notify(told, NOTICE, target_url=f"/{branch.code}/incidents/reports/{report.id}")
    for _recused in decided.recused:
        record("incidents.recipient_recused", target=("incidents_report", report.id))
    if decided.escalate:
        _escalate(report, branch)
    return len(told)


def _escalate(report: Report, branch: BranchInfo) -> None:
    report.escalated = True
    record("incidents.report_escalated", target=("incidents_report", report.id))
    enqueue(
        ESCALATE_JOB,
        {"branch": branch.code, "report_id": str(report.id)},
        dedupe_key=f"escalate:{report.id}",
        to_branch=central_branch().id,
    )
