"""The owner's connection: for migrations, checks and tests, never for a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from platform_core.isolation.engines import BUSY_TIMEOUT_MS, Pin, install_functions
from platform_core.settings import Settings


def owner_engine(settings: Settings) -> Engine:
    """Make an engine of the schema's owner; on SQLite its writes still meet the triggers."""
    if settings.is_sqlite and settings.database_url.database:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = create_engine(settings.database_url)
    if settings.is_sqlite:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(dbapi_connection: Any, _record: object) -> None:
    # the driver would begin before data alone, and leave half a migration behind when it is killed
    dbapi_connection.isolation_level = None
    install_functions(dbapi_connection, Pin())
    dbapi_connection.execute("PRAGMA journal_mode=WAL")
    dbapi_connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def owner_connection(settings: Settings) -> Iterator[Connection]:
    """Open one transaction of the owner and dispose of the engine afterwards."""
    engine = owner_engine(settings)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
