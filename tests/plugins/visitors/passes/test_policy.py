"""How long a pass may hold, what it is worth on a day, and what clearance means for it (A5.1)."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.passes import (
    PASS_STEPS,
    PassState,
    PassStatus,
    PassTerms,
    clearance_tone,
    comes_on,
    decide_pass_step,
    latest_end,
    state_on,
    terms_faults,
)

FIRST = date(2026, 9, 1)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))


def terms(**more):
    said = {
        "valid_from": FIRST,
        "valid_until": date(2027, 5, 25),
        "weekdays": (0, 2),
        "from_time": time(9),
        "until_time": time(18),
    }
    return PassTerms(**(said | more))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"valid_until": FIRST - timedelta(days=1)}, "valid_until"),
        ({"valid_until": date(2027, 9, 2)}, "valid_until"),
        ({"weekdays": ()}, "weekdays"),
        ({"weekdays": (7,)}, "weekdays"),
        ({"until_time": time(9)}, "until_time"),
    ],
)
def test_terms_that_cannot_be_name_their_field(wrong, field):
    assert [fault.field for fault in terms_faults(terms(**wrong), most_months=12)] == [field]


def test_twelve_months_are_allowed_and_a_day_more_is_not():
    assert terms_faults(terms(valid_until=date(2027, 9, 1)), most_months=12) == ()
    (fault,) = terms_faults(terms(valid_until=date(2027, 9, 2)), most_months=12)
    assert fault.reason_code is Reason.VALID_TOO_LONG
    assert latest_end(date(2028, 2, 29), 12) == date(2029, 2, 28)


@given(DAYS, st.integers(1, 12))
def test_a_branch_may_allow_less_than_twelve_months_but_never_more(day, months):
    assert day < latest_end(day, months) <= latest_end(day, 12) == latest_end(day, 99)


@given(DAYS)
def test_a_pass_is_worth_exactly_one_thing_a_day(day):
    for status in PassStatus:
        state = state_on(status, valid_from=FIRST, valid_until=date(2027, 5, 25), on=day)
        assert (state is PassState.VALID) == (
            status is PassStatus.ACTIVE and FIRST <= day <= date(2027, 5, 25)
        )


@given(DAYS)
def test_the_holder_is_expected_on_the_pass_s_weekdays_only(day):
    expected = comes_on(PassStatus.ACTIVE, terms(), on=day)
    assert expected == (FIRST <= day <= date(2027, 5, 25) and day.weekday() in (0, 2))
    assert not comes_on(PassStatus.SUSPENDED, terms(), on=day)


def test_an_ended_pass_stays_ended():
    assert PASS_STEPS[PassStatus.ENDED] == frozenset()
    assert decide_pass_step(PassStatus.SUSPENDED, PassStatus.ACTIVE).allowed
    assert not decide_pass_step(PassStatus.ENDED, PassStatus.ACTIVE).allowed


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        ("cleared", "good"),
        ("not_cleared", "bad"),
        ("ask_central", "warn"),
        ("unknown", "warn"),
        ("?", "warn"),
    ],
)
def test_only_cleared_is_shown_quietly(state, tone):
    assert clearance_tone(state) == tone
