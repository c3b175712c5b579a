"""The daily plan: the same however often it runs, whole after days on which nothing ran, kill-safe."""

from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from platform_core.extensions import db
from platform_core.hooks.manager import ManifestFault, PluginManager
from platform_core.hooks.manifest import ObligationSpec
from platform_core.hooks.recurrence import Every, Once, SchoolYear
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.obligations.jobs import PLAN_JOB, forget_closed, plan_here
from platform_core.obligations.models import Obligation
from platform_core.obligations.owing import owe
from platform_core.obligations.planning import plan_branch
from platform_core.obligations.registry import DutyFault, DutyRegistry
from platform_core.obligations.services import fulfil
from platform_core.obligations.states import ObligationState
from platform_core.switchboard.services import enable_module
from platform_core.tenancy.models import Branch
from platform_core.testing.work import do_waiting_work
from tests.platform_core.obligations.bench import (
    ENTRY,
    MEETING,
    MONITORING,
    NAME,
    NETWORK,
    QUARTER,
    ROUND,
    RULES,
    Bench,
    make_module,
)


def count(bench: Bench) -> int:
    with in_branch(bench.branch.id):
        return db.session.scalar(select(func.count()).select_from(Obligation)) or 0


def test_a_plan_opens_what_is_due_next_and_a_second_one_nothing(both: Bench) -> None:
    assert both.plan(date(2026, 11, 2)) == 4
    assert both.plan(date(2026, 11, 2)) == 0
    assert both.rows(MEETING) == [("2026-11-16", "open")]
    assert both.rows(MONITORING) == [("2026-12-01", "open")]
    assert both.rows(QUARTER) == [("2026-11-06", "open")]
    assert both.rows(RULES) == [("2026-09-01", "open")], "one day for all is owed though it is past"
    assert both.rows(ENTRY) == [], "owed for each thing, and no thing was named"


def test_days_on_which_nothing_ran_are_made_up_for(both: Bench) -> None:
    both.do(lambda: owe(ROUND, key="route-1", since=date(2026, 11, 2)))
    assert both.rows(ROUND, "route-1") == [("2026-11-03", "open")]
    both.plan(date(2026, 11, 6))
    assert both.rows(ROUND, "route-1") == [
        *(("2026-11-03", "open"), ("2026-11-04", "open"), ("2026-11-05", "open"), ("2026-11-06", "open")),
        ("2026-11-09", "open"),  # the next one ahead, beyond a weekend
    ]


def test_a_plan_that_is_killed_leaves_nothing_and_the_next_one_does_all(both: Bench) -> None:
    with in_branch(both.branch.id, write=True):
        assert plan_branch(both.branch) == 4
    assert count(both) == 0, "the transaction ended with its scope"
    assert both.plan(date(2026, 11, 2)) == 4


def test_a_row_that_is_there_already_is_met_and_not_doubled(both: Bench) -> None:
    both.plan(date(2026, 11, 2))

    def forget_the_plan() -> None:
        from platform_core.obligations.models import DutySeries

        db.session.execute(delete(DutySeries).where(DutySeries.code == QUARTER))

    both.do(forget_the_plan)
    both.plan(date(2026, 11, 2))
    assert both.rows(QUARTER) == [("2026-11-06", "open")]


def test_what_falls_due_while_a_module_is_off_is_not_owed_later(both: Bench) -> None:
    both.plan(date(2026, 11, 2))
    both.do(lambda: owe(ROUND, key="route-1", since=date(2026, 11, 2)))
    both.switch(on=False)
    both.plan(date(2026, 12, 15))
    both.plan(date(2027, 4, 20))
    assert both.rows(QUARTER) == [("2026-11-06", "open")], "what was open stays"
    both.switch(on=True)
    both.plan(date(2027, 4, 21))
    assert both.rows(QUARTER) == [("2026-11-06", "open"), ("2027-09-08", "open")]
    assert both.rows(ROUND, "route-1") == [
        *(("2026-11-03", "open"), ("2027-04-21", "open"), ("2027-04-22", "open")),
    ]


