"""What the safety service does with a report: open it, see who reported, put it aside (P29, P30, P40)."""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    Conflict,
    InvalidInput,
    KeyDestroyed,
    NotFound,
    current_actor,
    db,
    record,
    record_apart,
    seal,
    unseal,
)
from plugins.incidents.models import Informant, Report
from plugins.incidents.policy.confidentiality import Reader, may_see_informant
from plugins.incidents.policy.decisions import Reason
from plugins.incidents.policy.reports import ReportState
from plugins.incidents.queries.reports import reporter_index
from plugins.incidents.services.faults import reason_text, refuse_unless
from plugins.incidents.services.recipients import is_accused

TARGET = "incidents_report"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reported: a name and a way to reach them, either of which may be empty."""

    name: str
    contact: str
    is_staff: bool


def open_report(report_id: UUID) -> Report:
    """Return a report of the branch at hand; raise `NotFound`, to the accused too, as if there were none."""
    report = db.require(select(Report).where(Report.id == report_id))
    if is_accused(current_actor(), report.accused_ids):
        record_apart("incidents.access_refused", target=(TARGET, report.id))
        raise NotFound
    return report


def own_report(report_id: UUID) -> Report:
    """Return a report that the actor has made; raise `NotFound` for anybody else's."""
    user_id = current_actor().user_id
    if user_id is None:
        raise NotFound
    mine = Report.reporter_index == reporter_index(user_id)
    return db.require(select(Report).where(Report.id == report_id, mine))


def see_informant(report: Report, *, purpose: str) -> Identity | None:
    """Show who reported, to whom the policy lets see it and for a purpose; None if nobody named themself.

    Raises `Forbidden`, or `InvalidInput` without a purpose. The trail keeps who looked and why (P30.4).
    """
    actor = current_actor()
    reader = Reader(permissions=actor.permissions, recognised_accused=is_accused(actor, report.accused_ids))
    refuse_unless(may_see_informant(reader, purpose=purpose), field="purpose")
    record("incidents.informant_viewed", target=(TARGET, report.id), facts={"purpose": purpose.strip()})
    informant = db.session.scalar(select(Informant).where(Informant.report_id == report.id))
    return _identity(informant) if informant is not None else None


def set_aside(report: Report, *, reason: str) -> None:
    """Put a report aside that is no incident, with a reason (sealed); it stays readable."""
    if not reason.strip():
        raise InvalidInput({"reason": [reason_text(Reason.REASON_MISSING)]})
    if report.state != ReportState.RECEIVED:
        raise Conflict
    report.state = ReportState.SET_ASIDE.value
    report.set_aside_reason = seal(report, "set_aside_reason", reason.strip())
    record("incidents.report_set_aside", target=(TARGET, report.id))


def take_up_again(report: Report) -> None:
    """Take a report up again that was put aside; why it had been stays with it."""
    if report.state != ReportState.SET_ASIDE:
        raise Conflict
    report.state = ReportState.RECEIVED.value
    record("incidents.report_taken_up", target=(TARGET, report.id))


def _identity(informant: Informant) -> Identity | None:
    try:
        known = json.loads(unseal(informant, "identity", informant.identity))
    except KeyDestroyed:
        return None
    return Identity(known["name"], known["contact"], known["user_id"] is not None)
