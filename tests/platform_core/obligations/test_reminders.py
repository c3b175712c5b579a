"""Reminders and escalation: to the right people, on the right days, once; silence while a module is off."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.notify.models import Notification
from platform_core.obligations.models import Obligation
from platform_core.obligations.owing import owe
from platform_core.obligations.reminders import (
    ESCALATED,
    LATE,
    SOON,
    TELL_CENTRE,
    escalate,
    remind,
    tell_centre,
)
from platform_core.obligations.services import fulfil
from platform_core.obligations.states import is_to_be_reminded, last_reminder
from platform_core.testing.people import make_user
from tests.platform_core.obligations.bench import ACQUAINTED, ENTRY, MEETING, Bench

DUE = date(2026, 11, 16)
DAY = st.dates(date(2026, 1, 1), date(2027, 12, 31))
BEFORE = st.lists(st.integers(0, 60), max_size=4)


def notices(bench: Bench, branch: BranchInfo | None = None) -> list[tuple[UUID, str, str, int]]:
    columns = (Notification.user_id, Notification.code, Notification.target_url, Notification.params)
    with in_branch((branch or bench.branch).id):
        rows = db.session.execute(select(*columns).order_by(Notification.created_at, Notification.id))
        return [(row.user_id, row.code, row.target_url, row.params["count"]) for row in rows]


def remind_on(bench: Bench, day: date) -> int:
    bench.go_to(day)
    branch = bench.reread(bench.branch)
    return bench.do(lambda: remind(branch))


def escalate_on(bench: Bench, day: date) -> int:
    bench.go_to(day)
    branch = bench.reread(bench.branch)
    return bench.do(lambda: escalate(branch))


def test_owners_are_told_before_and_while_it_is_late_and_never_twice(both: Bench) -> None:
    head, member = make_user("sss_head"), make_user("sss_member")
    make_user("sss_head", branch="beta")
    both.plan(date(2026, 11, 2))
    both.do(lambda: [fulfil(code) for code in ("duties.rules", "duties.quarter", "duties.monitoring")])
    told = {day: remind_on(both, day) for day in (DUE + timedelta(days=n) for n in range(-8, 20))}
    assert [day.day for day, number in told.items() if number] == [13, 15, 17, 24, 1]
    seen = notices(both)
    assert Counter(user for user, *_rest in seen) == {head: 5, member: 5}
    assert [code for _user, code, _url, _count in seen[:4]] == [SOON] * 4
    assert {code for _user, code, _url, _count in seen[4:]} == {LATE}
    row = both.one(MEETING)
    assert {url for _user, _code, url, _count in seen} == {f"/alpha/obligations/{row.id}"}
    assert notices(both, both.other) == []


def test_a_second_run_of_a_day_tells_nobody_and_missed_days_are_told_once(bench: Bench) -> None:
    make_user("sss_head")
    bench.do(lambda: owe(ENTRY, key="entry-1", due_on=DUE))
    assert remind_on(bench, DUE - timedelta(days=2)) == 1
    assert remind_on(bench, DUE - timedelta(days=2)) == 0
    assert remind_on(bench, DUE) == 0
    assert remind_on(bench, DUE + timedelta(days=30)) == 1


def test_many_are_one_notice_that_leads_to_the_list(bench: Bench) -> None:
    head = make_user("sss_head")
    for key in ("entry-1", "entry-2"):
        bench.do(lambda key=key: owe(ENTRY, key=key, due_on=DUE))
    assert remind_on(bench, DUE - timedelta(days=7)) == 2
    assert notices(bench) == [(head, SOON, "/alpha/obligations/", 2)]


def test_who_it_was_given_to_is_told_alone(bench: Bench) -> None:
    make_user("sss_head")
    other = make_user("curator")
    bench.do(lambda: owe(ENTRY, key="entry-1", due_on=DUE))
    bench.do(lambda: db.session.execute(update(Obligation).values(assigned_to=other)))
    remind_on(bench, DUE)
    assert [user for user, *_rest in notices(bench)] == [other]


def test_where_nobody_has_the_role_who_oversees_is_told(bench: Bench) -> None:
    head = make_user("branch_head")
    bench.do(lambda: owe(ACQUAINTED, key="k", due_on=DUE))
    remind_on(bench, DUE)
    assert [user for user, *_rest in notices(bench)] == [head]


def test_nobody_is_told_while_the_module_is_off(bench: Bench) -> None:
    make_user("sss_head")
    bench.plan(date(2026, 11, 2))
    bench.switch(on=False)
    assert remind_on(bench, DUE + timedelta(days=30)) == 0
    assert escalate_on(bench, DUE + timedelta(days=30)) == 0
    bench.switch(on=True)
    assert remind_on(bench, DUE + timedelta(days=30)) > 0


def test_the_centre_is_told_after_the_working_days_and_once(both: Bench) -> None:
    officer = make_user("wellbeing_officer", branch="central")
    both.do(lambda: fulfil(MEETING, on=date(2026, 11, 2)))
    assert both.rows(MEETING)[-1] == ("2026-11-16", "open")
    assert escalate_on(both, date(2026, 11, 20)) == 0, "four working days late"
    assert escalate_on(both, date(2026, 11, 22)) == 0, "a Sunday adds none"
    assert escalate_on(both, date(2026, 11, 23)) == 1
    assert escalate_on(both, date(2026, 11, 24)) == 0
    with in_branch(both.branch.id):
        sent = db.session.execute(
            select(Outbox.payload, Outbox.destination_id).where(Outbox.name == TELL_CENTRE)
        ).all()
    assert [(row.payload, row.destination_id) for row in sent] == [
        ({"branch": "alpha", "count": 1}, both.centre.id)
    ]
    both.do(lambda: tell_centre(sent[0].payload), branch=both.centre)
    assert notices(both, both.centre) == [(officer, ESCALATED, "/central/obligations/late/alpha", 1)]


def test_what_is_done_late_is_not_told_to_the_centre(bench: Bench) -> None:
    bench.plan(date(2026, 11, 2))
    bench.do(lambda: [fulfil(code) for code in ("duties.rules", "duties.quarter", "duties.monitoring")])
    bench.do(lambda: fulfil(MEETING, on=date(2026, 11, 18)))
    assert escalate_on(bench, date(2026, 11, 30)) == 0


# --- the days, as a pure rule -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 12), None),
        (date(2026, 11, 13), date(2026, 11, 13)),
        (date(2026, 11, 14), date(2026, 11, 13)),
        (date(2026, 11, 16), date(2026, 11, 15)),
        (date(2026, 11, 17), date(2026, 11, 17)),
        (date(2026, 11, 23), date(2026, 11, 17)),
        (date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_reminders_fall_due_before_the_day_and_then_once_a_week(today: date, expected: date | None) -> None:
    assert last_reminder(DUE, (3, 1), today=today) == expected


@given(due_on=DAY, before=BEFORE, today=DAY)
def test_the_last_reminder_is_never_ahead_and_never_goes_back(
    due_on: date, before: list[int], today: date
) -> None:
    now, tomorrow = (last_reminder(due_on, before, today=today + timedelta(days=n)) for n in (0, 1))
    assert now is None or now <= today
    assert now is None or (tomorrow is not None and now <= tomorrow)


@given(due_on=DAY, before=BEFORE, ran=st.lists(DAY, max_size=12))
def test_each_reminder_is_made_up_for_by_the_next_run_and_none_is_doubled(
    due_on: date, before: list[int], ran: list[date]
) -> None:
    reminded: date | None = None
    for day in sorted(ran):
        if is_to_be_reminded(due_on, before, reminded_on=reminded, today=day):
            reminded = day
        assert not is_to_be_reminded(due_on, before, reminded_on=reminded, today=day)
        newest = last_reminder(due_on, before, today=day)
        assert newest is None or (reminded is not None and reminded >= newest)
