"""Files of reports and incidents: who may open them, and evidence that the safety service adds (P30.3)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    NotFound,
    OpenedFile,
    ReadyFile,
    attach_file,
    attachments_of,
    db,
    open_file,
    remove_attachment,
)
from plugins.incidents.models import Incident, Message, Report
from plugins.incidents.models.attachments import EVIDENCE, MESSAGE_FILES, REPORT_FILES


def open_report_file(report: Report, file_id: UUID) -> OpenedFile:
    """Return a file of a report or of its thread, for whoever may open the report; raise `NotFound`."""
    return _open(report.id, file_id, branch_id=None)


def open_escalated_file(branch_id: UUID, report_id: UUID, file_id: UUID) -> OpenedFile:
    """Return a file of a report that was passed to the centre, in a central reading; raise `NotFound`.

    The caller has read the report itself, which says that it was passed on (P40).
    """
    return _open(report_id, file_id, branch_id=branch_id)


def add_evidence(
    incident: Incident, files: Sequence[ReadyFile], *, description: str, taken_by: str
) -> list[UUID]:
    """Keep files as evidence of an incident, with what they show and who took them; return their ids."""
    return [
        attach_file(EVIDENCE, incident.id, one, description=description, taken_by=taken_by) for one in files
    ]


def remove_evidence(incident: Incident, file_id: UUID, *, reason: str) -> None:
    """Take evidence away that should not be there; raise `NotFound` for a file of another incident."""
    remove_attachment(EVIDENCE, incident.id, file_id, reason=reason)


def _open(report_id: UUID, file_id: UUID, *, branch_id: UUID | None) -> OpenedFile:
    for code, owners in ((REPORT_FILES, [report_id]), (MESSAGE_FILES, _messages(report_id, branch_id))):
        listed = attachments_of(code, owners, branch_id=branch_id)
        for owner_id, files in listed.items():
            if any(one.id == file_id for one in files):
                return open_file(code, owner_id, file_id, branch_id=branch_id)
    raise NotFound


def _messages(report_id: UUID, branch_id: UUID | None) -> list[UUID]:
    wanted: Any = select(Message.id).where(Message.report_id == report_id)
    if branch_id is not None:
        wanted = wanted.where(Message.branch_id == branch_id)
    return list(db.session.scalars(wanted))
