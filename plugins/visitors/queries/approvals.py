"""What waits for management: requests of visitors at the door, and what became of the last ones (A5.7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from platform_core.sdk import Actor, db, full_name, now
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import Entry

DECIDE, DESK = "visitors.emergency.decide", "visitors.desk.operate"
RECENT = timedelta(hours=24)

COLUMNS: tuple[Any, ...] = (
    Visit.id,
    Visit.status,
    Visit.purpose,
    Visit.host_name,
    Visit.created_at,
    Visit.decided_at,
    Visitor.family_name,
    Visitor.given_name,
    Visitor.patronymic,
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request to let somebody in, as lists show it; `seconds` is how long the answer took."""

    id: UUID
    name: str
    status: str
    purpose: str
    host: str
    asked_at: datetime
    seconds: int | None


def is_request_open_to(reader: Actor) -> ColumnElement[bool]:
    """Keep the requests that a reader may know of: all for management and the desk, else one's own."""
    emergency = Visit.entry == Entry.EMERGENCY.value
    if reader.can(DECIDE) or reader.can(DESK):
        return emergency
    if reader.user_id is None:
        return false()
    return emergency & or_(Visit.created_by == reader.user_id, Visit.host_user_id == reader.user_id)


def select_requests(reader: Actor) -> Select[Any]:
    """Select the columns of the requests that a reader may know of."""
    joined = (Visitor.branch_id == Visit.branch_id) & (Visitor.id == Visit.visitor_id)
    return select(*COLUMNS).join(Visitor, joined).where(is_request_open_to(reader))


def make_request(row: Any) -> Request:
    """Turn a selected row into what lists show."""
    waited = (row.decided_at - row.created_at).total_seconds() if row.decided_at else None
    return Request(
        id=row.id,
        name=full_name(row.family_name, row.given_name, patronymic=row.patronymic),
        status=row.status,
        purpose=row.purpose,
        host=row.host_name,
        asked_at=row.created_at,
        seconds=int(waited) if waited is not None else None,
    )


def waiting_requests(reader: Actor, *, limit: int = 50) -> list[Request]:
    """List the requests of the last day that nobody has answered, the longest waiting first."""
    query = select_requests(reader).where(*_waits()).order_by(Visit.created_at, Visit.id).limit(limit)
    return [make_request(row) for row in db.session.execute(query)]


def waiting_requests_count(reader: Actor) -> Select[int]:
    """Ask how many requests of the last day nobody has answered."""
    return select(func.count()).select_from(Visit).where(is_request_open_to(reader), *_waits())


def _waits() -> tuple[ColumnElement[bool], ...]:
    return (Visit.status == VisitStatus.PENDING_APPROVAL.value, Visit.created_at >= now() - RECENT)
