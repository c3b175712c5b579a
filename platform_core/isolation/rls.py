"""The other two fences as DDL: row-level security on PostgreSQL, write triggers on SQLite."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Table, text
from sqlalchemy.engine import URL

from platform_core.isolation.logins import role_name, role_password
from platform_core.isolation.mixins import grants_of, is_append_only, kind_of
from platform_core.isolation.roles import DELETE, INSERT, UPDATE, Role

BRANCH_IS_MINE = "branch_id = NULLIF(current_setting('qorgau.branch', true), '')::uuid"
_WRITES = (INSERT, UPDATE, DELETE)


def protect_tables(connection: Connection, tables: Iterable[Table], *, url: URL) -> None:
    """Create policies and grants, or triggers, for `tables`; safe to run again."""
    make = _postgres_statements if connection.dialect.name == "postgresql" else _sqlite_statements
    for table in tables:
        if kind_of(table) is not None:
            for statement in make(table, url):
                connection.execute(text(statement))


def create_logins(connection: Connection, *, url: URL, secret: bytes) -> None:
    """Create or renew the login of every role; none owns anything, bypasses a policy or inherits."""
    for role in Role:
        name = role_name(url, role)
        find = text("SELECT 1 FROM pg_roles WHERE rolname = :name")
        known = connection.execute(find, {"name": name}).scalar()
        # an owner that is no superuser may not even repeat that a role is none
        verb, powers = ("ALTER", "LOGIN") if known else ("CREATE", "LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS")
        password = role_password(secret, role)
        connection.execute(text(f"{verb} ROLE \"{name}\" {powers} PASSWORD '{password}'"))
        connection.execute(text(f'GRANT USAGE ON SCHEMA public TO "{name}"'))


def _postgres_statements(table: Table, url: URL) -> Iterator[str]:
    yield f'ALTER TABLE "{table.name}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table.name}" FORCE ROW LEVEL SECURITY'
    for role in Role:
        name = role_name(url, role)
        yield f'DROP POLICY IF EXISTS "{role}" ON "{table.name}"'
        yield f'REVOKE ALL ON "{table.name}" FROM "{name}"'
        operations = grants_of(table).get(role, frozenset())
        if operations:
            rule = _rule(table, role)
            yield f'CREATE POLICY "{role}" ON "{table.name}" TO "{name}" USING ({rule}) WITH CHECK ({rule})'
            yield f'GRANT {", ".join(sorted(operations)).upper()} ON "{table.name}" TO "{name}"'


def _rule(table: Table, role: Role) -> str:
    """One equality policy for the branch; another role is a login of its own, never a flag in a rule."""
    return BRANCH_IS_MINE if kind_of(table) == "branch" and role is Role.BRANCH else "true"


def _sqlite_statements(table: Table, url: URL) -> Iterator[str]:
    for operation in _WRITES:
        name = f"guard_{table.name}_{operation}"
        yield f'DROP TRIGGER IF EXISTS "{name}"'
        condition = _trigger_condition(table, operation)
        yield (
            f'CREATE TRIGGER "{name}" BEFORE {operation.upper()} ON "{table.name}" WHEN {condition} '
            f"BEGIN SELECT RAISE(ABORT, 'qorgau: {operation} refused on {table.name}'); END"
        )


def _trigger_condition(table: Table, operation: str) -> str:
    """Return when a write is refused: the role may not do it, or the row is another branch's."""
    if is_append_only(table) and operation != INSERT:
        return "1"
    roles = [role for role, operations in grants_of(table).items() if operation in operations]
    listed = ", ".join(f"'{role}'" for role in sorted(roles)) or "''"
    refused = f"app_role() IS NULL OR app_role() NOT IN ({listed})"
    if kind_of(table) != "branch":
        return refused
    rows = {INSERT: ("NEW",), DELETE: ("OLD",), UPDATE: ("OLD", "NEW")}[operation]
    foreign = " OR ".join(f"{row}.branch_id IS NOT app_branch()" for row in rows)
    return f"{refused} OR (app_role() = '{Role.BRANCH}' AND ({foreign}))"


def unprotected_tables(connection: Connection, tables: Iterable[Table]) -> list[str]:
    """Name the tables whose fence is missing in the database; `qorgau check` reports them."""
    names = sorted(table.name for table in tables if kind_of(table) is not None)
    if connection.dialect.name == "postgresql":
        query = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        guarded = set(connection.execute(text(query)).scalars())
    else:
        query = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' GROUP BY 1 HAVING count(*) >= 3"
        guarded = set(connection.execute(text(query)).scalars())
    return [name for name in names if name not in guarded]
