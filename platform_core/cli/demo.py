"""`qorgau demo`: the whole platform with made-up branches, people and history, in one directory."""

import base64
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from platform_core.cli.serve import DEFAULT_HOST, DEFAULT_PORT, PORT, run_server

if TYPE_CHECKING:
    from flask import Flask

    from platform_core.hooks.types import BranchInfo
    from platform_core.settings import Settings

DEFAULT_DIRECTORY = Path("instance") / "demo"
KEY_FILE, DATABASE_FILE, LOCK_FILE = "master.key", "qorgau.db", "demo.lock"
MOST_BRANCHES = 22


@click.command()
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_DIRECTORY,
    show_default=True,
    help="Where everything lies; delete it to begin anew.",
)
@click.option("--port", type=PORT, default=DEFAULT_PORT, show_default=True, help="Port to listen on.")
@click.option(
    "--branches",
    type=click.IntRange(1, MOST_BRANCHES),
    default=MOST_BRANCHES,
    show_default=True,
    help="How many branches to fill.",
)
@click.option("--no-serve", is_flag=True, help="Prepare everything and leave.")
def demo(*, data_dir: Path, port: int, branches: int, no_serve: bool) -> None:
    """Prepare the demonstration, print a login for every role, and serve it.

    What was entered stays: a second start only adds what is missing. Settings of the environment
    (QORGAU_…) are not used, except QORGAU_LOG_LEVEL.
    """
    from filelock import FileLock, Timeout

    folder = data_dir.expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / LOCK_FILE, timeout=0):
            _run(folder, port=port, branches=branches, no_serve=no_serve)
    except Timeout:
        raise click.ClickException(f"another demonstration is using {folder}") from None


def _run(folder: Path, *, port: int, branches: int, no_serve: bool) -> None:
    from platform_core.app import create_app

    settings = demo_settings(folder, port=port)
    app = create_app(settings)
    with app.app_context():
        filled = prepare(settings, branches)
    if no_serve:
        _print_logins(app, filled, address=None)
        return
    run_server(
        app,
        host=DEFAULT_HOST,
        port=port,
        announce=lambda address: _print_logins(app, filled, address=address),
    )


def demo_settings(folder: Path, *, port: int) -> "Settings":
    """Make the demonstration's settings: everything in one folder, its key beside its data."""
    from platform_core.settings import Settings

    return Settings.from_env(
        {
            "QORGAU_DATA_DIR": str(folder),
            "QORGAU_MASTER_KEY": _key_of(folder),
            "QORGAU_DEMO": "yes",
            "QORGAU_PUBLIC_URL": f"http://{DEFAULT_HOST}:{port}",
            "QORGAU_LOG_LEVEL": os.environ.get("QORGAU_LOG_LEVEL", "WARNING"),
            # sign-ins of made-up people need no costly hashes
            "QORGAU_ARGON2_MEMORY_KIB": "8192",
            "QORGAU_ARGON2_ROUNDS": "1",
        }
    )


def _key_of(folder: Path) -> str:
    """Return the master key of a demonstration, made at its first start."""
    path = folder / KEY_FILE
    if path.exists():
        return path.read_text().strip()
    if (folder / DATABASE_FILE).exists():
        raise click.ClickException(f"{path} is gone, and without it the data beside it cannot be opened")
    key = f"demo:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    path.touch(mode=0o600)
    path.write_text(f"{key}\n")
    return key


def prepare(settings: "Settings", count: int) -> "list[BranchInfo]":
    """Migrate, seed branches and fill them, each only where something is missing; return the filled."""
    from platform_core.cli.context import progress
    from platform_core.cli.db import migrate, schema_faults
    from platform_core.demo.seed import choose_branches, missing_parts, seed_part
    from platform_core.hooks.gate import manifests
    from platform_core.tenancy.directory import central_branch, list_branches

    if schema_faults(settings, manifests().values()):
        migrate(settings, manifests().values())
    _sync(count)
    filled = choose_branches(list_branches(), count)
    centre = central_branch()
    missing = missing_parts([centre, *filled])  # branches ask the registers that the centre fills
    _make_central_accounts(centre)
    if missing:
        with progress("Filling", len(missing)) as tick:
            for branch, part in missing:
                seed_part(branch, part, showcase=branch.id == filled[0].id)
                tick(f"{branch.code}: {part}")
    return filled


def _sync(count: int) -> None:
    from platform_core.cli.branch import tenants_directory
    from platform_core.demo.seed import SHOWCASE
    from platform_core.extensions import db
    from platform_core.hooks.gate import manifests
    from platform_core.isolation.scope import catalogue_write
    from platform_core.tenancy.catalogues import load_catalogues
    from platform_core.tenancy.registry import read_tenants, sync_tenants

    tenants = read_tenants(tenants_directory(), manifests())
    schools = sorted(
        (tenant for tenant in tenants if tenant.columns["kind"] == "branch"),
        key=lambda tenant: (tenant.code != SHOWCASE, tenant.code),
    )
    centre = [tenant for tenant in tenants if tenant.columns["kind"] != "branch"]
    with catalogue_write():
        sync_tenants([*centre, *schools[:count]])
        db.session.commit()
    load_catalogues(manifests().values())


def _make_central_accounts(centre: "BranchInfo") -> None:
    from platform_core.demo.accounts import make_accounts

    make_accounts(centre, every_role=True)


def _print_logins(app: "Flask", filled: "list[BranchInfo]", *, address: str | None) -> None:
    from platform_core.auth.titles import ROLE_TITLES
    from platform_core.cli.context import print_table
    from platform_core.demo.accounts import PASSWORD, logins_of
    from platform_core.tenancy.directory import central_branch

    with app.app_context():
        centre = central_branch()
    logins = [*logins_of(filled[0], every_role=True), *logins_of(centre, every_role=True)]
    rows = [[str(ROLE_TITLES[demo.role]), demo.login, demo.branch.name("en")] for demo in logins]
    print_table("One login for every role", ["role", "login", "where"], rows)
    click.echo(f"password of each: {PASSWORD}")
    if address is not None:
        click.echo(f"\nQorgau is at {address}  (Ctrl+C stops it)")
