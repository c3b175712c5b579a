from threading import Event

import pytest

from platform_core.jobs import worker as worker_room
from platform_core.jobs.relay import lease_batch
from platform_core.jobs.worker import Worker, start_embedded
from platform_core.testing.world import world_settings
from tests.platform_core.jobs.bench import Bench


@pytest.fixture(autouse=True)
def sealed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []
    monkeypatch.setattr(worker_room, "seal_all", lambda: calls.append(1))
    return calls


def test_one_turn_schedules_executes_and_seals(bench: Bench, sealed: list[int]) -> None:
    bench.post("sample.work")
    bench.post("sample.look")
    bench.post("sample.work", to_branch=bench.other.id)
    worker = Worker(bench.app)
    worker.turn()
    worker.turn()
    worker.stop()
    assert bench.messages("sample.daily") == [{}]
    assert (bench.effects(), bench.effects(branch=bench.other)) == (3, 2)
    assert sealed == [1]


def test_the_embedded_worker_runs_what_this_process_enqueues(bench: Bench) -> None:
    ran = Event()
    bench.on_work = ran.set
    worker = start_embedded(bench.app)
    assert worker is not None
    try:
        ran_daily = ran.wait(20)
        ran.clear()
        bench.post("sample.work", {"n": 1})
        assert ran_daily
        assert ran.wait(20)
    finally:
        worker.stop()


def test_with_redis_nothing_is_executed_beside_the_server(bench: Bench) -> None:
    kept = bench.app.extensions["qorgau_settings"]
    bench.app.extensions["qorgau_settings"] = world_settings(kept.data_dir, redis_url="redis://127.0.0.1:1/0")
    try:
        assert start_embedded(bench.app) is None
    finally:
        bench.app.extensions["qorgau_settings"] = kept


def test_of_two_workers_of_a_data_directory_one_works_and_the_other_takes_over(bench: Bench) -> None:
    bench.post("sample.work")
    first, second = Worker(bench.app), Worker(bench.app)
    first._main.turn()
    done = bench.effects()
    bench.post("sample.work")
    second._main.turn()
    assert bench.effects() == done
    first.stop()
    second._main.turn()
    assert bench.effects() == done + 1
    second.stop()


def test_a_worker_gives_back_the_leases_of_its_dead_forerunner(bench: Bench) -> None:
    message = bench.post("sample.work")
    lease_batch(bench.branch.id, ["sample.work"])
    worker = Worker(bench.app)
    worker.turn()
    worker.stop()
    assert bench.row(message).done_at is not None
