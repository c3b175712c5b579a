"""The key store: wrapped keys in a database of their own, so that erasing one leaves no copy."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    create_engine,
    event,
    func,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url

_WRITES = "key_store_writes"
_SCHEMA_LOCK = 0x716F7267
_PRAGMAS = (
    "busy_timeout=20000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
)

metadata = MetaData()

branch_keys = Table(
    "key_branch",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("branch_id", Uuid, nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("master_id", String(40), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("public", LargeBinary),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("branch_id", "purpose", "version", name="uq_key_branch"),
)

record_keys = Table(
    "key_record",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("branch_id", Uuid, nullable=False),
    Column("table_name", String(63), nullable=False),
    Column("row_id", Uuid, nullable=False),
    Column("branch_key_id", Uuid, ForeignKey("key_branch.id"), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    UniqueConstraint("branch_id", "table_name", "row_id", name="uq_key_record"),
    Index("ix_key_record_branch_key_id", "branch_key_id"),
)

destroyed_keys = Table(
    "key_destroyed",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("branch_id", Uuid, nullable=False),
    Column("table_name", String(63), nullable=False),
    Column("row_id", Uuid, nullable=False),
    Column("destroyed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("branch_id", "table_name", "row_id", name="uq_key_destroyed"),
)

epoch = Table(
    "key_epoch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("value", BigInteger, nullable=False),
)


class KeyStore:
    """Open the key store at a URL (SQLite file or PostgreSQL) and make its tables if they are new."""

    def __init__(self, url: str | URL) -> None:
        self._url = make_url(url)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self._engine: Engine | None = None
        self._pid = os.getpid()
        self._opening = Lock()

    def __repr__(self) -> str:
        return f"KeyStore({self._url.get_backend_name()})"

    @property
    def engine(self) -> Engine:
        """Give the engine of this process; a forked child never touches its parent's connections."""
        if self._pid != os.getpid():
            self._opening, self._pid = Lock(), os.getpid()
            if self._engine is not None:
                self._engine.dispose(close=False)
        with self._opening:
            engine = self._engine = self._engine or self._open()
        return engine

    def _open(self) -> Engine:
        if self.is_sqlite and self._url.database:
            _make_private_file(Path(self._url.database))
        engine = create_engine(self._url, hide_parameters=True, pool_pre_ping=not self.is_sqlite)
        if self.is_sqlite:
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        self._make_tables(engine)
        return engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read the store in one short transaction."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write the store in one short transaction, committed durably before this returns."""
        with _write(self.engine) as connection:
            yield connection

    def _make_tables(self, engine: Engine) -> None:
        if inspect(engine).has_table(epoch.name):
            return
        with _write(engine) as connection:
            if not self.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))
            metadata.create_all(connection)
            connection.execute(self.insert_new(epoch), {"id": 1, "value": 0})

    def insert_new(self, table: Table) -> Any:
        """Build an INSERT that leaves an existing row alone, in the store's own dialect."""
        insert = sqlite.insert if self.is_sqlite else postgresql.insert
        return insert(table).on_conflict_do_nothing()

    def scrub(self) -> None:
        """Clear what deleted keys left behind: the write-ahead log on SQLite, dead rows on PostgreSQL."""
        if not self.is_sqlite:
            with self.engine.connect() as plain:
                plain.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM key_record"))
            return
        raw = self.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()

    def close(self) -> None:
        """Close every connection; the next use opens the store again."""
        if self._engine is not None:
            self.engine.dispose()
            self._engine = None


@contextmanager
def _write(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as plain:
        connection = plain.execution_options(**{_WRITES: True})
        with connection.begin():
            yield connection


def bump_epoch(connection: Connection) -> None:
    """Tell every other process, within the transaction, to drop its unwrapped keys."""
    connection.execute(update(epoch).values(value=epoch.c.value + 1))


def _make_private_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # this module says BEGIN itself
    cursor = dbapi_connection.cursor()
    # FULL: a record must never outlive its key through a power cut.
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
