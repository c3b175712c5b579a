"""A pytest plugin: close the report with what was not run and why; in CI that is a failure.

A test may skip only because a program that it needs is not installed. Where CI=true everything is
installed, so a skip there means that something was quietly not tested.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


def in_ci() -> bool:
    """Tell whether this run decides on a change."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def failed_checks() -> list[str]:
    """List the checks that failed before the tests began."""
    return os.environ.get("SUITE_FAILED_CHECKS", "").splitlines()


class ClosingBlock:
    """Gather the reasons of skips as they come in, from all workers, and print them once."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a skip by its reason."""
        if report.skipped:
            self.reasons[reason_of(report)] += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Count a whole file that was skipped."""
        if report.skipped:
            self.reasons[reason_of(report)] += 1

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Turn a run with skips into a failure where a skip hides something."""
        if self.reasons and in_ci() and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Print the block."""
        checks = failed_checks()
        if not self.reasons and not checks:
            return
        terminalreporter.section("not whole", yellow=True)
        for check in checks:
            terminalreporter.line(f"failed above: {check}", red=True)
        for reason, count in sorted(self.reasons.items()):
            terminalreporter.line(f"not run: {count} {'test' if count == 1 else 'tests'}: {reason}")
        if self.reasons and in_ci():
            terminalreporter.line("CI=true: a skip is a failure.", red=True)


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Read why a test or file was skipped."""
    place = report.longrepr
    text = place[2] if isinstance(place, tuple) else str(place)
    return text.removeprefix("Skipped: ")


def pytest_configure(config: pytest.Config) -> None:
    """Join the run, but not its workers: theirs is told to us."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(ClosingBlock(), "qorgau-closing-block")
