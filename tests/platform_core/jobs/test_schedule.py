from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from croniter import croniter
from hypothesis import given
from hypothesis import strategies as st

from platform_core.hooks.manifest import JobSpec
from platform_core.jobs.registry import JobFault, JobRegistry, current_jobs
from platform_core.jobs.schedule import Schedule, latest_occurrence, period_key
from tests.platform_core.jobs.bench import Bench

ZONES = st.sampled_from(["Asia/Almaty", "UTC", "Europe/Berlin"])
CRONS = st.sampled_from(["0 2 * * *", "*/15 * * * *", "40 3 1 * *", "0 8 * * 1", "5 4 1 1,6 *"])
MOMENTS = st.integers(1_735_689_600, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(CRONS, ZONES, MOMENTS)
def test_the_latest_occurrence_is_due_and_nothing_lies_between(cron: str, zone: str, at: datetime) -> None:
    from zoneinfo import ZoneInfo

    latest = latest_occurrence(cron, zone, at=at)
    assert latest <= at
    following = croniter(cron, latest.astimezone(ZoneInfo(zone))).get_next(datetime)
    assert following > at.replace(microsecond=0)
    assert latest_occurrence(cron, zone, at=latest) == latest


def test_an_occurrence_follows_the_branchs_clock() -> None:
    at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    assert latest_occurrence("0 2 * * *", "Asia/Almaty", at=at) == datetime(2026, 8, 31, 21, tzinfo=UTC)
    assert latest_occurrence("0 2 * * *", "UTC", at=at) == datetime(2026, 9, 1, 2, tzinfo=UTC)


def test_a_period_names_the_occurrence() -> None:
    assert period_key("a.b", datetime(2026, 9, 1, 2, tzinfo=UTC)) == "a.b:20260901T0200Z"


def test_a_recurring_job_runs_once_a_period_in_each_branch(both: Bench) -> None:
    with time_machine.travel("2026-09-01T12:00:00Z", tick=False) as traveller:
        schedule = Schedule(current_jobs())
        schedule.tick([both.branch, both.other])
        both.work()
        schedule.tick([both.branch, both.other])
        Schedule(current_jobs()).tick([both.branch, both.other])
        both.work()
        assert (both.effects(), both.effects(branch=both.other)) == (1, 1)
        traveller.shift(timedelta(days=1))
        schedule.tick([both.branch, both.other])
        both.work()
        assert (both.effects(), both.effects(branch=both.other)) == (2, 2)


def test_of_missed_occurrences_the_latest_alone_is_made_up_for(bench: Bench) -> None:
    with time_machine.travel("2026-09-01T12:00:00Z", tick=False) as traveller:
        Schedule(current_jobs()).tick([bench.branch])
        traveller.shift(timedelta(days=9))
        Schedule(current_jobs()).tick([bench.branch])
        bench.work()
    assert bench.effects() == 2


def test_a_disabled_modules_jobs_are_not_scheduled(bench: Bench) -> None:
    bench.switch(on=False)
    Schedule(current_jobs()).tick([bench.reread(bench.branch)])
    assert bench.messages("sample.daily") == []
    bench.switch(on=True)
    Schedule(current_jobs()).tick([bench.reread(bench.branch)])
    assert bench.messages("sample.daily") == [{}]


def test_a_wrong_cron_expression_stops_the_boot() -> None:
    with pytest.raises(JobFault, match=r"core\.x"):
        JobRegistry([JobSpec("core.x", print, "x", cron="61 * * * *")], {})


def test_two_jobs_of_a_name_stop_the_boot() -> None:
    spec = JobSpec("core.x", print, "x")
    with pytest.raises(JobFault, match=r"core\.x"):
        JobRegistry([spec, spec], {})
