"""Events of the tests' own, a filled trail, and an owner who can take the database's fences down."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from platform_core.audit.events import register_events
from platform_core.audit.models import AuditEntry
from platform_core.audit.recorder import record
from platform_core.audit.seal import seal_branch
from platform_core.extensions import db
from platform_core.hooks.manifest import AuditEvent
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.engines import Pin, install_functions
from platform_core.isolation.scope import in_branch
from platform_core.testing.world import World

Owner = Callable[..., AbstractContextManager[sqlite3.Connection]]
Count = Callable[..., int]
EVENTS = (
    AuditEvent("tests.looked", "Looked at a record"),
    AuditEvent("tests.met", "Met a person", ("name", "phone")),
)


@pytest.fixture
def declared(app: Flask) -> None:
    """Declare the events that these tests record."""
    register_events(EVENTS)


@pytest.fixture
def owner(world: World) -> Owner:
    """Open the database as its owner; unless `fences` stay, the write triggers are dropped first."""

    @contextmanager
    def open_it(*, fences: bool = False) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(str(world.settings.database_url.database))
        install_functions(connection, Pin())
        if not fences:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in triggers:
                connection.execute(f'DROP TRIGGER "{name}"')
        try:
            yield connection
            connection.commit()
        finally:
            connection.close()

    return open_it


@pytest.fixture
def count_entries() -> Count:
    def count(branch_id: object) -> int:
        with in_branch(branch_id):
            return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0

    return count


def fill(branch_id: UUID, *batches: int, facts: bool = False) -> None:
    """Record and seal: one head for each number of entries."""
    for number in batches:
        with in_branch(branch_id, write=True):
            for index in range(number):
                told = {"name": "Айгерім"} if facts else None
                record("tests.met" if facts else "tests.looked", facts=told, data={"index": index})
            db.session.commit()
        seal_branch(branch_id)


@pytest.fixture
def trail(declared: None, branch_a: BranchInfo) -> UUID:
    """A trail of alpha with 16 entries under four heads."""
    fill(branch_a.id, 5, 3, 1, 7)
    return branch_a.id
