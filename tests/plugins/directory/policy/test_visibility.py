"""Who sees an entry, and when its check falls due."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.directory.policy.codes import Audience, Status, Verification
from plugins.directory.policy.visibility import (
    VALID_DAYS,
    Standing,
    due_on,
    is_shown,
    may_follow,
    verification_on,
    visibilities_for,
)

TODAY = date(2026, 11, 22)
STANDINGS = [Standing(*one) for one in product(Status, Audience, Verification)]


@pytest.mark.parametrize("standing", STANDINGS, ids=str)
def test_staff_see_whatever_others_see(standing: Standing) -> None:
    others = [audience for audience in Audience if is_shown(standing, audience)]
    if others:
        assert Audience.STAFF in others
    if is_shown(standing, Audience.PUBLIC):
        assert len(others) == len(Audience)


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STUDENTS, Audience.GUARDIANS])
def test_what_lapsed_or_closed_is_for_staff_alone(audience: Audience) -> None:
    for standing in STANDINGS:
        is_sound = standing.status is Status.ACTIVE and standing.verification is not Verification.LAPSED
        if not is_sound:
            assert not is_shown(standing, audience)
        assert is_shown(standing, Audience.STAFF) == (standing.status is not Status.DEFUNCT)


def test_what_is_for_students_is_hidden_from_guardians_and_the_other_way_round() -> None:
    for_students = Standing(Status.ACTIVE, Audience.STUDENTS, Verification.CONFIRMED)
    for_guardians = Standing(Status.ACTIVE, Audience.GUARDIANS, Verification.CONFIRMED)
    assert is_shown(for_students, Audience.STUDENTS)
    assert not is_shown(for_students, Audience.GUARDIANS)
    assert is_shown(for_guardians, Audience.GUARDIANS)
    assert not is_shown(for_guardians, Audience.STUDENTS)
    assert set(visibilities_for(Audience.STAFF)) == set(Audience)
    assert visibilities_for(Audience.PUBLIC) == (Audience.PUBLIC,)


@given(st.integers(0, 3000))
def test_a_confirmation_holds_for_a_year(days: int) -> None:
    assured_on = TODAY - timedelta(days=days)
    found = verification_on(Verification.CONFIRMED, assured_on, TODAY)
    assert found is (Verification.CONFIRMED if days < VALID_DAYS else Verification.DUE)
    assert (due_on(assured_on) <= TODAY) == (found is Verification.DUE)


def test_only_confirmations_grow_old() -> None:
    old = TODAY - timedelta(days=9000)
    assert verification_on(Verification.CONFIRMED, None, TODAY) is Verification.DUE
    for stored in (Verification.DUE, Verification.REQUESTED, Verification.LAPSED):
        assert verification_on(stored, old, TODAY) is stored


def test_only_time_makes_an_entry_due() -> None:
    assert not any(may_follow(current, Verification.DUE) for current in Verification)
    assert not may_follow(Verification.LAPSED, Verification.LAPSED)
    assert may_follow(Verification.LAPSED, Verification.CONFIRMED)
    assert may_follow(Verification.DUE, Verification.REQUESTED)
    assert may_follow(Verification.REQUESTED, Verification.LAPSED)
