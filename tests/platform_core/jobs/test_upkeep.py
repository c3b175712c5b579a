from datetime import timedelta

import pytest
import time_machine

from platform_core import clock
from platform_core.db.base import new_id
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.jobs.schedule import Schedule
from platform_core.jobs.upkeep import KEEP_DONE, purge_messages, retry_message
from tests.platform_core.jobs.bench import Bench


def _purge(bench: Bench) -> None:
    with in_branch(bench.branch.id, write=True):
        purge_messages({})
        db.session.commit()


def test_what_was_done_long_ago_is_forgotten_but_not_what_waits(both: Bench) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        old = both.post("sample.work")
        both.work()
        waits = both.post("gone.work")
        traveller.shift(KEEP_DONE + timedelta(days=1))
        new = both.post("sample.work")
        both.work()
        _purge(both)
    assert both.row(old) is None
    assert both.row(waits) is not None
    assert both.row(new) is not None


def test_an_old_occurrence_is_not_scheduled_again_after_the_purge(bench: Bench) -> None:
    yearly = "0 2 1 1 *"
    with time_machine.travel("2026-01-02T12:00:00Z", tick=False) as traveller:
        Schedule(bench.registry_with(yearly)).tick([bench.branch])
        bench.work()
        traveller.shift(KEEP_DONE * 2)
        _purge(bench)
        Schedule(bench.registry_with(yearly)).tick([bench.branch])
        bench.work()
    assert bench.effects() == 1


def test_only_given_up_work_is_retried(both: Bench) -> None:
    waiting = both.post("sample.work")
    assert waiting is not None
    with in_branch(both.branch.id, write=True):
        for message in (waiting, new_id()):
            with pytest.raises(NotFound):
                retry_message(message)
