"""Say what the safety service does next at each level, and by when (P33, P42)."""

from dataclasses import dataclass
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.incidents.policy.risk import Level, Outcome


class StepCode(StrEnum):
    """Name what is to be done."""

    SEPARATE_FROM_SUSPECT = "separate_from_suspect"
    FIRST_AID = "first_aid"
    TELL_EXTERNAL_BODIES = "tell_external_bodies"
    HAND_OVER_TO_TEAM = "hand_over_to_team"
    SAFETY_PLAN = "safety_plan"
    SUPPORT_PLAN = "support_plan"
    REVIEW_RISK = "review_risk"
    RECORD_REASON = "record_reason"


class PlanArea(StrEnum):
    """Name the four areas of a plan of intervention and support (P33)."""

    LEARNING = "learning"
    COMMUNICATION = "communication"
    SELF_REGULATION = "self_regulation"
    SELF_ESTEEM = "self_esteem"


@dataclass(frozen=True, slots=True)
class StepTiming:
    """Hold a branch's deadlines in working days from the assessment; 0 is the same day."""

    hand_over: int = 1
    safety_plan: int = 1
    support_plan: int = 5
    review_low: int = 40
    review_medium: int = 20
    review_high: int = 10


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one thing to do, its clause, and when it is due in working days; 0 is at once."""

    code: StepCode
    clause: str
    due_working_days: int


@enforces("P33", "P42.1", "P42.2", "P42.4", "P42.5", "P42.6", "A8")
def next_steps(
    level: Level,
    *,
    danger_to_life: bool = False,
    outcome: Outcome = Outcome.BRANCH_RESPONSE,
    timing: StepTiming = StepTiming(),
) -> tuple[Step, ...]:
    """List the next steps, most urgent first.

    Low and medium lead to the service's own plan; high, or danger to life and health at any
    level, sends all material to the inter-agency team and tells the bodies outside.
    """
    if danger_to_life:
        return (*_rescue(), *_high(timing))
    if level is Level.HIGH:
        return _high(timing)
    if outcome is Outcome.NO_FURTHER_ACTION:
        return (Step(StepCode.RECORD_REASON, "A8", 0),)
    return _within_branch(level, outcome=outcome, timing=timing)


def _rescue() -> tuple[Step, ...]:
    return (Step(StepCode.SEPARATE_FROM_SUSPECT, "P42.1", 0), Step(StepCode.FIRST_AID, "P42.2", 0))


def _high(timing: StepTiming) -> tuple[Step, ...]:
    return (
        Step(StepCode.TELL_EXTERNAL_BODIES, "P42.4", 0),
        Step(StepCode.HAND_OVER_TO_TEAM, "P33", timing.hand_over),
        Step(StepCode.SAFETY_PLAN, "P42.5", timing.safety_plan),
        Step(StepCode.SUPPORT_PLAN, "P42.6", timing.support_plan),
        Step(StepCode.REVIEW_RISK, "P33", timing.review_high),
    )


def _within_branch(level: Level, *, outcome: Outcome, timing: StepTiming) -> tuple[Step, ...]:
    review = timing.review_low if level is Level.LOW else timing.review_medium
    outside = (Step(StepCode.TELL_EXTERNAL_BODIES, "P42.4", 0),)
    return (
        *(outside if outcome is Outcome.EXTERNAL_BODIES else ()),
        Step(StepCode.SAFETY_PLAN, "P42.5", timing.safety_plan),
        Step(StepCode.SUPPORT_PLAN, "P33", timing.support_plan),
        Step(StepCode.REVIEW_RISK, "P33", review),
    )
