from datetime import timedelta
from threading import Barrier, Thread

import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from platform_core import clock
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.jobs.execute import run_batch
from platform_core.jobs.outbox import enqueue
from platform_core.jobs.relay import LEASE, drain, due_jobs, give_back, lease_batch, release_leases
from tests.platform_core.jobs.bench import Bench

NAMES = ["sample.work"]


def test_a_leased_message_is_not_leased_again_before_the_lease_ends(both: Bench) -> None:
    with time_machine.travel("2026-09-01T08:00:00Z", tick=False) as traveller:
        message = both.post("sample.work")
        first = lease_batch(both.branch.id, NAMES)
        assert first.message_ids == (message,)
        assert first.leased_until == clock.now() + LEASE
        assert lease_batch(both.branch.id, NAMES).message_ids == ()
        traveller.shift(LEASE - timedelta(seconds=1))
        assert due_jobs() == {}
        traveller.shift(1)
        assert lease_batch(both.branch.id, NAMES).message_ids == (message,)


def test_a_message_whose_worker_was_lost_runs_when_its_lease_has_ended(both: Bench) -> None:
    with time_machine.travel("2026-09-01T08:00:00Z", tick=False) as traveller:
        both.post("sample.work")
        lost = lease_batch(both.branch.id, NAMES)
        assert both.work() == 0
        traveller.shift(LEASE)
        assert both.work() == 1
        run_batch(lost)
        assert both.effects() == 1


def test_the_only_worker_takes_up_at_once_what_its_dead_self_had_leased(both: Bench) -> None:
    both.post("sample.work")
    lease_batch(both.branch.id, NAMES)
    release_leases()
    assert both.work() == 1


def test_giving_back_touches_only_ones_own_lease(both: Bench) -> None:
    with time_machine.travel("2026-09-01T08:00:00Z", tick=False) as traveller:
        message = both.post("sample.work")
        lost = lease_batch(both.branch.id, NAMES)
        traveller.shift(LEASE)
        held = lease_batch(both.branch.id, NAMES)
        give_back(lost, lost.message_ids)
        assert both.row(message).leased_until == held.leased_until
        give_back(held, held.message_ids)
        assert both.row(message).leased_until is None


def test_a_lease_takes_the_oldest_first_and_no_more_than_asked(both: Bench) -> None:
    messages = [both.post("sample.work", {"n": n}) for n in range(5)]
    batch = lease_batch(both.branch.id, NAMES, limit=3)
    assert batch.message_ids == tuple(messages[:3])


def test_draining_goes_round_the_branches_and_ends_when_told(both: Bench) -> None:
    for branch in (both.branch, both.other):
        both.post("sample.work", branch=branch)
    left = iter([True, True, False, False])
    handed = drain(run_batch, lambda _branch: NAMES, keep_going=lambda: next(left))
    assert handed == 1
    assert both.effects() + both.effects(branch=both.other) == 1


def test_two_relays_never_lease_the_same_message(both: Bench) -> None:
    with in_branch(both.branch.id, write=True):
        for number in range(200):
            enqueue("sample.work", {"n": number})
        db.session.commit()
    start, leased = Barrier(4), []

    def relay() -> None:
        with both.app.app_context():
            start.wait()
            while batch := lease_batch(both.branch.id, NAMES, limit=7).message_ids:
                leased.extend(batch)

    threads = [Thread(target=relay) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(leased) == len(set(leased)) == 200


STEPS = st.lists(
    st.sampled_from(["lease", "run", "lose", "repeat", "expire", "give back", "post"]),
    min_size=5,
    max_size=25,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_to_deliveries_each_effect_happens_once(bench: Bench, steps: list[str]) -> None:
    before, posted, held, past = bench.effects(), 0, [], []
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False) as traveller:
        for step in steps:
            if step == "post":
                bench.post("sample.work")
                posted += 1
            elif step == "lease":
                held.append(lease_batch(bench.branch.id, NAMES, limit=2))
            elif step == "expire":
                traveller.shift(LEASE)
            elif step == "repeat" and past:
                run_batch(past[-1])
            elif held:
                batch = held.pop(0)
                past.append(batch)
                if step == "run":
                    run_batch(batch)
                elif step == "give back":
                    give_back(batch, batch.message_ids)
        traveller.shift(LEASE)
        bench.work()
    assert bench.effects() - before == posted
