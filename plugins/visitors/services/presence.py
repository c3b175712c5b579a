"""Let somebody out at the desk, and find out what became of those whom nobody saw leave (A5.6)."""

from sqlalchemy import select

from platform_core.sdk import Conflict, current_actor, db, now, record
from plugins.visitors.models import Visit, VisitAlarm
from plugins.visitors.policy.custody import Link
from plugins.visitors.policy.items import may_check_out
from plugins.visitors.policy.presence import AlarmKind
from plugins.visitors.policy.status import VisitStatus, decide_visit_step
from plugins.visitors.services.alarms import end_alarm
from plugins.visitors.services.custody import TARGET, hold
from plugins.visitors.services.departures import settle_departure_duty
from plugins.visitors.services.desk import check_version
from plugins.visitors.services.faults import refuse_unless
from plugins.visitors.services.items import give_all_back, held_items, keep_rest


def check_out(
    visit: Visit,
    *,
    badge_back: bool = True,
    items_back: bool = False,
    keep_items: bool = False,
    version: int | None = None,
) -> None:
    """End a visit at the desk: the badge comes back and so do things held; nothing stays unsaid.

    Said twice it is said once. Raises `InvalidInput` while things are held, unless they are given back now
    (`items_back`) or somebody says that they stay (`keep_items`), and `Conflict` for another `version`.
    """
    if visit.status == VisitStatus.CHECKED_OUT:
        return
    check_version(visit, version)
    refuse_unless(decide_visit_step(VisitStatus(visit.status), VisitStatus.CHECKED_OUT), field="status")
    if items_back:
        give_all_back(visit)
        db.session.flush()
    refuse_unless(may_check_out(held=len(held_items(visit)), kept_knowingly=keep_items), field="items_back")
    kept = keep_rest(visit) if keep_items else 0
    leave(visit, VisitStatus.CHECKED_OUT, Link.LEFT)
    record(
        "visitors.visit_checked_out",
        target=(TARGET, visit.id),
        data={"badge_back": badge_back or visit.badge is None, "items_kept": kept},
    )


def leave(visit: Visit, status: VisitStatus, link: Link) -> None:
    """End the presence of somebody, verified or not: nobody answers for them, and nothing rings."""
    visit.status = status.value
    visit.departed_at, visit.departed_by = now(), current_actor().user_id
    hold(visit, link, None, at=visit.departed_at)


def settle_departure(alarm: VisitAlarm, *, left_properly: bool, note: str) -> None:
    """Say of somebody whom nobody saw leave that they had left, or that they are inside still.

    Whoever is inside still is held by nobody, so the alarm for that rings at once. Raises `InvalidInput`
    without a note, and `Conflict` for a departure that is not in doubt any more.
    """
    visit = db.session.scalars(select(Visit).where(Visit.id == alarm.visit_id)).one()
    if alarm.kind != AlarmKind.UNVERIFIED or alarm.over_at or visit.status != VisitStatus.DEPARTED_UNVERIFIED:
        raise Conflict("changed_since")
    end_alarm(alarm, note=note)
    if left_properly:
        visit.status = VisitStatus.CHECKED_OUT.value
    else:
        visit.status = VisitStatus.ON_SITE.value
        visit.departed_at = visit.departed_by = None
        hold(visit, Link.FOUND, None)
    settle_departure_duty(visit.id)
    record("visitors.departure_settled", target=(TARGET, visit.id), data={"left": left_properly})
