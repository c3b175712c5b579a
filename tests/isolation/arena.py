"""The arena of the isolation tests: two branches with secrets, and fences that can be taken away."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Connection, create_engine, delete, event, select, text
from sqlalchemy.orm import Session

from platform_core.crypto.current import keyring_of
from platform_core.extensions import db
from platform_core.isolation.engines import SCOPE_OPTION, pin_transactions, role_url
from platform_core.isolation.logins import LOGINS
from platform_core.isolation.owner import owner_connection
from platform_core.isolation.rls import protect_tables
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import Scope, as_role, in_branch
from platform_core.settings import Settings
from plugins.incidents.models import Incident, Participant

GUARD, KEYS, DATABASE = "guard", "keys", "database"
FENCES = (GUARD, KEYS, DATABASE)
TABLES = (Incident.__table__, Participant.__table__)
FOREIGN_KEY = "fk_incidents_participant_branch_id_incident_id_incidents_incident"


@dataclass(frozen=True)
class Prey:
    """What one branch owns in the arena: an incident with a marked place, and a person in it."""

    branch_id: UUID
    incident_id: UUID
    participant_id: UUID
    mark: str


@dataclass(frozen=True)
class Arena:
    """An application with two branches; `mine` attacks, `theirs` is attacked."""

    app: Flask
    settings: Settings
    mine: Prey
    theirs: Prey

    @contextmanager
    def session(self, fences: frozenset[str], *, write: bool, role: Role = Role.BRANCH) -> Iterator[Any]:
        """Open the attacker's session with `fences` standing; the database's must be set before."""
        branch_id = self.mine.branch_id if role is Role.BRANCH else None
        if GUARD in fences:
            door = in_branch(branch_id, write=write) if branch_id else as_role(role, write=write)
            with door:
                yield db.session()
            return
        with keyring_of(self.settings) as keyring:
            secret = keyring.stable_secret(LOGINS)
        engine = create_engine(role_url(self.settings.database_url, role, secret))
        pin_transactions(engine)
        if KEYS not in fences and self.settings.is_sqlite:
            event.listen(engine, "connect", _ignore_keys)
        scope = Scope(role, branch_id, actor=None, writes=write)  # type: ignore[arg-type]
        try:
            with Session(
                engine.execution_options(**{SCOPE_OPTION: scope}), expire_on_commit=False
            ) as session:
                yield session
        finally:
            engine.dispose()


def plant(app: Flask, settings: Settings, mine: UUID, theirs: UUID) -> Arena:
    """Plant one incident with one participant in each branch."""
    return Arena(app, settings, _prey(mine, "MINE"), _prey(theirs, "SECRET"))


def _prey(branch_id: UUID, mark: str) -> Prey:
    with in_branch(branch_id, write=True):
        incident = new_incident(place=mark)
        db.session.add(incident)
        db.session.flush()
        participant = Participant(incident_id=incident.id, role=mark, party="student")
        db.session.add(participant)
        db.session.commit()
        return Prey(branch_id, incident.id, participant.id, mark)


def new_incident(**columns: Any) -> Incident:
    """Make an incident that no branch owns yet."""
    today = datetime(2026, 10, 1, tzinfo=UTC)
    return Incident(
        **{
            "school_year": 2026,
            "number": 1,
            "registered_at": today,
            "registered_on": date(2026, 10, 1),
            "kinds": ["bullying"],
            "counted_kinds": ["psychological"],
            "urgency": "routine",
            "status": "registered",
            **columns,
        }
    )


@contextmanager
def standing(arena: Arena, fences: frozenset[str]) -> Iterator[None]:
    """Take away the database's fences that are not in `fences`, and put them back afterwards."""
    with owner_connection(arena.settings) as connection:
        if DATABASE not in fences:
            _lift_database_fence(connection)
        if KEYS not in fences:
            _lift_keys(connection)
    with arena.app.app_context(), _sqlite_keys_lifted(arena, lifted=KEYS not in fences):
        yield
    with owner_connection(arena.settings) as connection:
        _restore_keys(connection)
        protect_tables(connection, TABLES, url=arena.settings.database_url)


def _lift_database_fence(connection: Connection) -> None:
    for table in TABLES:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f'ALTER TABLE "{table.name}" NO FORCE ROW LEVEL SECURITY'))
            connection.execute(text(f'ALTER TABLE "{table.name}" DISABLE ROW LEVEL SECURITY'))
        else:
            for operation in ("insert", "update", "delete"):
                connection.execute(text(f'DROP TRIGGER IF EXISTS "guard_{table.name}_{operation}"'))


def _lift_keys(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f'ALTER TABLE incidents_participant DROP CONSTRAINT "{FOREIGN_KEY}"'))


def _restore_keys(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(f'ALTER TABLE incidents_participant DROP CONSTRAINT IF EXISTS "{FOREIGN_KEY}"')
        )
        connection.execute(
            text(
                f'ALTER TABLE incidents_participant ADD CONSTRAINT "{FOREIGN_KEY}" '
                "FOREIGN KEY (branch_id, incident_id) REFERENCES incidents_incident (branch_id, id)"
            )
        )


@contextmanager
def _sqlite_keys_lifted(arena: Arena, *, lifted: bool) -> Iterator[None]:
    """SQLite cannot drop a constraint, but its connections can be told not to look at keys."""
    if not lifted or not arena.settings.is_sqlite:
        yield
        return
    engines = list(db.engines.values())
    for engine in engines:
        engine.dispose()
        event.listen(engine, "connect", _ignore_keys)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "connect", _ignore_keys)
            engine.dispose()


def _ignore_keys(dbapi_connection: Any, record: Any) -> None:
    dbapi_connection.execute("PRAGMA foreign_keys=OFF")


def snapshot(arena: Arena) -> list[tuple[Any, ...]]:
    """Read, as the owner, all that belongs to the attacked branch or was copied out of it."""
    with owner_connection(arena.settings) as connection:
        foreign, found = arena.theirs, []
        for table in TABLES:
            rows = connection.execute(select(table).where(table.c.branch_id == foreign.branch_id))
            found += [tuple(row) for row in rows]
        copied = select(Incident.__table__.c.id).where(
            Incident.__table__.c.branch_id != foreign.branch_id, Incident.__table__.c.place == foreign.mark
        )
        return found + [tuple(row) for row in connection.execute(copied)]


def replant(arena: Arena) -> Arena:
    """Put both branches back as they were before a write attack."""
    with owner_connection(arena.settings) as connection:
        _lift_database_fence(connection)
        connection.execute(delete(Participant.__table__))
        connection.execute(delete(Incident.__table__))
        protect_tables(connection, TABLES, url=arena.settings.database_url)
    mine = _prey(arena.mine.branch_id, "MINE")
    return Arena(arena.app, arena.settings, mine, _prey(arena.theirs.branch_id, "SECRET"))
