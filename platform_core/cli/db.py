"""`qorgau db`: the schema and its fences."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from platform_core.hooks.manifest import Manifest
    from platform_core.settings import Settings


@click.group()
def db() -> None:
    """Bring the database up to date, or look whether it is."""


@db.command("upgrade")
def upgrade() -> None:
    """Run the missing migrations of the core and of every module, and renew the fences."""
    from platform_core.app import settings_of
    from platform_core.cli.context import application
    from platform_core.hooks.gate import manifests

    app = application()
    with app.app_context():
        migrate(settings_of(app), manifests().values())
    click.echo("the database is up to date")


@db.command("check")
def check() -> None:
    """Name what is behind or unprotected; exit code 1 if anything is."""
    from platform_core.app import settings_of
    from platform_core.cli.context import application
    from platform_core.hooks.gate import manifests

    app = application()
    with app.app_context():
        faults = schema_faults(settings_of(app), manifests().values())
    if faults:
        raise click.ClickException("\n".join(faults))
    click.echo("the database is up to date and its tables are fenced")


def migrate(settings: "Settings", manifests: "Iterable[Manifest]") -> None:
    """Migrate everything that is installed, with a progress bar."""
    from platform_core.cli.context import progress
    from platform_core.migrations.run import units, upgrade

    installed = list(manifests)
    with progress("Migrating", len(units(installed))) as tick:
        upgrade(settings, installed, tick=tick)


def schema_faults(settings: "Settings", manifests: "Iterable[Manifest]") -> list[str]:
    """Return a sentence for every unit that is behind and every table without its fence."""
    from platform_core.db.base import Model
    from platform_core.isolation.owner import owner_connection
    from platform_core.isolation.rls import unprotected_tables
    from platform_core.migrations.run import outdated_units

    with owner_connection(settings) as connection:
        behind = outdated_units(connection, manifests)
        bare = [] if behind else unprotected_tables(connection, Model.metadata.sorted_tables)
    faults = [f"{unit} is behind its newest migration (qorgau db upgrade)" for unit in behind]
    if bare:
        faults.append(f"without a fence (qorgau db upgrade): {', '.join(bare)}")
    return faults
