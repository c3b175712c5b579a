"""The session guard: the first fence of isolation, on both databases (house.md, section 5).

`with_loader_criteria` filters what the ORM loads and nothing else. So the guard also walks every
statement: tables must be reached through their mapped classes, in a scope whose role may do the
operation; rows written are checked at flush and on bulk paths; whatever reaches the engine
without having passed the session is refused.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Table, event
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.dml import Delete, Insert, Update
from sqlalchemy.sql.elements import ReleaseSavepointClause, RollbackToSavepointClause, SavepointClause

from platform_core.isolation.engines import CORE_STATEMENT, TOKEN_OPTION, scope_of
from platform_core.isolation.mixins import BranchScoped, grants_of, kind_of
from platform_core.isolation.reach import STATEMENTS, IsolationBreach, tables_in
from platform_core.isolation.roles import DELETE, INSERT, SELECT, UPDATE
from platform_core.isolation.scope import Scope

_TOKEN = "qorgau_guard_token"  # noqa: S105 - the name of an execution option
_SAVEPOINTS = (SavepointClause, RollbackToSavepointClause, ReleaseSavepointClause)


def operation_of(statement: object) -> str:
    """Return `select`, `insert`, `update` or `delete`."""
    if isinstance(statement, Insert):
        return INSERT
    if isinstance(statement, Update):
        return UPDATE
    return DELETE if isinstance(statement, Delete) else SELECT


# --- statements that pass the session -------------------------------------------------------------


def guard_statement(state: ORMExecuteState) -> None:
    """Filter and check one statement of a pinned session; raise `IsolationBreach` to refuse it."""
    scope: Scope = state.session.info["scope"]
    statement = state.statement
    if state.execution_options.get(CORE_STATEMENT):
        return
    _refuse_foreign_shapes(statement)
    target = _target_of(statement)
    for table, is_mapped in tables_in(statement):
        if not is_mapped:
            raise IsolationBreach(f"{table.name} is named as a table, not through its class")
        _check_grant(scope, table, operation_of(statement) if table is target else SELECT)
    _check_write(state, scope, target)
    if scope.branch_id is not None and not state.is_column_load and not state.is_insert:
        state.statement = statement.options(_criteria(scope.branch_id))
    state.update_execution_options(**{_TOKEN: state.session.info["token"]})


def _criteria(branch_id: UUID) -> Any:
    # without include_aliases=True the filter would do nothing at all, silently
    return with_loader_criteria(
        BranchScoped, lambda cls: cls.branch_id == branch_id, include_aliases=True, propagate_to_loaders=True
    )


def _refuse_foreign_shapes(statement: Any) -> None:
    if not isinstance(statement, STATEMENTS):
        raise IsolationBreach(
            f"{type(statement).__name__} is not built by select(), insert(), update(), delete()"
        )
    if isinstance(statement, (Insert, Update, Delete)) and "parententity" not in statement.table._annotations:
        raise IsolationBreach(f"{statement.table} is written as a table, not through its class")


def _target_of(statement: Any) -> Table | None:
    table = statement.table if isinstance(statement, (Insert, Update, Delete)) else None
    return table._deannotate() if isinstance(table, Table) else None


def _check_grant(scope: Scope, table: Table, operation: str) -> None:
    if kind_of(table) is None:
        raise IsolationBreach(f"{table.name} is no table of the product")
    if operation not in grants_of(table).get(scope.role, frozenset()):
        raise IsolationBreach(f"role {scope.role} may not {operation} {table.name}")
    if operation != SELECT and not scope.writes:
        raise IsolationBreach(f"a read scope may not {operation} {table.name}")


def _check_write(state: ORMExecuteState, scope: Scope, target: Table | None) -> None:
    if target is None or kind_of(target) != "branch":
        return
    statement: Any = state.statement
    if getattr(statement, "select", None) is not None or getattr(statement, "_multi_values", None):
        raise IsolationBreach(f"rows of {target.name} are given as parameters, one mapping each")
    inline = {getattr(column, "key", column) for column in getattr(statement, "_values", None) or {}}
    inline |= {
        getattr(column, "key", column) for column, _ in getattr(statement, "_ordered_values", None) or ()
    }
    if "branch_id" in inline:
        raise IsolationBreach(f"the branch of {target.name} is stamped, never set")
    rows = _rows(state.parameters)
    _stamp_rows(rows, scope, target, is_insert=state.is_insert)
    if state.is_insert and not rows and scope.branch_id is not None:
        state.statement = statement.values(branch_id=scope.branch_id)


def _rows(parameters: Any) -> list[dict[str, Any]]:
    if not parameters:
        return []
    return [parameters] if isinstance(parameters, dict) else list(parameters)


def _stamp_rows(rows: Iterable[dict[str, Any]], scope: Scope, table: Table, *, is_insert: bool) -> None:
    for row in rows:
        if scope.branch_id is None:
            if is_insert and "branch_id" not in row:
                raise IsolationBreach(f"a row of {table.name} names no branch")
        elif row.setdefault("branch_id", scope.branch_id) != scope.branch_id:
            raise IsolationBreach(f"a row of {table.name} belongs to another branch")


# --- rows at flush --------------------------------------------------------------------------------


def stamp_new(session: Session, row: Any) -> None:
    """Stamp a row with the branch as it joins the session, also one that a flush listener adds."""
    scope: Scope = session.info["scope"]
    is_branched = isinstance(row, BranchScoped) and scope.branch_id is not None
    if is_branched and row.branch_id is None:
        row.branch_id = scope.branch_id


def guard_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Check every row that a flush will write."""
    scope: Scope = session.info["scope"]
    for rows, operation in ((session.new, INSERT), (session.dirty, UPDATE), (session.deleted, DELETE)):
        for row in rows:
            mapper: Mapper[Any] = row.__mapper__
            table = mapper.local_table
            assert isinstance(table, Table)  # noqa: S101 - models map tables and nothing else
            if operation is UPDATE and not session.is_modified(row):
                continue
            _check_grant(scope, table, operation)
            if kind_of(table) == "branch":
                _check_row(row, scope)


