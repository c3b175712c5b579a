from datetime import timedelta

import time_machine

from platform_core import clock
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.jobs.backoff import MAX_ATTEMPTS
from platform_core.jobs.failures import Failure, record_failures
from platform_core.jobs.queries import Backlog, backlog
from tests.platform_core.jobs.bench import Bench

PATIENCE = timedelta(minutes=10)


def test_the_backlog_tells_a_worker_that_is_away(both: Bench) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        both.post("sample.work")
        both.post("sample.work", not_before=clock.now() + timedelta(hours=2))
        assert backlog(patience=PATIENCE) == Backlog(given_up=0, overdue=0)
        traveller.shift(PATIENCE + timedelta(seconds=1))
        assert backlog(patience=PATIENCE) == Backlog(given_up=0, overdue=1)
        both.work()
        assert backlog(patience=PATIENCE) == Backlog(given_up=0, overdue=0)


def test_held_work_is_no_backlog(both: Bench) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        both.switch(on=False)
        both.post("sample.work")
        both.post("gone.work")
        traveller.shift(PATIENCE * 2)
        assert backlog(patience=PATIENCE) == Backlog(given_up=0, overdue=0)


def test_given_up_work_is_counted_over_every_branch(both: Bench) -> None:
    for branch in (both.branch, both.other):
        message = both.post("sample.work", branch=branch)
        assert message is not None
        with in_branch(branch.id, write=True):
            record_failures([Failure(message, "sample.work", MAX_ATTEMPTS, ValueError())])
            db.session.commit()
    assert backlog(patience=PATIENCE).given_up == 2
