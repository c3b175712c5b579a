"""`qorgau sample`: notes from the shell."""

import click
from flask.cli import with_appcontext

from platform_core.sdk import list_branches


@click.group("sample")
def group() -> None:
    """Look after notes."""


@group.command("branches")
@with_appcontext
def branches() -> None:
    """List the branches that have the module on."""
    for branch in list_branches():
        if "sample" in branch.enabled_modules:
            click.echo(branch.code)


sample = group
