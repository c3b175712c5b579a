"""The rules of notes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sample_plugin.data import kind_texts
from tests.sample_plugin.policy import KINDS, may_close, standing_of

NOTED = date(2026, 11, 2)


@pytest.mark.parametrize(("days_later", "state"), [(0, "open"), (14, "open"), (15, "overdue")])
def test_a_note_is_overdue_after_the_last_day(days_later: int, state: str) -> None:
    standing = standing_of(NOTED, None, today=NOTED + timedelta(days=days_later), days=14)
    assert (standing.state, standing.look_by, standing.clause) == (state, date(2026, 11, 16), "P3")


@given(st.dates(), st.integers(1, 60))
def test_a_closed_note_is_never_overdue(today: date, days: int) -> None:
    assert standing_of(NOTED, NOTED, today=today, days=days).state == "closed"


def test_only_a_worry_needs_an_answer() -> None:
    assert {kind for kind in KINDS if not may_close(kind, has_answer=False)} == {"worry"}
    assert all(may_close(kind, has_answer=True) for kind in KINDS)


def test_codes_and_texts_are_the_same_kinds() -> None:
    assert set(kind_texts()) == set(KINDS)
