import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from platform_core import clock
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.scope import current_actor, current_scope
from platform_core.jobs import execute
from platform_core.jobs.backoff import MAX_ATTEMPTS, wait_after
from platform_core.jobs.execute import run_batch, run_outbox
from platform_core.jobs.relay import LEASE, Batch, lease_batch, release_leases
from tests.platform_core.jobs.bench import Bench


def _lease(bench: Bench, name: str = "sample.work") -> Batch:
    return lease_batch(bench.branch.id, [name])


def _as_rq_gives_it(batch: Batch) -> tuple[str, list[str], str]:
    ids = [str(message_id) for message_id in batch.message_ids]
    return str(batch.branch_id), ids, batch.leased_until.isoformat()


def test_a_message_runs_once_in_its_branch(both: Bench) -> None:
    message = both.post("sample.work", {"case_id": "7"})
    assert both.work() == 1
    assert both.work() == 0
    assert both.calls == [("work", both.branch.id, {"case_id": "7"})]
    assert both.effects() == 1
    assert both.effects(branch=both.other) == 0
    row = both.row(message)
    assert row.done_at is not None
    assert row.leased_until is None


def test_a_job_works_in_a_write_scope_as_the_system(bench: Bench) -> None:
    seen = []
    bench.on_work = lambda: seen.append((current_scope().writes, current_actor()))
    bench.post("sample.work")
    bench.work()
    assert seen == [(True, SYSTEM_ACTOR)]


def test_messages_of_several_branches_each_run_at_home(both: Bench) -> None:
    for branch in (both.branch, both.other, both.branch):
        both.post("sample.work", branch=branch)
    both.work()
    assert (both.effects(), both.effects(branch=both.other)) == (2, 1)


def test_a_failure_undoes_its_effect_and_waits(both: Bench) -> None:
    both.fault = LookupError("a name that must not be kept")
    message = both.post("sample.work")
    both.work()
    row = both.row(message)
    assert both.effects() == 0
    assert (row.attempts, row.last_error, row.done_at, row.failed_at) == (1, "LookupError", None, None)
    assert row.leased_until is None
    assert row.not_before > clock.now() + wait_after(1) - timedelta(seconds=5)


def test_a_failure_does_not_harm_its_neighbours(both: Bench) -> None:
    good = [both.post("sample.work", {"n": 1}), both.post("sample.work", {"n": 2})]
    bad = both.post("sample.end", {"how": "commit"})
    both.work()
    assert both.effects() == 2
    assert all(both.row(message).done_at for message in good)
    assert both.row(bad).done_at is None


@pytest.mark.parametrize("how", ["commit", "rollback"])
def test_a_job_that_ends_the_transaction_is_a_failure(both: Bench, how: str) -> None:
    message = both.post("sample.end", {"how": how})
    both.work()
    row = both.row(message)
    assert (row.attempts, row.last_error) == (1, "TransactionEnded")
    assert both.effects() == 0


def test_a_failed_message_runs_again_after_its_wait(bench: Bench) -> None:
    with time_machine.travel("2026-09-01T08:00:00Z", tick=False) as traveller:
        bench.fault = ValueError()
        message = bench.post("sample.work")
        bench.work()
        bench.fault = None
        traveller.shift(wait_after(1) - timedelta(seconds=1))
        assert bench.work() == 0
        traveller.shift(1)
        assert bench.work() == 1
    row = bench.row(message)
    assert row.done_at is not None
    assert row.attempts == 1
    assert bench.effects() == 1


def test_a_message_that_keeps_failing_is_given_up_and_the_centre_is_told(both: Bench) -> None:
    both.fault = ValueError()
    with time_machine.travel("2026-09-01T08:00:00Z", tick=False) as traveller:
        message = both.post("sample.work")
        for _ in range(MAX_ATTEMPTS):
            assert both.work() == 1
            traveller.shift(timedelta(hours=1))
        row = both.row(message)
        assert row.failed_at is not None
        assert row.attempts == MAX_ATTEMPTS
        assert both.messages("core.jobs.given_up") == [
            {"branch_id": str(both.branch.id), "message_id": str(message)}
        ]


def test_work_outside_runs_in_a_read_scope_and_concludes_in_a_write(both: Bench) -> None:
    scopes = []
    both.on_look = lambda: scopes.append(current_scope().writes)
    both.on_work = lambda: scopes.append(current_scope().writes)
    message = both.post("sample.look")
    both.work()
    assert scopes == [False, True]
    assert both.effects() == 1
    assert both.row(message).done_at is not None