def test_each_place_owes_what_is_declared_for_it(both: Bench) -> None:
    both.plan(date(2026, 11, 2))
    both.plan(date(2026, 11, 2), branch=both.centre)
    assert both.rows(NETWORK, branch=both.branch) == []
    assert both.rows(NETWORK, branch=both.centre) == [("2027-10-01", "open")]
    assert both.rows(MEETING, branch=both.centre) == []
    assert both.rows(MEETING, branch=both.other) == [], "every branch plans for itself"


def declare_day_off(bench: Bench, *days: str) -> None:
    with catalogue_write():
        changed = update(Branch).where(Branch.code == "alpha").values(calendar={"days_off": list(days)})
        db.session.execute(changed)
        db.session.commit()


def test_a_day_off_declared_later_moves_what_is_open_and_doubles_nothing(bench: Bench) -> None:
    bench.plan(date(2026, 11, 2))
    bench.do(lambda: owe(ROUND, key="route-1", since=date(2026, 11, 2)))
    declare_day_off(bench, "2026-11-03", "2026-11-04", "2026-11-16")
    bench.plan(date(2026, 11, 2))
    assert bench.rows(QUARTER) == [("2026-11-10", "open")], "five working days later, two of them off"
    assert bench.rows(MEETING) == [("2026-11-17", "open")]
    bench.plan(date(2026, 11, 6))
    assert len(bench.rows(QUARTER)) == 1
    assert bench.rows(ROUND, "route-1") == [
        *(
            ("2026-11-03", "withdrawn"),
            ("2026-11-05", "open"),
            ("2026-11-06", "open"),
            ("2026-11-09", "open"),
        ),
    ]


def test_each_branch_plans_by_its_own_clock(bench: Bench) -> None:
    with catalogue_write():
        db.session.execute(update(Branch).where(Branch.code == "beta").values(timezone="Pacific/Kiritimati"))
        db.session.commit()
    for branch in (bench.branch, bench.other):
        bench.do(lambda: owe(ROUND, key="route-1", since=date(2026, 11, 2)), branch=branch)
    bench.traveller.move_to("2026-11-03T18:30:00+00:00", tick=False)  # 23:30 in one, 4 November in the other
    for branch in (bench.branch, bench.other):
        bench.do(lambda: plan_here({}), branch=branch)
    assert len(bench.rows(ROUND, "route-1")) == 2
    assert len(bench.rows(ROUND, "route-1", branch=bench.other)) == 3


def test_a_day_of_twenty_five_hours_is_one_day(bench: Bench) -> None:
    with catalogue_write():
        db.session.execute(update(Branch).where(Branch.code == "beta").values(timezone="America/New_York"))
        db.session.commit()
    bench.traveller.move_to("2026-10-30T16:00:00+00:00", tick=False)
    bench.do(lambda: owe(ROUND, key="route-1", since=date(2026, 10, 29)), branch=bench.other)
    planned = []
    # clocks go back on 1 November: half past midnight, half past eleven at night, half past midnight again
    for moment in ("2026-11-01T04:30:00+00:00", "2026-11-02T04:30:00+00:00", "2026-11-02T05:30:00+00:00"):
        bench.traveller.move_to(moment, tick=False)
        bench.do(lambda: plan_here({}), branch=bench.other)
        planned.append([day for day, _status in bench.rows(ROUND, "route-1", branch=bench.other)][-1])
    assert planned == ["2026-11-02", "2026-11-02", "2026-11-03"]


def test_a_duty_that_is_no_longer_declared_keeps_its_rows(bench: Bench) -> None:
    from platform_core.obligations.registry import install_obligations

    bench.plan(date(2026, 11, 2))
    install_obligations(bench.app, {})
    assert bench.plan(date(2027, 6, 2)) == 0
    assert bench.rows(QUARTER) == [("2026-11-06", "open")]


