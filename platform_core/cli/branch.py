"""`qorgau branch`: branches from tenant files, and the list of them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from platform_core.cli.context import format_option, with_application

if TYPE_CHECKING:
    from platform_core.tenancy.registry import SyncReport


@click.group()
def branch() -> None:
    """Seed branches from files, compare and list them."""


@branch.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--apply", "apply_drift", is_flag=True, help="Write the files' values over the database's.")
@with_application
def sync(*, directory: Path | None, apply_drift: bool) -> None:
    """Make the branches that do not exist yet; report where files and database differ.

    DIRECTORY holds one TOML file a branch and central.toml; `tenants` unless given. Modules then fill
    the network's catalogues with what they ship.
    """
    from platform_core.extensions import db
    from platform_core.hooks.gate import manifests
    from platform_core.isolation.scope import catalogue_write
    from platform_core.tenancy.catalogues import load_catalogues
    from platform_core.tenancy.registry import sync as sync_branches

    with catalogue_write():
        report = sync_branches(directory or tenants_directory(), manifests(), apply=apply_drift)
        db.session.commit()
    load_catalogues(manifests().values())
    _print_report(report)


def tenants_directory() -> Path:
    """Return `tenants` of the working directory, else the one that the product's source holds."""
    here = Path("tenants")
    return here if here.is_dir() else Path(__file__).parents[2] / "tenants"


def _print_report(report: "SyncReport") -> None:
    for code in report.created:
        click.echo(f"new: {code}")
    for drift in report.drift:
        verb = "applied" if report.applied else "differs"
        click.echo(f"{verb}: {drift.branch}: {drift.field}: {drift.in_database!r} -> {drift.in_file!r}")
    for code in report.only_in_database:
        click.echo(f"only in the database: {code}")
    click.echo(
        f"{len(report.created)} new, {len(report.unchanged)} as in their files, "
        f"{len({drift.branch for drift in report.drift})} {'applied' if report.applied else 'different'}"
    )
    if report.drift and not report.applied:
        click.echo("the database wins; `qorgau branch sync --apply` writes the files' values", err=True)


@branch.command("list")
@format_option
@with_application
def list_all(*, output: str) -> None:
    """List the central office and every branch."""
    import orjson

    from platform_core.cli.context import print_table
    from platform_core.tenancy.directory import list_branches

    branches = list_branches(with_central=True)
    if output == "json":
        rows = [
            {
                "code": item.code,
                "kind": item.kind,
                "names": dict(item.names),
                "city": item.city,
                "region": item.region,
                "timezone": item.timezone,
                "languages": item.languages,
                "hostel": item.has_hostel,
                "modules": sorted(item.enabled_modules),
            }
            for item in branches
        ]
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    headings = ["code", "name", "city", "region", "hostel", "modules"]
    table = [
        [
            item.code,
            item.name("en"),
            item.city,
            item.region,
            "yes" if item.has_hostel else "no",
            ", ".join(sorted(item.enabled_modules)),
        ]
        for item in branches
    ]
    print_table("Branches", headings, table)
