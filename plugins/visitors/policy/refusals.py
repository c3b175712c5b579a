"""Decide on refusals at the entrance: for which reasons, and of which the heads are told (A5.10, A5.9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse
from plugins.visitors.policy.status import VisitStatus, decide_visit_step


class RefusalReason(StrEnum):
    """Name why somebody is not let in; the words stand in the group ``refusal_reason``."""

    NO_DOCUMENT = "no_document"
    NO_PURPOSE = "no_purpose"
    NOT_APPROVED = "not_approved"
    PROHIBITED_ITEM = "prohibited_item"
    GUIDANCE_REFUSED = "guidance_refused"
    INTOXICATED = "intoxicated"
    AGGRESSIVE = "aggressive"
    WATCHLIST = "watchlist"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RefusalRule:
    """Say what a reason rests on, whether the heads are told at once, and whether it needs words."""

    clause: str
    tells_heads: bool = False
    needs_note: bool = False


_R = RefusalReason
RULES: Mapping[RefusalReason, RefusalRule] = MappingProxyType(
    {
        _R.NO_DOCUMENT: RefusalRule("A5.10"),
        _R.NO_PURPOSE: RefusalRule("A5.10"),
        _R.NOT_APPROVED: RefusalRule("A5.7"),
        _R.PROHIBITED_ITEM: RefusalRule("A5.9", tells_heads=True),
        _R.GUIDANCE_REFUSED: RefusalRule("P19"),
        _R.INTOXICATED: RefusalRule("A5.9", tells_heads=True),
        _R.AGGRESSIVE: RefusalRule("P12", tells_heads=True),
        _R.WATCHLIST: RefusalRule("P12", tells_heads=True),
        _R.OTHER: RefusalRule("P12", tells_heads=True, needs_note=True),
    }
)


@enforces("A5.10", "A5.9", "P12")
def tells_heads(reason: RefusalReason) -> bool:
    """Tell whether the heads hear of a refusal for this reason at once."""
    return RULES[reason].tells_heads


@enforces("A5.10")
def decide_refusal(status: VisitStatus | None) -> Decision:
    """Decide whether somebody may be refused: anybody unannounced, and a visit that has not come in."""
    if status is None:
        return allow("A5.10")
    step = decide_visit_step(status, VisitStatus.REFUSED)
    return allow("A5.10") if step.allowed else refuse("A5.10", Reason.TRANSITION_UNKNOWN)


@enforces("A5.10")
def refusal_faults(reason: RefusalReason, note: str) -> tuple[Fault, ...]:
    """Find what a refusal lacks: a reason outside the list needs words."""
    rule = RULES[reason]
    if rule.needs_note and not note.strip():
        return (Fault("note", Reason.NOTE_MISSING, rule.clause),)
    return ()
