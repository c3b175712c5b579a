"""Every attack of the catalogue against every fence, on both databases, with the table printed.

All fences together let nothing through. On PostgreSQL nothing leaks with any one of them removed;
on SQLite reads rest on the guard alone, which the table says and the README repeats.
"""

from itertools import combinations
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.world import World
from plugins.incidents.models import Participant
from tests.isolation.arena import DATABASE, FENCES, GUARD, KEYS, Arena, plant, replant, snapshot, standing
from tests.isolation.attacks import ATTACKS, Attack

ALL = frozenset(FENCES)
SETTINGS = [frozenset(chosen) for size in (3, 2, 1) for chosen in combinations(FENCES, size)]
Results = dict[tuple[str, frozenset[str]], bool]


def _arena(world: World) -> Arena:
    with world.app.app_context():
        mine, theirs = branch_by_code("alpha").id, branch_by_code("beta").id
        return plant(world.app, world.settings, mine, theirs)


def leaks(arena: Arena, attack: Attack, fences: frozenset[str]) -> bool:
    """Run one attack and say whether it saw or harmed anything of the other branch."""
    before = snapshot(arena) if attack.write else []
    seen: Any = None
    try:
        with arena.session(fences, write=attack.write) as session:
            seen = attack.run(session, arena)
            if attack.write:
                session.commit()
    except Exception:  # noqa: BLE001 - whatever refuses an attack has stopped it
        seen = None
    has_seen = arena.theirs.mark in repr(seen)
    return has_seen or (attack.write and snapshot(arena) != before)


def campaign(arena: Arena) -> Results:
    """Run the whole catalogue against every combination of fences."""
    results: Results = {}
    for fences in SETTINGS:
        with arena.app.app_context():
            arena = replant(arena)
        with standing(arena, fences):
            for attack in ATTACKS:
                results[attack.name, fences] = leaks(arena, attack, fences)
                harmed = attack.write and results[attack.name, fences]
                if harmed:
                    arena = _healed(arena, fences)
    return results


def _healed(arena: Arena, fences: frozenset[str]) -> Arena:
    """Repair the prey after a write got through, then take the same fences away again."""
    from platform_core.isolation.owner import owner_connection
    from tests.isolation.arena import _lift_database_fence

    healed = replant(arena)
    if DATABASE not in fences:
        with owner_connection(arena.settings) as connection:
            _lift_database_fence(connection)
    return healed


def table_of(results: Results, title: str) -> str:
    """Lay the results out: one line an attack, one column a fence standing alone."""
    lines = [f"{title:<44}" + "".join(f"{fence:>10}" for fence in FENCES) + f"{'all':>10}"]
    for attack in ATTACKS:
        cells = ["leak" if results[attack.name, frozenset({fence})] else "stops" for fence in FENCES]
        cells.append("LEAK" if results[attack.name, ALL] else "stops")
        kind = "write" if attack.write else "read"
        lines.append(f"{kind:<6}{attack.name:<38}" + "".join(f"{cell:>10}" for cell in cells))
    return "\n".join(lines)


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Any:
    """Print past pytest's capture, so that the table stands in the report of every run."""

    def write(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}")

    return write


def test_sqlite_is_tight_with_all_fences_and_its_writes_without_the_guard(world: World, show: Any) -> None:
    results = campaign(_arena(world))
    show(table_of(results, "SQLite: what each fence stops alone"))
    assert [name for (name, fences), leaked in results.items() if leaked and GUARD in fences] == []
    unguarded = frozenset({KEYS, DATABASE})
    assert [attack.name for attack in ATTACKS if attack.write and results[attack.name, unguarded]] == []


def test_postgres_is_tight_with_any_one_fence_removed(pg_world: World, show: Any) -> None:
    results = campaign(_arena(pg_world))
    show(table_of(results, "PostgreSQL: what each fence stops alone"))
    two_or_more = [fences for fences in SETTINGS if len(fences) >= 2]
    assert [
        (name, set(fences)) for (name, fences), leaked in results.items() if leaked and fences in two_or_more
    ] == []


@pytest.mark.parametrize("name", ["world", "pg_world"])
def test_keys_refuse_a_child_of_a_foreign_parent(name: str, request: pytest.FixtureRequest) -> None:
    world = request.getfixturevalue(name)
    arena = _arena(world)
    with world.app.app_context(), arena.session(ALL, write=True) as session:
        session.add(Participant(incident_id=arena.theirs.incident_id, role="victim", party="student"))
        with pytest.raises(IntegrityError):
            session.commit()


def test_the_arena_can_lose(world: World) -> None:
    """Without any fence nearly every attack succeeds: the catalogue tests something."""
    arena = _arena(world)
    with standing(arena, frozenset()):
        won = []
        for attack in ATTACKS:
            if leaks(arena, attack, frozenset()):
                won.append(attack.name)
                arena = _healed(arena, frozenset()) if attack.write else arena
    assert len(won) >= len(ATTACKS) - 8, sorted({attack.name for attack in ATTACKS} - set(won))
