"""Suggest the level of risk by explained gates, settle it, and say what follows (P33, A8).

The source gives no thresholds; ours and the reasons for them are in decision 0002.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.incidents.policy.decisions import Decision, Fault, Reason, allow, refuse
from plugins.incidents.policy.factors import (
    PROTECTIVE_FACTORS,
    RISK_FACTORS,
    VULNERABILITY_FACTORS,
    Descriptor,
    Factor,
)
from plugins.incidents.policy.gates import Gate, GateRule, highest_level, open_gates

PROTOCOL_VERSION = "A8-2026.1"
"""The version stored with every assessment: factors, descriptors, gates and thresholds together."""


class Level(StrEnum):
    """Name the three levels of risk, lowest first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


LEVELS = tuple(Level)


class Outcome(StrEnum):
    """Name what an assessment leads to."""

    NO_FURTHER_ACTION = "no_further_action"
    BRANCH_RESPONSE = "branch_response"
    EXTERNAL_BODIES = "external_bodies"


class AssessmentState(StrEnum):
    """Name how far a level is settled; a newer assessment of the person ends the wait for a second one."""

    SETTLED = "settled"
    AWAITING = "awaiting_second"
    DECLINED = "declined"
    SUPERSEDED = "superseded"


DANGER_TO_LIFE = "danger_to_life"
"""The code under which danger to life or health stands among a gate's findings."""

_F = Factor
_HIGH_DESCRIPTORS = tuple(d for d in Descriptor if d.startswith(Level.HIGH))
_MEDIUM_DESCRIPTORS = tuple(d for d in Descriptor if d.startswith(Level.MEDIUM))
_LOW_DESCRIPTORS = tuple(d for d in Descriptor if d.startswith(Level.LOW))
_HARMFUL_FACTORS = (*RISK_FACTORS, *VULNERABILITY_FACTORS)

SERIOUS_FACTORS = (
    _F.UNEXPLAINED_INJURIES,
    _F.RUNS_AWAY,
    _F.SEXUALLY_ACTIVE,
    _F.SEXUALISED_BEHAVIOUR,
    _F.NEGLECT_SIGNS,
    _F.SCHOOL_FORBIDDEN,
    _F.DOMESTIC_VIOLENCE_SIGNS,
    _F.GUARDIANS_SUBSTANCES,
    _F.GUARDIANS_MENTAL_HEALTH,
    _F.GUARDIANS_THREATEN,
    _F.GUARDIANS_OBSTRUCT,
    _F.RECORDED_INJURY,
    _F.MENTAL_HEALTH_PROBLEMS,
    _F.DEPENDENCE,
    _F.EARLIER_SELF_HARM,
)
"""Factors any one of which is more than low."""

SEVERAL = GateRule("several_factors", Level.MEDIUM, _HARMFUL_FACTORS, need=3)
SEVERAL_EASED = GateRule("several_factors", Level.MEDIUM, _HARMFUL_FACTORS, need=4)
"""The same gate for a well-protected student: the only place where protection counts."""
EASING_NEEDS = 5

FIXED_GATES: tuple[GateRule[Level], ...] = (
    GateRule("life_in_danger", Level.HIGH, (DANGER_TO_LIFE,)),
    GateRule("suicide_risk", Level.HIGH, (_F.SUICIDE_THREAT, _F.SUICIDE_ATTEMPT)),
    GateRule("self_harm_now", Level.HIGH, (_F.SELF_HARM,)),
    GateRule("sexual_infection", Level.HIGH, (_F.SEXUAL_INFECTION,)),
    GateRule("sexual_signs_together", Level.HIGH, (_F.SEXUALLY_ACTIVE, _F.SEXUALISED_BEHAVIOUR), need=2),
    GateRule("protection_needed", Level.HIGH, (_F.NEEDS_PROTECTION,)),
    GateRule(
        "injury_with_violence_at_home",
        Level.HIGH,
        (_F.UNEXPLAINED_INJURIES, _F.RECORDED_INJURY),
        along_with=(_F.DOMESTIC_VIOLENCE_SIGNS, _F.GUARDIANS_THREATEN, _F.GUARDIANS_OBSTRUCT),
    ),
    GateRule(
        "violence_kept_hidden",
        Level.HIGH,
        (_F.DOMESTIC_VIOLENCE_SIGNS,),
        along_with=(_F.SCHOOL_FORBIDDEN, _F.GUARDIANS_THREATEN, _F.GUARDIANS_OBSTRUCT),
    ),
    GateRule("high_described", Level.HIGH, _HIGH_DESCRIPTORS),
    GateRule("many_risks", Level.HIGH, RISK_FACTORS, need=8),
    GateRule("very_vulnerable", Level.HIGH, VULNERABILITY_FACTORS, need=5, along_with=RISK_FACTORS),
    GateRule("factors_piled_up", Level.HIGH, _HARMFUL_FACTORS, need=10),
    GateRule("medium_described", Level.MEDIUM, _MEDIUM_DESCRIPTORS),
    GateRule("serious_sign", Level.MEDIUM, SERIOUS_FACTORS),
)
LOW_GATE: GateRule[Level] = GateRule("low_described", Level.LOW, _LOW_DESCRIPTORS)

