"""What modules say of their duties: owed, fulfilled, withdrawn; said twice, said at once, said too late."""

from datetime import date

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.obligations.owing import owe
from platform_core.obligations.registry import DutyFault
from platform_core.obligations.services import fulfil, obligation_states, withdraw
from platform_core.testing.statements import counted_statements
from tests.platform_core.obligations.bench import (
    ACQUAINTED,
    ENTRY,
    MEETING,
    MONITORING,
    NETWORK,
    QUARTER,
    ROUND,
    Bench,
)

KEY = "019a0000-0000-7000-8000-000000000001"


def test_a_month_after_an_event_is_owed_once_however_often_it_is_told(both: Bench) -> None:
    for _again in range(2):
        state = both.do(lambda: owe(ACQUAINTED, key=KEY, since=date(2026, 11, 2)))
    assert (state.due_on, state.is_open) == (date(2026, 12, 2), True)
    assert both.rows(ACQUAINTED, KEY) == [("2026-12-02", "open")]


def test_a_later_word_moves_the_day(both: Bench) -> None:
    both.do(lambda: owe(ACQUAINTED, key=KEY, since=date(2026, 11, 2)))
    both.do(lambda: owe(ACQUAINTED, key=KEY, since=date(2026, 11, 9)))
    assert both.rows(ACQUAINTED, KEY) == [("2026-12-09", "open")]
    both.do(lambda: owe(ACQUAINTED, key=KEY, due_on=date(2026, 11, 20)))
    assert both.rows(ACQUAINTED, KEY) == [("2026-11-20", "open")]


def test_what_was_done_for_an_event_stays_done_and_another_event_asks_anew(both: Bench) -> None:
    both.do(lambda: owe(ACQUAINTED, key=KEY, since=date(2026, 11, 2)))
    both.go_to(date(2026, 12, 7))
    done = both.do(lambda: fulfil(ACQUAINTED, key=KEY))
    assert done is not None
    assert (done.status, done.closed_on, done.days_late) == ("fulfilled", date(2026, 12, 7), 5)
    again = both.do(lambda: owe(ACQUAINTED, key=KEY, since=date(2026, 11, 2)))
    assert not again.is_open
    both.do(lambda: owe(ACQUAINTED, key=KEY, since=date(2027, 1, 11)))
    assert both.rows(ACQUAINTED, KEY) == [("2026-12-02", "fulfilled"), ("2027-02-11", "open")]


def test_what_was_withdrawn_can_be_owed_again(both: Bench) -> None:
    both.do(lambda: owe(ACQUAINTED, key=KEY, since=date(2026, 11, 2)))
    assert both.do(lambda: withdraw(ACQUAINTED, key=KEY)) == 1
    assert both.do(lambda: withdraw(ACQUAINTED, key=KEY)) == 0
    assert both.rows(ACQUAINTED, KEY) == [("2026-12-02", "withdrawn")]
    assert both.do(lambda: owe(ACQUAINTED, key=KEY, since=date(2026, 11, 2))).is_open


def test_a_meeting_counts_from_the_last_one(both: Bench) -> None:
    both.plan(date(2026, 11, 2))
    assert both.rows(MEETING) == [("2026-11-16", "open")]
    both.go_to(date(2026, 11, 12))
    minutes = ("minutes", new_id())
    assert both.do(lambda: fulfil(MEETING, evidence=minutes)) is not None
    assert both.rows(MEETING) == [("2026-11-16", "fulfilled"), ("2026-11-26", "open")]
    both.do(lambda: fulfil(MEETING, evidence=minutes))
    assert both.rows(MEETING)[-1] == ("2026-11-26", "open"), "the same minutes fulfil nothing twice"
    both.go_to(date(2026, 12, 20))
    late = both.do(lambda: fulfil(MEETING, evidence=("minutes", new_id())))
    assert late is not None
    assert late.days_late == 24
    assert both.rows(MEETING)[-1] == ("2027-01-05", "open"), "one is owed however many were missed"


def test_two_meetings_of_a_day_are_one_and_an_old_one_written_down_later_changes_nothing(
    bench: Bench,
) -> None:
    bench.plan(date(2026, 11, 2))
    bench.go_to(date(2026, 11, 12))
    for on in (None, None, date(2026, 11, 5)):
        bench.do(lambda day=on: fulfil(MEETING, on=day, evidence=("minutes", new_id())))
    assert bench.rows(MEETING) == [("2026-11-16", "fulfilled"), ("2026-11-26", "open")]


def test_what_nobody_has_planned_yet_can_be_fulfilled(bench: Bench) -> None:
    done = bench.do(lambda: fulfil(MEETING))
    assert done is not None
    assert bench.rows(MEETING) == [("2026-11-16", "fulfilled"), ("2026-11-16", "open")]


def test_december_is_not_done_in_july_but_within_the_days_allowed(bench: Bench) -> None:
    bench.plan(date(2026, 7, 1))
    assert bench.rows(MONITORING) == [("2026-12-01", "open")]
    early = bench.do(lambda: fulfil(MONITORING))
    assert early is not None
    assert early.is_open
    bench.go_to(date(2026, 10, 20))
    assert not bench.do(lambda: fulfil(MONITORING)).is_open  # type: ignore[union-attr]
    assert bench.plan(date(2026, 12, 2)) > 0
    assert bench.rows(MONITORING) == [("2026-12-01", "fulfilled"), ("2027-06-01", "open")]


