"""A lane of the worker: a loop over parts that fall due, asleep in between, ended in order."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic

import structlog
from flask import Flask

from platform_core.jobs.wake import Alarm

RETRY_SECONDS = 5.0
"""A part that failed (the database is away) rests for so long."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Part:
    """Something that a lane does every `every` seconds, 0 being each turn."""

    name: str
    run: Callable[[], object]
    every: float = 0.0
    due_at: float = 0.0


class Lane:
    """Loop over parts in one thread, each turn inside an application context."""

    def __init__(self, app: Flask, name: str, *, parts: list[Part], interval: float) -> None:
        self.name = name
        self._app = app
        self._parts = parts
        self._interval = interval
        self._alarm = Alarm()
        self._stopping = Event()
        self._thread: Thread | None = None

    @property
    def is_stopping(self) -> bool:
        """Whether the lane was asked to end."""
        return self._stopping.is_set()

    def ring(self) -> None:
        """Let the next sleep end at once."""
        self._alarm.ring()

    def start(self) -> None:
        """Run the loop in a thread of its own."""
        self._thread = Thread(target=self.run, name=f"qorgau-{self.name}", daemon=True)
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the loop end after what it has in hand."""
        self._stopping.set()
        self._alarm.ring()

    def join(self, timeout: float) -> None:
        """Wait for the lane's thread, if it has one, at most `timeout` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)

    def run(self) -> None:
        """Loop in this thread until asked to stop."""
        while not self.is_stopping:
            self.turn()
            if not self.is_stopping:
                self._alarm.sleep(self._interval)

    def turn(self) -> None:
        """Run every part that is due; a part that fails is logged and rests."""
        with self._app.app_context():
            for part in self._parts:
                if not self.is_stopping and monotonic() >= part.due_at:
                    self._run(part)

    def _run(self, part: Part) -> None:
        try:
            part.run()
        except Exception as error:  # noqa: BLE001 - a lane outlives whatever one turn meets
            log.warning("jobs.part_failed", lane=self.name, part=part.name, error=type(error).__name__)
            part.due_at = monotonic() + max(part.every, RETRY_SECONDS)
        else:
            part.due_at = monotonic() + part.every
