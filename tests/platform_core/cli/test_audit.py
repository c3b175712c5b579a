"""`qorgau audit`."""

import json
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from platform_core.audit.events import register_events
from platform_core.audit.recorder import record
from platform_core.extensions import db
from platform_core.hooks.manifest import AuditEvent
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.engines import Pin, install_functions
from platform_core.isolation.scope import in_branch
from platform_core.testing.world import World
from tests.platform_core.cli.conftest import Shell

TARGET = ("incidents_incident", UUID("01a203e2-9e1e-709c-a749-f782c87e5e1a"))


@pytest.fixture
def told(settled: Shell, app: Flask, branch_a: BranchInfo) -> Shell:
    """Three entries in alpha, sealed; one of them about a record."""
    register_events([AuditEvent("tests.looked", "Looked")])
    for target in (None, TARGET, None):
        with in_branch(branch_a.id, write=True):
            record("tests.looked", target=target, data={"rows": 7})
            db.session.commit()
    assert settled("audit", "seal", "--branch", "alpha").out == "alpha: 3 sealed\n"
    return settled


def told_in_json(shell: Shell, *arguments: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(shell("audit", *arguments, "--format", "json").out)
    return rows


def tamper(world: World, statement: str) -> None:
    connection = sqlite3.connect(str(world.settings.database_url.database))
    install_functions(connection, Pin())
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_clean_trail_verifies(told: Shell) -> None:
    outcome = told("audit", "verify", "--branch", "alpha", "--format", "json")
    assert outcome.code == 0
    assert json.loads(outcome.out) == [
        {"branch": "alpha", "ok": True, "sealed": 3, "heads": 1, "unsealed": 0, "faults": []}
    ]
    everywhere = told("audit", "verify")
    assert everywhere.code == 0
    assert all(code in everywhere.out for code in ("alpha", "beta", "central"))


def test_a_changed_entry_is_named_and_fails(told: Shell, world: World) -> None:
    tamper(world, "UPDATE core_audit_entry SET event = 'x' WHERE target_type <> ''")
    outcome = told("audit", "verify")
    assert outcome.code == 1
    assert "FAULT alpha: 1: the entry is not what was sealed (" in outcome.out
    (fault,) = told_in_json(told, "verify", "--branch", "alpha")[0]["faults"]
    assert (fault["what"], fault["position"]) == ("entry_changed", 1)
    assert UUID(fault["entry"])


def test_entries_are_listed(told: Shell) -> None:
    rows = told_in_json(told, "list", "--branch", "alpha")
    assert [row["event"] for row in rows] == ["tests.looked"] * 3
    about = f"{TARGET[0]}:{TARGET[1]}"
    assert len(told_in_json(told, "list", "--branch", "alpha", "--target", about)) == 1
    assert told_in_json(told, "list", "--branch", "alpha", "--event", "core.") == []
    assert about in told("audit", "list", "--branch", "alpha").out
    assert told_in_json(told, "list", "--branch", "alpha", "--since", "2999-01-01") == []


def test_an_export_is_written_and_checked_without_the_database(
    told: Shell, tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "trail.jsonl"
    assert told("audit", "export", "--branch", "alpha", "--out", str(file)).code == 0
    assert not list(tmp_path.glob("*.part"))
    heads = next((world.folder / "audit-heads").glob("*.jsonl"))
    for name in ("QORGAU_DATA_DIR", "QORGAU_MASTER_KEY"):
        monkeypatch.delenv(name)
    outcome = told("audit", "verify-export", str(file), "--heads", str(heads))
    assert (outcome.code, outcome.out.splitlines()[-1]) == (0, "3 entries, 1 heads: ok")
    file.write_bytes(file.read_bytes().replace(b"tests.looked", b"tests.lied"))
    outcome = told("audit", "verify-export", str(file))
    assert outcome.code == 1
    assert "FAULT 0: the entry is not what was sealed" in outcome.out


def test_the_fingerprint_of_an_export_is_the_branchs(told: Shell, tmp_path: Path) -> None:
    file = tmp_path / "trail.jsonl"
    told("audit", "export", "--branch", "alpha", "--out", str(file), "--target", f"{TARGET[0]}:{TARGET[1]}")
    mark = told("keys", "show-signing", "--branch", "alpha").out.removeprefix("alpha signs by ").strip()
    outcome = told("audit", "verify-export", str(file))
    assert outcome.out.splitlines() == [f"signed by {mark}", "1 entries, 1 heads: ok"]


def test_the_export_itself_stands_in_the_trail(told: Shell, tmp_path: Path) -> None:
    told("audit", "export", "--branch", "alpha", "--out", str(tmp_path / "trail.jsonl"))
    rows = told_in_json(told, "list", "--branch", "alpha")
    assert rows[0]["event"] == "core.trail_exported"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("verify", "--branch", "alpah"), "do you mean alpha?"),
        (("list", "--branch", "alpha", "--target", "x"), "TYPE:ID"),
        (("list", "--branch", "alpha", "--limit", "0"), "--limit"),
        (("list",), "--branch"),
        (("export", "--branch", "alpha"), "--out"),
    ],
)
def test_wrong_use_is_told_in_one_line(settled: Shell, arguments: tuple[str, ...], words: str) -> None:
    outcome = settled("audit", *arguments)
    assert outcome.code == 2
    assert words in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_a_file_that_is_no_export_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("{}\n")
    outcome = shell("audit", "verify-export", str(file))
    assert (outcome.code, outcome.err) == (1, "error: line 1 is not a line of an export\n")


class TestKeys:
    def test_a_branchs_key_rotates_and_older_contents_are_resealed(self, told: Shell) -> None:
        outcome = told("keys", "rotate", "--branch", "alpha")
        assert outcome.code == 0
        assert "sealed by the newest key" in outcome.out
        events = told_in_json(told, "list", "--branch", "alpha")
        assert [row["event"] for row in events[:2]] == ["core.contents_resealed", "core.branch_key_rotated"]
        assert told("keys", "reseal", "--branch", "alpha").out.startswith("alpha: 0 record keys and 0 values")

    def test_the_master_key_rotates(self, told: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        import os

        newer = "next:" + "A" * 43 + "="
        monkeypatch.setenv("QORGAU_MASTER_KEY", f"{newer},{os.environ['QORGAU_MASTER_KEY']}")
        outcome = told("keys", "rotate-master")
        assert outcome.code == 0
        assert int(outcome.out.split()[0]) >= 2
        monkeypatch.setenv("QORGAU_MASTER_KEY", newer)
        assert told("audit", "verify").code == 0
        assert told("keys", "rotate-master").out == "0 keys wrapped anew\n"
        assert told_in_json(told, "list", "--branch", "central")[-1]["event"] == "core.master_key_rotated"

    def test_the_signing_key_rotates_and_older_heads_stay_valid(
        self, told: Shell, branch_a: BranchInfo
    ) -> None:
        before = told("keys", "show-signing", "--branch", "alpha").out
        assert told("keys", "rotate-signing", "--branch", "alpha").code == 0
        assert told("keys", "show-signing", "--branch", "alpha").out != before
        with in_branch(branch_a.id, write=True):
            record("tests.looked", target=("x", uuid4()))
            db.session.commit()
        told("audit", "seal")
        assert told_in_json(told, "verify", "--branch", "alpha")[0]["heads"] == 2
        assert told("audit", "verify").code == 0
