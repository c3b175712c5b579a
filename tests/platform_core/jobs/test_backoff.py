from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from platform_core.jobs.backoff import FIRST_WAIT, LONGEST_WAIT, MAX_ATTEMPTS, is_exhausted, wait_after

ATTEMPTS = st.integers(min_value=1, max_value=10_000)


@given(ATTEMPTS)
def test_waits_never_shrink_and_never_pass_an_hour(attempts: int) -> None:
    assert FIRST_WAIT <= wait_after(attempts) <= wait_after(attempts + 1) <= LONGEST_WAIT


@given(st.integers(min_value=1, max_value=8))
def test_each_of_the_first_waits_doubles(attempts: int) -> None:
    assert wait_after(attempts + 1) == 2 * wait_after(attempts)


@given(ATTEMPTS)
def test_a_message_is_given_up_exactly_from_the_limit_on(attempts: int) -> None:
    assert is_exhausted(attempts) is (attempts >= MAX_ATTEMPTS)


def test_a_message_is_tried_for_hours_before_it_is_given_up() -> None:
    waited = sum((wait_after(attempts) for attempts in range(1, MAX_ATTEMPTS)), timedelta())
    assert timedelta(hours=2) < waited < timedelta(hours=12)
