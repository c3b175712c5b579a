"""How many are expected, inside and gone today, for the start page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select

from platform_core.sdk import db
from plugins.visitors.models import Visit
from plugins.visitors.policy.status import INSIDE, STILL_TO_COME, VisitStatus


@dataclass(frozen=True, slots=True)
class EntranceCounts:
    """The day at the entrance in four numbers."""

    expected: int
    inside: int
    left: int
    refused: int


def count_entrance(starts: datetime, ends: datetime) -> EntranceCounts:
    """Count the visits of a day by where they stand; who is inside from an earlier day counts too."""

    def of(statuses: tuple[VisitStatus, ...]) -> ColumnElement[int]:
        known = Visit.status.in_([status.value for status in statuses])
        return func.coalesce(func.sum(case((known, 1), else_=0)), 0)

    of_day = (Visit.expected_from >= starts) & (Visit.expected_from < ends)
    row = db.session.execute(
        select(
            of(STILL_TO_COME), of(INSIDE), of((VisitStatus.CHECKED_OUT,)), of((VisitStatus.REFUSED,))
        ).where(or_(of_day, Visit.status.in_([status.value for status in INSIDE])))
    ).one()
    return EntranceCounts(*(int(count) for count in row))
