"""Reads of the checks of the trail: those of one branch, and the newest of every branch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import func, select, tuple_

from platform_core.audit.models import AuditCheck
from platform_core.audit.report import What
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import current_locale
from platform_core.trail.words import SENTENCES

LATEST = 30
STALE = timedelta(days=2)
"""A trail is checked each night: where the last check is older, the night's work does not run."""


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault in the reader's words: at a position of the trail, and the entry that it is about."""

    position: int | None
    text: str
    entry: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check: when, of how many sealed entries, when the newest of them was written, what it found."""

    at: datetime
    size: int
    unsealed: int
    until_at: datetime | None
    fault_count: int


@dataclass(frozen=True, slots=True)
class BranchChecks:
    """The checks of one branch, the newest first, and the faults that the newest one found."""

    rows: tuple[CheckRow, ...]
    faults: tuple[FaultRow, ...]
    is_stale: bool

    @property
    def newest(self) -> CheckRow | None:
        """The newest check, None before the first."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True, slots=True)
class BranchChecked:
    """A branch with its newest check, None before the first; `is_stale` if the nights since made none."""

    branch: str
    url: str
    check: CheckRow | None
    is_stale: bool

    @property
    def is_faulty(self) -> bool:
        """Whether the newest check found something."""
        return self.check is not None and self.check.fault_count > 0


_COLUMNS: tuple[Any, ...] = (
    AuditCheck.checked_at,
    AuditCheck.size,
    AuditCheck.unsealed,
    AuditCheck.until_at,
    AuditCheck.fault_count,
)


def checks_of(branch: BranchInfo, *, at: datetime) -> BranchChecks:
    """List the newest checks of one branch, and the faults of the last one, in two statements."""
    own = AuditCheck.branch_id == branch.id
    newest_first = (AuditCheck.checked_at.desc(), AuditCheck.id.desc())
    listed = select(*_COLUMNS).where(own).order_by(*newest_first).limit(LATEST)
    rows = tuple(CheckRow(*row) for row in db.session.execute(listed))
    faults = db.session.scalar(select(AuditCheck.faults).where(own).order_by(*newest_first).limit(1))
    is_stale = not rows or rows[0].at < at - STALE
    return BranchChecks(rows, tuple(_fault(fault) for fault in faults or ()), is_stale)


def last_by_branch(branches: Iterable[BranchInfo], *, at: datetime) -> list[BranchChecked]:
    """List every branch with its newest check in a central reading, what is wrong or unchecked first."""
    newest = select(AuditCheck.branch_id, func.max(AuditCheck.checked_at)).group_by(AuditCheck.branch_id)
    chosen = select(AuditCheck.branch_id, *_COLUMNS)
    rows = db.session.execute(chosen.where(tuple_(AuditCheck.branch_id, AuditCheck.checked_at).in_(newest)))
    found = {branch_id: CheckRow(*columns) for branch_id, *columns in rows}
    language = current_locale()
    listed = [
        BranchChecked(
            branch.name(language),
            url_for("audit.checks", of=branch.code),
            (check := found.get(branch.id)),
            check is None or check.at < at - STALE,
        )
        for branch in branches
    ]
    return sorted(listed, key=lambda one: (not one.is_faulty, not one.is_stale))


def _fault(told: Sequence[Any]) -> FaultRow:
    what, position, entry = told
    return FaultRow(position, str(SENTENCES[What(what)]), entry or "")
