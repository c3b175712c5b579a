"""Run everything that must hold before a change lands, as one report that closes with pytest's own line.

First what reads the code (types, security, imports, lint, format, translations), two at a time; then
every test.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from build_tools.console import ROOT

PACKAGES = ("platform_core", "plugins")
MOST_WORKERS = 8
MOST_LINES = 60  # of one failed check; the rest is asked for by running it alone
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"


@dataclass(frozen=True)
class Check:
    """Name one check and the arguments of the Python that runs it."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """Tell how a check went, what it printed, and how long it took in seconds."""

    check: Check
    passed: bool
    output: str
    seconds: float


# The slowest first: the others run beside it.
CHECKS = (
    Check("types (mypy, strict)", ("-m", "mypy")),
    Check("security (bandit)", ("-m", "bandit", "-q", "-c", "pyproject.toml", "-r", *PACKAGES)),
    Check(
        "imports (import-linter)", ("-c", "from importlinter.cli import lint_imports_command as run; run()")
    ),
    Check("lint (ruff)", ("-m", "ruff", "check", "--quiet", ".")),
    Check("format (ruff)", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    Check("translations (babel)", ("-m", "build_tools.catalogues", "check")),
)


def run_check(check: Check) -> Outcome:
    """Run one check and keep what it says."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *check.arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - started
    return Outcome(check, passed=done.returncode == 0, output=done.stdout + done.stderr, seconds=seconds)


def run_checks() -> list[Outcome]:
    """Run all checks, two at a time, and report each as it ends."""
    print("── What reads the code ──", flush=True)
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = []
        for outcome in pool.map(run_check, CHECKS):
            report(outcome)
            outcomes.append(outcome)
    return outcomes


def report(outcome: Outcome) -> None:
    """Print one line for a check, and all its words when it failed."""
    mark = "✓" if outcome.passed else "✗"
    print(f"{mark} {outcome.check.name}  {outcome.seconds:.1f} s", flush=True)
    if not outcome.passed:
        lines = outcome.output.rstrip().splitlines()
        print("\n".join(lines[:MOST_LINES]))
        if len(lines) > MOST_LINES:
            again = shlex.join(outcome.check.arguments)
            print(f"… and {len(lines) - MOST_LINES} lines more: .venv/bin/python {again}")
        print(flush=True)


def run_tests(failed: list[str], extra: list[str]) -> int:
    """Run pytest over all cores and return its exit code; failed checks are named in its closing block."""
    print("\n── What runs the code ──", flush=True)
    workers = str(min(os.cpu_count() or 1, MOST_WORKERS))
    command = [sys.executable, "-m", "pytest", "-p", "build_tools.closing_block", "-rfE"]
    spread = ["-n", workers, "--dist", "loadfile"]  # a file's own fixtures are made once
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SUITE_FAILED_CHECKS": "\n".join(failed)}
    return subprocess.run([*command, *spread, *extra], cwd=ROOT, env=env, check=False).returncode


def main(argv: list[str] | None = None) -> int:
    """Run the suite from the command line; arguments not known here go to pytest."""
    parser = argparse.ArgumentParser(prog="build_tools.suite", description=__doc__)
    parser.add_argument("--only-checks", action="store_true", help="run no tests")
    arguments, extra = parser.parse_known_args(argv)
    failed = [outcome.check.name for outcome in run_checks() if not outcome.passed]
    if arguments.only_checks:
        return 1 if failed else 0
    return run_tests(failed, extra) or (1 if failed else 0)


if __name__ == "__main__":
    sys.exit(main())
