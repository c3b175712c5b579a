"""`qorgau directory`: load what is shipped, and report on what is there (A10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

import click
import orjson
from flask.cli import with_appcontext

from platform_core.sdk import (
    REGIONS,
    SYSTEM_ACTOR,
    catalogue_write,
    central_branch,
    central_read,
    db,
    local_day,
)
from plugins.directory import data
from plugins.directory.queries.report import NATIONWIDE, DirectoryReport, ListLoaded, report_on
from plugins.directory.services.loading import load_shipped

LANGUAGE = click.Choice(["kk", "ru", "en"])


@click.group("directory")
def directory() -> None:
    """Load and report on the directory of help."""


@directory.command("load")
@with_appcontext
def load() -> None:
    """Write the entries of the policy's appendix 10 into the network's directory.

    As often as you like: what people changed since stays as it is.
    """
    # told in the centre's trail, for the network's directory is the centre's
    actor = replace(SYSTEM_ACTOR, branch_id=central_branch().id)
    with catalogue_write(actor=actor):
        loaded = load_shipped()
        db.session.commit()
    outcome = loaded.outcome
    click.echo(
        f"{len(outcome.created)} new, {len(outcome.changed)} changed, {len(outcome.same)} as they were, "
        f"{len(loaded.kept)} edited here and kept"
    )


@directory.command("report")
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table to read, or JSON for a program.",
)
@click.option("--language", type=LANGUAGE, default="en", show_default=True, help="Language of the names.")
@with_appcontext
def report(*, output: str, language: str) -> None:
    """Count what is there, and list every phone that does not parse or is out of the ordinary.

    Exit code 1 means that an entry of the appendix is missing.
    """
    with central_read(reason="directory report"):
        found = report_on(local_day(central_branch()), language)
    if output == "json":
        click.echo(orjson.dumps(asdict(found), option=orjson.OPT_INDENT_2))
    else:
        _print(found, language)
    if not all(one.is_whole for one in found.lists):
        raise SystemExit(1)


def _print(found: DirectoryReport, language: str) -> None:
    click.echo(f"{found.total} entries, {found.phones} phones\n")
    click.echo("Appendix 10, entries printed -> shipped -> loaded")
    for one in found.lists:
        click.echo(
            f"  {one.code:<14} {one.printed:>3} -> {one.shipped:>3} -> {one.loaded:>3}{_oddities(one)}"
        )
    click.echo("  (one shipped entry stands for every line in which the source repeats a body)")
    _print_counts("By kind", found.by_kind, data.words("kind", language))
    names = {NATIONWIDE: "whole country", **{code: one.name(language) for code, one in REGIONS.items()}}
    _print_counts("By region", found.by_region, names)
    _print_counts("By verification", found.by_verification, data.words("verification", language))
    _print_phones(found, data.words("flag", language))
    _print_names("Without a phone that can be called", found.without_phone)
    _print_names("Without an e-mail address", found.without_email)
    _print_names("Without phone, e-mail and site", found.without_any)


def _oddities(one: ListLoaded) -> str:
    told = (
        ("MISSING", one.missing),
        ("numbers used twice", one.doubled),
        ("numbers left out", one.skipped),
    )
    return "".join(f"  {what}: {', '.join(map(str, found))}" for what, found in told if found)


def _print_counts(title: str, counts: Mapping[str, int], words: Mapping[str, str]) -> None:
    click.echo(f"\n{title}")
    for code, count in counts.items():
        click.echo(f"  {count:>4}  {words.get(code, code)}")


def _print_phones(found: DirectoryReport, words: Mapping[str, str]) -> None:
    click.echo(f"\nPhones that do not parse: {len(found.unparsed)}; flagged in all: {len(found.flagged)}")
    for phone in found.flagged:
        read = phone.number if phone.is_dialable or phone.type == "fax" else "not read"
        reasons = ", ".join(words[flag] for flag in phone.flags)
        click.echo(f'  "{phone.printed}" -> {read}: {reasons} ({phone.entry})')


def _print_names(title: str, names: Sequence[str] | Iterable[str]) -> None:
    listed = list(names)
    click.echo(f"\n{title}: {len(listed)}")
    for name in listed:
        click.echo(f"  {name}")
