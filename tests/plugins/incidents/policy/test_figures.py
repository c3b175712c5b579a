"""Twelve definitions, sums over branches, years, signatures (P35, P36)."""

from datetime import date

import pytest

from plugins.incidents.policy.counting import Figure
from plugins.incidents.policy.decisions import Reason
from plugins.incidents.policy.definitions import DEFINITIONS, EXCLUSIONS, CountsBy, Nature, Unit, YearRule
from plugins.incidents.policy.figures import (
    SIGN,
    FigureState,
    add_figures,
    decide_signing,
    figure_state,
    year_figure,
)

BY_NUMBER = {definition.number: definition for definition in DEFINITIONS}
ENDS = date(2027, 1, 7)


def test_there_are_twelve_in_the_policys_order_each_with_its_clause() -> None:
    assert [definition.number for definition in DEFINITIONS] == list(range(1, 13))
    assert [definition.clause for definition in DEFINITIONS] == [f"P36.{n}" for n in range(1, 13)]
    assert len({definition.code for definition in DEFINITIONS}) == 12


def test_the_source_marks_eight_of_them_by_kind() -> None:
    assert {number for number, found in BY_NUMBER.items() if found.by_kind} == {1, 2, 3, 4, 5, 8, 9, 11}


def test_five_and_seven_are_stocks_at_the_quarters_end() -> None:
    stocks = {number for number, found in BY_NUMBER.items() if found.nature is Nature.STOCK}
    assert stocks == {5, 7}
    for number, found in BY_NUMBER.items():
        assert (found.counts_by is CountsBy.QUARTER_END) is (number in stocks)
        assert (found.year_rule is YearRule.LAST_QUARTER) is (number in stocks)


def test_units_and_exclusions() -> None:
    units = {number: found.unit for number, found in BY_NUMBER.items() if found.unit is not Unit.STUDENT}
    assert units == {1: Unit.INCIDENT, 12: Unit.STAFF_MEMBER}
    assert all(found.exclusions == EXCLUSIONS for found in DEFINITIONS)
    assert len({found.version for found in DEFINITIONS}) == 1


def test_branches_add_up_kind_by_kind() -> None:
    total = add_figures("x", [Figure("x", 2, {"physical": 2, "insult": 1}), Figure("x", 1, {"insult": 1})])
    assert (total.value, dict(total.by_kind)) == (3, {"physical": 2, "insult": 2})
    assert add_figures("x", []).value == 0


def test_a_year_adds_incidents_takes_the_last_stock_and_recounts_people() -> None:
    quarters = {1: Figure("x", 4), 3: Figure("x", 2)}
    whole = Figure("x", 5)
    assert year_figure(BY_NUMBER[1], quarters, whole).value == 6
    assert year_figure(BY_NUMBER[2], quarters, whole).value == 5
    assert year_figure(BY_NUMBER[5], quarters, whole).value == 2
    assert year_figure(BY_NUMBER[5], {}, whole).value == 5


@pytest.mark.parametrize(
    ("permissions", "today", "stale", "state", "expected"),
    [
        (frozenset({SIGN}), date(2027, 1, 8), False, FigureState.PROVISIONAL, Reason.ALLOWED),
        (frozenset({SIGN}), date(2027, 1, 8), False, FigureState.CORRECTED, Reason.ALLOWED),
        (frozenset(), date(2027, 1, 8), False, FigureState.PROVISIONAL, Reason.PERMISSION_MISSING),
        (frozenset({SIGN}), ENDS, False, FigureState.PROVISIONAL, Reason.QUARTER_NOT_OVER),
        (frozenset({SIGN}), date(2027, 1, 8), True, FigureState.PROVISIONAL, Reason.FIGURES_STALE),
        (frozenset({SIGN}), date(2027, 1, 8), False, FigureState.SIGNED, Reason.ALREADY_SIGNED),
    ],
)
def test_a_quarter_is_signed_once_over_on_fresh_figures_by_who_may(
    permissions: frozenset[str], today: date, *, stale: bool, state: FigureState, expected: Reason
) -> None:
    decision = decide_signing(permissions=permissions, ends=ENDS, today=today, stale=stale, state=state)
    assert (decision.allowed, decision.reason_code) == (expected is Reason.ALLOWED, expected)


def test_figures_are_provisional_until_signed_and_corrected_when_they_change() -> None:
    now = {"x": Figure("x", 1, {"physical": 1})}
    assert figure_state(signed=None, current=now) is FigureState.PROVISIONAL
    assert figure_state(signed={"x": Figure("x", 1, {"physical": 1})}, current=now) is FigureState.SIGNED
    assert figure_state(signed={"x": Figure("x", 1, {"insult": 1})}, current=now) is FigureState.CORRECTED
    assert figure_state(signed={"x": Figure("x", 2, {"physical": 1})}, current=now) is FigureState.CORRECTED
