"""`qorgau serve`: it listens, works and stops gracefully."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from platform_core.testing.world import TEST_KEY, World
from tests.platform_core.cli.conftest import Shell

PROGRAM = [sys.executable, "-c", "from platform_core.cli import main; main()"]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def served(tmp_path: Path, free_port: int) -> Iterator[subprocess.Popen[str]]:
    """Serve an empty, migrated database in a process of its own, until it says where."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("QORGAU_")}
    environ |= {"QORGAU_DATA_DIR": str(tmp_path), "QORGAU_MASTER_KEY": f"test:{TEST_KEY}", "COLUMNS": "200"}
    subprocess.run([*PROGRAM, "db", "upgrade"], env=environ, check=True, capture_output=True)
    subprocess.run([*PROGRAM, "branch", "sync"], env=environ, check=True, capture_output=True)
    command = [*PROGRAM, "serve", "--port", str(free_port)]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"serving on (http://\S+)", line):
            return found.group(1)
    raise AssertionError("it never said where it serves")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_stops_gracefully(served: subprocess.Popen[str], number: signal.Signals) -> None:
    address = address_of(served)
    with urllib.request.urlopen(f"{address}healthz", timeout=60) as answer:
        assert answer.status == 200
    served.send_signal(number)
    _, err = served.communicate(timeout=120)
    assert served.returncode == 0
    assert err.rstrip().endswith("stopped")
    assert "Traceback" not in err


def test_a_taken_port_is_said_in_one_line(
    settled: Shell, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_core.migrations.run.outdated_units", lambda *_: [])
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", free_port))
        holder.listen()
        outcome = settled("serve", "--port", str(free_port))
    assert outcome.code == 1
    assert outcome.err.startswith(f"error: cannot listen on 127.0.0.1:{free_port}: ")
    assert len(outcome.err.splitlines()) == 1


def test_a_database_that_is_behind_is_not_served(settled: Shell, world: World, free_port: int) -> None:
    outcome = settled("serve", "--port", str(free_port))
    assert outcome.code == 1
    assert "core is behind its newest migration (qorgau db upgrade)" in outcome.err
