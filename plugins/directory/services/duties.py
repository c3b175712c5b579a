"""The yearly duty to check each entry of the network; owed by the centre, told in its scope (P47)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from platform_core.sdk import (
    BranchInfo,
    ObligationState,
    current_locale,
    db,
    fulfil,
    local_day,
    obligation_states,
    owe,
    withdraw,
)
from plugins.directory.models import Service, VerificationStep
from plugins.directory.policy.codes import Status, Verification
from plugins.directory.policy.visibility import due_on
from plugins.directory.schemas.reading import said

CHECK = "directory.entry_checked_yearly"
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


def name_entries(keys: Collection[str]) -> Mapping[str, str]:
    """Name entries of the network by the keys of their duties, in the reader's language."""
    ids = [UUID(key) for key in keys]
    rows = db.session.execute(select(Service.id, Service.name, Service.extra).where(Service.id.in_(ids)))
    language = current_locale()
    return {str(row.id): said({**row.extra, "name": row.name}, "name", language) for row in rows}
