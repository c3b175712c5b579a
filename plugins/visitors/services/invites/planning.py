"""Turn what a host asks for into a plan that the policy checks, on the branch's clock (A5.2, A5.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    InvalidInput,
    current_actor,
    db,
    members_with,
    module_settings,
    working_calendar,
)
from platform_core.sdk import now as moment_now
from plugins.visitors.models import Invite, Visitor
from plugins.visitors.policy.decisions import Fault, Reason
from plugins.visitors.policy.invitations import (
    ApprovalRule,
    InviteKind,
    InvitePlan,
    Limits,
    needs_approval,
    plan_faults,
    visit_days,
)
from plugins.visitors.policy.timetable import Span, next_break, next_free, read_lessons, span_of
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.services.faults import refuse_faults
from plugins.visitors.services.visitors import VisitorDetails, register_visitor

CREATE = "visitors.invite.create"


@dataclass(frozen=True, slots=True)
class InviteInput:
    """What a form or a program says of an invitation; times are aware, no host means the reader.

    `keep` are visitors who stay on it when it is edited; `guests` are those who join.
    """

    kind: InviteKind
    purpose: Purpose
    starts_at: datetime
    ends_at: datetime
    place: str
    guests: tuple[VisitorDetails, ...]
    weekdays: tuple[int, ...] = ()
    until: date | None = None
    purpose_note: str = ""
    host_user_id: UUID | None = None
    keep: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """When a meeting with a teacher could be instead: a time of the same length, and the next break."""

    starts: time | None
    ends: time | None
    break_starts: time | None
    break_ends: time | None


def take_guests(guests: Iterable[VisitorDetails], *, kept: Iterable[UUID] = ()) -> list[Visitor]:
    """Find or register each guest; raise `InvalidInput` naming rows by number: `guests.1.phone`."""
    staying = db.session.scalars(select(Visitor).where(Visitor.id.in_(set(kept))).order_by(Visitor.id))
    found: dict[UUID, Visitor] = {visitor.id: visitor for visitor in staying}
    errors: dict[str, list[str]] = {}
    for place, details in enumerate(guests):
        try:
            visitor = register_visitor(details)
        except InvalidInput as refusal:
            errors |= {f"guests.{place}.{field}": reasons for field, reasons in refusal.errors.items()}
        else:
            found[visitor.id] = visitor
    if errors:
        raise InvalidInput(errors)
    return list(found.values())


def host_of(asked: InviteInput) -> UUID:
    """Return who receives the visitors: the colleague chosen, else the reader; raise `InvalidInput`."""
    actor = current_actor()
    wanted = asked.host_user_id or actor.user_id
    is_host = wanted == actor.user_id or any(one.user_id == wanted for one in members_with(CREATE))
    if wanted is None or not is_host:
        refuse_faults([Fault("host_user_id", Reason.HOST_UNKNOWN, "A5.6")])
        raise InvalidInput({})
    return wanted


def make_plan(asked: InviteInput, *, host: UUID, guests: Iterable[Visitor], branch: BranchInfo) -> InvitePlan:
    """Put what was asked on the branch's clock."""
    zone = ZoneInfo(branch.timezone)
    is_recurring = asked.kind is InviteKind.RECURRING
    return InvitePlan(
        kind=asked.kind,
        purpose=asked.purpose,
        starts=asked.starts_at.astimezone(zone),
        ends=asked.ends_at.astimezone(zone),
        place=asked.place,
        guests=frozenset(str(guest.id) for guest in guests),
        host=str(host),
        weekdays=tuple(sorted(set(asked.weekdays))) if is_recurring else (),
        until=asked.until if is_recurring else None,
        note=asked.purpose_note,
    )


def plan_of(invite: Invite, guest_ids: Iterable[UUID], branch: BranchInfo) -> InvitePlan:
    """Give the plan of an invitation as it stands."""
    zone = ZoneInfo(branch.timezone)
    return InvitePlan(
        kind=InviteKind(invite.kind),
        purpose=Purpose(invite.purpose),
        starts=invite.starts_at.astimezone(zone),
        ends=invite.ends_at.astimezone(zone),
        place=invite.place,
        guests=frozenset(map(str, guest_ids)),
        host=str(invite.host_user_id),
        weekdays=tuple(invite.weekdays),
        until=invite.until,
        note=invite.purpose_note or "",
    )


def refuse_bad_plan(plan: InvitePlan, branch: BranchInfo) -> None:
    """Raise `InvalidInput` naming each field that the policy refuses."""
    at = moment_now().astimezone(ZoneInfo(branch.timezone))
    refuse_faults(plan_faults(plan, now=at, limits=limits_of(), has_lessons=has_lessons(plan, branch)))


def limits_of() -> Limits:
    """Return what the branch at hand allows."""
    settings = module_settings("visitors")
    return Limits(
        days_ahead=settings["invite_days_ahead"],
        group=settings["invite_group"],
        lessons=read_lessons(settings["lessons"]),
    )


def has_lessons(plan: InvitePlan, branch: BranchInfo) -> bool:
    """Tell whether lessons are held on a day of the plan."""
    calendar = working_calendar(branch)
    return any(calendar.is_working_day(day) for day in visit_days(plan)[:31])


def waits_for_approval(plan: InvitePlan) -> bool:
    """Tell whether management of the branch at hand has to approve the plan."""
    return needs_approval(plan, ApprovalRule(module_settings("visitors")["invite_approval"]))


def suggest_hour(starts_at: datetime, minutes: int, branch: BranchInfo) -> Suggestion:
    """Suggest when a meeting of so many minutes could be that stands in a lesson."""
    starts = starts_at.astimezone(ZoneInfo(branch.timezone))
    meeting, lessons = span_of(starts, starts + timedelta(minutes=minutes)), limits_of().lessons
    free, gap = next_free(meeting, lessons), next_break(meeting, lessons)
    return Suggestion(*_edges(free), *_edges(gap))


def _edges(span: Span | None) -> tuple[time | None, time | None]:
    return (span.starts, span.ends) if span is not None else (None, None)
