"""Take reports by every channel and keep the informant apart (P27–P30)."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from platform_core.sdk import (
    BranchInfo,
    ReadyFile,
    attach_files,
    blind_index,
    current_actor,
    db,
    local_day,
    now,
    record,
    seal,
)
from plugins.incidents.models import Informant, Report
from plugins.incidents.models.attachments import REPORT_FILES
from plugins.incidents.policy.receipts import RECEIPT_DIGITS
from plugins.incidents.policy.reports import (
    Channel,
    InformantKind,
    Medium,
    Nature,
    ReportDraft,
    ReportForm,
    ReportState,
    channel_of,
    report_faults,
)
from plugins.incidents.policy.urgency import UrgencySign, suggest_urgency
from plugins.incidents.queries.reports import reporter_index
from plugins.incidents.services.faults import refuse_faults
from plugins.incidents.services.recipients import tell_recipients

RECEIVED, LINKED = ReportState.RECEIVED.value, ReportState.LINKED.value


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
    files: tuple[ReadyFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """What the sender is told: the report's id, the receipt to come back with, and who knows now.

    `told` counts those alerted in the branch; `escalated` says that the centre was alerted too.
    """

    report_id: UUID
    receipt: str | None
    is_new: bool = True
    told: int = 0
    escalated: bool = False


def receive_report(new: NewReport, *, branch: BranchInfo) -> Received:
    """Take one report in the branch at hand; raise `InvalidInput` naming what is missing.

    Whoever is accused is left out of those told (P40); the receipt is shown once and kept as a
    keyed hash only.
    """
    refuse_faults(report_faults(_draft(new, branch)))
    index = blind_index(new.submission, purpose="incidents.submission")
    receipt = receipt_of(new.submission) if new.wants_receipt else None
    known = _known(index)
    if known is not None:
        return Received(known, receipt, is_new=False)
    report = _report(new, index, receipt)
    if not _is_first(report):
        return Received(_known(index) or report.id, receipt, is_new=False)
    if new.informant_name or new.informant_contact or new.is_own:
        db.session.add(_informant(new, report))
    record(
        "incidents.report_received",
        target=("incidents_report", report.id),
        data={"form": report.form, "channel": report.channel, "urgency": report.urgency},
    )
    attach_files(REPORT_FILES, report.id, new.files, nameless=True)
    told = tell_recipients(report, branch)
    return Received(report.id, receipt, told=told.alerted, escalated=told.escalated)


def _known(submission_index: bytes) -> UUID | None:
    return db.session.scalar(select(Report.id).where(Report.submission_index == submission_index))


def _is_first(report: Report) -> bool:
    """Write a report, unless the same form was sent twice at once and the other came first."""
    try:
        with db.session.begin_nested():
            db.session.add(report)
    except IntegrityError:
        if report.submission_index is None or _known(report.submission_index) is None:
            raise
        return False
    return True


def receipt_of(submission: str) -> str:
    """Derive the 16 digits of a receipt from the secret of its form, by the branch's key."""
    digest = blind_index(submission, purpose="incidents.receipt.digits")
    return str(int.from_bytes(digest, "big") % 10**RECEIPT_DIGITS).zfill(RECEIPT_DIGITS)


def receipt_index(digits: str) -> bytes:
    """Return the keyed hash under which a receipt is looked up."""
    return blind_index(digits, purpose="incidents.receipt")


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
