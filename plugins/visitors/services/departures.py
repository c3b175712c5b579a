"""Keep the duty to find out how a visitor left in step with the visits (A5.6)."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import BranchInfo, db, fulfil, local_day, now, obligation_states, owe
from plugins.visitors.models import Visit
from plugins.visitors.policy.status import VisitStatus

DUTY = "visitors.departure_verified"
_LOOK_BACK = timedelta(days=90)
_UNVERIFIED = VisitStatus.DEPARTED_UNVERIFIED.value


def keep_departures(branch: BranchInfo) -> int:
    """Owe what the evening left open and close what has been found out since; return how many are owed.

    Done each morning, a second time nothing changes.
    """
    columns = (Visit.id, Visit.status, Visit.arrived_at)
    rows = db.session.execute(
        select(*columns).where(
            Visit.arrived_at >= now() - _LOOK_BACK,
            Visit.status.in_((_UNVERIFIED, VisitStatus.CHECKED_OUT.value, VisitStatus.ON_SITE.value)),
        )
    ).all()
    states = obligation_states(DUTY, [str(row.id) for row in rows])
    owed = [row for row in rows if row.status == _UNVERIFIED]
    for row in owed:
        if str(row.id) not in states:
            owe_departure(row.id, since=local_day(branch, row.arrived_at))
    for row in rows:
        state = states.get(str(row.id))
        if row.status != _UNVERIFIED and state is not None and state.is_open:
            settle_departure_duty(row.id)
    return len(owed)


def owe_departure(visit_id: UUID, *, since: date) -> None:
    """Owe it to find out how a visitor of a day left."""
    owe(DUTY, key=str(visit_id), since=since)


def settle_departure_duty(visit_id: UUID) -> None:
    """Say that it is known how a visitor left; nothing happens where nobody had to find out."""
    fulfil(DUTY, key=str(visit_id), evidence=("visitors_visit", visit_id))
