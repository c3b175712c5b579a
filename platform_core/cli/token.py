"""`qorgau token`: keys for programs."""

from datetime import timedelta

import click

from platform_core.cli.context import branch_named, with_application


@click.group()
def token() -> None:
    """Make keys with which programs use the API."""


@token.command()
@click.option("--branch", "code", required=True, help="Code of the branch, or central.")
@click.option("--permission", "permissions", required=True, multiple=True, help="May be given several times.")
@click.option(
    "--expires", "days", type=click.IntRange(1, 366), default=90, show_default=True, help="Days it lives."
)
@click.option("--name", default="command line", show_default=True, help="What the token is for.")
@with_application
def create(*, code: str, permissions: tuple[str, ...], days: int, name: str) -> None:
    """Make a token for one branch and print it, this once."""
    from platform_core.auth.services import issue_token
    from platform_core.isolation.actor import SYSTEM_ACTOR

    branch = branch_named(code)
    text = issue_token(
        name, branch=branch, permissions=permissions, lifetime=timedelta(days=days), actor=SYSTEM_ACTOR
    )
    click.echo(text)
