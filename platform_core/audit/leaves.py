"""Reading leaves with their entries: window by window, the next one while the last is being hashed."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeAlias

from sqlalchemy import Connection, String, and_, bindparam, cast, select, text, type_coerce
from sqlalchemy.types import NullType

from platform_core.audit.chain import Sealed
from platform_core.audit.entries import entry_text_in_sql
from platform_core.audit.models import AuditEntry, AuditLeaf
from platform_core.extensions import db
from platform_core.isolation.engines import CORE_STATEMENT
from platform_core.isolation.scope import current_branch_id

WINDOW = 20_000
Window: TypeAlias = Sequence[Sealed]
_CORE = {CORE_STATEMENT: True}
# Before its first ANALYZE the planner would look each entry up by an index of another order, and it would
# compile every window's statement anew; a window is sorted in memory.
_POSTGRES = "SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"


def stream_leaves(start: int = 0, end: int | None = None) -> Iterator[Window]:
    """Read leaves with their entries by position, in windows of `Sealed` tuples; memory stays level.

    Until the last window is taken the scope's connection belongs to it.
    """
    connection = reading_connection()
    statement = _window(connection.dialect.name, end)
    if connection.dialect.name == "postgresql":
        yield from _ahead(connection, statement, start)
        return
    while leaves := _read(connection, statement, start):
        yield leaves
        start = leaves[-1][0] + 1


def reading_connection() -> Connection:
    """Give the scope's connection, told to read long tables in their order."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRES), execution_options=_CORE)
    return connection


def raw(column: Any) -> Any:
    """Select a column as the driver gives it."""
    return type_coerce(column, NullType())


def _ahead(connection: Connection, statement: Any, start: int) -> Iterator[Window]:
    """Have the server work on the next window while this one is checked: it costs as much as the hashing."""
    with ThreadPoolExecutor(1) as reader:
        leaves = _read(connection, statement, start)
        while leaves:
            following = reader.submit(copy_context().run, _read, connection, statement, leaves[-1][0] + 1)
            yield leaves
            leaves = following.result()


def _read(connection: Connection, statement: Any, start: int) -> Window:
    """Read one window as the driver gives it: SQLAlchemy's rows would cost more than the hashing."""
    found = connection.execute(statement, {"start": start}, execution_options=_CORE)
    rows: Window = found.cursor.fetchall()
    found.close()
    return rows


def _window(dialect: str, end: int | None) -> Any:
    """Build the SELECT of the next window."""
    columns = (AuditLeaf.position, AuditLeaf.id, AuditLeaf.hash, AuditLeaf.is_flawed)
    branch_id = current_branch_id()
    chosen = select(*columns).where(
        AuditLeaf.branch_id == branch_id, AuditLeaf.position >= bindparam("start")
    )
    if end is not None:
        chosen = chosen.where(AuditLeaf.position < end)
    window = chosen.order_by(AuditLeaf.position).limit(WINDOW).cte("leaf")
    leaf = window.c
    same = and_(AuditEntry.branch_id == branch_id, AuditEntry.id == leaf.id)
    if dialect == "postgresql":
        same = and_(same, *_bounds(leaf.id))
    told = (leaf.position, cast(leaf.id, String), raw(leaf.hash), raw(leaf.is_flawed))
    written = (entry_text_in_sql(dialect), raw(AuditEntry.mac))
    return select(*told, *written).outerjoin_from(window, AuditEntry, same).order_by(leaf.position)


def _bounds(entry_id: Any) -> tuple[Any, Any]:
    """Bound the entries by the window's own ids: PostgreSQL then reads them in one piece of their key."""
    first = select(entry_id).order_by(entry_id).limit(1).scalar_subquery()
    last = select(entry_id).order_by(entry_id.desc()).limit(1).scalar_subquery()
    return AuditEntry.id >= first, AuditEntry.id <= last
