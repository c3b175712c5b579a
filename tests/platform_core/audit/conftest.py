"""Events of the tests' own, and an owner who can take the database's fences down."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from sqlalchemy import func, select

from platform_core.audit.events import register_events
from platform_core.audit.models import AuditEntry
from platform_core.db.engines import Pin, install_functions
from platform_core.extensions import db
from platform_core.hooks.types import AuditEvent
from platform_core.tenancy.scope import in_branch
from platform_core.testing.world import World

Owner = Callable[..., AbstractContextManager[sqlite3.Connection]]


@pytest.fixture
def declared(app: Flask) -> None:
    """Declare the events that these tests record."""
    register_events(
        [
            AuditEvent("tests.looked", "Looked at a record"),
            AuditEvent("tests.met", "Met a person", ("name", "phone")),
        ]
    )


@pytest.fixture
def owner(world: World) -> Owner:
    """Open the database as its owner; with `fences=False` the write triggers are dropped first."""

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
def count_entries() -> Callable[..., int]:
    def count(branch_id: object) -> int:
        with in_branch(branch_id):
            return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0

    return count
