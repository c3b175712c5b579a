"""The real server as a child process that is killed and started again over the same data."""

import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Event

from platform_core.testing.processes import Recipe, ServerProcess, start_on_free_port


class KillableServer:
    """Run a Python program that serves; `is_up` is set while it takes requests.

    `program` is its source, `words` gives its arguments for a port, `environ` the settings that it gets
    beside our own, `folder` is where it runs, and `port_taken` a piece of what it says when somebody else
    has the port. Its children end as it does.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        program: str,
        words: Callable[[int], Sequence[str]],
        folder: Path,
        port_taken: str = "cannot listen on",
    ) -> None:
        self.is_up = Event()
        self._settings = [f"{name}={value}" for name, value in environ.items()]
        self._program, self._words, self._folder = program, words, folder
        self._port_taken = port_taken
        self._process: ServerProcess | None = None

    @property
    def port(self) -> int:
        """Where it listens, or listened last."""
        assert self._process is not None
        return self._process.port

    def start(self) -> None:
        """Start it on a free port and wait until it serves."""
        recipe = Recipe(
            command=self._command,
            ready="serving on",
            port_taken=self._port_taken,
            folder=self._folder,
            group=True,
        )
        self._process = start_on_free_port(recipe)
        self.is_up.set()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it as an operator would, or by another signal; to end it twice does no harm."""
        self.is_up.clear()
        if self._process is not None:  # stays: whoever asks for the port meanwhile finds nobody there
            self._process.stop(how)

    def kill(self) -> None:
        """Take its life in the middle of whatever it does."""
        self.stop(signal.SIGKILL)

    def _command(self, port: int) -> list[str]:
        return ["env", *self._settings, sys.executable, "-c", self._program, *self._words(port)]
