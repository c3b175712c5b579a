"""What pages of one obligation and of the whole network ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.obligations.access import is_mine
from platform_core.obligations.models import Obligation
from platform_core.obligations.registry import active_duties
from platform_core.obligations.states import OPEN, ObligationState
from platform_core.tenancy.dates import local_day

LATEST = 12
MOST_LATE = 200
CARD_ROWS = 5
ROW_COLUMNS: tuple[Any, ...] = (
    Obligation.id,
    Obligation.code,
    Obligation.key,
    Obligation.status,
    Obligation.due_on,
    Obligation.closed_on,
    Obligation.assigned_to,
    Obligation.escalated_on,
)
"""What a row of every list is made of."""


@dataclass(frozen=True, slots=True)
class BranchLate:
    """What is late in one branch: how many, how many of them the centre was told of, the oldest day."""

    branch: BranchInfo
    late: int
    told: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class CardFigures:
    """What the start page says: how many are late, and the first few of what is near or late."""

    late: int
    near: int
    rows: tuple[Any, ...]


def earlier_times(row: Obligation) -> list[ObligationState]:
    """List the times before that the same duty fell due for the same thing, the newest first."""
    columns = (
        Obligation.id,
        Obligation.code,
        Obligation.key,
        Obligation.status,
        Obligation.due_on,
        Obligation.closed_on,
    )
    before = select(*columns).where(
        Obligation.code == row.code,
        Obligation.key == row.key,
        Obligation.id != row.id,
        Obligation.due_on <= row.due_on,
    )
    newest = before.order_by(Obligation.due_on.desc(), Obligation.id.desc()).limit(LATEST)
    return [ObligationState(*found) for found in db.session.execute(newest)]


def card_figures(branch: BranchInfo, actor: Actor, *, until: date) -> CardFigures:
    """Count what the actor answers for that is late or due by a day, in one question."""
    own = and_(Obligation.status == OPEN, Obligation.due_on <= until, is_mine(actor, active_duties(branch)))
    is_late = Obligation.due_on < local_day(branch)
    counts = (func.count().over().label("all"), func.count().filter(is_late).over().label("late"))
    first = select(*ROW_COLUMNS, *counts).where(own).order_by(Obligation.due_on, Obligation.id)
    rows = tuple(db.session.execute(first.limit(CARD_ROWS)))
    if not rows:
        return CardFigures(0, 0, ())
    return CardFigures(rows[0].late, rows[0].all - rows[0].late, rows)


def late_by_branch(branches: Iterable[BranchInfo]) -> list[BranchLate]:
    """Count what is late in each branch, in a central reading and in one question; the latest first.

    What belongs to a module that is off there is left out.
    """
    known = {branch.id: branch for branch in branches}
    if not known:
        return []
    told = func.count().filter(Obligation.escalated_on.is_not(None))
    found = db.session.execute(
        select(Obligation.branch_id, func.count(), told, func.min(Obligation.due_on))
        .where(or_(*(_is_late_in(branch) for branch in known.values())))
        .group_by(Obligation.branch_id)
    )
    counted = {row[0]: BranchLate(known[row[0]], row[1], row[2], row[3]) for row in found}
    every = [counted.get(branch_id, BranchLate(branch, 0, 0, None)) for branch_id, branch in known.items()]
    return sorted(every, key=lambda one: (-one.late, one.branch.code))


def late_in_branch(branch: BranchInfo) -> list[Any]:
    """List what is late in one branch, in a central reading: duty and days, never a key or a note."""
    columns = (Obligation.id, Obligation.code, Obligation.due_on, Obligation.escalated_on)
    late = select(*columns).where(_is_late_in(branch))
    return list(db.session.execute(late.order_by(Obligation.due_on, Obligation.id).limit(MOST_LATE)))


def _is_late_in(branch: BranchInfo) -> ColumnElement[bool]:
    """Return the condition of what is late in a branch, on its own day."""
    return and_(
        Obligation.branch_id == branch.id,
        Obligation.status == OPEN,
        Obligation.due_on < local_day(branch),
        Obligation.code.in_(list(active_duties(branch))),
    )
