"""Folding findings: the gravest counts, silence clears nobody, and the earliest end is told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_core.clearance.fold import Clearance, fold_findings
from platform_core.hooks.types import ClearanceFinding

TODAY = date(2026, 11, 22)
DAYS = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))
FINDINGS = st.lists(
    st.builds(
        ClearanceFinding,
        source=st.sampled_from(["hiring", "visitors", "training"]),
        state=st.sampled_from(["cleared", "not_cleared", "ask_central"]),
        valid_until=st.none() | DAYS,
    ),
    max_size=6,
)
SILENT = st.lists(st.sampled_from(["hiring", "trips"]), max_size=2)


def finding(state: str, until: date | None = None, source: str = "hiring") -> ClearanceFinding:
    return ClearanceFinding(source, state, until)


@pytest.mark.parametrize(
    ("findings", "silent", "state"),
    [
        ([], [], "unknown"),
        ([], ["trips"], "unknown"),
        ([finding("cleared")], [], "cleared"),
        ([finding("cleared")], ["trips"], "unknown"),
        ([finding("cleared"), finding("ask_central")], [], "ask_central"),
        ([finding("ask_central")], ["trips"], "unknown"),
        ([finding("cleared"), finding("ask_central"), finding("not_cleared")], [], "not_cleared"),
        ([finding("not_cleared")], ["trips"], "not_cleared"),
        ([finding("cleared", TODAY)], [], "cleared"),
        ([finding("cleared", TODAY - timedelta(days=1))], [], "not_cleared"),
        ([finding("ask_central", TODAY - timedelta(days=1))], [], "ask_central"),
    ],
)
def test_the_gravest_counts(findings, silent, state) -> None:
    assert fold_findings(findings, silent, on=TODAY).state == state


def test_an_answer_names_its_sources_its_silent_modules_and_its_earliest_end() -> None:
    soon, late = TODAY + timedelta(days=3), TODAY + timedelta(days=90)
    found = [finding("cleared", late), finding("cleared", soon, "training"), finding("cleared")]
    folded = fold_findings(found, ["trips"], on=TODAY)
    assert folded == Clearance("unknown", soon, ("hiring", "training"), ("trips",))


@given(FINDINGS, SILENT)
def test_nobody_is_cleared_by_silence(findings, silent) -> None:
    folded = fold_findings(findings, silent, on=TODAY)
    if folded.state == "cleared":
        assert findings
        assert not silent
        assert all(one.state == "cleared" for one in findings)
        assert all(one.valid_until is None or one.valid_until >= TODAY for one in findings)


@given(FINDINGS, SILENT, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(findings, silent, chance) -> None:
    shuffled = list(findings)
    chance.shuffle(shuffled)
    assert fold_findings(shuffled, silent, on=TODAY) == fold_findings(findings, silent, on=TODAY)


@given(FINDINGS, SILENT, FINDINGS)
def test_one_more_finding_never_takes_a_warning_back(findings, silent, more) -> None:
    weight = {"cleared": 0, "ask_central": 1, "unknown": 2, "not_cleared": 3}
    before = fold_findings(findings, silent, on=TODAY).state
    after = fold_findings([*findings, *more], silent, on=TODAY).state
    assert findings == [] or weight[after] >= weight[before]


@given(FINDINGS, DAYS, DAYS)
def test_time_alone_clears_nobody(findings, one, other) -> None:
    earlier, later = sorted((one, other))
    if fold_findings(findings, on=later).state == "cleared":
        assert fold_findings(findings, on=earlier).state == "cleared"
