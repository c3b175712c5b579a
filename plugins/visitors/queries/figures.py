"""Counts for the figures, and kept figures laid out for people: by quarter, and branch beside branch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from platform_core.sdk import (
    YEAR,
    BranchInfo,
    KeptFigure,
    current_locale,
    db,
    fold_network,
    kept_figures,
    kept_years,
)
from plugins.visitors.models import EventTap, Finding, OpenEvent, Round, Visit, VisitAlarm
from plugins.visitors.policy.figures import FigureDefinition, figure_definitions
from plugins.visitors.policy.rounds import RoundStatus
from plugins.visitors.queries.figure_words import figure_words

MODULE = "visitors"
QUARTERS = (1, 2, 3, 4)
COLUMNS = (*QUARTERS, YEAR)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of a school year: a value a column of `COLUMNS`, `None` where nothing was counted."""

    code: str
    title: str
    note: str
    unit: str
    clause: str
    values: tuple[int | None, ...]
    kinds: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One figure in one branch: its quarters and year, or that the branch does not report."""

    code: str
    name: str
    reports: bool
    values: tuple[int | None, ...]


def count_visits(starts: datetime, ends: datetime) -> list[tuple[str, str, int]]:
    """Count the visits of the journal between two moments by entry and status."""
    query = select(Visit.entry, Visit.status, func.count()).where(
        Visit.number.is_not(None), Visit.arrived_at >= starts, Visit.arrived_at < ends
    )
    rows = db.session.execute(query.group_by(Visit.entry, Visit.status))
    return [(row[0], row[1], int(row[2])) for row in rows]


def count_alarms(starts: datetime, ends: datetime) -> int:
    """Count the alarms raised between two moments."""
    query = select(func.count()).where(VisitAlarm.raised_at >= starts, VisitAlarm.raised_at < ends)
    return int(db.session.scalar(query) or 0)


def count_event_guests(starts: datetime, ends: datetime) -> dict[str, int]:
    """Count the guests of open events that began between two moments, by the kind of event."""
    query = (
        select(OpenEvent.kind, func.sum(EventTap.step))
        .join(EventTap, EventTap.event_id == OpenEvent.id)
        .where(OpenEvent.starts_at >= starts, OpenEvent.starts_at < ends)
    )
    rows = db.session.execute(query.group_by(OpenEvent.kind))
    return {kind: max(int(total), 0) for kind, total in rows}


def count_rounds(first: date, last: date) -> dict[str, int]:
    """Count the planned rounds of some days that are over: done and missed."""
    over = (RoundStatus.DONE.value, RoundStatus.MISSED.value)
    query = select(Round.status, func.count()).where(
        Round.day >= first, Round.day <= last, Round.extra.is_(False), Round.status.in_(over)
    )
    return {status: int(count) for status, count in db.session.execute(query.group_by(Round.status))}


def count_findings(starts: datetime, ends: datetime) -> dict[str, int]:
    """Count the findings between two moments by kind."""
    query = select(Finding.kind, func.count()).where(Finding.found_at >= starts, Finding.found_at < ends)
    return {kind: int(count) for kind, count in db.session.execute(query.group_by(Finding.kind))}


def figure_rows(kept: Sequence[KeptFigure], *, reporting: Collection[UUID]) -> list[FigureRow]:
    """Lay out a school year's kept figures, folded over the branches that report."""
    network = fold_network(kept, reporting=frozenset(reporting))
    found = []
    for definition in figure_definitions():
        cells = [network.get((definition.code, column)) for column in COLUMNS]
        values = tuple(cell.value if cell else None for cell in cells)
        by_kind = [cell.by_kind if cell else None for cell in cells]
        found.append(_row(definition, values, by_kind))
    return found


def branch_rows(kept: Iterable[KeptFigure], code: str, branches: Iterable[BranchInfo]) -> list[BranchRow]:
    """Lay out one figure branch by branch; one whose module is off is not reporting, never zero."""
    own = {(figure.branch, figure.quarter): figure.value for figure in kept if figure.code == code}
    language = current_locale()
    return [
        BranchRow(
            branch.code,
            branch.name(language),
            is_reporting(branch),
            tuple(own.get((branch.id, column)) if is_reporting(branch) else None for column in COLUMNS),
        )
        for branch in branches
    ]


def load_year(school_year: int) -> Sequence[KeptFigure]:
    """Return the kept figures of a school year in the scope at hand."""
    found: Sequence[KeptFigure] = kept_figures(MODULE, [school_year])[school_year]
    return found


def known_years(current: int) -> list[int]:
    """List the school years that may be chosen, newest first, the current one always."""
    return sorted({current, *kept_years(MODULE)}, reverse=True)


def is_reporting(branch: BranchInfo) -> bool:
    """Tell whether a branch counts its visitors here: one with the module off is silent, not empty."""
    return MODULE in branch.enabled_modules


def _row(
    definition: FigureDefinition,
    values: tuple[int | None, ...],
    by_kind: Sequence[Mapping[str, int] | None],
) -> FigureRow:
    words = figure_words(definition)
    kinds = tuple(
        (text, tuple(None if found is None else found.get(code, 0) for found in by_kind))
        for code, text in words.kinds.items()
        if any(found and found.get(code) for found in by_kind)
    )
    return FigureRow(definition.code, words.title, words.note, words.unit, definition.clause, values, kinds)
