"""`qorgau audit`: verify, export and list the trail of a branch."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from platform_core.cli.context import branch_named, format_option, print_table, progress, with_application

if TYPE_CHECKING:
    from platform_core.audit.report import VerifyReport
    from platform_core.hooks.types import BranchInfo

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
OLD_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
branch_option = click.option("--branch", "code", help="Code of one branch.")


@click.group()
def audit() -> None:
    """Verify, export and list the trail."""


@audit.command()
@branch_option
@format_option
@with_application
def verify(*, code: str | None, output: str) -> None:
    """Find every changed, missing, inserted or reordered entry; exit code 1 if there is any.

    Entries of the last seconds are not sealed yet: one deleted before it is leaves no trace.
    """
    from platform_core.audit.verify import verify_branch

    branches = _branches(code)
    reports = []
    with progress("verifying", len(branches)) as tick:
        for branch in branches:
            reports.append((branch.code, verify_branch(branch.id)))
            tick(branch.code)
    _print_reports(reports, output)
    if not all(report.ok for _, report in reports):
        raise click.exceptions.Exit(1)


@audit.command()
@branch_option
@with_application
def seal(*, code: str | None) -> None:
    """Seal what is unsealed now, and look through the whole trail for what was written late."""
    from platform_core.audit.seal import seal_branch

    branches = _branches(code)
    with progress("sealing", len(branches)) as tick:
        for branch in branches:
            count = seal_branch(branch.id, sweep=True)
            tick(branch.code)
            click.echo(f"{branch.code}: {count} sealed")


@audit.command()
@click.option("--branch", "code", required=True, help="Code of the branch.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
@click.option("--target", help="Only entries about one record: TYPE:ID, each with its proof.")
@with_application
def export(*, code: str, out: Path, target: str | None) -> None:
    """Write a branch's sealed trail as JSON lines that `qorgau audit verify-export` checks offline."""
    from platform_core.audit.export import export_trail
    from platform_core.audit.recorder import record
    from platform_core.isolation.scope import in_branch

    branch, chosen = branch_named(code), _target(target)
    with in_branch(branch.id):
        count = _write(out, export_trail(target=chosen))
        record("core.trail_exported", target=chosen, data={"lines": count})
    click.echo(f"{branch.code}: {count} lines written to {out}")


@audit.command("verify-export")
@click.argument("file", type=OLD_FILE)
@click.option("--heads", type=OLD_FILE, help="Heads copied elsewhere, to hold the export against.")
def verify_export(*, file: Path, heads: Path | None) -> None:
    """Check an export without any database; exit code 1 if something is wrong.

    Compare the printed key with the one that the branch has given you by another way.
    """
    from platform_core.audit.heads import Head
    from platform_core.audit.offline import ExportUnreadable
    from platform_core.audit.offline import verify_export as check

    try:
        copies = [Head.from_json(line) for line in heads.read_bytes().splitlines()] if heads else []
        with file.open("rb") as lines:
            report = check(lines, copies=copies)
    except (ExportUnreadable, ValueError) as fault:
        raise click.ClickException(str(fault)) from None
    for key in report.keys:
        click.echo(f"signed by {key}")
    for found in report.faults:
        click.echo(f"FAULT {found}")
    click.echo(f"{report.entries} entries, {report.heads} heads: {'ok' if report.ok else 'NOT AS SEALED'}")
    if not report.ok:
        raise click.exceptions.Exit(1)


@audit.command("list")
@click.option("--branch", "code", required=True, help="Code of the branch.")
@click.option("--event", help="Only this event; a name ending in . or * takes all that begin so.")
@click.option("--since", type=click.DateTime(), help="Only from this moment, UTC.")
@click.option("--until", type=click.DateTime(), help="Only before this moment, UTC.")
@click.option("--target", help="Only entries about one record: TYPE:ID.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many entries at most."
)
@format_option
@with_application
def list_entries(
    *,
    code: str,
    event: str | None,
    since: datetime | None,
    until: datetime | None,
    target: str | None,
    limit: int,
    output: str,
) -> None:
    """List entries, the newest first: what was done and seen, when and by whom; never content."""
    from datetime import UTC

    from platform_core.audit.queries import TrailFilter, list_trail
    from platform_core.isolation.scope import in_branch

    wanted = TrailFilter(
        event=event,
        since=since.replace(tzinfo=UTC) if since else None,
        until=until.replace(tzinfo=UTC) if until else None,
        target=_target(target),
    )
    with in_branch(branch_named(code).id):
        rows = list_trail(wanted, limit=limit).rows
    _print_rows(rows, output)


def _branches(code: str | None) -> Sequence["BranchInfo"]:
    from platform_core.tenancy.directory import list_branches

    return [branch_named(code)] if code else list_branches(with_central=True)


def _target(text: str | None) -> tuple[str, UUID] | None:
    if text is None:
        return None
    kind, _, number = text.rpartition(":")
    try:
        return kind, UUID(number)
    except ValueError:
        raise click.BadParameter(
            "must be TYPE:ID, as incidents_incident:0198…", param_hint="--target"
        ) from None


def _write(out: Path, lines: Iterator[bytes]) -> int:
    """Write a file that is whole or not there."""
    unfinished = out.with_name(out.name + ".part")
    count = 0
    with unfinished.open("wb") as file:
        for line in lines:
            file.write(line)
            count += 1
    unfinished.replace(out)
    return count


def _print_reports(reports: "Sequence[tuple[str, VerifyReport]]", output: str) -> None:
    if output == "json":
        click.echo(_json([_report_told(code, report) for code, report in reports]))
        return
    for code, report in reports:
        for fault in report.faults:
            click.echo(f"FAULT {code}: {fault}")
    rows = [
        [
            code,
            str(report.size),
            str(report.heads),
            str(report.unsealed),
            "ok" if report.ok else "NOT AS SEALED",
        ]
        for code, report in reports
    ]
    print_table("Trail", ["branch", "sealed", "heads", "unsealed", "state"], rows)


def _state(report: "VerifyReport") -> str:
    return "ok" if report.ok else "NOT AS SEALED"


def _report_told(code: str, report: "VerifyReport") -> dict[str, Any]:
    faults = [
        {"what": fault.what, "position": fault.position, "entry": fault.entry_id} for fault in report.faults
    ]
    counts = {"sealed": report.size, "heads": report.heads, "unsealed": report.unsealed}
    return {"branch": code, "ok": report.ok, **counts, "faults": faults}


def _print_rows(rows: Sequence[Any], output: str) -> None:
    from dataclasses import asdict

    if output == "json":
        click.echo(_json([asdict(row) for row in rows]))
        return
    told = [
        [
            row.at.strftime("%Y-%m-%d %H:%M:%S"),
            row.event,
            str(row.actor_user_id or row.actor_kind),
            f"{row.target_type}:{row.target_id}" if row.target_id else "",
            _json(row.data) if row.data else "",
        ]
        for row in rows
    ]
    print_table("Entries", ["at (UTC)", "event", "actor", "target", "data"], told)


def _json(value: Any) -> str:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_INDENT_2 if isinstance(value, list) else 0).decode()