def test_work_outside_that_fails_waits(both: Bench) -> None:
    both.fault = ConnectionError()
    message = both.post("sample.look")
    both.work()
    row = both.row(message)
    assert (row.attempts, row.last_error, row.leased_until) == (1, "ConnectionError", None)
    assert both.effects() == 0


def test_work_outside_that_lost_its_lease_leaves_no_effect(both: Bench) -> None:
    def lose() -> None:
        both.on_look = lambda: None
        with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=False):
            run_batch(_lease(both, "sample.look"))

    both.on_look = lose
    message = both.post("sample.look")
    both.work()
    assert [name for name, _, _ in both.calls] == ["look", "look", "work"]
    assert both.effects() == 1
    assert both.row(message).attempts == 0


def test_a_delivery_whose_lease_was_given_back_does_nothing(both: Bench) -> None:
    both.post("sample.work")
    late = _lease(both)
    release_leases()
    run_batch(_lease(both))
    run_outbox(*_as_rq_gives_it(late))
    assert both.effects() == 1


def test_a_delivery_repeated_by_the_queue_does_nothing(both: Bench) -> None:
    both.post("sample.work")
    batch = _as_rq_gives_it(_lease(both))
    run_outbox(*batch)
    run_outbox(*batch)
    assert both.effects() == 1


@contextmanager
def _on_commit(do: Callable[[], None]) -> Iterator[None]:
    def listen(session: Session) -> None:
        if not session.in_nested_transaction():
            do()

    event.listen(Session, "before_commit", listen)
    yield
    event.remove(Session, "before_commit", listen)


def test_a_commit_that_fails_is_charged_to_the_message_that_spoils_it(both: Bench) -> None:
    good = [both.post("sample.work", {"n": n}) for n in range(3)]
    bad = both.post("sample.work", {"n": 99})
    ran: list[int] = []

    def spoil() -> None:
        numbers, ran[:] = list(ran), []
        if 99 in numbers:
            raise OperationalError("COMMIT", {}, Exception("the connection was lost"))

    both.on_work = lambda: ran.append(both.calls[-1][2]["n"])
    with _on_commit(spoil):
        both.work()
    assert both.effects() == 3
    assert all(both.row(message).done_at for message in good)
    row = both.row(bad)
    assert (row.attempts, row.last_error) == (1, "OperationalError")


def test_a_transaction_takes_no_more_messages_than_its_budget(
    both: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "LOCK_BUDGET_SECONDS", -1.0)
    for _ in range(3):
        both.post("sample.work")
    batch = _lease(both)
    commits: list[int] = []
    with _on_commit(lambda: commits.append(1)):
        run_batch(batch)
    assert both.effects() == 3
    assert len(commits) == 3


def test_a_worker_told_to_stop_gives_the_rest_back(both: Bench) -> None:
    messages = [both.post("sample.work"), both.post("sample.look"), both.post("sample.look")]
    batch = lease_batch(both.branch.id, ["sample.work", "sample.look"])
    left = iter([True, True, False, False])
    run_batch(batch, keep_going=lambda: next(left))
    rows = [both.row(message) for message in messages]
    assert [row.done_at is not None for row in rows] == [True, True, False]
    assert rows[2].leased_until is None
    assert both.work() == 1


def test_a_job_that_no_module_brings_stays(both: Bench) -> None:
    message = both.post("gone.work")
    assert both.work() == 0
    row = both.row(message)
    assert (row.attempts, row.leased_until, row.done_at) == (0, None, None)


def test_jobs_of_a_disabled_module_wait_until_it_is_enabled(both: Bench) -> None:
    both.switch(on=False)
    message = both.post("sample.work")
    both.post("sample.work", branch=both.other)
    assert both.work() == 1
    assert (both.effects(), both.effects(branch=both.other)) == (0, 1)
    assert both.row(message).leased_until is None
    both.switch(on=True)
    assert both.work() == 1
    assert both.effects() == 1


def test_the_log_names_the_error_and_the_place_but_no_content(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.fault = ValueError("Асқар hit Берік")
    bench.post("sample.work", {"case_id": "7"})
    bench.work()
    logs = capsys.readouterr().err
    entries = [json.loads(line) for line in logs.splitlines()]
    (entry,) = [entry for entry in entries if entry["event"] == "jobs.failed"]
    assert entry["error"] == "ValueError"
    assert entry["place"].startswith("bench.py:")
    assert "Асқар" not in logs
    assert isinstance(UUID(entry["message"]), UUID)
