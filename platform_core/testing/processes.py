"""Run a server as our own child: started on a free port, ready when it says so, gone when we are."""

import os
import shutil
import signal
import socket
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

LOOPBACK = "127.0.0.1"
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20
PORT_ATTEMPTS = 5


class ServerFailed(RuntimeError):
    """Say that a private server did not start, with the last lines that it printed."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Tell how to start a kind of server.

    `command` makes the command line for a port; `ready` and `port_taken` are pieces of the lines by which
    the server says that it serves, or that somebody else has the port; `user` is the account to run as.
    With `group` its children are of one group with it, and get every signal that it gets.
    """

    command: Callable[[int], Sequence[str]]
    ready: str
    port_taken: str
    folder: Path
    user: str | None = None
    group: bool = False


class ServerProcess:
    """Stand for one running server; `port` is where it listens, on loopback only."""

    def __init__(self, recipe: Recipe, port: int) -> None:
        self.port = port
        self._recipe = recipe
        self._lines: deque[str] = deque(maxlen=60)
        self._child = _spawn(recipe, port)
        self._output: IO[str] = _pipe_of(self._child)
        self._await(recipe.ready)
        self._drain = threading.Thread(target=self._keep_lines, daemon=True)
        self._drain.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Signal the server, wait for its end, and kill it only if it will not go."""
        self._signal(how)
        try:
            self._child.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._child.wait()
        self._drain.join(STOP_TIMEOUT_S)
        self._output.close()

    def _signal(self, how: signal.Signals) -> None:
        if self._recipe.group and self._child.poll() is None:
            os.killpg(self._child.pid, how)
        else:
            self._child.send_signal(how)

    def _await(self, ready: str) -> None:
        """Read what the server prints until it is ready; its end or the timeout is a failure."""
        guard = threading.Timer(START_TIMEOUT_S, self._child.kill)
        guard.start()
        try:
            if not any(ready in line for line in self._read_lines()):
                self._child.wait()
                self._output.close()
                raise ServerFailed("\n".join(self._lines))
        finally:
            guard.cancel()

    def _read_lines(self) -> Iterator[str]:
        for line in self._output:
            self._lines.append(line.rstrip())
            yield line

    def _keep_lines(self) -> None:
        for _ in self._read_lines():
            continue


def start_on_free_port(recipe: Recipe) -> ServerProcess:
    """Start a server on a port that nobody uses; try another when somebody was quicker."""
    for _ in range(PORT_ATTEMPTS - 1):
        try:
            return ServerProcess(recipe, free_port())
        except ServerFailed as error:
            if recipe.port_taken not in str(error):
                raise
    return ServerProcess(recipe, free_port())


def free_port() -> int:
    """Find a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def find_program(name: str, *, package: str) -> Path:
    """Find an installed program, or skip the test naming the Debian package that brings it."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(not_installed(name, package=package))
    return Path(found)


def find_file(path: Path, *, package: str) -> Path:
    """Find a file of an installed package, or skip the test naming the Debian package that brings it."""
    if not path.exists():
        pytest.skip(not_installed(str(path), package=package))
    return path


def not_installed(what: str, *, package: str) -> str:
    """Say what is missing and how to get it; the suite's closing block gathers these."""
    return f"{what} is not installed (Debian: apt-get install {package})"


def _spawn(recipe: Recipe, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*_dies_with_us(), *recipe.command(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=recipe.folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        text=True,
        errors="replace",
        user=recipe.user,
        group=recipe.user,
        extra_groups=[] if recipe.user else None,
        start_new_session=recipe.group,
    )


def _dies_with_us() -> tuple[str, ...]:
    """Have Linux end the server when our process ends, however it ends; elsewhere `stop` must do."""
    return ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()


def _pipe_of(child: subprocess.Popen[str]) -> IO[str]:
    if child.stdout is None:
        raise ServerFailed("the server's output is not readable")
    return child.stdout
