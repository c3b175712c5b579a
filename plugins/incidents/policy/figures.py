"""Roll quarters up into a year, and say whether a quarter's figures may be signed (P35, P36)."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.incidents.policy.counting import Figure
from plugins.incidents.policy.decisions import Decision, Reason, allow, refuse
from plugins.incidents.policy.definitions import IndicatorDefinition, YearRule

SIGN = "incidents.figures.sign"


class FigureState(StrEnum):
    """Name how far a quarter's figures may be relied on."""

    PROVISIONAL = "provisional"
    SIGNED = "signed"
    CORRECTED = "corrected"


@enforces("P36")
def year_figure(
    definition: IndicatorDefinition, quarters: Mapping[int, Figure], whole_year: Figure
) -> Figure:
    """Make a year's figure from kept quarters (by number) and the count over the whole year.

    Incidents add up; persons do not, so the whole year's own count stands; a stock is the last
    quarter's. Without kept quarters the whole year's count stands for every rule.
    """
    if not quarters or definition.year_rule is YearRule.DISTINCT_OVER_YEAR:
        return whole_year
    if definition.year_rule is YearRule.LAST_QUARTER:
        return quarters[max(quarters)]
    return add_figures(definition.code, list(quarters.values()))


@enforces("P35", "P36")
def add_figures(code: str, figures: Sequence[Figure]) -> Figure:
    """Add figures up: quarters of incidents, or the branches of the network.

    Someone who moved between branches in a quarter counts in each; no branch sees the other's.
    """
    kinds = dict.fromkeys(kind for figure in figures for kind in figure.by_kind)
    by_kind = {kind: sum(figure.by_kind.get(kind, 0) for figure in figures) for kind in kinds}
    return Figure(code, sum(figure.value for figure in figures), MappingProxyType(by_kind))


@enforces("P15", "P36")
def decide_signing(
    *, permissions: frozenset[str], ends: date, today: date, stale: bool, state: FigureState
) -> Decision:
    """Decide whether a quarter may be signed: by who may, once it is over, on fresh figures."""
    if SIGN not in permissions:
        return refuse("P15", Reason.PERMISSION_MISSING)
    if today <= ends:
        return refuse("P36", Reason.QUARTER_NOT_OVER)
    if stale:
        return refuse("P36", Reason.FIGURES_STALE)
    if state is FigureState.SIGNED:
        return refuse("P36", Reason.ALREADY_SIGNED)
    return allow("P36")


@enforces("P36")
def figure_state(*, signed: Mapping[str, Figure] | None, current: Mapping[str, Figure]) -> FigureState:
    """Name the state of figures: provisional until signed, corrected when they changed since."""
    if signed is None:
        return FigureState.PROVISIONAL
    return FigureState.SIGNED if _same(signed, current) else FigureState.CORRECTED


def _same(left: Mapping[str, Figure], right: Mapping[str, Figure]) -> bool:
    def plain(figures: Mapping[str, Figure]) -> dict[str, tuple[int, dict[str, int]]]:
        return {code: (figure.value, dict(figure.by_kind)) for code, figure in figures.items()}

    return plain(left) == plain(right)
