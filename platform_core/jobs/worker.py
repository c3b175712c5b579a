"""The worker: one lane schedules, relays, executes and seals; another waits for the world outside."""

import signal
from collections.abc import Callable
from functools import partial
from threading import Event
from time import monotonic
from types import FrameType

import structlog
from filelock import FileLock, Timeout
from flask import Flask

from platform_core.audit.seal import seal_all
from platform_core.jobs import queue as rq_queue
from platform_core.jobs.execute import run_batch
from platform_core.jobs.lane import Lane, Part
from platform_core.jobs.registry import current_jobs, runnable_names
from platform_core.jobs.relay import Batch, drain, forward_messages, release_leases
from platform_core.jobs.schedule import Schedule
from platform_core.settings import Settings
from platform_core.tenancy.directory import list_branches

SCHEDULE_EVERY = 20.0
SEAL_EVERY = 2.0
RELAY_BUDGET_SECONDS = 1.0
"""After so long the relay lets the other parts of its lane have their turn."""

log = structlog.get_logger(__name__)


class Worker:
    """The two lanes of one process.

    Without Redis a lane executes what it leases. On SQLite one process of a data directory holds the
    lock and works, the others wait to take its place; it gives back the leases of its dead forerunner.
    """

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.extensions["qorgau_settings"]
        interval = settings.worker_interval_ms / 1000
        shared = settings.redis_url is not None or not settings.is_sqlite
        self._lock = None if shared else FileLock(settings.data_dir / "worker.lock", thread_local=False)
        self._redis = rq_queue.connect(settings.redis_url) if settings.redis_url else None
        self._working = Event()
        self._schedule: Schedule | None = None
        self._main = Lane(app, "main", parts=self._main_parts(), interval=interval)
        self._outside = Lane(app, "outside", parts=self._outside_parts(), interval=interval)

    def start(self) -> None:
        """Run both lanes in threads of their own."""
        self._outside.start()
        self._main.start()

    def run(self) -> None:
        """Run in this thread until `stop` is called from another one or by a signal."""
        self._outside.start()
        self._main.run()
        self._outside.join(30)

    def stop(self, timeout: float = 30.0) -> None:
        """End both lanes after the message in hand; wait at most `timeout` seconds for each."""
        self.ask_to_stop()
        self._main.join(timeout)
        self._outside.join(timeout)
        self._working.clear()
        if self._lock is not None:
            self._lock.release()

    def ask_to_stop(self) -> None:
        """Let both lanes end, without waiting for them."""
        self._main.ask_to_stop()
        self._outside.ask_to_stop()

    def turn(self) -> None:
        """Do in this thread, once, whatever is due in both lanes."""
        self._main.turn()
        self._outside.turn()

    def _main_parts(self) -> list[Part]:
        return [
            Part("take_over", self._take_over),
            Part("schedule", self._when_working(self._tick), SCHEDULE_EVERY),
            Part("relay", self._when_working(lambda: self._relay(self._main, outside=False))),
            Part("seal", self._when_working(seal_all), SEAL_EVERY),
        ]

    def _outside_parts(self) -> list[Part]:
        return [Part("relay", self._when_working(lambda: self._relay(self._outside, outside=True)))]

    def _take_over(self) -> None:
        """Become the worker of this data directory if nobody else is."""
        if self._working.is_set():
            return
        if self._lock is not None:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                return
            release_leases()
        self._working.set()

    def _when_working(self, part: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            if self._working.is_set():
                part()

        return run

    def _tick(self) -> None:
        if self._schedule is None:
            self._schedule = Schedule(current_jobs())
        self._schedule.tick(list_branches(with_central=True))

    def _relay(self, lane: Lane, *, outside: bool) -> None:
        ends = monotonic() + RELAY_BUDGET_SECONDS

        def keep_going() -> bool:
            in_time = not lane.is_stopping and monotonic() < ends
            return in_time and self._has_room(outside=outside)

        forward_messages()
        handed = drain(
            partial(self._deliver, lane, outside=outside),
            partial(runnable_names, outside=outside),
            keep_going=keep_going,
        )
        if handed:
            lane.ring()

    def _deliver(self, lane: Lane, batch: Batch, *, outside: bool) -> None:
        if self._redis is None:
            run_batch(batch, keep_going=lambda: not lane.is_stopping)
        else:
            rq_queue.send(self._redis, batch, outside=outside)

    def _has_room(self, *, outside: bool) -> bool:
        return self._redis is None or rq_queue.has_room(self._redis, outside=outside)


def start_embedded(app: Flask) -> Worker | None:
    """Start the embedded worker beside the server; `None` if Redis is configured, whose workers run apart."""
    settings: Settings = app.extensions["qorgau_settings"]
    if settings.redis_url:
        return None
    worker = Worker(app)
    worker.start()
    return worker


def run_worker(app: Flask) -> None:
    """Work in this process until SIGTERM or SIGINT; with Redis the lanes feed RQ and RQ executes here."""
    settings: Settings = app.extensions["qorgau_settings"]
    worker = Worker(app)
    if settings.redis_url is None:
        _stop_on_signals(worker)
        worker.run()
        worker.stop()
        return
    worker.start()
    try:
        with app.app_context():
            rq_queue.work(settings.redis_url)
    finally:
        worker.stop()


def _stop_on_signals(worker: Worker) -> None:
    def stop(number: int, _frame: FrameType | None) -> None:
        log.info("jobs.stopping", signal=signal.Signals(number).name)
        worker.ask_to_stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
