"""When an organisation is asked, reminded, and left alone; silence never takes a hotline away."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.directory.policy.codes import Kind, Post, RequestState, Status, Verification
from plugins.directory.policy.requests import (
    LAPSE_AFTER,
    PAPER_AFTER,
    REMIND_AFTER,
    NextStep,
    Silence,
    ends_on,
    is_answerable,
    may_be_asked,
    step_on,
)

DAY = timedelta(days=1)
SENT = date(2026, 3, 2)
REMINDED = SENT + REMIND_AFTER
DAYS = st.dates(date(2026, 3, 2), date(2028, 3, 2))
KINDS = st.sampled_from([one.value for one in Kind])


def mailed(reminded: date | None = None, kind: str = "crisis_centre") -> Silence:
    return Silence(Post.EMAIL, kind, SENT, reminded)


@pytest.mark.parametrize(
    ("silence", "today", "step"),
    [
        (mailed(), REMINDED - DAY, NextStep.WAIT),
        (mailed(), REMINDED, NextStep.REMIND),
        (mailed(REMINDED), REMINDED + LAPSE_AFTER - DAY, NextStep.WAIT),
        (mailed(REMINDED), REMINDED + LAPSE_AFTER, NextStep.LAPSE),
        (mailed(REMINDED, "hotline"), REMINDED + LAPSE_AFTER, NextStep.HAND_BACK),
        (mailed(REMINDED, "law_enforcement"), REMINDED + LAPSE_AFTER, NextStep.HAND_BACK),
        (Silence(Post.PAPER, "shelter", SENT, None), SENT + PAPER_AFTER - DAY, NextStep.WAIT),
        (Silence(Post.PAPER, "shelter", SENT, None), SENT + PAPER_AFTER, NextStep.HAND_BACK),
    ],
)
def test_silence_means(silence: Silence, today: date, step: NextStep) -> None:
    assert step_on(silence, today) is step


@given(st.sampled_from(Post), KINDS, DAYS)
def test_a_letter_that_never_left_asks_for_nothing(post: Post, kind: str, today: date) -> None:
    assert step_on(Silence(post, kind, None, None), today) is NextStep.WAIT
    assert ends_on(Silence(post, kind, None, None)) is None


@given(st.sampled_from(Post), KINDS, st.none() | DAYS, DAYS)
def test_nobody_lapses_without_a_reminder(post: Post, kind: str, reminded: date | None, today: date) -> None:
    if step_on(Silence(post, kind, SENT, reminded), today) is NextStep.LAPSE:
        assert post is Post.EMAIL
        assert reminded is not None
        assert today - reminded >= LAPSE_AFTER
        assert kind not in {"hotline", "law_enforcement"}


@given(st.sampled_from(Post), KINDS, st.none() | DAYS)
def test_the_day_on_which_the_link_ends_is_told_truly(post: Post, kind: str, reminded: date | None) -> None:
    silence = Silence(post, kind, SENT, reminded)
    last = ends_on(silence)
    if last is not None:
        assert step_on(silence, last - DAY) is NextStep.WAIT
        assert step_on(silence, last) in {NextStep.LAPSE, NextStep.HAND_BACK}


@pytest.mark.parametrize("verification", Verification)
@pytest.mark.parametrize("status", Status)
def test_whoever_works_and_is_not_confirmed_is_asked(status: Status, verification: Verification) -> None:
    wanted = status is not Status.DEFUNCT and verification is not Verification.CONFIRMED
    assert may_be_asked(status, verification) is wanted


def test_one_answer_ends_a_letter() -> None:
    assert [state for state in RequestState if is_answerable(state)] == [RequestState.ASKED]