def _check_row(row: Any, scope: Scope) -> None:
    if scope.branch_id is None:
        if row.branch_id is None:
            raise IsolationBreach(f"a row of {row.__tablename__} names no branch")
        return
    if row.branch_id != scope.branch_id:
        raise IsolationBreach(f"a row of {row.__tablename__} belongs to another branch")


# --- statements that reach the engine -------------------------------------------------------------


def guard_engine(engine: Engine) -> None:
    """Refuse on `engine` whatever has not passed a pinned session."""
    event.listen(engine, "before_execute", _refuse_unguarded)
    event.listen(engine, "before_cursor_execute", _refuse_raw)


def _refuse_unguarded(
    connection: Connection, statement: Any, multiparams: Any, params: Any, options: Mapping[str, Any]
) -> None:
    if options.get(CORE_STATEMENT) or isinstance(statement, _SAVEPOINTS):
        return
    scope = scope_of(connection)
    session: Session | None = connection.get_execution_options().get(TOKEN_OPTION)
    if scope is None or session is None:
        raise IsolationBreach("a statement outside any scope")
    if options.get(_TOKEN) is session.info["token"]:
        _check_parameters(statement, multiparams or params, scope)
        return
    if not session._flushing or not isinstance(statement, (Insert, Update, Delete)):
        raise IsolationBreach("a statement that did not pass the session")
    _check_parameters(statement, multiparams or params, scope)


def _check_parameters(statement: Any, parameters: Any, scope: Scope) -> None:
    """Check the branch of inserted rows once more where flush and bulk paths meet the engine."""
    table = statement.table if isinstance(statement, Insert) else None
    if not isinstance(table, Table) or kind_of(table) != "branch" or scope.branch_id is None:
        return
    for row in _rows(parameters):
        if row.get("branch_id", scope.branch_id) != scope.branch_id:
            raise IsolationBreach(f"a row of {table.name} belongs to another branch")


def _refuse_raw(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:
    if context is not None and context.compiled is None and not context.execution_options.get(CORE_STATEMENT):
        raise IsolationBreach("raw SQL outside the core")
