"""Who is inside now: the one list of the desk, of the head, and of the roll when the alarm rings (A5.4)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from platform_core.sdk import db, full_name, sort_key
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE, VisitStatus
from plugins.visitors.queries.desk import of_visit

UNVERIFIED_FOR = timedelta(hours=24)
"""So long somebody whom nobody saw leave stands on the roll."""

COLUMNS: tuple[Any, ...] = (
    Visit.id,
    Visit.status,
    Visit.visitor_type,
    Visit.place,
    Visit.host_name,
    Visit.holder,
    Visit.holder_name,
    Visit.offered,
    Visit.offered_name,
    Visit.arrived_at,
    Visit.expected_until,
    Visit.number,
    Visit.badge,
    Visitor.family_name,
    Visitor.given_name,
    Visitor.patronymic,
    Visitor.search_name,
)
NOBODY = "nobody"
PRESENT = (*INSIDE, *AT_THE_DESK)


@dataclass(frozen=True, slots=True)
class RollRow:
    """One person of the roll: name, badge, who answers for them, and where they went."""

    name: str
    badge: int | None
    number: int | None
    holder: str | None
    holder_name: str
    place: str
    host: str
    status: str


def select_inside() -> Select[Any]:
    """Select whoever is in the building: let in, or still standing at the desk."""
    return select(*COLUMNS).join(Visitor, of_visit()).where(is_present())


def is_present() -> ColumnElement[bool]:
    """Keep the visits of whoever is in the building."""
    return Visit.status.in_([status.value for status in PRESENT])


def held_by(kind: str) -> ColumnElement[bool]:
    """Keep the visits held by a kind of holder, or by `nobody`."""
    return Visit.holder.is_(None) if kind == NOBODY else Visit.holder == kind


def name_of(row: Any) -> str:
    """Write the name of a selected row's visitor."""
    return full_name(row.family_name, row.given_name, patronymic=row.patronymic)


def count_by_holder() -> Mapping[str, int]:
    """Count who is in the building by who answers for them; `nobody` for those without."""
    query = select(Visit.holder, func.count()).where(is_present()).group_by(Visit.holder)
    return Counter({holder or NOBODY: count for holder, count in db.session.execute(query)})


def roll_rows(*, at: datetime) -> tuple[Sequence[RollRow], Sequence[RollRow]]:
    """Give the roll at a moment: who is in the building, and who left unseen within a day; by name."""
    unverified = and_(
        Visit.status == VisitStatus.DEPARTED_UNVERIFIED.value, Visit.departed_at >= at - UNVERIFIED_FOR
    )
    query = select(*COLUMNS).join(Visitor, of_visit()).where(or_(is_present(), unverified))
    rows = sorted(db.session.execute(query.order_by(Visit.id)), key=lambda row: sort_key(name_of(row)))
    inside = [_roll_row(row) for row in rows if row.status != VisitStatus.DEPARTED_UNVERIFIED]
    doubtful = [_roll_row(row) for row in rows if row.status == VisitStatus.DEPARTED_UNVERIFIED]
    return inside, doubtful


def _roll_row(row: Any) -> RollRow:
    return RollRow(
        name_of(row), row.badge, row.number, row.holder, row.holder_name, row.place, row.host_name, row.status
    )