def test_what_was_closed_years_ago_is_forgotten_and_what_is_open_never(bench: Bench) -> None:
    bench.plan(date(2026, 11, 2))
    bench.do(lambda: fulfil(MEETING))
    bench.go_to(date(2026, 11, 2) + timedelta(days=5 * 366 - 1))
    bench.do(lambda: forget_closed({}))
    assert len(bench.rows(MEETING)) == 2
    bench.go_to(date(2026, 11, 2) + timedelta(days=5 * 366 + 1))
    bench.do(lambda: forget_closed({}))
    assert bench.rows(MEETING) == [("2026-11-16", "open")]
    assert bench.rows(QUARTER) == [("2026-11-06", "open")]


def test_a_module_that_is_switched_on_is_planned_at_once(bench: Bench) -> None:
    bench.switch(on=False)
    bench.do(lambda: enable_module(NAME))
    with in_branch(bench.branch.id):
        waiting = db.session.scalars(select(Outbox.name).where(Outbox.done_at.is_(None))).all()
    assert PLAN_JOB in waiting
    for leased in range(2):
        do_waiting_work()
        assert bench.rows(MEETING) == [("2026-11-16", "open")], leased


# --- two at once ------------------------------------------------------------------------------------


def test_two_who_fulfil_at_once_close_one(both: Bench) -> None:
    both.plan(date(2026, 11, 2))
    both.plan(date(2026, 11, 6))
    outcomes: list[ObligationState] = []

    def second() -> None:
        with both.app.app_context():
            outcomes.extend(filter(None, [both.do(lambda: fulfil(QUARTER))]))

    thread = Thread(target=second)
    with in_branch(both.branch.id, write=True):
        first = fulfil(QUARTER)
        thread.start()
        db.session.commit()
    thread.join(30)
    assert first is not None
    assert first.status == "fulfilled"
    assert [state.status for state in outcomes] == ["open"], "the second finds the next one, and leaves it"
    assert both.rows(QUARTER) == [("2026-11-06", "fulfilled"), ("2027-01-15", "open")]


def test_two_plans_at_once_open_each_thing_once(both: Bench) -> None:
    done: list[int] = []

    def second() -> None:
        with both.app.app_context():
            done.append(both.do(lambda: plan_branch(both.branch)))

    thread = Thread(target=second)
    with in_branch(both.branch.id, write=True):
        plan_branch(both.branch)
        thread.start()
        db.session.commit()
    thread.join(30)
    assert done == [0]
    assert count(both) == 4


# --- what stops the boot ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spec",
    [
        ObligationSpec(f"{NAME}.x", "X", "P3", Once(date(2026, 1, 1)), owners=("nobody",)),
        ObligationSpec(f"{NAME}.x", "X", "P3", Once(date(2026, 1, 1)), owners=("wellbeing_officer",)),
        ObligationSpec(f"{NAME}.x", "X", "P3", SchoolYear(), owners=("sss_head",), place="central"),
    ],
)
def test_an_owner_that_is_not_of_the_place_stops_the_boot(spec: ObligationSpec) -> None:
    with pytest.raises(DutyFault, match="is owed by"):
        DutyRegistry({NAME: make_module(spec).describe_module()})


def test_a_code_that_two_duties_share_stops_the_boot() -> None:
    spec = ObligationSpec(f"{NAME}.x", "X", "P3", Every(days=1))
    with pytest.raises(DutyFault, match="two duties"):
        DutyRegistry({NAME: make_module(spec, spec).describe_module()})


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"code": "other.x"}, "does not begin with"),
        ({"recurrence": "every two weeks"}, "no recurrence"),
        ({"place": "village"}, "neither branch nor central"),
        ({"remind_before": (3, -1)}, "reminders"),
        ({"escalate_after": 0}, "at least one working day"),
        ({"early_days": -1}, "early"),
    ],
)
def test_a_duty_that_makes_no_sense_stops_the_boot(wrong: dict[str, Any], told: str) -> None:
    sound: dict[str, Any] = {"code": f"{NAME}.x", "title": "X", "clause": "P3", "recurrence": Every(days=1)}
    PluginManager([make_module(ObligationSpec(**sound))])
    with pytest.raises(ManifestFault, match=told):
        PluginManager([make_module(ObligationSpec(**{**sound, **wrong}))])
