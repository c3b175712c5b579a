"""The real server as a child process that can be killed and started again over the same data."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event

from platform_core.testing.processes import Recipe, ServerProcess, start_on_free_port

SERVE = """
import faulthandler
faulthandler.dump_traceback_later(50)  # says where a server hangs that never comes up
from platform_core.cli import main
main()
"""
ROOT = Path(__file__).parents[2]


class TorturedServer:
    """`qorgau serve` over one data directory; `is_up` is set while it takes requests."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.is_up = Event()
        self._environ = dict(environ)
        self._process: ServerProcess | None = None

    @property
    def port(self) -> int:
        """Where it listens now."""
        assert self._process is not None
        return self._process.port

    def start(self) -> None:
        """Start it on a free port and wait until it serves."""
        self._process = start_on_free_port(
            Recipe(
                command=self._command,
                ready="serving on",
                port_taken="cannot listen on",
                folder=ROOT,
            )
        )
        self.is_up.set()

    def kill(self) -> None:
        """Take its life in the middle of whatever it does."""
        self.is_up.clear()
        self._stop(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator would."""
        self.is_up.clear()
        self._stop(signal.SIGTERM)

    def _stop(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.stop(how)
            self._process = None

    def _command(self, port: int) -> list[str]:
        settings = [f"{name}={value}" for name, value in self._environ.items()]
        return ["env", *settings, sys.executable, "-c", SERVE, "serve", "--port", str(port)]
