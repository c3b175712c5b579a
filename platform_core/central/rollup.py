"""Fold kept figures of branches into the network's: pure, and honest about who does not report."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

YEAR = 0
"""The quarter number under which a whole school year is kept: persons of four quarters cannot be added."""


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """One figure of one branch; `quarter` is 1 to 4, or `YEAR`; `by_kind` may exceed `value` in sum."""

    branch: Hashable
    code: str
    quarter: int
    value: int
    by_kind: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NetworkFigure:
    """One figure of the network: the sum over those that reported, and how many those were."""

    code: str
    quarter: int
    value: int
    by_kind: Mapping[str, int]
    reported: int


def fold_network(
    kept: Iterable[KeptFigure], *, reporting: Collection[Hashable]
) -> dict[tuple[str, int], NetworkFigure]:
    """Add up the figures of the branches that report, by `(code, quarter)`; the others are left out."""
    sums: dict[tuple[str, int], list[KeptFigure]] = {}
    for figure in kept:
        if figure.branch in reporting:
            sums.setdefault((figure.code, figure.quarter), []).append(figure)
    return {key: _folded(key, figures) for key, figures in sums.items()}


def missing_branches(
    kept: Iterable[KeptFigure], *, quarter: int, reporting: Collection[Hashable]
) -> frozenset[Hashable]:
    """Name the branches that report but have no figure of a quarter yet."""
    present = {figure.branch for figure in kept if figure.quarter == quarter}
    return frozenset(reporting) - present


def _folded(key: tuple[str, int], figures: list[KeptFigure]) -> NetworkFigure:
    by_kind: dict[str, int] = {}
    for figure in figures:
        for kind, count in figure.by_kind.items():
            by_kind[kind] = by_kind.get(kind, 0) + count
    code, quarter = key
    total = sum(figure.value for figure in figures)
    return NetworkFigure(code, quarter, total, MappingProxyType(by_kind), len({f.branch for f in figures}))
