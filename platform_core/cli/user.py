"""`qorgau user`: accounts, for the first administrator and for emergencies."""

import sys
from typing import TYPE_CHECKING, Any

import click

from platform_core.cli.context import branch_named, format_option, print_table, with_application

if TYPE_CHECKING:
    from uuid import UUID

    from platform_core.auth.accounts import Account
    from platform_core.auth.queries import UserRow
    from platform_core.hooks.types import BranchInfo


@click.group()
def user() -> None:
    """Make and list accounts."""


@user.command()
@click.option("--login", required=True, help="Small Latin letters, digits and . _ @ + -.")
@click.option("--branch", "code", required=True, help="Code of the branch, or central.")
@click.option("--role", "roles", required=True, multiple=True, help="Role there; may be given several times.")
@click.option("--name", help="Name as colleagues know it; the login unless given.")
@click.option("--email", help="Address for notices.")
@click.option("--language", default="kk", show_default=True, help="kk, ru or en.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_application
def create(
    *,
    login: str,
    code: str,
    roles: tuple[str, ...],
    name: str | None,
    email: str | None,
    language: str,
    password_stdin: bool,
) -> None:
    """Make an account, or give an existing one roles in a branch.

    Without --password-stdin a one-time link is printed, with which the person sets a password.
    """
    from platform_core.auth.accounts import account_by_login
    from platform_core.auth.services import create_user, give_roles
    from platform_core.isolation.actor import SYSTEM_ACTOR

    branch = branch_named(code)
    name = name or login
    if account_by_login(login) is not None:
        if password_stdin:
            raise click.UsageError("this login has an account already: its password is not changed here")
        give_roles(login, name=name, roles=roles, branch=branch, actor=SYSTEM_ACTOR)
        click.echo(f"{login} now has these roles in {branch.code}: {', '.join(roles)}")
        return
    user_id = create_user(
        login,
        name=name,
        branch=branch,
        roles=roles,
        actor=SYSTEM_ACTOR,
        password=_password() if password_stdin else None,
        email=email,
        language=language,
    )
    click.echo(f"made {login} in {branch.code}: {', '.join(roles)}")
    if not password_stdin:
        click.echo(_invitation(user_id, branch))


def _password() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _invitation(user_id: "UUID", branch: "BranchInfo") -> str:
    from flask import current_app

    from platform_core.auth.services import invite_user
    from platform_core.isolation.actor import SYSTEM_ACTOR

    code = invite_user(user_id, branch=branch, actor=SYSTEM_ACTOR)
    address = current_app.extensions["qorgau_settings"].public_url
    return f"password to be set within three days at {address}/invite/{code}"


@user.command()
@click.argument("login")
@with_application
def invite(*, login: str) -> None:
    """Print a one-time link with which LOGIN sets a new password."""
    from platform_core.tenancy.directory import central_branch

    click.echo(_invitation(_account(login).id, central_branch()))


@user.command("forget-codes")
@click.argument("login")
@with_application
def forget_codes(*, login: str) -> None:
    """Take the sign-in codes of LOGIN away, whose phone is lost."""
    from platform_core.auth.services import remove_second_factor
    from platform_core.isolation.actor import SYSTEM_ACTOR
    from platform_core.tenancy.directory import central_branch

    remove_second_factor(_account(login), actor=SYSTEM_ACTOR, at=central_branch().id)
    click.echo(f"{login} sets up new codes at the next sign-in, where the role asks for them")


def _account(login: str) -> "Account":
    from platform_core.auth.accounts import account_by_login

    account = account_by_login(login)
    if account is None:
        raise click.BadParameter("nobody has this login", param_hint="LOGIN")
    return account


@user.command("list")
@click.option("--branch", "code", help="Only those with a role in this branch.")
@format_option
@with_application
def list_(*, code: str | None, output: str) -> None:
    """List accounts with their roles."""
    import orjson

    from platform_core.auth.queries import list_users
    from platform_core.tenancy.directory import list_branches

    wanted = branch_named(code).id if code else None
    codes = {branch.id: branch.code for branch in list_branches(with_central=True)}
    found = [_shown(row, codes) for row in list_users() if wanted is None or wanted in row.roles]
    if output == "json":
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
        return
    rows = [[item["login"], item["name"], item["state"], _roles(item["roles"])] for item in found]
    print_table("Accounts", ["login", "name", "state", "roles"], rows)


def _shown(row: "UserRow", codes: "dict[UUID, str]") -> dict[str, Any]:
    return {
        "login": row.login,
        "name": row.name,
        "state": "closed" if row.is_closed else "open",
        "roles": {codes[branch_id]: list(roles) for branch_id, roles in row.roles.items()},
    }


def _roles(roles: dict[str, list[str]]) -> str:
    return "\n".join(f"{code}: {', '.join(held)}" for code, held in sorted(roles.items()))
