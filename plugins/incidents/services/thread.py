"""The two-way thread between the safety service and a reporter, who returns by receipt (P28, P30.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from platform_core.sdk import (
    AttachedFile,
    BranchInfo,
    NotFound,
    ReadyFile,
    SealedCell,
    attach_files,
    attachments_of,
    blind_index,
    current_actor,
    db,
    new_id,
    now,
    record,
    record_apart,
    seal,
    unseal_many,
)
from plugins.incidents.models import Message, Report
from plugins.incidents.models.attachments import MESSAGE_FILES
from plugins.incidents.policy.decisions import Fault, Reason
from plugins.incidents.policy.receipts import normalise_receipt, receipt_faults
from plugins.incidents.services.faults import refuse_faults
from plugins.incidents.services.recipients import tell_centre, tell_readers
from plugins.incidents.services.reports import receipt_index

REPORTER, TEAM = "reporter", "team"
MAX_MESSAGE = 5_000
NOTICE = "incidents.reporter_wrote"


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One message as pages show it; `body` is None once it was erased, and empty beside files alone."""

    id: UUID
    sent_at: datetime
    author: str
    author_user_id: UUID | None
    body: str | None
    read_at: datetime | None
    files: Sequence[AttachedFile] = ()


def find_by_receipt(text: str) -> Report:
    """Return the report of a typed receipt; raise `InvalidInput` if malformed, `NotFound` if unknown.

    A refusal stays in the trail whatever becomes of the request (P30.3).
    """
    refuse_faults(receipt_faults(text))
    digits = normalise_receipt(text) or ""
    report = db.session.scalar(select(Report).where(Report.receipt_index == receipt_index(digits)))
    if report is None:
        record_apart("incidents.receipt_refused")
        raise NotFound
    return report


def read_thread(report: Report) -> list[ThreadMessage]:
    """Return the messages of a report, oldest first, unsealed in one look at the key store."""
    columns = (
        Message.id,
        Message.branch_id,
        Message.sent_at,
        Message.author,
        Message.author_user_id,
        Message.body,
        Message.read_at,
    )
    query = select(*columns).where(Message.report_id == report.id).order_by(Message.sent_at, Message.id)
    rows = db.session.execute(query).all()
    cells = [SealedCell("incidents_message", row.branch_id, row.id, "body", row.body) for row in rows]
    texts = unseal_many(cells)
    files = attachments_of(MESSAGE_FILES, [row.id for row in rows])
    return [
        ThreadMessage(
            row.id, row.sent_at, row.author, row.author_user_id, text, row.read_at, files.get(row.id, ())
        )
        for row, text in zip(rows, texts, strict=True)
    ]


def mark_read(report: Report, *, reader: str) -> None:
    """Note that one side has read what the other wrote."""
    other = TEAM if reader == REPORTER else REPORTER
    unread = (Message.report_id == report.id, Message.author == other, Message.read_at.is_(None))
    db.session.execute(update(Message).where(*unread).values(read_at=now()))
    if reader == TEAM:
        _set_unread(report, unread=False)
    record("incidents.thread_message_read", target=("incidents_report", report.id), data={"side": reader})


def write_message(
    report: Report,
    body: str,
    *,
    author: str,
    submission: str,
    branch: BranchInfo,
    files: Sequence[ReadyFile] = (),
) -> None:
    """Add a message of one side; the same `submission` sent again adds nothing.

    Files may come without words. Raises `InvalidInput` for an empty or overlong text. The other side is
    alerted without content.
    """
    refuse_faults(_message_faults(body, has_files=bool(files)))
    index = blind_index(submission, purpose="incidents.message")
    message = _message(report, body, author=author, index=index)
    if not _is_first(message, index):
        return
    attach_files(MESSAGE_FILES, message.id, files, nameless=author == REPORTER)
    record("incidents.thread_message_sent", target=("incidents_report", report.id), data={"side": author})
    if author == REPORTER:
        _set_unread(report, unread=True)
        tell_readers(report, NOTICE, branch)
        if report.escalated:
            tell_centre(report, branch, cause=message.id)


def _message(report: Report, body: str, *, author: str, index: bytes) -> Message:
    message = Message(
        id=new_id(),
        report_id=report.id,
        sent_at=now(),
        author=author,
        author_user_id=current_actor().user_id if author == TEAM else None,
        submission_index=index,
    )
    message.body = seal(message, "body", body.strip())
    return message


def _is_first(message: Message, index: bytes) -> bool:
    """Write a message, unless the same form was sent before, or twice at once."""
    known = select(Message.id).where(Message.submission_index == index)
    if db.session.scalar(known) is not None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except IntegrityError:
        if db.session.scalar(known) is None:
            raise
        return False
    return True


def _set_unread(report: Report, *, unread: bool) -> None:
    """Mark the report past its version: a reporter's word is never refused because the team edits."""
    marked = update(Report).where(Report.id == report.id, Report.unread_by_team.is_not(unread))
    db.session.execute(marked.values(unread_by_team=unread))


def _message_faults(body: str, *, has_files: bool) -> list[Fault]:
    if not body.strip() and not has_files:
        return [Fault("body", Reason.NARRATIVE_MISSING, "P30.2")]
    return [Fault("body", Reason.NARRATIVE_TOO_LONG, "P30.2")] if len(body) > MAX_MESSAGE else []
