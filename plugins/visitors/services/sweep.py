"""Close the day: who is inside has departed unverified, who never came did not come (A5.6, A5.7, P12).

What nobody answered is off, and the links of the day open nothing any more.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from platform_core.sdk import BranchInfo, db, local_day, members_with, module_settings, notify, now, record
from plugins.visitors.models import Visit
from plugins.visitors.policy.custody import Link
from plugins.visitors.policy.presence import AlarmKind, evening_before, swept_status
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE, STILL_TO_COME, VisitStatus
from plugins.visitors.services.alarms import DESK, write_alarm
from plugins.visitors.services.custody import TARGET
from plugins.visitors.services.departures import owe_departure
from plugins.visitors.services.lapses import lapse_unanswered
from plugins.visitors.services.presence import leave
from plugins.visitors.services.tokens import end_links

SWEEP_NOTICE = "visitors.sweep_found"


def sweep_evening(branch: BranchInfo) -> int:
    """Close every day whose evening has come on the branch's clock; return how many were still inside.

    Run twice it closes once; an evening that was missed is closed at the next run. Nobody is ever checked
    out by it: each departure it writes is unverified, and the desk is told to find out.
    """
    hour = module_settings("visitors")["sweep_hour"]
    evening = evening_before(now(), timezone=branch.timezone, hour=hour)
    left = _still_inside(evening)
    for visit in left:
        leave(visit, VisitStatus.DEPARTED_UNVERIFIED, Link.SWEPT)
        write_alarm(visit, AlarmKind.UNVERIFIED, since=visit.departed_at or evening)
        owe_departure(visit.id, since=local_day(branch, evening))
        record("visitors.visit_swept", target=(TARGET, visit.id), data={"number": visit.number})
    missed = _mark_missed(evening)
    lapse_unanswered(evening, branch=branch)
    end_links(evening)
    if left:
        heads = [member.user_id for member in members_with(DESK)]
        address = f"/{branch.code}/visitors/inside"
        notify(heads, SWEEP_NOTICE, target_url=address, params={"count": len(left)})
    if missed:
        record("visitors.no_shows_marked", data={"visits": missed})
    return len(left)


def _still_inside(evening: datetime) -> Sequence[Visit]:
    query = select(Visit).where(
        Visit.status.in_([status.value for status in (*AT_THE_DESK, *INSIDE)]), Visit.arrived_at < evening
    )
    return db.session.scalars(query.order_by(Visit.arrived_at)).all()


def _mark_missed(evening: datetime) -> int:
    query = select(Visit).where(
        Visit.status.in_([status.value for status in STILL_TO_COME]), Visit.expected_until < evening
    )
    visits = db.session.scalars(query).all()
    for visit in visits:
        target = swept_status(VisitStatus(visit.status))
        if target is not None:
            visit.status = target.value
    return len(visits)
