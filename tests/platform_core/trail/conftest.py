"""A world on either database, and an owner who takes the fences down and tampers with a trail."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, select, text, update

from platform_core.audit.models import AuditEntry, AuditLeaf, table_of
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.owner import owner_connection
from platform_core.isolation.rls import protect_tables
from platform_core.settings import Settings
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.world import World

Tamper = Callable[[BranchInfo, int], None]
ENTRIES, LEAVES = table_of(AuditEntry), table_of(AuditLeaf)


@pytest.fixture(params=["world", "pg_world"], ids=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Iterator[World]:
    """A world over each database in turn, with its application's context pushed."""
    world: World = request.getfixturevalue(request.param)
    with world.app.app_context():
        yield world


@pytest.fixture
def alpha(either: World) -> BranchInfo:
    """The branch `alpha` of either world."""
    return branch_by_code("alpha")


@pytest.fixture
def tamper(either: World) -> Tamper:
    """Change an entry of a branch at a position, as whoever owns the database can."""
    return lambda branch, position: change_entry(either.settings, branch, position)


def change_entry(settings: Settings, branch: BranchInfo, position: int) -> None:
    """Write another event over a sealed entry, with the database's fences down meanwhile."""
    with owner_connection(settings) as connection:
        _take_down(connection)
        place = (LEAVES.c.branch_id == branch.id, LEAVES.c.position == position)
        entry: Any = select(LEAVES.c.id).where(*place).scalar_subquery()
        changed = update(ENTRIES).where(ENTRIES.c.branch_id == branch.id, ENTRIES.c.id == entry)
        assert connection.execute(changed.values(event="core.signed_out")).rowcount == 1
        protect_tables(connection, [ENTRIES, LEAVES], url=settings.database_url)


def _take_down(connection: Connection) -> None:
    for table in (ENTRIES, LEAVES):
        if connection.dialect.name == "sqlite":
            connection.execute(text(f'DROP TRIGGER "guard_{table.name}_update"'))
        else:
            connection.execute(text(f'ALTER TABLE "{table.name}" NO FORCE ROW LEVEL SECURITY'))
