"""Remind and escalate: what is to be told today, to whom, and never twice."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from platform_core.audit.recorder import record
from platform_core.auth.identity import in_force
from platform_core.auth.members import members_with
from platform_core.auth.models import Membership
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.manifest import NoticeSpec
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_branch_id
from platform_core.jobs.outbox import enqueue
from platform_core.notify.services import notify
from platform_core.obligations.access import NETWORK, OVERSEE
from platform_core.obligations.models import Obligation
from platform_core.obligations.registry import Duty, active_duties
from platform_core.obligations.services import TARGET
from platform_core.obligations.states import OPEN, is_to_be_reminded
from platform_core.tenancy.dates import local_day, working_calendar
from platform_core.tenancy.directory import branch_by_id, central_branch

SOON, LATE, ESCALATED = "core.obligations_soon", "core.obligations_late", "core.obligations_escalated"
TELL_CENTRE = "core.obligations.tell_centre"

OBLIGATION_NOTICES: tuple[NoticeSpec, ...] = (
    NoticeSpec(SOON, _l("Something falls due soon"), _l("Falling due soon: %(count)s.")),
    NoticeSpec(LATE, _l("Something is late"), _l("Late and still open: %(count)s.")),
    NoticeSpec(ESCALATED, _l("A branch is late"), _l("Long late in one branch: %(count)s.")),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open obligation, as far as reminding needs it."""

    id: UUID
    code: str
    due_on: date
    assigned_to: UUID | None
    reminded_on: date | None


def remind(branch: BranchInfo, *, today: date | None = None) -> int:
    """Give notice to who answers for what falls due soon or is late; return how many were reminded of.

    Each member has at most one notice of what is near and one of what is late; the caller commits.
    """
    today = today or local_day(branch)
    duties = active_duties(branch)
    waiting = [one for one in _near_or_late(duties, today) if _is_due(one, duties, today)]
    if not waiting:
        return 0
    owners = _Owners(duties)
    for code, rows in (
        (SOON, [one for one in waiting if one.due_on >= today]),
        (LATE, [one for one in waiting if one.due_on < today]),
    ):
        _tell(branch, code, rows, owners)
    _mark([one.id for one in waiting], reminded_on=today)
    return len(waiting)


def escalate(branch: BranchInfo, *, today: date | None = None) -> int:
    """Tell the centre of what is late by the working days that its duty allows; return how many."""
    today, calendar = today or local_day(branch), working_calendar(branch)
    duties = {code: duty for code, duty in active_duties(branch).items() if duty.spec.escalate_after}
    late = select(Obligation.id, Obligation.code, Obligation.due_on).where(
        Obligation.status == OPEN,
        Obligation.due_on < today,
        Obligation.escalated_on.is_(None),
        Obligation.code.in_(list(duties)),
    )
    rows = [
        row
        for row in db.session.execute(late.order_by(Obligation.due_on, Obligation.id))
        if calendar.working_days_between(row.due_on, today) >= (duties[row.code].spec.escalate_after or 0)
    ]
    if not rows:
        return 0
    _mark([row.id for row in rows], escalated_on=today)
    for row in rows:
        record("core.obligation_escalated", target=(TARGET, row.id), data={"code": row.code})
    enqueue(TELL_CENTRE, {"branch": branch.code, "count": len(rows)}, to_branch=central_branch().id)
    return len(rows)


def tell_centre(payload: Mapping[str, Any]) -> None:
    """Give notice to who looks after the network; runs in the centre's write scope.

    What the centre itself is late with stands in its own list, and not among the branches.
    """
    readers = [member.user_id for member in members_with(NETWORK)]
    is_own = payload["branch"] == central_branch().code
    target = "/central/obligations/" if is_own else f"/central/obligations/late/{payload['branch']}"
    notify(readers, ESCALATED, target_url=target, params={"count": int(payload["count"])})


def remind_here(_payload: Mapping[str, Any]) -> None:
    """Remind in the branch whose clock says so."""
    remind(branch_by_id(current_branch_id()))


def escalate_here(_payload: Mapping[str, Any]) -> None:
    """Escalate in the branch whose clock says so."""
    escalate(branch_by_id(current_branch_id()))


class _Owners:
    """Who answers for what, with every member of the branch read once."""

    def __init__(self, duties: Mapping[str, Duty]) -> None:
        self._duties = duties
        rows = db.session.execute(select(Membership.user_id, Membership.roles).where(*in_force(now())))
        self._roles = {row.user_id: frozenset(row.roles) for row in rows}
        self._overseers: list[UUID] | None = None

    def of(self, one: Waiting) -> Iterable[UUID]:
        """Give who is told: the one it was given to, else its roles, else who oversees."""
        if one.assigned_to in self._roles and one.assigned_to is not None:
            return (one.assigned_to,)
        wanted = set(self._duties[one.code].spec.owners)
        return [user_id for user_id, roles in self._roles.items() if roles & wanted] or self._who_oversees()

    def _who_oversees(self) -> list[UUID]:
        if self._overseers is None:
            self._overseers = [member.user_id for member in members_with(OVERSEE)]
        return self._overseers


def _near_or_late(duties: Mapping[str, Duty], today: date) -> list[Waiting]:
    longest = max((days for duty in duties.values() for days in duty.spec.remind_before), default=0)
    columns = [getattr(Obligation, name) for name in Waiting.__slots__]
    near = select(*columns).where(
        Obligation.status == OPEN,
        Obligation.code.in_(list(duties)),
        Obligation.due_on <= today + timedelta(days=longest),
    )
    return [Waiting(*row) for row in db.session.execute(near.order_by(Obligation.due_on, Obligation.id))]


def _is_due(one: Waiting, duties: Mapping[str, Duty], today: date) -> bool:
    before = duties[one.code].spec.remind_before
    return is_to_be_reminded(one.due_on, before, reminded_on=one.reminded_on, today=today)


def _mark(ids: list[UUID], **values: date) -> None:
    """Remember the day; no edit, so nobody who is deciding just then is told of a conflict."""
    marked = update(Obligation).where(Obligation.id.in_(ids)).values(**values)
    db.session.execute(marked, execution_options={"synchronize_session": False})


def _tell(branch: BranchInfo, code: str, rows: list[Waiting], owners: _Owners) -> None:
    """Give one notice to members who are told of equally many and, of a single one, lead there."""
    told = {row.id: tuple(owners.of(row)) for row in rows}
    counts = Counter(user_id for users in told.values() for user_id in users)
    single = {user_id: row_id for row_id, users in told.items() for user_id in users}
    room = f"/{branch.code}/obligations/"
    for user_id, count in counts.items():
        target = f"{room}{single[user_id]}" if count == 1 else room
        notify([user_id], code, target_url=target, params={"count": count})
