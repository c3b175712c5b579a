"""What modules say of their duties: fulfilled, withdrawn; where they stand (`owing` has the rest).

Told in the write scope of the branch, or of the centre, that owes; the caller commits. Saying a thing twice
does nothing the second time; two at once are settled by the row's lock.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from platform_core.audit.recorder import record
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.manifest import ObligationSpec
from platform_core.hooks.recurrence import is_rolling
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import current_actor, current_branch_id
from platform_core.obligations.models import LONGEST_KEY, Obligation
from platform_core.obligations.planning import (
    begin_series,
    days_of,
    lock_series,
    plan_series,
    roll_on,
    stands_alone,
)
from platform_core.obligations.registry import DutyFault, current_duties
from platform_core.obligations.states import FULFILLED, OPEN, WITHDRAWN, ObligationState
from platform_core.tenancy.dates import local_day
from platform_core.tenancy.directory import branch_by_id

TARGET = "core_obligation"
Evidence = tuple[str, UUID]


def fulfil(
    code: str, *, key: str = "", evidence: Evidence | None = None, on: date | None = None
) -> ObligationState | None:
    """Close the oldest open one of a duty as done `on` a day (default: today), with what shows it.

    Where nothing is owed, or nothing yet within the duty's `early_days`, nothing happens. What was closed
    comes back, else where the duty stands, None if it never was owed. A rolling duty counts anew from `on`.
    """
    branch = branch_by_id(current_branch_id())
    spec = spec_for(code, branch, key)
    on = on or local_day(branch)
    row = lock_oldest(code, key) or _planned_now(spec, key, branch)
    if row is None or _is_shown(code, key, evidence, on) or _is_too_early(spec, row, on):
        return obligation_states(code, [key]).get(key)
    close(row, FULFILLED, on=on, evidence=evidence)
    record(
        "core.obligation_fulfilled",
        target=(TARGET, row.id),
        data={"code": code, "late": state_of(row).days_late},
    )
    go_on_from(row, spec, on=on)
    return state_of(row)


def withdraw(code: str, *, key: str) -> int:
    """Take back what is owed for a thing, now and in future; return how many open ones there were."""
    series = lock_series(code, key)
    if series is not None and series.ended_at is None:
        series.ended_at = now()
    branch = branch_by_id(current_branch_id())
    rows = lock_open(code, key)
    for row in rows:
        close(row, WITHDRAWN, on=local_day(branch))
        record("core.obligation_withdrawn", target=(TARGET, row.id), data={"code": code})
    db.session.flush()
    return len(rows)


def obligation_states(code: str, keys: Collection[str]) -> Mapping[str, ObligationState]:
    """Return where a duty stands for each key, in one query: its oldest open one, else its last.

    A key for which nothing was ever owed is left out.
    """
    if not keys:
        return {}
    is_open = Obligation.status == OPEN
    ranked = (
        select(
            Obligation,
            func.row_number()
            .over(
                partition_by=Obligation.key,
                order_by=(
                    case((is_open, 0), else_=1),
                    case((is_open, Obligation.due_on)).asc(),
                    Obligation.due_on.desc(),
                    Obligation.id.desc(),
                ),
            )
            .label("rank"),
        )
        .where(Obligation.code == code, Obligation.key.in_(list(keys)))
        .subquery()
    )
    found = aliased(Obligation, ranked)
    columns = (found.id, found.code, found.key, found.status, found.due_on, found.closed_on)
    rows = db.session.execute(select(*columns).where(ranked.c.rank == 1))
    return {row.key: ObligationState(*row) for row in rows}


# --- for the other rooms of this package ----------------------------------------------------------


def lock_oldest(code: str, key: str) -> Obligation | None:
    """Return the open obligation that has waited longest, locked until the transaction ends."""
    found: Obligation | None = db.session.scalar(_open(code, key).limit(1).with_for_update())
    return found


def close(
    row: Obligation,
    status: str,
    *,
    on: date,
    evidence: Evidence | None = None,
    reason: str | None = None,
    note: str | None = None,
) -> None:
    """Close an obligation on a day, by whoever acts."""
    row.status, row.closed_on, row.closed_at = status, on, now()
    row.closed_by = current_actor().user_id
    row.reason, row.note = reason, note
    if evidence is not None:
        row.evidence_table, row.evidence_id = evidence
    db.session.flush()


def go_on_from(row: Obligation, spec: ObligationSpec, *, on: date) -> None:
    """Open the next one of a duty whose period counts from the day on which the last was closed."""
    series = lock_series(row.code, row.key) if is_rolling(spec.recurrence) else None
    if series is not None and series.ended_at is None and not lock_open(row.code, row.key):
        roll_on(series, spec, days=days_of(branch_by_id(row.branch_id)), since=on)


def state_of(row: Obligation) -> ObligationState:
    """Return where a loaded obligation stands."""
    return ObligationState(row.id, row.code, row.key, row.status, row.due_on, row.closed_on)


# --- finding out ---------------------------------------------------------------------------------


def spec_for(code: str, branch: BranchInfo, key: str) -> ObligationSpec:
    """Return a declared duty; raise `DutyFault` for another place's, `ValueError` for a key that is none."""
    duty = current_duties().find(code)
    if duty is None or (duty.spec.place == "central") != branch.is_central:
        raise DutyFault(f"no module declares the duty {code} for this place")
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("a key is an id or a code, never a name")
    if duty.spec.keyed and not key:
        raise ValueError(f"{code} is owed for single things: name one by its key")
    return duty.spec


def _planned_now(spec: ObligationSpec, key: str, branch: BranchInfo) -> Obligation | None:
    """Plan at once what the daily job has not come to yet, and return what is then open."""
    series = lock_series(spec.code, key)
    today, days = local_day(branch), days_of(branch)
    if series is None and not key and stands_alone(spec):
        series = begin_series(spec, key, days=days, today=today, since=None)
    if series is None or series.ended_at is not None:
        return None
    plan_series(series, spec, days=days, today=today)
    return lock_oldest(spec.code, key)


def _is_shown(code: str, key: str, evidence: Evidence | None, on: date) -> bool:
    """Tell whether this very thing, as it was on the day, has fulfilled one of them already."""
    if evidence is None:
        return False
    same = select(Obligation.id).where(
        Obligation.code == code,
        Obligation.key == key,
        Obligation.evidence_table == evidence[0],
        Obligation.evidence_id == evidence[1],
        Obligation.closed_on >= on,
    )
    return db.session.scalar(same.limit(1)) is not None


def _is_too_early(spec: ObligationSpec, row: Obligation, on: date) -> bool:
    """Tell whether one ahead may not be closed yet: too long before, or the last was just closed."""
    if row.due_on <= on:
        return False
    if spec.early_days is not None and (row.due_on - on).days > spec.early_days:
        return True
    later = select(Obligation.id).where(
        Obligation.code == row.code, Obligation.key == row.key, Obligation.closed_on >= on
    )
    return db.session.scalar(later.limit(1)) is not None


def lock_open(code: str, key: str) -> list[Obligation]:
    """Return every open obligation of a duty and a thing, locked until the transaction ends."""
    return list(db.session.scalars(_open(code, key).with_for_update()))


def _open(code: str, key: str) -> Any:
    return (
        select(Obligation)
        .where(Obligation.code == code, Obligation.key == key, Obligation.status == OPEN)
        .order_by(Obligation.due_on, Obligation.id)
        .execution_options(populate_existing=True)
    )
