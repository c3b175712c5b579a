"""Migrations: one environment, a version table for each module, run in dependency order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table

from platform_core.crypto.current import keyring_of
from platform_core.db.base import Model
from platform_core.hooks.manifest import Manifest
from platform_core.isolation.logins import LOGINS
from platform_core.isolation.owner import owner_connection
from platform_core.isolation.rls import create_logins, protect_tables
from platform_core.settings import Settings

CORE = "core"


@dataclass(frozen=True, slots=True)
class Unit:
    """The core or one module: its name and the folder of its revisions."""

    name: str
    folder: Path

    @property
    def version_table(self) -> str:
        """Where the unit keeps its revision, so that a module can go without taking others' state."""
        return f"alembic_version_{self.name}"


def units(manifests: Iterable[Manifest]) -> list[Unit]:
    """List the core and the modules in the order in which their tables can be made."""
    found = [Unit(CORE, Path(str(files("platform_core"))) / "migrations" / "versions")]
    for manifest in manifests:
        root = Path(str(files(manifest.package)))
        found.append(Unit(manifest.name, root / manifest.migrations))
    return found


def tables_of(unit: str) -> list[Table]:
    """List the tables that are tagged with the unit's name."""
    return [table for table in Model.metadata.sorted_tables if table.info.get("plugin") == unit]


def upgrade(
    settings: Settings, manifests: Iterable[Manifest], *, tick: Callable[[str], object] = str
) -> None:
    """Bring every unit to its newest revision and renew the fences; calls `tick(unit)` after each."""
    wanted = units(manifests)
    with owner_connection(settings) as connection:
        for unit in wanted:
            command.upgrade(_config(unit, connection), "head")
            tick(unit.name)
        if connection.dialect.name == "postgresql":
            with keyring_of(settings) as keyring:
                create_logins(connection, url=settings.database_url, secret=keyring.stable_secret(LOGINS))
        ours = [table for unit in wanted for table in tables_of(unit.name)]
        protect_tables(connection, ours, url=settings.database_url)


def outdated_units(connection: Connection, manifests: Iterable[Manifest]) -> list[str]:
    """Name the units whose database is behind their newest revision."""
    behind = []
    for unit in units(manifests):
        context = MigrationContext.configure(connection, opts={"version_table": unit.version_table})
        newest = set(ScriptDirectory.from_config(_config(unit, connection)).get_heads())
        if set(context.get_current_heads()) != newest:
            behind.append(unit.name)
    return behind


def make_revision(settings: Settings, manifests: Iterable[Manifest], *, unit: str, message: str) -> None:
    """Write the next revision of `unit` from the difference between its models and the database."""
    chosen = {each.name: each for each in units(manifests)}[unit]
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with owner_connection(settings) as connection:
        config = _config(chosen, connection)
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        command.revision(config, message=message, autogenerate=True, rev_id=f"{unit}_{number:04}")


def _config(unit: Unit, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("platform_core") / "migrations"))
    config.set_main_option("version_locations", str(unit.folder))
    config.set_main_option("path_separator", "newline")
    config.attributes |= {"connection": connection, "unit": unit.name, "version_table": unit.version_table}
    return config
