"""Lay kept figures out for people: the twelve by quarter, the trend over years, branch beside branch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from platform_core.sdk import (
    YEAR,
    BranchInfo,
    KeptFigure,
    QuarterState,
    current_locale,
    fold_network,
    kept_figures,
    kept_years,
    quarter_states,
)
from plugins.incidents import data
from plugins.incidents.policy.definitions import DEFINITIONS, IndicatorDefinition

MODULE = "incidents"
QUARTERS = (1, 2, 3, 4)
COLUMNS = (*QUARTERS, YEAR)
TREND_YEARS = 3
Folded = Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of a school year: a value a column of `COLUMNS`, `None` where nothing was counted."""

    number: int
    code: str
    title: str
    unit: str
    note: str
    is_stock: bool
    by_kind: bool
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One figure in one branch: its quarters and year, or that the branch does not report."""

    code: str
    name: str
    reports: bool
    values: tuple[int | None, ...]
    signed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Kept figures of some school years, folded over the branches that are looked at."""

    school_years: tuple[int, ...]
    kept: Mapping[int, Sequence[KeptFigure]]
    reporting: frozenset[UUID]

    def rows(self, school_year: int, *, kind: str | None = None) -> list[FigureRow]:
        """Return the twelve of a school year in P36's order; with `kind`, those counted by kind only."""
        folded = self._folded(school_year, kind)
        wanted = [one for one in DEFINITIONS if kind is None or one.by_kind]
        return [_row(one, [folded.get((one.code, column)) for column in COLUMNS]) for one in wanted]

    def trend(self, code: str, *, kind: str | None = None) -> list[tuple[int, int, int | None]]:
        """Return `(school year, quarter, value)` of one figure, oldest first."""
        found = []
        for school_year in sorted(self.school_years):
            folded = self._folded(school_year, kind)
            found += [(school_year, quarter, folded.get((code, quarter))) for quarter in QUARTERS]
        return found

    def kinds(self, school_year: int, code: str) -> dict[str, tuple[int | None, ...]]:
        """Return one figure by counted kind: a value a quarter."""
        network = fold_network(self.kept[school_year], reporting=self.reporting)
        found = {}
        for kind in data.keys("counted_kind"):
            cells = [network.get((code, quarter)) for quarter in QUARTERS]
            found[kind] = tuple(cell.by_kind.get(kind, 0) if cell else None for cell in cells)
        return found

    def branch_rows(
        self,
        school_year: int,
        code: str,
        branches: Iterable[BranchInfo],
        *,
        kind: str | None,
        states: Iterable[QuarterState],
    ) -> list[BranchRow]:
        """Return one figure branch by branch; one that is off is not reporting, never zero."""
        own: dict[tuple[UUID, int], int] = {}
        for figure in self.kept[school_year]:
            if figure.code == code and isinstance(figure.branch, UUID):
                own[figure.branch, figure.quarter] = _counted(figure, kind)
        signed = {(state.branch_id, state.quarter) for state in states if state.signed_at is not None}
        return [_branch_row(branch, own, signed, reports=branch.id in self.reporting) for branch in branches]

    def _folded(self, school_year: int, kind: str | None) -> Folded:
        network = fold_network(self.kept.get(school_year, ()), reporting=self.reporting)
        if kind is None:
            return {key: figure.value for key, figure in network.items()}
        return {key: figure.by_kind.get(kind, 0) for key, figure in network.items()}


def load_figures(school_year: int, reporting: Collection[UUID]) -> Figures:
    """Load a school year and those before it for the trend, in one query."""
    years = tuple(range(school_year, school_year - TREND_YEARS, -1))
    return Figures(years, kept_figures(MODULE, years), frozenset(reporting))


def known_years(current: int) -> list[int]:
    """List the school years that may be chosen, newest first, the current one always."""
    return sorted({current, *kept_years(MODULE)}, reverse=True)


def states_of(school_year: int) -> list[QuarterState]:
    """Return how far the quarters of a school year may be relied on."""
    return quarter_states(MODULE, school_year)


def year_name(school_year: int) -> str:
    """Write a school year as people do: 2026/27."""
    return f"{school_year}/{(school_year + 1) % 100:02}"


def _counted(figure: KeptFigure, kind: str | None) -> int:
    return figure.value if kind is None else figure.by_kind.get(kind, 0)


def _row(definition: IndicatorDefinition, values: Sequence[int | None]) -> FigureRow:
    language = current_locale()
    return FigureRow(
        definition.number,
        definition.code,
        data.text(definition.title_key, language),
        data.text(f"indicator_unit.{definition.unit.value}", language),
        data.text(definition.note_key, language),
        definition.nature.value == "stock",
        definition.by_kind,
        tuple(values),
    )


def _branch_row(
    branch: BranchInfo,
    own: Mapping[tuple[UUID, int], int],
    signed: Collection[tuple[UUID, int]],
    *,
    reports: bool,
) -> BranchRow:
    return BranchRow(
        branch.code,
        branch.name(current_locale()),
        reports,
        tuple(own.get((branch.id, column)) if reports else None for column in COLUMNS),
        tuple((branch.id, column) in signed for column in COLUMNS),
    )
