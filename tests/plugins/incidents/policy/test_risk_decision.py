"""What people decide upon a suggested level: whole protocols, reasons, second persons, outcomes (A8)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.incidents.policy.decisions import Decision, Reason
from plugins.incidents.policy.factors import (
    Descriptor,
    Factor,
)
from plugins.incidents.policy.risk import (
    Answer,
    Level,
    Outcome,
    Suggestion,
    decide_level,
    decide_outcome,
    level_in_force,
    protocol_faults,
    suggest_level,
)
from tests.plugins.incidents.policy.findings import MILD, descriptors, factors, rank


def test_a_protocol_is_whole_when_every_line_is_answered_and_every_yes_supported() -> None:
    whole = {factor: Answer(present=False) for factor in Factor}
    assert protocol_faults(whole) == ()
    assert protocol_faults({**whole, Factor.ALONE: Answer(present=True, has_evidence=True)}) == ()
    assert protocol_faults({**whole, Factor.ABILITIES: Answer(present=True)}) == ()
    bare = protocol_faults({**whole, Factor.ALONE: Answer(present=True, has_consequence=True)})
    assert [(fault.field, fault.reason_code) for fault in bare] == [("alone", Reason.SUPPORTING_FACT_MISSING)]
    del whole[Factor.RUNS_AWAY]
    assert [fault.field for fault in protocol_faults(whole)] == ["runs_away"]


@pytest.mark.parametrize(
    ("set_level", "reason", "second", "allowed", "why"),
    [
        (Level.HIGH, "", None, True, Reason.LEVEL_AGREED),
        (Level.MEDIUM, "  ", "second", False, Reason.REASON_MISSING),
        (Level.MEDIUM, "seen twice", None, False, Reason.SECOND_PERSON_MISSING),
        (Level.MEDIUM, "seen twice", "assessor", False, Reason.SECOND_PERSON_SAME),
        (Level.MEDIUM, "seen twice", "second", True, Reason.LEVEL_CONFIRMED),
    ],
)
def test_a_different_level_needs_a_reason_and_a_second_person(
    set_level: Level, reason: str, second: str | None, *, allowed: bool, why: Reason
) -> None:
    decision = decide_level(Level.HIGH, set_level, reason=reason, assessor="assessor", second_person=second)
    assert (decision.allowed, decision.reason_code, decision.clause) == (allowed, why, "P33")


@given(st.sampled_from(Level), st.sampled_from(Level))
def test_until_confirmed_the_higher_level_is_acted_on(suggested: Level, chosen: Level) -> None:
    assert rank(level_in_force(suggested, chosen, confirmed=False)) == max(rank(suggested), rank(chosen))
    assert level_in_force(suggested, chosen, confirmed=True) is chosen


def test_no_further_action_needs_a_reason_and_no_gate_above_low() -> None:
    nothing = suggest_level({MILD[0]}, {Descriptor.LOW_HARD_FAMILY})

    def decide(
        suggestion: Suggestion, chosen: Level = Level.LOW, reason: str = "spoken with all sides"
    ) -> Decision:
        return decide_outcome(Outcome.NO_FURTHER_ACTION, level=chosen, suggestion=suggestion, reason=reason)

    assert decide(nothing).allowed
    assert decide(nothing, reason=" ").reason_code is Reason.REASON_MISSING
    assert decide(nothing, chosen=Level.MEDIUM).reason_code is Reason.LEVEL_TOO_HIGH
    described = suggest_level((), {Descriptor.MEDIUM_SCHOOL_REGISTER})
    assert decide(described).reason_code is Reason.GATE_OPEN


@settings(max_examples=200)
@given(factors, descriptors)
def test_no_gate_of_medium_or_high_ever_ends_without_action(
    present: frozenset[Factor], described: frozenset[Descriptor]
) -> None:
    suggestion = suggest_level(present, described)
    decision = decide_outcome(
        Outcome.NO_FURTHER_ACTION, level=Level.LOW, suggestion=suggestion, reason="a reason"
    )
    assert decision.allowed is (suggestion.level is Level.LOW)


def test_high_goes_outside_and_medium_may_stay() -> None:
    high, medium = suggest_level((), danger_to_life=True), suggest_level({Factor.RUNS_AWAY})
    assert high.outcomes == (Outcome.EXTERNAL_BODIES,)
    assert medium.outcomes == (Outcome.BRANCH_RESPONSE, Outcome.EXTERNAL_BODIES)
    refused = decide_outcome(Outcome.BRANCH_RESPONSE, level=Level.HIGH, suggestion=high, reason="")
    assert refused.reason_code is Reason.LEVEL_TOO_HIGH
    assert decide_outcome(Outcome.BRANCH_RESPONSE, level=Level.MEDIUM, suggestion=medium, reason="").allowed
