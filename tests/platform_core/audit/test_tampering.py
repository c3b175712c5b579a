"""Any tampering, at any place, read in windows of any size: chosen by chance, found every time."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from platform_core.audit import leaves
from platform_core.audit.report import What
from platform_core.audit.verify import verify_branch

from .conftest import Owner

SIZE = 16
Act = Callable[[sqlite3.Connection, int, int], None]


def _edit(connection: sqlite3.Connection, place: int, other: int) -> None:
    entry = "SELECT id FROM core_audit_leaf WHERE position = ?"
    connection.execute(f"UPDATE core_audit_entry SET request_id = 'x' WHERE id = ({entry})", (place,))


def _delete(connection: sqlite3.Connection, place: int, other: int) -> None:
    entry = "SELECT id FROM core_audit_leaf WHERE position = ?"
    connection.execute(f"DELETE FROM core_audit_entry WHERE id = ({entry})", (place,))


def _delete_leaf(connection: sqlite3.Connection, place: int, other: int) -> None:
    connection.execute("DELETE FROM core_audit_leaf WHERE position = ?", (place,))


def _swap_contents(connection: sqlite3.Connection, place: int, other: int) -> None:
    found = "SELECT data, mac, e.id FROM core_audit_entry e JOIN core_audit_leaf l ON l.id = e.id"
    rows = [connection.execute(f"{found} WHERE position = ?", (at,)).fetchone() for at in (place, other)]
    for (data, mac, _), (_, _, entry) in zip(rows, reversed(rows), strict=True):
        connection.execute("UPDATE core_audit_entry SET data = ?, mac = ? WHERE id = ?", (data, mac, entry))


def _swap_leaves(connection: sqlite3.Connection, place: int, other: int) -> None:
    for old, new in ((place, 99), (other, place), (99, other)):
        connection.execute("UPDATE core_audit_leaf SET position = ? WHERE position = ?", (new, old))


def _move_far_away(connection: sqlite3.Connection, place: int, other: int) -> None:
    connection.execute("UPDATE core_audit_leaf SET position = 9000000000000000 WHERE position = ?", (place,))


ACTS: tuple[tuple[Act, What], ...] = (
    (_edit, What.ENTRY_CHANGED),
    (_delete, What.ENTRY_MISSING),
    (_delete_leaf, What.LEAF_MISSING),
    (_swap_contents, What.ENTRY_CHANGED),
    (_move_far_away, What.LEAF_MISSING),
)
TABLES = ("core_audit_entry", "core_audit_leaf")


@contextmanager
def tampered(owner: Owner, act: Act, place: int, other: int) -> Iterator[None]:
    """Tamper, and put everything back."""
    with owner() as connection:
        kept = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
        act(connection, place, other)
    yield
    with owner() as connection:
        for table, rows in kept.items():
            connection.execute(f"DELETE FROM {table}")
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def found_after(owner: Owner, trail: UUID, act: Act, places: list[int], window: int) -> set[Any]:
    with tampered(owner, act, *places), pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaves, "WINDOW", window)
        return {(fault.what, fault.position) for fault in verify_branch(trail).faults}


BY_CHANCE = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TWO = st.lists(st.integers(0, SIZE - 1), min_size=2, max_size=2, unique=True)
WINDOWS = st.integers(1, SIZE + 1)


@pytest.mark.parametrize(("act", "what"), ACTS)
@BY_CHANCE
@given(places=TWO, window=WINDOWS)
def test_every_tampering_is_found_and_named(
    act: Act, what: What, places: list[int], window: int, trail: UUID, owner: Owner
) -> None:
    wanted = (what, places[0])
    if act is _delete_leaf and places[0] == SIZE - 1:  # without its last leaf a log is not broken but shorter
        wanted = (What.LOG_CUT_OFF, SIZE)
    assert wanted in found_after(owner, trail, act, places, window)
    assert verify_branch(trail).ok


@BY_CHANCE
@given(places=TWO, window=WINDOWS)
def test_leaves_that_changed_places_are_found(
    places: list[int], window: int, trail: UUID, owner: Owner
) -> None:
    faults = found_after(owner, trail, _swap_leaves, places, window)
    assert What.LEAVES_REWRITTEN in {what for what, _ in faults}


def test_a_leaf_moved_out_of_reach_costs_no_more_than_another(trail: UUID, owner: Owner) -> None:
    faults = found_after(owner, trail, _move_far_away, [SIZE - 1, 0], 5)
    assert faults == {(What.LEAF_MISSING, SIZE - 1), (What.LEAVES_UNSIGNED, SIZE)}
