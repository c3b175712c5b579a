"""Keep the visits of an invitation in step with it: made ahead, moved, withdrawn (A5.2, A5.6)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from platform_core.sdk import BranchInfo, db, local_day, module_settings, now, working_calendar
from plugins.visitors.models import Invite, Visit, Visitor
from plugins.visitors.policy.invitations import InviteKind, InvitePlan, visit_days
from plugins.visitors.policy.status import STILL_TO_COME, VisitStatus, decide_visit_step
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.faults import refuse_unless

_OFF = (VisitStatus.CANCELLED.value, VisitStatus.DENIED.value)
_OPEN = (*STILL_TO_COME, VisitStatus.PENDING_APPROVAL)


def move_visit(visit: Visit, target: VisitStatus) -> None:
    """Bring a visit into another status; raise `InvalidInput` for a step that there is not."""
    if visit.status == target.value:
        return
    refuse_unless(decide_visit_step(VisitStatus(visit.status), target), field="status")
    visit.status = target.value


def open_visits(invite: Invite) -> list[Visit]:
    """List the invitation's visits that are still to come, or wait for approval."""
    query = select(Visit).where(Visit.invite_id == invite.id, Visit.status.in_([one.value for one in _OPEN]))
    return list(db.session.scalars(query.order_by(Visit.expected_from, Visit.id)))


def days_ahead(plan: InvitePlan, branch: BranchInfo) -> list[date]:
    """List the days on which visits should stand now: of a recurring invitation the near working ones."""
    days = visit_days(plan)
    if plan.kind is not InviteKind.RECURRING:
        return list(days)
    today = local_day(branch)
    horizon = today + timedelta(days=module_settings("visitors")["invite_horizon"])
    calendar, at = working_calendar(branch), now()
    return [
        day
        for day in days
        if today <= day <= horizon and calendar.is_working_day(day) and _times(plan, day)[1] > at
    ]


def make_visits(
    invite: Invite,
    plan: InvitePlan,
    *,
    guests: Iterable[Visitor],
    branch: BranchInfo,
    status: VisitStatus,
    renew: bool = False,
) -> list[Visit]:
    """Make the visits that should stand and do not; return the new ones.

    A visit that was called off or denied stays so, unless `renew` says that the host has just invited anew.
    """
    standing = select(Visit.visitor_id, Visit.expected_from).where(Visit.invite_id == invite.id)
    if renew:
        standing = standing.where(Visit.status.not_in(_OFF))
    zone = ZoneInfo(branch.timezone)
    known = {(row[0], row[1].astimezone(zone).date()) for row in db.session.execute(standing)}
    return [
        expect_visit(guest, _expectation(invite, plan, day, status), invite=invite)
        for day in days_ahead(plan, branch)
        for guest in guests
        if (guest.id, day) not in known
    ]


def realign_visits(
    invite: Invite, plan: InvitePlan, *, guest_ids: Iterable[UUID], branch: BranchInfo, status: VisitStatus
) -> tuple[list[Visit], list[Visit]]:
    """Bring the open visits in line with an edited plan; return those kept and those called off."""
    zone, staying = ZoneInfo(branch.timezone), set(guest_ids)
    days = set(days_ahead(plan, branch))
    kept, dropped = [], []
    for visit in open_visits(invite):
        day = visit.expected_from.astimezone(zone).date()
        if plan.kind is not InviteKind.RECURRING:
            day = plan.starts.date()
        if visit.visitor_id not in staying or day not in days:
            move_visit(visit, VisitStatus.CANCELLED)
            dropped.append(visit)
            continue
        _write(visit, _expectation(invite, plan, day, status), invite)
        kept.append(visit)
    return kept, dropped


def _write(visit: Visit, wanted: Expectation, invite: Invite) -> None:
    move_visit(visit, wanted.status)
    visit.expected_from, visit.expected_until = wanted.expected_from, wanted.expected_until
    visit.purpose, visit.purpose_note = wanted.purpose.value, wanted.purpose_note
    visit.place = wanted.place
    visit.host_user_id, visit.host_name = invite.host_user_id, invite.host_name


def _expectation(invite: Invite, plan: InvitePlan, day: date, status: VisitStatus) -> Expectation:
    starts, ends = _times(plan, day)
    return Expectation(
        expected_from=starts,
        expected_until=ends,
        purpose=Purpose(plan.purpose),
        place=plan.place,
        purpose_note=plan.note or None,
        host_user_id=invite.host_user_id,
        host_name=invite.host_name,
        status=status,
    )


def _times(plan: InvitePlan, day: date) -> tuple[datetime, datetime]:
    """Put the hours of a plan on a day; what goes past midnight ends on the next."""
    zone = plan.starts.tzinfo
    starts = datetime.combine(day, time(plan.starts.hour, plan.starts.minute), zone)
    further = (plan.ends.date() - plan.starts.date()).days
    ends = datetime.combine(day + timedelta(days=further), time(plan.ends.hour, plan.ends.minute), zone)
    return starts, ends
