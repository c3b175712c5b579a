"""The report names what failed and what was not run, and still closes with pytest's own line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from build_tools import suite
from build_tools.console import ROOT
from build_tools.suite import Check

SKIPS = """
import pytest

def test_that_runs():
    assert True is not False

@pytest.mark.parametrize("number", [1, 2])
def test_that_needs_a_server(number):
    pytest.skip("PostgreSQL is not installed")
"""
PASSES = "def test_that_runs():\n    assert 1 + 1 == 2\n"


def _run(folder: Path, text: str, **environ: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_story.py").write_text(text)
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "SUITE"))
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "/dev/null", "-p", "build_tools.closing_block", str(folder)],
        env={
            **inherited,
            "CI": "",
            "PYTHONPATH": str(ROOT),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            **environ,
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_skips_are_told_once_with_their_reason(tmp_path: Path) -> None:
    done = _run(tmp_path, SKIPS)
    assert done.returncode == 0
    assert done.stdout.count("not run: 2 tests: PostgreSQL is not installed") == 1
    assert "1 passed, 2 skipped" in done.stdout.splitlines()[-1]


def test_in_ci_a_skip_is_a_failure(tmp_path: Path) -> None:
    done = _run(tmp_path, SKIPS, CI="true")
    assert done.returncode == 1
    assert "CI=true: a skip is a failure." in done.stdout
    assert "1 passed, 2 skipped" in done.stdout.splitlines()[-1]


def test_a_whole_run_has_no_closing_block(tmp_path: Path) -> None:
    done = _run(tmp_path, PASSES, CI="true")
    assert done.returncode == 0
    assert "not whole" not in done.stdout


def test_failed_checks_are_repeated_at_the_end(tmp_path: Path) -> None:
    done = _run(tmp_path, PASSES, SUITE_FAILED_CHECKS="lint (ruff)\ntypes (mypy, strict)")
    assert "failed above: lint (ruff)\nfailed above: types (mypy, strict)\n" in done.stdout
    assert "1 passed" in done.stdout.splitlines()[-1]


def test_a_check_keeps_what_it_says() -> None:
    outcome = suite.run_check(Check("made up", ("-c", "print('why'); raise SystemExit(1)")))
    assert not outcome.passed
    assert outcome.output == "why\n"


def test_a_failed_check_fails_the_suite_even_when_all_tests_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[list[str]] = []

    def passing(failed: list[str], _: list[str]) -> int:
        told.append(failed)
        return 0

    monkeypatch.setattr(
        suite, "CHECKS", (Check("good", ("-c", "")), Check("bad", ("-c", "raise SystemExit(1)")))
    )
    monkeypatch.setattr(suite, "run_tests", passing)
    assert suite.main([]) == 1
    assert told == [["bad"]]
    shown = capsys.readouterr().out
    assert "✓ good" in shown
    assert "✗ bad" in shown
