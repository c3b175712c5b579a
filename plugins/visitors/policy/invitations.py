"""Check an invitation, say who approves it, and what of an edit asks again (A5.1, A5.2, A5.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse
from plugins.visitors.policy.timetable import Span, days_of, decide_hour, span_of
from plugins.visitors.policy.vocabulary import Purpose

LONGEST_VISIT = timedelta(hours=12)
LONGEST_RECURRENCE = timedelta(days=366)


class InviteKind(StrEnum):
    """Name how many come and how often."""

    SINGLE = "single"
    RECURRING = "recurring"
    GROUP = "group"


class ApprovalRule(StrEnum):
    """Name which invitations of a branch wait for management; one of its settings."""

    ALWAYS = "always"
    GROUPS_AND_LESSONS = "groups_and_lessons"
    NEVER = "never"


class Facet(StrEnum):
    """Name what matters about an invitation: a change of it after approval asks again."""

    TIME = "time"
    PLACE = "place"
    PEOPLE = "people"
    PURPOSE = "purpose"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a branch allows: days ahead, people in a group, and the day's lessons."""

    days_ahead: int = 90
    group: int = 40
    lessons: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class InvitePlan:
    """An invitation as its host wishes it; times are on the branch's clock, `guests` are keys of people."""

    kind: InviteKind
    purpose: Purpose
    starts: datetime
    ends: datetime
    place: str
    guests: frozenset[str]
    host: str = ""
    weekdays: tuple[int, ...] = ()
    until: date | None = None
    note: str = ""


@enforces("A5.1", "A5.2")
def plan_faults(plan: InvitePlan, *, now: datetime, limits: Limits, has_lessons: bool) -> tuple[Fault, ...]:
    """Find what is wrong with an invitation; `has_lessons` says whether its first day is a school day."""
    faults = [*_time_faults(plan, now, limits), *_people_faults(plan, limits)]
    faults += _recurrence_faults(plan, now.date())
    if not plan.place.strip():
        faults.append(Fault("place", Reason.PLACE_MISSING, "A5.2"))
    if plan.purpose is Purpose.OTHER and not plan.note.strip():
        faults.append(Fault("purpose_note", Reason.PURPOSE_NOTE_MISSING, "A5.2"))
    if has_lessons and not any(fault.field in ("starts_at", "ends_at") for fault in faults):
        hour = decide_hour(plan.purpose, span_of(plan.starts, plan.ends), limits.lessons)
        if not hour.allowed:
            faults.append(Fault("starts_at", hour.reason_code, hour.clause))
    return tuple(faults)


def visit_days(plan: InvitePlan) -> tuple[date, ...]:
    """List the days that an invitation stands for, whether they are worked or not."""
    if plan.kind is not InviteKind.RECURRING or plan.until is None:
        return (plan.starts.date(),)
    return days_of(plan.starts.date(), plan.until, plan.weekdays)


def is_over(plan: InvitePlan, *, now: datetime) -> bool:
    """Return whether nobody can come on an invitation any more."""
    return plan.ends <= now and (plan.until is None or plan.until < now.astimezone(plan.ends.tzinfo).date())


@enforces("A5.1", "A5.6")
def needs_approval(plan: InvitePlan, rule: ApprovalRule) -> bool:
    """Tell whether management has to approve before the visitors are expected."""
    if rule is ApprovalRule.GROUPS_AND_LESSONS:
        return plan.kind is InviteKind.GROUP or plan.purpose is Purpose.LESSON_GUEST
    return rule is ApprovalRule.ALWAYS


@enforces("A5.1")
def decide_approver(*, may_approve: bool, is_own: bool) -> Decision:
    """Decide whether somebody may approve or deny: whoever invites is never their own approver."""
    if not may_approve:
        return refuse("A5.1", Reason.PERMISSION_MISSING)
    return refuse("A5.1", Reason.OWN_INVITE) if is_own else allow("A5.1")


@enforces("A5.2", "A5.6")
def changed_facets(before: InvitePlan, after: InvitePlan) -> tuple[Facet, ...]:
    """List what matters and is not as it was; the host counts as one of the people."""
    return tuple(facet for facet in Facet if _part(before, facet) != _part(after, facet))


def _part(plan: InvitePlan, facet: Facet) -> object:
    """Give what of an invitation a facet means, so that spelling alone is no change."""
    if facet is Facet.TIME:
        return (plan.kind, plan.starts, plan.ends, sorted(plan.weekdays), plan.until)
    if facet is Facet.PLACE:
        return plan.place.strip().casefold()
    if facet is Facet.PEOPLE:
        return (plan.guests, plan.host)
    return (plan.purpose, plan.note.strip())


def _time_faults(plan: InvitePlan, now: datetime, limits: Limits) -> Iterable[Fault]:
    if plan.ends <= plan.starts:
        yield Fault("ends_at", Reason.ENDS_BEFORE_START, "A5.2")
    elif plan.ends - plan.starts > LONGEST_VISIT:
        yield Fault("ends_at", Reason.LASTS_TOO_LONG, "A5.2")
    elif plan.kind is not InviteKind.RECURRING and plan.ends <= now:
        yield Fault("starts_at", Reason.IN_THE_PAST, "A5.2")
    if plan.starts > now + timedelta(days=limits.days_ahead):
        yield Fault("starts_at", Reason.TOO_FAR_AHEAD, "A5.2")


def _people_faults(plan: InvitePlan, limits: Limits) -> Iterable[Fault]:
    if not plan.guests:
        yield Fault("guests", Reason.NO_GUESTS, "A5.2")
    elif plan.kind is not InviteKind.GROUP and len(plan.guests) > 1:
        yield Fault("guests", Reason.ONE_GUEST_ONLY, "A5.2")
    elif len(plan.guests) > limits.group:
        yield Fault("guests", Reason.GUESTS_TOO_MANY, "A5.2")


def _recurrence_faults(plan: InvitePlan, today: date) -> Iterable[Fault]:
    if plan.kind is not InviteKind.RECURRING:
        return
    if not plan.weekdays:
        yield Fault("weekdays", Reason.WEEKDAYS_MISSING, "A5.2")
    if plan.until is None:
        yield Fault("until", Reason.UNTIL_MISSING, "A5.2")
    elif plan.until <= plan.starts.date():
        yield Fault("until", Reason.UNTIL_BEFORE_START, "A5.2")
    elif plan.until < today:
        yield Fault("until", Reason.IN_THE_PAST, "A5.2")
    elif plan.until > today + LONGEST_RECURRENCE:
        yield Fault("until", Reason.TOO_FAR_AHEAD, "A5.2")
    elif plan.weekdays and not visit_days(plan):
        yield Fault("until", Reason.NO_SUCH_DAY, "A5.2")
