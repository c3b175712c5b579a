"""`qorgau policy`: the policy's clauses and what keeps them."""

from typing import TYPE_CHECKING

import click

from platform_core.cli.context import format_option

if TYPE_CHECKING:
    from platform_core.coverage import CoverageReport


@click.group()
def policy() -> None:
    """Show how far the policy is kept."""


@policy.command()
@format_option
@click.option(
    "--language", type=click.Choice(["kk", "ru", "en"]), default="en", show_default=True, help="Titles."
)
def coverage(*, output: str, language: str) -> None:
    """List every clause with its evidence and status."""
    import orjson

    from platform_core.coverage import coverage_of
    from platform_core.hooks.manager import PluginManager, find_modules

    report = coverage_of(PluginManager(find_modules()).manifests.values())
    if output == "json":
        click.echo(orjson.dumps(report.as_dict(language), option=orjson.OPT_INDENT_2))
        return
    _print_report(report, language)


def _print_report(report: "CoverageReport", language: str) -> None:
    from platform_core.cli.context import print_table

    rows = [
        [
            str(line.requirement.clause),
            line.requirement.title(language),
            line.status.value.replace("_", " "),
            "\n".join(proof.where for proof in line.proofs),
        ]
        for line in report.lines
    ]
    print_table("The policy's clauses", ["clause", "title", "status", "evidence"], rows)
    counts = ", ".join(
        f"{count} {status.value.replace('_', ' ')}" for status, count in report.counts().items()
    )
    click.echo(counts)
