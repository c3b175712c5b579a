"""The kept figures against an independent count in plain SQL, over the demonstration's data."""

import sqlite3
from collections import defaultdict
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from platform_core.central.queries import kept_figures, quarter_states
from platform_core.demo.seed import PEOPLE, seed_part
from platform_core.isolation.scope import central_read
from platform_core.tenancy.directory import list_branches
from platform_core.testing.world import World
from plugins.incidents.policy.definitions import DEFINITIONS

SCRIPT = (Path(__file__).parent / "twelve.sql").read_text(encoding="utf-8")
Counts = dict[tuple[UUID, str, str], int]


@pytest.fixture
def filled(world: World, app: Flask) -> Path:
    """Two branches filled as the demonstration fills them; the database file."""
    for branch in list_branches():
        for part in (PEOPLE, "incidents"):
            seed_part(branch, part, showcase=False)
    return world.folder / "qorgau.db"


def independent(path: Path, starts: str, ends: str) -> Counts:
    """Run the script on the database file, past everything of ours."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = connection.execute(SCRIPT, {"starts": starts, "ends": ends})
        return {(UUID(branch), code, kind): value for branch, code, kind, value in rows}


def test_the_twelve_agree_with_an_independent_count(filled: Path) -> None:
    compared = 0
    seen: dict[str, int] = defaultdict(int)
    with central_read(reason="test"):
        years = (2024, 2025, 2026, 2027)
        kept = kept_figures("incidents", years)
        states = [state for year in years for state in quarter_states("incidents", year)]
    for state in states:
        expected = independent(filled, state.starts.isoformat(), state.ends.isoformat())
        figures = [
            figure
            for figure in kept[state.school_year]
            if figure.quarter == state.quarter and figure.branch == state.branch_id
        ]
        assert [figure.code for figure in sorted(figures, key=_order)] == [one.code for one in DEFINITIONS]
        for figure in figures:
            assert figure.value == expected.get((state.branch_id, figure.code, ""), 0), (state, figure)
            for kind, value in figure.by_kind.items():
                assert value == expected.get((state.branch_id, figure.code, kind), 0), (state, figure, kind)
            seen[figure.code] += figure.value
            compared += 1 + len(figure.by_kind)
    assert compared > 500
    assert len([code for code, total in seen.items() if total]) >= 10, dict(seen)


def _order(figure: object) -> int:
    codes = [one.code for one in DEFINITIONS]
    return codes.index(figure.code)  # type: ignore[attr-defined]