def test_an_entry_is_verified_a_year_after_it_was(both: Bench) -> None:
    both.do(lambda: owe(ENTRY, key="entry-1", since=date(2025, 9, 1)))
    both.do(lambda: owe(ENTRY, key="entry-2", since=date(2026, 10, 1)))
    assert both.rows(ENTRY, "entry-1") == [("2026-09-01", "open")]
    both.do(lambda: fulfil(ENTRY, key="entry-1", on=date(2026, 11, 1)))
    assert both.rows(ENTRY, "entry-1") == [("2026-09-01", "fulfilled"), ("2027-11-01", "open")]
    both.do(lambda: owe(ENTRY, key="entry-1", since=date(2026, 10, 5)))
    assert both.rows(ENTRY, "entry-1") == [
        *(("2026-09-01", "fulfilled"), ("2027-10-05", "open"), ("2027-11-01", "withdrawn")),
    ]
    both.do(lambda: withdraw(ENTRY, key="entry-1"))
    both.plan(date(2027, 12, 1))
    assert [status for _day, status in both.rows(ENTRY, "entry-1")] == ["fulfilled", "withdrawn", "withdrawn"]
    assert both.rows(ENTRY, "entry-2") == [("2027-10-01", "open")]


def test_the_same_thing_shows_it_again_another_year_and_not_twice_for_one_day(bench: Bench) -> None:
    entry = ("directory_service", new_id())
    bench.do(lambda: owe(ENTRY, key="entry-1", since=date(2025, 9, 1)))
    for on in (date(2026, 10, 1), date(2026, 10, 1), date(2027, 9, 20), date(2027, 9, 20)):
        bench.go_to(max(on, date(2026, 11, 2)))
        bench.do(lambda day=on: fulfil(ENTRY, key="entry-1", evidence=entry, on=day))
    assert bench.rows(ENTRY, "entry-1") == [
        *(("2026-09-01", "fulfilled"), ("2027-10-01", "fulfilled"), ("2028-09-20", "open")),
    ]


def test_a_rolling_duty_may_be_given_its_next_day(bench: Bench) -> None:
    bench.do(lambda: owe(ENTRY, key="entry-1", due_on=date(2027, 3, 1)))
    assert bench.rows(ENTRY, "entry-1") == [("2027-03-01", "open")]


def test_states_of_many_are_one_question(both: Bench) -> None:
    keys = [f"entry-{number}" for number in range(40)]
    for key in keys[:30]:
        both.do(lambda key=key: owe(ENTRY, key=key, since=date(2026, 1, 12)))
    for key in keys[:10]:
        both.do(lambda key=key: fulfil(ENTRY, key=key, on=date(2026, 10, 1)))
    both.do(lambda: withdraw(ENTRY, key=keys[0]))
    with in_branch(both.branch.id), counted_statements() as seen:
        states = obligation_states(ENTRY, keys)
    assert len([statement for statement in seen if "core_obligation" in statement]) == 1
    assert sorted(states) == sorted(keys[:30])
    assert states[keys[0]].status == "withdrawn"
    assert (states[keys[1]].due_on, states[keys[1]].is_open) == (date(2027, 10, 1), True)
    assert states[keys[29]].due_on == date(2027, 1, 12)
    assert not states[keys[29]].is_overdue(date(2027, 1, 12))
    assert states[keys[29]].is_overdue(date(2027, 1, 13))
    assert obligation_states(ENTRY, []) == {}


def test_another_branch_owes_its_own(both: Bench) -> None:
    both.do(lambda: owe(ENTRY, key="entry-1", since=date(2026, 1, 12)))
    assert both.rows(ENTRY, "entry-1", branch=both.other) == []
    assert both.do(lambda: fulfil(ENTRY, key="entry-1"), branch=both.other) is None
    with in_branch(both.other.id):
        assert obligation_states(ENTRY, ["entry-1"]) == {}


@pytest.mark.parametrize(
    ("code", "values", "fault"),
    [
        ("duties.unknown", {"key": "x"}, DutyFault),
        (NETWORK, {}, DutyFault),
        (ENTRY, {}, ValueError),
        (ENTRY, {"key": "Айгүл Сейітқызы"}, ValueError),
        (ENTRY, {"key": "two words"}, ValueError),
        (ENTRY, {"key": "x" * 121}, ValueError),
        (ROUND, {"key": "route-1", "due_on": date(2026, 11, 5)}, ValueError),
    ],
)
def test_what_cannot_be_owed_is_refused(
    bench: Bench, code: str, values: dict[str, object], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        bench.do(lambda: owe(code, **values))  # type: ignore[arg-type]


def test_the_trail_tells_what_was_owed_and_done(bench: Bench) -> None:
    bench.do(lambda: owe(ACQUAINTED, key=KEY, since=date(2026, 9, 1)))
    bench.do(lambda: fulfil(ACQUAINTED, key=KEY))
    told = select(AuditEntry.event, AuditEntry.data).where(AuditEntry.event.startswith("core.obligation"))
    with in_branch(bench.branch.id):
        entries = [(row.event, row.data) for row in db.session.execute(told.order_by(AuditEntry.at))]
    assert entries == [
        ("core.obligation_owed", {"code": ACQUAINTED}),
        ("core.obligation_fulfilled", {"code": ACQUAINTED, "late": 32}),
    ]


def test_a_quarter_is_done_early_and_the_next_waits_for_its_own_day(bench: Bench) -> None:
    bench.plan(date(2026, 11, 2))
    bench.do(lambda: fulfil(QUARTER))
    bench.do(lambda: fulfil(QUARTER))
    assert bench.rows(QUARTER) == [("2026-11-06", "fulfilled")]
    bench.plan(date(2026, 11, 7))
    assert bench.rows(QUARTER) == [("2026-11-06", "fulfilled"), ("2027-01-15", "open")]
