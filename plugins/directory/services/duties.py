"""The yearly duties to check entries: of the network by the centre, of its own by a branch (P47)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from platform_core.sdk import (
    BranchInfo,
    ObligationState,
    db,
    fulfil,
    local_day,
    obligation_states,
    owe,
    withdraw,
)
from plugins.directory.models import Service, VerificationStep
from plugins.directory.obligations import CHECK, CHECK_LOCAL
from plugins.directory.policy.codes import Status, Verification
from plugins.directory.policy.visibility import due_on

FIRST_CHECK_DAYS = 60
"""How long the centre has for the first check of an entry."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An entry: whether it still works, and when somebody last came to an answer about it."""

    service_id: UUID
    is_open: bool
    checked_on: date | None


def keep_duties(branch: BranchInfo) -> None:
    """Open what is owed for new entries, close what was checked, take back what is closed for good."""
    today = local_day(branch)
    found = _checked_entries()
    states = obligation_states(CHECK, [str(one.service_id) for one in found])
    for one in found:
        _keep_one(one, states.get(str(one.service_id)), today)


def _keep_one(one: Checked, state: ObligationState | None, today: date) -> None:
    key = str(one.service_id)
    is_waiting = state is not None and state.is_open
    if not one.is_open:
        if is_waiting:
            withdraw(CHECK, key=key)
    elif state is None or state.status == "withdrawn":
        owe(CHECK, key=key, due_on=_first_due(one, today))
    elif is_waiting and one.checked_on and state.due_on < due_on(one.checked_on):
        fulfil(CHECK, key=key, evidence=("directory_service", one.service_id), on=one.checked_on)


def _first_due(one: Checked, today: date) -> date:
    return due_on(one.checked_on) if one.checked_on else today + timedelta(days=FIRST_CHECK_DAYS)


def _checked_entries() -> list[Checked]:
    answered = (
        select(VerificationStep.service_id, func.max(VerificationStep.made_on).label("checked_on"))
        .where(VerificationStep.state.in_([Verification.CONFIRMED, Verification.LAPSED]))
        .group_by(VerificationStep.service_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Service.id, Service.status, answered.c.checked_on)
        .outerjoin(answered, answered.c.service_id == Service.id)
        .order_by(Service.id)
    )
    return [Checked(row.id, row.status != Status.DEFUNCT, row.checked_on) for row in rows]


def owe_local_check(service_id: UUID, assured_on: date) -> None:
    """Owe the next check of a service of the branch at hand, a year after it was confirmed."""
    owe(CHECK_LOCAL, key=str(service_id), due_on=due_on(assured_on))


def fulfil_local_check(service_id: UUID, checked_on: date) -> None:
    """Close the check of a service of the branch at hand; the next one falls due a year later."""
    fulfil(CHECK_LOCAL, key=str(service_id), evidence=("directory_local_service", service_id), on=checked_on)


def withdraw_local_check(service_id: UUID) -> None:
    """Owe no check of a service that is gone from the branch at hand."""
    withdraw(CHECK_LOCAL, key=str(service_id))
