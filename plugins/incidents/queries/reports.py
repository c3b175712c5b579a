"""Reads of reports: the desk's list, one report, a reporter's own, and where a report stands."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, false, func, not_, or_, select

from platform_core.sdk import Actor, KeyDestroyed, blind_index, db, unseal_row
from plugins.incidents.models import Incident, Message, Report
from plugins.incidents.policy.reports import ReportState
from plugins.incidents.policy.urgency import URGENCIES

SET_ASIDE = ReportState.SET_ASIDE.value
_TAIL = 6
_TEAM = "team"

_RANKS = {level.value: rank for rank, level in enumerate(URGENCIES)}
URGENCY_RANK = case(_RANKS, value=Report.urgency, else_=0)
"""How soon somebody must act, as a number to sort by."""

LIST_COLUMNS: tuple[Any, ...] = (
    Report.id,
    Report.received_at,
    Report.channel,
    Report.medium,
    Report.urgency,
    Report.state,
    Report.unread_by_team,
    Report.escalated,
)


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What a report says, unsealed; every text is empty once the report was erased."""

    narrative: str = ""
    when: str = ""
    people: str = ""
    signs: tuple[str, ...] = ()
    received_on: str | None = None
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at the desk: new reports by urgency, and threads with an unread word."""

    immediate: int
    urgent: int
    routine: int
    unread: int

    @property
    def new(self) -> int:
        """How many reports nobody has decided on."""
        return self.immediate + self.urgent + self.routine


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One of the reader's own reports: when it was made, where it stands, how many answers are new."""

    id: UUID
    reference: str
    received_at: datetime
    standing: str
    unread: int


def reference_of(report_id: UUID) -> str:
    """Name a report among people by the last digits of its id: «R-3F9A2C»."""
    return f"R-{report_id.hex[-_TAIL:].upper()}"


def select_reports(reader: Actor) -> Select[Any]:
    """Select the list's columns of the reports that `reader` may know of: never those against them."""
    return select(*LIST_COLUMNS).where(is_open_to(reader))


def is_open_to(reader: Actor) -> ColumnElement[bool]:
    """Leave out reports in which the reader stands accused (P40)."""
    accused = cast(Report.accused_ids, String)
    names = [str(name) for name in (reader.person_id, reader.user_id) if name is not None]
    return not_(or_(false(), *(accused.contains(name, autoescape=True) for name in names)))


def count_waiting(reader: Actor) -> Waiting:
    """Count what waits for `reader` at the desk, in one query."""
    is_new = Report.state == ReportState.RECEIVED.value
    counts = [
        func.count(case((and_(is_new, Report.urgency == level.value), 1))).label(level.value)
        for level in URGENCIES
    ]
    unread = func.count(case((Report.unread_by_team.is_(True), 1))).label("unread")
    row = db.session.execute(select(*counts, unread).where(is_open_to(reader))).one()
    return Waiting(row.immediate, row.urgent, row.routine, row.unread)


def read_words(row: Any) -> ReportWords:
    """Unseal what a report says; `row` has `branch_id`, `id` and `body`."""
    try:
        body = json.loads(unseal_row("incidents_report", row.branch_id, row.id, "body", row.body))
    except KeyDestroyed:
        return ReportWords(is_erased=True)
    return ReportWords(
        body["narrative"], body["when"], body["people"], tuple(body["signs"]), body["received_on"]
    )


def read_reason(report: Report) -> str | None:
    """Unseal why a report was put aside; None if it never was, or was erased."""
    if report.set_aside_reason is None:
        return None
    try:
        return unseal_row(
            "incidents_report", report.branch_id, report.id, "set_aside_reason", report.set_aside_reason
        )
    except KeyDestroyed:
        return None


def standing_of(report: Report) -> str:
    """Say where a report stands: `reported`, `set_aside`, or the status of its incident."""
    if report.incident_id is None:
        return SET_ASIDE if report.state == SET_ASIDE else "reported"
    statement = _standing().where(Report.id == report.id)
    return str(db.session.execute(statement).scalar_one())


def list_own(user_id: UUID, limit: int = 100) -> list[OwnReport]:
    """List the newest reports that a member of staff has made, with the answers not read yet."""
    unread = (
        select(func.count())
        .select_from(Message)
        .where(Message.report_id == Report.id, Message.author == _TEAM, Message.read_at.is_(None))
        .scalar_subquery()
    )
    statement = _standing().add_columns(Report.id, Report.received_at, unread.label("unread"))
    rows = db.session.execute(
        statement.where(_is_by(user_id)).order_by(Report.received_at.desc(), Report.id.desc()).limit(limit)
    )
    return [
        OwnReport(row.id, reference_of(row.id), row.received_at, row.standing, row.unread) for row in rows
    ]


def count_answers(user_id: UUID) -> int:
    """Count the answers to one's own reports that one has not read."""
    unread = (
        select(func.count())
        .select_from(Message)
        .join(Report, and_(Report.branch_id == Message.branch_id, Report.id == Message.report_id))
        .where(_is_by(user_id), Message.author == _TEAM, Message.read_at.is_(None))
    )
    return db.session.scalar(unread) or 0


def reporter_index(user_id: UUID) -> bytes:
    """Return the keyed hash by which members of staff find the reports that they made."""
    return blind_index(str(user_id), purpose="incidents.reporter")


def _is_by(user_id: UUID) -> ColumnElement[bool]:
    return Report.reporter_index == reporter_index(user_id)


def _standing() -> Select[Any]:
    standing = case(
        (Incident.status.is_not(None), Incident.status),
        (Report.state == SET_ASIDE, SET_ASIDE),
        else_="reported",
    )
    joined = and_(Incident.branch_id == Report.branch_id, Incident.id == Report.incident_id)
    return select(standing.label("standing")).select_from(Report).outerjoin(Incident, joined)