GATE_CODES = (*(rule.code for rule in FIXED_GATES), SEVERAL.code, LOW_GATE.code)
"""Every code that `Suggestion.gates` may hold."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold one answered line: present or not, and which of its three fields are filled in."""

    present: bool
    has_example: bool = False
    has_evidence: bool = False
    has_consequence: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Hold the suggested level, every open gate, the protection that eased it, and the outcomes.

    `eased_by` is empty unless protective factors kept the level at low. `outcomes` are those open
    to the suggested level. `version` names the protocol by which all this was worked out.
    """

    level: Level
    gates: tuple[Gate[Level], ...]
    eased_by: tuple[Factor, ...]
    outcomes: tuple[Outcome, ...]
    version: str = PROTOCOL_VERSION
    clause: str = "P33"


@enforces("P33", "A8")
def protocol_faults(answers: Mapping[Factor, Answer]) -> tuple[Fault, ...]:
    """Find lines left unanswered, and yes-answers with neither an example nor evidence.

    Protective factors need no proof: doubt about them costs the student nothing.
    """
    missing = [Fault(f, Reason.FACTOR_UNANSWERED, "A8") for f in Factor if f not in answers]
    unproven = [
        Fault(factor, Reason.SUPPORTING_FACT_MISSING, "A8")
        for factor, answer in answers.items()
        if answer.present and factor in _HARMFUL_FACTORS and not (answer.has_example or answer.has_evidence)
    ]
    return (*missing, *unproven)


@enforces("P33", "A8")
def suggest_level(
    present: Collection[Factor],
    descriptors: Collection[Descriptor] = (),
    *,
    danger_to_life: bool = False,
) -> Suggestion:
    """Suggest a level from the factors answered yes, the descriptors marked and danger to life.

    One more risk, vulnerability or descriptor never lowers the level; protective factors never
    cancel a high gate, and move only the count that parts low from medium.
    """
    found = {*present, *descriptors, *((DANGER_TO_LIFE,) if danger_to_life else ())}
    buffer = _protective_buffer(found)
    several = SEVERAL_EASED if buffer else SEVERAL
    gates = open_gates((*FIXED_GATES, several, LOW_GATE), found)
    level = highest_level(gates, order=LEVELS)
    unprotected = highest_level(open_gates((*FIXED_GATES, SEVERAL), found), order=LEVELS)
    eased_by = buffer if level is not unprotected else ()
    return Suggestion(level, gates, eased_by, _outcomes(level))


def _protective_buffer(found: Collection[str]) -> tuple[Factor, ...]:
    """Give the protective factors if they are enough to ease: five, a trusted adult among them."""
    protective = tuple(factor for factor in PROTECTIVE_FACTORS if factor in found)
    enough = len(protective) >= EASING_NEEDS and Factor.TRUSTED_ADULTS in protective
    return protective if enough else ()


def _outcomes(level: Level) -> tuple[Outcome, ...]:
    if level is Level.HIGH:
        return (Outcome.EXTERNAL_BODIES,)
    if level is Level.MEDIUM:
        return (Outcome.BRANCH_RESPONSE, Outcome.EXTERNAL_BODIES)
    return tuple(Outcome)


@enforces("P33")
def decide_level(
    suggested: Level,
    set_level: Level,
    *,
    reason: str,
    assessor: Hashable,
    second_person: Hashable | None,
) -> Decision:
    """Settle a level: a difference needs a reason and a second person who is not the assessor."""
    if set_level is suggested:
        return allow("P33", Reason.LEVEL_AGREED)
    if not reason.strip():
        return refuse("P33", Reason.REASON_MISSING)
    if second_person is None:
        return refuse("P33", Reason.SECOND_PERSON_MISSING)
    if second_person == assessor:
        return refuse("P33", Reason.SECOND_PERSON_SAME)
    return allow("P33", Reason.LEVEL_CONFIRMED)


@enforces("P33", "P3.4")
def level_in_force(suggested: Level, set_level: Level, *, confirmed: bool) -> Level:
    """Give the level to act on now: the higher of the two until a second person has confirmed."""
    if confirmed or suggested is set_level:
        return set_level
    return max(suggested, set_level, key=LEVELS.index)


@enforces("P33", "A8")
def decide_outcome(outcome: Outcome, *, level: Level, suggestion: Suggestion, reason: str) -> Decision:
    """Decide whether an assessment may lead to this outcome, at the level in force.

    "No further action" needs a reason, and no gate or descriptor of medium or high.
    """
    if outcome is Outcome.NO_FURTHER_ACTION:
        if any(gate.level is not Level.LOW for gate in suggestion.gates):
            return refuse("A8", Reason.GATE_OPEN)
        if not reason.strip():
            return refuse("A8", Reason.REASON_MISSING)
    if outcome not in _outcomes(level):
        return refuse("P33", Reason.LEVEL_TOO_HIGH)
    return allow("A8")
