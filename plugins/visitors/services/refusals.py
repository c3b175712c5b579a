"""Record that somebody was not let in, and tell the heads where the reason asks for it (A5.10, A5.9)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    current_actor,
    db,
    local_day,
    members_with,
    notify,
    now,
    record,
    school_calendar,
    seal,
)
from plugins.visitors.models import Refusal, Visit, Visitor
from plugins.visitors.policy.custody import Link
from plugins.visitors.policy.refusals import RefusalReason, decide_refusal, refusal_faults, tells_heads
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.services.faults import refuse_faults, refuse_unless
from plugins.visitors.services.numbers import REFUSAL, take_number
from plugins.visitors.services.presence import leave
from plugins.visitors.services.refusal_names import keep_name

TARGET = "visitors_refusal"
NOTICE = "visitors.entry_refused"
HEADS = "visitors.emergency.decide"
"""Who holds this permission is whom A5.7 means by management."""


@dataclass(frozen=True, slots=True)
class RefusalDetails:
    """Why somebody is not let in; `name` is what somebody without a visit called themselves, if at all."""

    reason: RefusalReason
    note: str = ""
    name: str = ""


def refuse_entry(details: RefusalDetails, *, branch: BranchInfo, visit: Visit | None = None) -> Refusal:
    """Record a refusal under the next number and end the visit that it belongs to, if there is one.

    Raises `InvalidInput` where words are missing, or where the visit has come in or is over already. A
    refused visit never comes in: no step leads on from there.
    """
    status = VisitStatus(visit.status) if visit is not None else None
    refuse_unless(decide_refusal(status), field="reason")
    refuse_faults(refusal_faults(details.reason, details.note))
    refusal = _write(details, branch, visit)
    if visit is not None:
        _end(visit)
    db.session.flush()
    keep_name(refusal, _visitor_of(visit))
    record(
        "visitors.entry_refused",
        target=(TARGET, refusal.id),
        data={"reason": refusal.reason, "expected": visit is not None},
    )
    if tells_heads(details.reason):
        refusal.told = _tell_heads(refusal, branch)
        db.session.flush()
    return refusal


def _write(details: RefusalDetails, branch: BranchInfo, visit: Visit | None) -> Refusal:
    actor, moment = current_actor(), now()
    school_year = school_calendar().school_year_of(local_day(branch, moment))
    refusal = Refusal(
        school_year=school_year,
        number=take_number(REFUSAL, school_year),
        refused_at=moment,
        reason=details.reason.value,
        visit_id=visit.id if visit is not None else None,
        visitor_id=visit.visitor_id if visit is not None else None,
        person_name=details.name.strip() or None if visit is None else None,
        refused_by=actor.user_id,
        refused_by_name=actor.display_name,
    )
    if details.note.strip():
        refusal.note = seal(refusal, "note", details.note.strip())
    db.session.add(refusal)
    return refusal


def _visitor_of(visit: Visit | None) -> Visitor | None:
    if visit is None:
        return None
    return db.session.scalar(select(Visitor).where(Visitor.id == visit.visitor_id))


def _end(visit: Visit) -> None:
    """End a visit as refused; whoever stood at the desk already is held by nobody from now on."""
    if visit.arrived_at is None:
        visit.status = VisitStatus.REFUSED.value
    else:
        leave(visit, VisitStatus.REFUSED, Link.LEFT)


def _tell_heads(refusal: Refusal, branch: BranchInfo) -> int:
    heads: list[Any] = [member.user_id for member in members_with(HEADS)]
    notify(heads, NOTICE, target_url=f"/{branch.code}/visitors/refusals/{refusal.id}")
    return len(heads)
