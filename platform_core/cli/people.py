"""`qorgau people`: the lists that schools keep, into the register."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from platform_core.cli.context import branch_named, format_option, print_table, with_application

if TYPE_CHECKING:
    from platform_core.people.imports import ImportResult
    from platform_core.people.imports.sheet import Progress

KINDS = click.Choice(["student", "guardian", "staff", "other"])


@click.group()
def people() -> None:
    """Bring students, guardians and staff into a branch's register."""


@people.command("import")
@click.argument("branch")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Report what would be done and write nothing.")
@click.option("--kind", type=KINDS, help="Whom the file lists, if its columns do not tell.")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report row by row as XLSX."
)
@format_option
@with_application
def import_file(
    *, branch: str, file: Path, dry_run: bool, kind: str | None, report: Path | None, output: str
) -> None:
    """Import the people of a CSV or XLSX FILE into BRANCH: all of them, or nobody.

    Any fault in any row leaves the register as it was and ends with exit code 1; faults are told row
    by row in the language of the file's headings.
    """
    result = _run(branch, file, kind=kind, dry_run=dry_run)
    if report is not None:
        from platform_core.people.imports import export_report

        report.write_bytes(export_report(result.report(), result.language))
    _print(result, output)
    if not result.is_sound:
        raise click.ClickException(f"{result.fault_count} faults: nothing was written")


def _run(code: str, file: Path, *, kind: str | None, dry_run: bool) -> "ImportResult":
    from platform_core.extensions import db
    from platform_core.isolation.scope import in_branch
    from platform_core.people.imports import UnreadableFile, describe_refusal, import_people
    from platform_core.tenancy.dates import local_day

    branch = branch_named(code)
    try:
        with _bar() as tell, in_branch(branch.id, write=True):
            today = local_day(branch)
            result = import_people(
                file.read_bytes(), today=today, default_kind=kind, dry_run=dry_run, progress=tell
            )
            db.session.commit()
    except UnreadableFile as refusal:
        raise click.ClickException(f"{file}: {describe_refusal(refusal, 'en')}") from refusal
    return result


@contextmanager
def _bar() -> "Iterator[Progress]":
    """Show a bar on standard error that follows `(done, total)`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("people"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task("people", total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _print(result: "ImportResult", output: str) -> None:
    counts = {
        "rows": result.rows,
        "new": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "guardian links": result.guardians,
        "faults": result.fault_count,
    }
    if output == "json":
        _print_json(result, counts)
        return
    lines = result.report()
    if lines:
        rows = [[str(line.row), line.column, line.value, line.reason] for line in lines]
        print_table("Report", ["Row", "Column", "Value", "Reason"], rows)
    for column in result.unread_columns:
        click.echo(f"not read: {column}", err=True)
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items()))
    click.echo("written" if result.applied else "nothing was written")


def _print_json(result: "ImportResult", counts: dict[str, int]) -> None:
    import orjson

    content = {
        **counts,
        "applied": result.applied,
        "language": result.language,
        "unread_columns": result.unread_columns,
        "report": result.report(),
    }
    click.echo(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode())
