"""What follows at each level (P33, P42)."""

from typing import Any

import pytest

from plugins.incidents.policy.risk import Level, Outcome
from plugins.incidents.policy.steps import StepCode, StepTiming, next_steps


def codes(level: Level, **choices: Any) -> list[StepCode]:
    return [step.code for step in next_steps(level, **choices)]


@pytest.mark.parametrize("level", [Level.LOW, Level.MEDIUM])
def test_low_and_medium_lead_to_the_services_own_plan(level: Level) -> None:
    found = codes(level)
    assert StepCode.SUPPORT_PLAN in found
    assert StepCode.HAND_OVER_TO_TEAM not in found
    assert StepCode.TELL_EXTERNAL_BODIES not in found


def test_high_sends_all_material_to_the_team_and_tells_the_bodies_at_once() -> None:
    steps = next_steps(Level.HIGH)
    assert steps[0].code is StepCode.TELL_EXTERNAL_BODIES
    assert steps[0].due_working_days == 0
    assert StepCode.HAND_OVER_TO_TEAM in [step.code for step in steps]


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("outcome", Outcome)
def test_danger_to_life_is_answered_as_high_whatever_the_level(level: Level, outcome: Outcome) -> None:
    found = codes(level, danger_to_life=True, outcome=outcome)
    assert found[:2] == [StepCode.SEPARATE_FROM_SUSPECT, StepCode.FIRST_AID]
    assert set(codes(Level.HIGH)) <= set(found)


def test_no_further_action_leaves_only_the_reason_and_never_at_high() -> None:
    assert codes(Level.LOW, outcome=Outcome.NO_FURTHER_ACTION) == [StepCode.RECORD_REASON]
    assert StepCode.RECORD_REASON not in codes(Level.HIGH, outcome=Outcome.NO_FURTHER_ACTION)


def test_turning_outside_from_a_lower_level_adds_the_bodies() -> None:
    assert codes(Level.MEDIUM, outcome=Outcome.EXTERNAL_BODIES)[0] is StepCode.TELL_EXTERNAL_BODIES


def test_deadlines_are_the_branchs_settings() -> None:
    timing = StepTiming(support_plan=3, review_low=7, review_medium=6)
    due = {step.code: step.due_working_days for step in next_steps(Level.LOW, timing=timing)}
    assert (due[StepCode.SUPPORT_PLAN], due[StepCode.REVIEW_RISK]) == (3, 7)
    assert next_steps(Level.MEDIUM, timing=timing)[-1].due_working_days == 6
