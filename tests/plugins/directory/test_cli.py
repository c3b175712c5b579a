"""`qorgau directory`: the load can be repeated, the report counts and lists."""

import json

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.cli import qorgau
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.world import TEST_KEY, World
from plugins.directory.cli import directory
from plugins.directory.services.loading import Loaded


def test_a_load_can_be_repeated(app: Flask, central: BranchInfo) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(directory, ["load"])
    assert first.output == "53 new, 0 changed, 0 as they were, 0 edited here and kept\n"
    again = runner.invoke(directory, ["load"])
    assert again.output == "0 new, 0 changed, 53 as they were, 0 edited here and kept\n"
    with in_branch(central.id):
        told = list(db.session.scalars(select(AuditEntry.event)))
    assert told.count("directory.entries_loaded") == 1


def test_the_report_has_every_entry_and_every_flag(app: Flask, loaded: Loaded) -> None:
    outcome = app.test_cli_runner().invoke(directory, ["report", "--format", "json"])
    assert outcome.exit_code == 0
    found = json.loads(outcome.output)
    lists = {one["code"]: (one["printed"], one["loaded"]) for one in found["lists"]}
    assert lists == {"state_bodies": (8, 8), "ombudsman": (1, 1), "hotlines": (16, 5), "centres": (39, 39)}
    assert found["total"] == 53
    odd = {one["code"]: (one["doubled"], one["skipped"]) for one in found["lists"]}
    assert (odd["centres"], odd["state_bodies"]) == (([23, 24], []), ([], [6]))
    stray = [phone for phone in found["flagged"] if not phone["is_dialable"] and phone["type"] == "unparsed"]
    assert [(phone["printed"], phone["flags"]) for phone in stray] == [("50", ["stray_digits"])]
    faxes = [phone["number"] for phone in found["flagged"] if phone["type"] == "fax"]
    assert faxes == ["+77235321444"]
    assert found["by_region"] | {"KZ-10": 1, "KZ-62": 1, "KZ-39": 7, "KZ-59": 6} == found["by_region"]
    assert sum(found["by_region"].values()) == 53


def test_the_report_reads_well(app: Flask, loaded: Loaded) -> None:
    text = app.test_cli_runner().invoke(directory, ["report"]).output
    assert '"50" -> not read: Digits that are no number' in text
    assert '"90-73-13" -> +77132907313: Area code taken from the number before' in text
    assert "Adaptation Centre for Minors in Kokshetau" in text.partition("Without a phone")[2]


def test_a_missing_entry_is_told_by_the_exit_code(app: Flask) -> None:
    outcome = app.test_cli_runner().invoke(directory, ["report"])
    assert outcome.exit_code == 1
    assert "MISSING: child-rights-committee" in outcome.output


def test_the_product_runs_the_command_on_its_own(world: World, loaded: Loaded) -> None:
    """As an operator does: `qorgau directory report`, with nothing but the environment."""
    environment = {"QORGAU_DATA_DIR": str(world.folder), "QORGAU_MASTER_KEY": f"test:{TEST_KEY}"}
    outcome = CliRunner(env=environment).invoke(qorgau, ["directory", "report"])
    assert outcome.exit_code == 0, outcome.output
    assert "centres         39 ->  39 ->  39" in outcome.output
