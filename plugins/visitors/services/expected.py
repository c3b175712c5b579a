"""Expect somebody: the visit of a visitor on a day, with the secret of its link (A5.1, A5.2)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from platform_core.sdk import current_actor, db, enqueue, member_names, new_id, record
from plugins.visitors.models import Invite, Visit, Visitor
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import Entry, Purpose
from plugins.visitors.services.tokens import give_token
from plugins.visitors.services.watchlist_screening import SCREEN_JOB

TARGET = "visitors_visit"


@dataclass(frozen=True, slots=True)
class Expectation:
    """When somebody comes, to whom, where and what for; times are aware."""

    expected_from: datetime
    expected_until: datetime
    purpose: Purpose
    place: str = ""
    purpose_note: str | None = None
    host_user_id: UUID | None = None
    host_name: str = ""
    entry: Entry = Entry.INVITED
    status: VisitStatus = VisitStatus.EXPECTED


def expect_visit(visitor: Visitor, expectation: Expectation, *, invite: Invite | None = None) -> Visit:
    """Write a visit that is to come, with the host's name as it is now and the secret of its link.

    The visitor is held against the watch-lists after the transaction, long before they stand at the desk.
    """
    visit = Visit(
        id=new_id(),
        visitor_id=visitor.id,
        invite_id=invite.id if invite is not None else None,
        entry=expectation.entry.value,
        status=expectation.status.value,
        visitor_type=visitor.visitor_type,
        purpose=expectation.purpose.value,
        purpose_note=expectation.purpose_note,
        place=expectation.place,
        host_user_id=expectation.host_user_id,
        host_name=expectation.host_name or host_name(expectation.host_user_id),
        expected_from=expectation.expected_from,
        expected_until=expectation.expected_until,
        created_by=current_actor().user_id,
    )
    if invite is not None:  # nobody else is sent a link
        give_token(visit)
    db.session.add(visit)
    db.session.flush()
    enqueue(SCREEN_JOB, {"visitor_id": str(visitor.id), "visit_id": str(visit.id)})
    record("visitors.visit_expected", target=(TARGET, visit.id), data={"entry": visit.entry})
    return visit


def host_name(user_id: UUID | None) -> str:
    """Return a colleague's name as it stands now; empty for nobody."""
    return member_names([user_id]).get(user_id, "") if user_id is not None else ""
