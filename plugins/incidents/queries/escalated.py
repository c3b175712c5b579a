"""Reads of reports that were passed to the centre, across branches; nothing else is opened by them (P40)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from platform_core.sdk import NotFound, SealedCell, db, unseal_many
from plugins.incidents.models import Message, Report

ESCALATED_COLUMNS: tuple[Any, ...] = (
    Report.branch_id,
    Report.id,
    Report.received_at,
    Report.urgency,
    Report.channel,
    Report.state,
)


def select_escalated() -> Select[Any]:
    """Select the reports passed to the centre: when and how they came, never what they say."""
    return select(*ESCALATED_COLUMNS).where(Report.escalated.is_(True))


def read_escalated(branch_id: UUID, report_id: UUID) -> Any:
    """Return one report passed to the centre, with its sealed words; raise `NotFound` for any other."""
    wanted = select_escalated().add_columns(
        Report.body, Report.place, Report.nature, Report.informant_kind, Report.kinds_hint, Report.language
    )
    row = db.session.execute(
        wanted.where(Report.branch_id == branch_id, Report.id == report_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def read_escalated_thread(branch_id: UUID, report_id: UUID) -> list[tuple[Any, str | None]]:
    """Return the messages of a report passed to the centre, oldest first, each with its text."""
    columns: tuple[Any, ...] = (Message.id, Message.sent_at, Message.author, Message.body)
    rows = db.session.execute(
        select(*columns)
        .where(Message.branch_id == branch_id, Message.report_id == report_id)
        .order_by(Message.sent_at, Message.id)
    ).all()
    texts = unseal_many(
        [SealedCell("incidents_message", branch_id, row.id, "body", row.body) for row in rows]
    )
    return list(zip(rows, texts, strict=True))
