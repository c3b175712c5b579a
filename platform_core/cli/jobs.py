"""`qorgau jobs`: background work that waits, runs or was given up."""

from typing import TYPE_CHECKING
from uuid import UUID

import click

from platform_core.cli.context import branch_named, format_option, print_table, with_application

if TYPE_CHECKING:
    from platform_core.jobs.queries import MessageView

MOST_SHOWN = 200


@click.group()
def jobs() -> None:
    """Look at background work and let what was given up run again."""


@jobs.command("list")
@click.option("--failed", is_flag=True, help="Only work that was given up.")
@click.option("--branch", "branch_code", metavar="BRANCH", help="Only work of one branch.")
@format_option
@with_application
def list_jobs(*, failed: bool, branch_code: str | None, output: str) -> None:
    """List work that is not done, newest first."""
    found = _messages(failed=failed, branch_code=branch_code)
    if output == "json":
        _print_json(found)
        return
    headings = ["id", "branch", "job", "state", "failures", "last error", "due"]
    rows = [
        [
            str(one.id),
            one.branch_code,
            one.name,
            one.state,
            str(one.attempts),
            one.last_error,
            f"{one.due_at:%F %T}",
        ]
        for one in found
    ]
    print_table("Background work", headings, rows)


@jobs.command()
@click.argument("message_id", metavar="ID", type=click.UUID)
@with_application
def retry(message_id: UUID) -> None:
    """Let work that was given up run again."""
    from platform_core.audit.recorder import record
    from platform_core.extensions import db
    from platform_core.isolation.scope import in_branch
    from platform_core.jobs.upkeep import retry_message

    with in_branch(_branch_of(message_id), write=True):
        retry_message(message_id)
        record("core.job_retried", target=("core_outbox", message_id))
        db.session.commit()
    click.echo("it runs again")


def _messages(*, failed: bool, branch_code: str | None) -> "list[MessageView]":
    from platform_core.extensions import db
    from platform_core.isolation.roles import Role
    from platform_core.isolation.scope import as_role
    from platform_core.jobs.outbox import Outbox
    from platform_core.jobs.queries import MessageViews, newest_messages

    statement = newest_messages(states=("failed",) if failed else ("failed", "open"), limit=MOST_SHOWN)
    if branch_code is not None:
        statement = statement.where(Outbox.branch_id == branch_named(branch_code).id)
    views = MessageViews()
    with as_role(Role.RELAY):
        return [views.view(row) for row in db.session.execute(statement)]


def _print_json(found: "list[MessageView]") -> None:
    import orjson

    plain = [
        {
            "id": one.id,
            "branch": one.branch_code,
            "job": one.name,
            "state": one.state,
            "failures": one.attempts,
            "last_error": one.last_error,
            "due_at": one.due_at,
        }
        for one in found
    ]
    click.echo(orjson.dumps(plain, option=orjson.OPT_INDENT_2))


def _branch_of(message_id: UUID) -> UUID:
    from sqlalchemy import select

    from platform_core.extensions import db
    from platform_core.isolation.roles import Role
    from platform_core.isolation.scope import as_role
    from platform_core.jobs.outbox import Outbox

    with as_role(Role.RELAY):
        given_up = select(Outbox.branch_id).where(Outbox.id == message_id, Outbox.failed_at.is_not(None))
        branch_id = db.session.scalar(given_up)
    if branch_id is None:
        raise click.ClickException(f"no work with the id {message_id} was given up")
    return branch_id
