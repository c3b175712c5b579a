"""What commands share: the application of the environment, a branch by its code, progress."""

import difflib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from flask import Flask

    from platform_core.hooks.manifest import Manifest
    from platform_core.hooks.types import BranchInfo
    from platform_core.settings import Settings

_Command = TypeVar("_Command", bound=Callable[..., Any])
FORMATS = click.Choice(["table", "json"])
format_option = click.option(
    "--format", "output", type=FORMATS, default="table", show_default=True, help="How to print."
)


def settings_from_environment() -> "Settings":
    """Read the settings; raise `SettingsError` with every fault at once."""
    from platform_core.settings import Settings

    return Settings.from_env(os.environ)


def application() -> "Flask":
    """Wire the application of the environment's settings."""
    from platform_core.app import create_app

    return create_app(settings_from_environment())


def with_application(command: _Command) -> _Command:
    """Run a command inside the application's context."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        with application().app_context():
            return command(*args, **options)

    return run  # type: ignore[return-value]


def branch_named(code: str) -> "BranchInfo":
    """Return a branch by its code; raise a usage error that proposes the nearest codes."""
    from platform_core.tenancy.directory import list_branches

    branches = {branch.code: branch for branch in list_branches(with_central=True)}
    if code not in branches:
        raise click.BadParameter(
            f"there is no branch {code!r}{_proposal(code, branches)}", param_hint="BRANCH"
        )
    return branches[code]


def module_named(name: str) -> "Manifest":
    """Return an installed module's manifest; raise a usage error that proposes the nearest names."""
    from platform_core.hooks.gate import manifests

    installed: dict[str, Manifest] = manifests()
    if name not in installed:
        raise click.BadParameter(
            f"there is no module {name!r}{_proposal(name, installed)}", param_hint="PLUGIN"
        )
    return installed[name]


def _proposal(word: str, known: dict[str, Any]) -> str:
    near = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    if near:
        return f"; do you mean {' or '.join(near)}?"
    return f"; there are {', '.join(sorted(known))}" if known else "; there are none yet (qorgau branch sync)"


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show a bar on standard error while the block works; call the given `tick(what)` after each step."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[step]}"), console=Console(stderr=True)) as bars:
        task = bars.add_task(title, total=total, step="")

        def tick(step: str) -> None:
            bars.update(task, advance=1, step=step)

        yield tick
        bars.update(task, step="", total=bars.tasks[0].completed)


def print_table(title: str, headings: list[str], rows: list[list[str]]) -> None:
    """Print a table on standard output, as wide as what it holds when nobody watches."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console = Console(soft_wrap=False)
    if not console.is_terminal:
        console = Console(width=200)
    console.print(table)
