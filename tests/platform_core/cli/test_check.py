"""`qorgau db check` and `qorgau check`."""

import sqlite3
from dataclasses import replace

import pytest
from flask import Flask

from platform_core.cli.check import PROBES
from platform_core.jobs.queries import Backlog
from platform_core.testing.world import World
from tests.platform_core.cli.conftest import Shell


def test_what_is_missing_is_named(settled: Shell, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(world.folder / "qorgau.db") as connection:
        connection.execute("DROP TRIGGER guard_core_branch_insert")
    connection.close()
    monkeypatch.setattr("platform_core.migrations.run.outdated_units", lambda *_: [])
    outcome = settled("db", "check")
    assert outcome.code == 1
    assert outcome.err.strip().endswith("core_branch")


def test_a_fit_installation_passes(settled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform_core.migrations.run.outdated_units", lambda *_: [])
    monkeypatch.setenv("QORGAU_PUBLIC_URL", "https://qorgau.example")
    monkeypatch.setenv("QORGAU_SMTP_URL", "smtp://127.0.0.1")
    outcome = settled("check")
    assert (outcome.code, outcome.err) == (0, "")
    assert "FAULT" not in outcome.out


def test_every_fault_is_told_and_one_does_not_hide_another(
    settled: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_core.migrations.run.outdated_units", lambda *_: ["core"])
    monkeypatch.setenv("QORGAU_PUBLIC_URL", "http://qorgau.example")
    outcome = settled("check")
    assert outcome.code == 1
    assert "core is behind" in outcome.out
    assert "is not https" in outcome.out
    assert "no e-mail is sent" in outcome.out
    assert outcome.err == "error: 3 faults found\n"


def test_a_probe_that_breaks_is_a_fault(settled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[str]:
        raise RuntimeError("inside")

    monkeypatch.setattr("platform_core.migrations.run.outdated_units", broken)
    outcome = settled("check")
    assert outcome.code == 1
    assert "could not be looked at: RuntimeError" in outcome.out
    assert "inside" not in outcome.out


def test_a_queue_that_does_not_answer_is_a_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = replace(app.extensions["qorgau_settings"], redis_url="redis://127.0.0.1:1/0")
    monkeypatch.setitem(app.extensions, "qorgau_settings", silent)
    assert list(PROBES["job queue"]()) == ["Redis does not answer: ConnectionError"]


def test_work_that_nobody_takes_up_is_a_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform_core.jobs.queries.backlog", lambda **_: Backlog(given_up=2, overdue=3))
    lines = list(PROBES["background work"]())
    assert lines == [
        "2 given up (qorgau jobs list --failed)",
        "3 due for more than 10 minutes: is a worker running?",
    ]
