"""The chronology: everything that happened in an incident, in one order, as the spine of its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import SealedCell, db, unseal_many
from plugins.incidents.models import Assessment, Message, Referral, Report, StatusChange


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened; `what` and `code` say which words to show, `words` is unsealed text."""

    at: datetime
    what: str
    code: str
    by: UUID | None
    words: str | None = None
    ref: UUID | None = None


def chronology_of(incident_id: UUID) -> list[Happening]:
    """Return everything of an incident, newest first, in five queries and one look at the key store."""
    happened = [
        *_status_changes(incident_id),
        *_assessments(incident_id),
        *_referrals(incident_id),
        *_reports(incident_id),
        *_messages(incident_id),
    ]
    return sorted(happened, key=lambda one: one.at, reverse=True)


def _status_changes(incident_id: UUID) -> Iterable[Happening]:
    rows = db.session.execute(
        select(
            StatusChange.branch_id,
            StatusChange.id,
            StatusChange.changed_at,
            StatusChange.changed_by,
            StatusChange.target,
            StatusChange.reason,
        ).where(StatusChange.incident_id == incident_id)
    ).all()
    words = _unsealed("incidents_status_change", "reason", rows)
    return [
        Happening(row.changed_at, "status", row.target, row.changed_by, text)
        for row, text in zip(rows, words, strict=True)
    ]


def _assessments(incident_id: UUID) -> Iterable[Happening]:
    columns = (
        Assessment.id,
        Assessment.assessed_at,
        Assessment.assessed_by,
        Assessment.level,
        Assessment.state,
        Assessment.confirmed_at,
        Assessment.confirmed_by,
    )
    rows = db.session.execute(select(*columns).where(Assessment.incident_id == incident_id)).all()
    for row in rows:
        yield Happening(row.assessed_at, "risk", row.level, row.assessed_by, ref=row.id)
        if row.confirmed_at is not None:
            yield Happening(row.confirmed_at, "risk_second", row.state, row.confirmed_by, ref=row.id)


def _referrals(incident_id: UUID) -> Iterable[Happening]:
    rows = db.session.execute(
        select(
            Referral.branch_id,
            Referral.id,
            Referral.told_at,
            Referral.told_by,
            Referral.body,
            Referral.waived,
            Referral.note,
        ).where(Referral.incident_id == incident_id)
    ).all()
    words = _unsealed("incidents_referral", "note", rows)
    return [
        Happening(row.told_at, "waived" if row.waived else "referral", row.body, row.told_by, text)
        for row, text in zip(rows, words, strict=True)
    ]


def _reports(incident_id: UUID) -> Iterable[Happening]:
    columns = (Report.id, Report.received_at, Report.channel, Report.taken_by)
    rows = db.session.execute(select(*columns).where(Report.incident_id == incident_id))
    return [Happening(row.received_at, "report", row.channel, row.taken_by, ref=row.id) for row in rows]


def _messages(incident_id: UUID) -> Iterable[Happening]:
    """Messages are named, not read: their words are opened with the report, and that is recorded."""
    columns = (Message.sent_at, Message.author, Message.author_user_id, Message.report_id)
    rows = db.session.execute(
        select(*columns)
        .join(Report, (Report.id == Message.report_id) & (Report.branch_id == Message.branch_id))
        .where(Report.incident_id == incident_id)
    )
    return [
        Happening(row.sent_at, "message", row.author, row.author_user_id, ref=row.report_id) for row in rows
    ]


def _unsealed(table: str, column: str, rows: Iterable[Any]) -> list[str | None]:
    return unseal_many(SealedCell(table, row.branch_id, row.id, column, getattr(row, column)) for row in rows)
