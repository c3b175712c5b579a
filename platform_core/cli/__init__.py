"""The command `qorgau`: one file a group of commands, imported when it is called."""

import sys
from collections.abc import Sequence

import click

from platform_core.cli.faults import exit_code_of, is_unforeseen
from platform_core.cli.lazy import LazyGroup

COMMANDS = {
    "audit": "platform_core.cli.audit:audit",
    "branch": "platform_core.cli.branch:branch",
    "check": "platform_core.cli.check:check",
    "db": "platform_core.cli.db:db",
    "demo": "platform_core.cli.demo:demo",
    "indicators": "platform_core.cli.indicators:indicators",
    "jobs": "platform_core.cli.jobs:jobs",
    "keys": "platform_core.cli.keys:keys",
    "people": "platform_core.cli.people:people",
    "plugin": "platform_core.cli.plugin:plugin",
    "policy": "platform_core.cli.policy:policy",
    "serve": "platform_core.cli.serve:serve",
    "token": "platform_core.cli.token:token",
    "user": "platform_core.cli.user:user",
    "worker": "platform_core.cli.worker:worker",
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the whole traceback of a failure.")
@click.version_option(package_name="qorgau", prog_name="qorgau")
def qorgau(*, debug: bool) -> None:
    """Protect the students of a network of schools: run and look after the platform.

    Settings come from the environment (QORGAU_…); exit code 1 means that something failed, 2 that
    the command was used wrongly.
    """
    context = click.get_current_context()
    # a plugin's command has put there already how the application is made
    context.obj = context.obj or {"debug": debug}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `qorgau` and leave with its exit code: one line says what is wrong, never a traceback."""
    from platform_core.i18n import use_locale

    given = list(sys.argv[1:] if arguments is None else arguments)
    with use_locale("en"):
        try:
            outcome = qorgau.main(given, prog_name="qorgau", standalone_mode=False)
        except BaseException as fault:
            if "--debug" in given and is_unforeseen(fault):
                raise
            sys.exit(exit_code_of(fault))
    sys.exit(outcome if isinstance(outcome, int) else 0)
