"""`qorgau indicators`: the quarterly figures as they are kept (P35, P36)."""

import sys
from typing import TYPE_CHECKING, Any

import click

from platform_core.cli.context import branch_named, print_table, with_application

if TYPE_CHECKING:
    from platform_core.hooks.manifest import IndicatorSpec
    from platform_core.hooks.types import BranchInfo

FORMATS = click.Choice(["table", "json", "xlsx"])


@click.group()
def indicators() -> None:
    """Read the quarterly figures."""


@indicators.command()
@click.option(
    "--year", type=click.IntRange(2000, 2100), required=True, help="The year the school year starts in."
)
@click.option("--quarter", type=click.IntRange(1, 4), required=True, help="1 to 4.")
@click.option("--branch", "code", help="One branch by its code; all of them without.")
@click.option(
    "--format",
    "output",
    type=FORMATS,
    default="table",
    show_default=True,
    help="XLSX goes to standard output.",
)
@with_application
def show(*, year: int, quarter: int, code: str | None, output: str) -> None:
    """Show a quarter's figures of the network or of one branch, with their kinds."""
    import orjson

    branches = _branches(code)
    rows = _rows(year, quarter, branches)
    if output == "json":
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    elif output == "xlsx":
        click.echo(_workbook(rows, year, quarter), nl=False, file=sys.stdout.buffer)
    else:
        cells = [[row["number"], row["code"], row["title"], row["value"], _kinds(row)] for row in rows]
        headings = ["no.", "code", "figure", "value", "by kind"]
        print_table(f"{year}/{(year + 1) % 100:02}, quarter {quarter}", headings, _as_text(cells))


def _branches(code: str | None) -> "list[BranchInfo]":
    from platform_core.tenancy.directory import list_branches

    return [branch_named(code)] if code else list_branches()


def _rows(year: int, quarter: int, branches: "list[BranchInfo]") -> list[dict[str, Any]]:
    """Fold the kept figures of the branches that report; a figure nobody has kept is null, never zero."""
    from platform_core.audit.recorder import record_central
    from platform_core.central.queries import kept_figures
    from platform_core.central.rollup import fold_network
    from platform_core.hooks.gate import manifests
    from platform_core.isolation.scope import central_read, in_branch
    from platform_core.tenancy.directory import central_branch

    rows = []
    with in_branch(central_branch().id), central_read(reason="command line"):
        record_central("core.figures_listed", branch_ids=[branch.id for branch in branches])
        for module, manifest in manifests().items():
            reporting = {branch.id for branch in branches if module in branch.enabled_modules}
            kept = kept_figures(module, [year])[year] if manifest.indicators else []
            network = fold_network(kept, reporting=reporting)
            for number, spec in enumerate(manifest.indicators, start=1):
                rows.append(_row(number, spec, network.get((spec.code, quarter)), module=module))
    return rows


def _row(number: int, spec: "IndicatorSpec", figure: Any, *, module: str) -> dict[str, Any]:
    return {
        "module": module,
        "number": number,
        "code": spec.code,
        "title": str(spec.title),
        "value": figure.value if figure else None,
        "by_kind": dict(figure.by_kind) if figure else {},
        "branches_reported": figure.reported if figure else 0,
    }


def _kinds(row: dict[str, Any]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in row["by_kind"].items() if count)


def _as_text(cells: list[list[Any]]) -> list[list[str]]:
    return [["–" if cell is None else str(cell) for cell in row] for row in cells]


def _workbook(rows: list[dict[str, Any]], year: int, quarter: int) -> bytes:
    from platform_core.web.exports import Column, xlsx_bytes

    kinds = sorted({kind for row in rows for kind in row["by_kind"]})
    columns = [Column(key, key) for key in ("module", "number", "code", "title", "value", *kinds)]
    return xlsx_bytes(columns, [row | row["by_kind"] for row in rows], title=f"figures {year} q{quarter}")
