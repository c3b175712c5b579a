"""Workers killed between an effect and its commit: nothing is lost, nothing happens twice."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from platform_core import clock
from platform_core.jobs.queue import connect
from platform_core.jobs.relay import LEASE
from platform_core.settings import Settings
from platform_core.testing.processes import Recipe, ServerProcess, start_on_free_port
from tests.platform_core.jobs.bench import Bench

ROOT = Path(__file__).parents[3]
Start = Callable[..., ServerProcess]


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A pipe by which a worker says that a job has left its effect."""
    path = tmp_path / "ran"
    os.mkfifo(path)
    return path


@contextmanager
def _worker(bench: Bench, fifo: Path, *arguments: str, redis_url: str = "") -> Iterator[ServerProcess]:
    settings: Settings = bench.app.extensions["qorgau_settings"]
    command = [sys.executable, "-m", "tests.platform_core.jobs.worker_process", str(fifo), *arguments]
    environ = {
        "QORGAU_DATA_DIR": str(settings.data_dir),
        "QORGAU_DATABASE_URL": settings.database_url.render_as_string(hide_password=False),
        "QORGAU_MASTER_KEY": bench.master_key,
        "QORGAU_REDIS_URL": redis_url,
        "QORGAU_WORKER_INTERVAL_MS": "50",
    }
    recipe = Recipe(
        command=lambda _port: ["env", *(f"{name}={value}" for name, value in environ.items()), *command],
        ready="working",
        port_taken="never",
        folder=ROOT,
    )
    process = start_on_free_port(recipe)
    try:
        yield process
    finally:
        process.stop()


def _wait_until_it_ran(fifo: Path) -> None:
    assert fifo.read_text() == "ran"


def _kill_in_the_middle(bench: Bench, fifo: Path, *, redis_url: str = "") -> None:
    with _worker(bench, fifo, "halt", redis_url=redis_url) as process:
        _wait_until_it_ran(fifo)
        process.stop(signal.SIGKILL)


def test_a_killed_embedded_worker_starts_again_where_it_was(bench: Bench, fifo: Path) -> None:
    bench.switch(on=True)
    message = bench.post("sample.work")
    _kill_in_the_middle(bench, fifo)
    assert bench.effects() == 0
    assert bench.row(message).done_at is None
    with _worker(bench, fifo):
        _wait_until_it_ran(fifo)
    assert bench.effects() == 1
    assert bench.row(message).done_at is not None


def test_a_killed_worker_of_a_shared_database_is_replaced_when_its_lease_ends(
    both: Bench, fifo: Path, redis_url: str
) -> None:
    connect(redis_url).flushall()
    message = both.post("sample.work")
    _kill_in_the_middle(both, fifo, redis_url=redis_url)
    assert both.effects() == 0
    both.work()  # what the schedule left is done, the leased message is not
    assert both.effects() == 0
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=False):
        assert both.work() >= 1
    assert both.effects() == 1
    assert both.row(message).done_at is not None


def test_rq_executes_what_the_relay_queues(both: Bench, fifo: Path, redis_url: str) -> None:
    connect(redis_url).flushall()
    messages = [both.post("sample.work", {"n": 1}), both.post("sample.look", {"n": 2})]
    with _worker(both, fifo, redis_url=redis_url):
        _wait_until_it_ran(fifo)
        _wait_until_it_ran(fifo)
    assert both.effects() == 2
    assert all(both.row(message).done_at for message in messages)
