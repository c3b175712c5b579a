"""Engines by role: one pool each, every transaction pinned to the scope that opened it."""

import sqlite3
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError

from platform_core.db.collation import install_collation
from platform_core.isolation.logins import role_name, role_password
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import Scope

CORE_STATEMENT = "qorgau_core_statement"
"""Execution option of the core's own raw statements; a test keeps it out of the plugins."""
SCOPE_OPTION = "qorgau_scope"
TOKEN_OPTION = "qorgau_token"  # noqa: S105 - the name of an execution option
_RAW = {CORE_STATEMENT: True}
BUSY_TIMEOUT_MS = 20_000
PING_AFTER_S = 5.0
_RESTING_SINCE = "qorgau_resting_since"


@dataclass(slots=True)
class Pin:
    """What a SQLite connection is pinned to now; its triggers read it through functions."""

    branch: str | None = None
    role: str | None = None


def role_url(url: URL, role: Role, secret: bytes) -> URL:
    """Return where `role` connects: its own login on PostgreSQL, the same file on SQLite."""
    if url.get_backend_name() == "sqlite":
        return url
    return url.set(username=role_name(url, role), password=role_password(secret, role))


def pin_transactions(engine: Engine) -> None:
    """Make every transaction of `engine` carry its scope into the database.

    On both databases the driver begins nothing by itself: we say BEGIN, and say which.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgres)
        event.listen(engine, "begin", _begin_postgres)
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", partial(_ask_if_alive, engine.dialect.loaded_dbapi.OperationalError))


def scope_of(connection: Connection) -> Scope | None:
    """Return the scope that a connection was opened for."""
    scope: Scope | None = connection.get_execution_options().get(SCOPE_OPTION)
    return scope


def _prepare_sqlite(dbapi_connection: Any, record: Any) -> None:
    dbapi_connection.isolation_level = None
    pin = record.info.setdefault("pin", Pin())
    install_functions(dbapi_connection, pin)
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def install_functions(dbapi_connection: sqlite3.Connection, pin: Pin) -> None:
    """Give a SQLite connection what the write triggers and the searches call."""
    dbapi_connection.create_function("app_branch", 0, lambda: pin.branch)
    dbapi_connection.create_function("app_role", 0, lambda: pin.role)
    install_collation(dbapi_connection)


def _hex(branch_id: UUID | None) -> str | None:
    return branch_id.hex if branch_id else None


def _begin_sqlite(connection: Connection) -> None:
    scope = scope_of(connection)
    pin: Pin = connection.info["pin"]
    pin.branch = _hex(scope.branch_id) if scope else None
    pin.role = scope.role.value if scope else None
    writes = bool(scope and scope.writes)
    # IMMEDIATE: a writer waits for the lock at its start instead of failing at its first write
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}", execution_options=_RAW)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN", execution_options=_RAW)


def _prepare_postgres(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.autocommit = True


def _begin_postgres(connection: Connection) -> None:
    """Begin and pin in one message: what a scope costs beyond its own statements is this and its end."""
    scope = scope_of(connection)
    statements = ["BEGIN READ ONLY" if scope and not scope.writes else "BEGIN"]
    if scope is not None and scope.branch_id is not None:
        # SET LOCAL and not set_config(): the former reaches the workers of a distributed database
        statements.append(f"SET LOCAL qorgau.branch = '{UUID(str(scope.branch_id))}'")
    connection.exec_driver_sql("; ".join(statements), execution_options=_RAW)


def _note_rest(_dbapi_connection: Any, record: Any) -> None:
    record.info[_RESTING_SINCE] = monotonic()


def _ask_if_alive(broken: type[Exception], dbapi_connection: Any, record: Any, _proxy: Any) -> None:
    """Ping a connection that has rested; one used a moment ago needs no question before every scope."""
    rested = monotonic() - record.info.get(_RESTING_SINCE, monotonic())
    if rested < PING_AFTER_S:
        return
    try:
        dbapi_connection.execute("")
    except broken as fault:
        raise DisconnectionError from fault  # the pool opens another in its place
