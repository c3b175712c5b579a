"""Suggest how urgent a report is from what its sender or taker ticked (P3.9, P42.4)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.incidents.policy.gates import Gate, GateRule, highest_level, open_gates


class Urgency(StrEnum):
    """Name how soon someone must act, least urgent first."""

    ROUTINE = "routine"
    URGENT = "urgent"
    IMMEDIATE = "immediate"


URGENCIES = tuple(Urgency)


class UrgencySign(StrEnum):
    """Name the yes/no questions on which urgency rests."""

    DANGER_NOW = "danger_now"
    WEAPON = "weapon"
    SELF_HARM = "self_harm"
    MEDICAL_HELP = "medical_help"
    INJURY = "injury"
    SEXUAL = "sexual"
    ACCUSED_NEAR = "accused_near"
    ACCUSED_IS_STAFF = "accused_is_staff"
    AFRAID_HOME = "afraid_home"


_Q = UrgencySign

URGENCY_GATES: tuple[GateRule[Urgency], ...] = (
    GateRule("danger_now", Urgency.IMMEDIATE, (_Q.DANGER_NOW,)),
    GateRule("weapon", Urgency.IMMEDIATE, (_Q.WEAPON,)),
    GateRule("self_harm", Urgency.IMMEDIATE, (_Q.SELF_HARM,)),
    GateRule("medical_help", Urgency.IMMEDIATE, (_Q.MEDICAL_HELP,)),
    GateRule(
        "sexual_and_near", Urgency.IMMEDIATE, (_Q.SEXUAL,), along_with=(_Q.ACCUSED_NEAR, _Q.AFRAID_HOME)
    ),
    GateRule("injury", Urgency.URGENT, (_Q.INJURY,)),
    GateRule("sexual", Urgency.URGENT, (_Q.SEXUAL,)),
    GateRule("accused_near", Urgency.URGENT, (_Q.ACCUSED_NEAR,)),
    GateRule("accused_is_staff", Urgency.URGENT, (_Q.ACCUSED_IS_STAFF,)),
    GateRule("afraid_home", Urgency.URGENT, (_Q.AFRAID_HOME,)),
)


@dataclass(frozen=True, slots=True)
class UrgencySuggestion:
    """Hold the suggested urgency and the gates that opened; a person may raise or lower it."""

    level: Urgency
    gates: tuple[Gate[Urgency], ...]


@enforces("P3.9", "P42.4")
def suggest_urgency(signs: Collection[UrgencySign]) -> UrgencySuggestion:
    """Suggest an initial urgency; a question answered "I do not know" counts as not answered."""
    gates = open_gates(URGENCY_GATES, signs)
    return UrgencySuggestion(highest_level(gates, order=URGENCIES), gates)
