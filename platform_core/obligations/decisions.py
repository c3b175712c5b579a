"""What people decide about one obligation: done by hand, waived with a reason, given to somebody."""

from datetime import date
from uuid import UUID

from platform_core.audit.recorder import record
from platform_core.auth.members import members_with
from platform_core.errors import Forbidden, InvalidInput
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor
from platform_core.obligations.access import READ, get_visible, lock_visible, may_act_on
from platform_core.obligations.models import Obligation
from platform_core.obligations.registry import Duty, active_duties
from platform_core.obligations.services import TARGET, close, go_on_from, state_of
from platform_core.obligations.states import FULFILLED, WAIVED
from platform_core.tenancy.dates import local_day

NOT_APPLICABLE, DONE_OTHERWISE, IMPOSSIBLE, OTHER = "not_applicable", "done_otherwise", "impossible", "other"
REASONS = (NOT_APPLICABLE, DONE_OTHERWISE, IMPOSSIBLE, OTHER)


def require_by_hand(branch: BranchInfo, obligation_id: UUID) -> None:
    """Raise `Forbidden` where its module alone may say that it is done, or somebody else answers for it."""
    duties = active_duties(branch)
    row = get_visible(obligation_id, current_actor(), duties)
    _refuse_unless_by_hand(row, duties[row.code])


def fulfil_by_hand(
    branch: BranchInfo, obligation_id: UUID, *, on: date, note: str | None, version: int
) -> Obligation:
    """Say that it is done, where no record of a module shows it.

    Raises `Forbidden` for who does not answer for it and where its module alone may say so,
    `InvalidInput` for a day that has not come, `Conflict` if it changed since `version`.
    """
    row, duty = _load(branch, obligation_id, version)
    _refuse_unless_by_hand(row, duty)
    if on > local_day(branch):
        raise InvalidInput({"on": [_("This day has not come yet.")]})
    close(row, FULFILLED, on=on, note=note)
    late = state_of(row).days_late
    record(
        "core.obligation_fulfilled",
        target=(TARGET, row.id),
        data={"code": row.code, "late": late, "by_hand": True},
    )
    go_on_from(row, duty.spec, on=on)
    return row


def waive(
    branch: BranchInfo, obligation_id: UUID, *, reason: str, note: str | None, version: int
) -> Obligation:
    """Let it be for this once, for a reason that stays; what repeats falls due again.

    Raises `InvalidInput` for an unknown reason and for `other` without a note, `Conflict` if it changed.
    """
    if reason not in REASONS:
        raise InvalidInput({"reason": [_("Choose one of the answers listed.")]})
    if reason == OTHER and not note:
        raise InvalidInput({"note": [_("Say what the reason is.")]})
    row, duty = _load(branch, obligation_id, version)
    today = local_day(branch)
    close(row, WAIVED, on=today, reason=reason, note=note)
    record("core.obligation_waived", target=(TARGET, row.id), data={"code": row.code, "reason": reason})
    go_on_from(row, duty.spec, on=today)
    return row


def assign(branch: BranchInfo, obligation_id: UUID, *, user_id: UUID | None, version: int) -> Obligation:
    """Give it to one colleague, who alone is then reminded; None gives it back to its roles.

    Raises `Forbidden` for who does not answer for it, `InvalidInput` for who could not see it.
    """
    row, duty = _load(branch, obligation_id, version)
    if not may_act_on(current_actor(), duty, row.assigned_to):
        raise Forbidden(READ)
    if user_id is not None and user_id not in {member.user_id for member in members_with(READ)}:
        raise InvalidInput({"user_id": [_("Choose one of the answers listed.")]})
    row.assigned_to = user_id
    db.session.flush()
    data = {"code": row.code, "to": str(user_id) if user_id else "owners"}
    record("core.obligation_assigned", target=(TARGET, row.id), data=data)
    return row


def _refuse_unless_by_hand(row: Obligation, duty: Duty) -> None:
    if not duty.spec.by_hand or not may_act_on(current_actor(), duty, row.assigned_to):
        raise Forbidden(READ)


def _load(branch: BranchInfo, obligation_id: UUID, version: int) -> tuple[Obligation, Duty]:
    duties = active_duties(branch)
    row = lock_visible(obligation_id, current_actor(), duties, version=version)
    return row, duties[row.code]
