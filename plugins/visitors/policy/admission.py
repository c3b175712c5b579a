"""Decide what the desk does with each kind of visitor, and when somebody may come in (A5.1–A5.10, P19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse
from plugins.visitors.policy.passes import ClearancePurpose
from plugins.visitors.policy.status import AT_THE_DESK, VisitStatus
from plugins.visitors.policy.vocabulary import DocumentType, Entry, Purpose, VisitorType

MOST_LAST_CHARACTERS = 4
APPROVED = frozenset({Entry.INVITED, Entry.REGULAR, Entry.EVENT})
"""Entries that were agreed before somebody came; an emergency is agreed only by management (A5.7)."""

_BY_DEED: Mapping[Purpose, ClearancePurpose] = MappingProxyType(
    {
        Purpose.WORKS: ClearancePurpose.SERVICE_PROVIDER,
        Purpose.LESSON_GUEST: ClearancePurpose.LESSON_GUEST,
        Purpose.JOB_INTERVIEW: ClearancePurpose.CANDIDATE,
    }
)
_BY_TYPE: Mapping[VisitorType, ClearancePurpose] = MappingProxyType(
    {
        VisitorType.SERVICE_PROVIDER: ClearancePurpose.SERVICE_PROVIDER,
        VisitorType.VOLUNTEER: ClearancePurpose.VOLUNTEER,
        VisitorType.CANDIDATE: ClearancePurpose.CANDIDATE,
    }
)


class Step(StrEnum):
    """Name what the desk does with a visitor, in the order of the page; words are in the group ``step``."""

    IDENTITY = "identity"
    CLEARANCE = "clearance"
    GUIDANCE = "guidance"
    ITEMS = "items"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class AdmissionFacts:
    """What is known of a visit at the moment of letting in.

    `clearance_for` is what a clearance is asked for, if any is, and `clearance` the core's answer;
    `undecided` and `confirmed` count matches with the watch-list; `head_permits` is whether the branch
    head lets in somebody whose match is confirmed.
    """

    status: VisitStatus
    entry: Entry
    clearance_for: ClearancePurpose | None = None
    has_purpose: bool = True
    was_permitted: bool = True
    identity_seen: bool = False
    guidance_signed: bool = False
    items_asked: bool = False
    clearance: str = "unknown"
    clearance_confirmed: bool = False
    undecided: int = 0
    confirmed: int = 0
    head_permits: bool = False


@enforces("A5.3", "A5.9", "P19")
def steps_for(entry: Entry, *, clearance_for: ClearancePurpose | None) -> tuple[Step, ...]:
    """List what the desk does with a visitor, in order; who comes to an open event is only counted (A5.8)."""
    if entry is Entry.EVENT:
        return (Step.IDENTITY, Step.ITEMS, Step.HAND_OVER)
    asked = (Step.CLEARANCE,) if clearance_for is not None else ()
    return (Step.IDENTITY, *asked, Step.GUIDANCE, Step.ITEMS, Step.HAND_OVER)


@enforces("P12")
def clearance_purpose(
    visitor_type: VisitorType, purpose: Purpose, entry: Entry, *, agreed: ClearancePurpose | None = None
) -> ClearancePurpose | None:
    """Say what a clearance is asked for: what somebody comes to do among students; None for other visitors.

    A pass says it itself (`agreed`); else what the visit is for counts before what the visitor is.
    """
    if entry is Entry.EVENT:
        return None
    return agreed or _BY_DEED.get(purpose) or _BY_TYPE.get(visitor_type)


@enforces("A5.3")
def identity_faults(document_type: str, last: str) -> tuple[Fault, ...]:
    """Name what is wrong with a document that was seen: its kind is known, it shows four signs at most."""
    faults = []
    if document_type not in set(DocumentType):
        faults.append(Fault("document_type", Reason.IDENTITY_NOT_SEEN, "A5.3"))
    if len(last) > MOST_LAST_CHARACTERS or not (last.isalnum() or not last):
        faults.append(Fault("document_last", Reason.TOO_MANY_CHARACTERS, "A5.3"))
    return tuple(faults)


@enforces("A5.1", "A5.3", "A5.7", "A5.9", "A5.10", "P12", "P19")
def may_admit(facts: AdmissionFacts) -> Decision:
    """Decide whether somebody at the desk may come in; the first reason that stands in the way is given."""
    for check in (_agreement, _identity, _matches, _clearance, _guidance, _items):
        refused = check(facts)
        if refused is not None:
            return refused
    return allow("A5.3")


@enforces("P12")
def is_told_to_heads(clearance: str) -> bool:
    """Tell whether management hears that the desk let somebody in: something is known against it."""
    return clearance in ("not_cleared", "ask_central")


def _agreement(facts: AdmissionFacts) -> Decision | None:
    if facts.entry not in APPROVED and not facts.was_permitted:
        return refuse("A5.7", Reason.NOT_APPROVED)
    if not facts.has_purpose:
        return refuse("A5.10", Reason.PURPOSE_MISSING)
    return None


def _identity(facts: AdmissionFacts) -> Decision | None:
    if not facts.identity_seen:
        return refuse("A5.3", Reason.IDENTITY_NOT_SEEN)
    if facts.status not in AT_THE_DESK:
        return refuse("A5.3", Reason.TRANSITION_UNKNOWN)
    return None


def _matches(facts: AdmissionFacts) -> Decision | None:
    if facts.undecided:
        return refuse("P12", Reason.MATCH_UNDECIDED)
    if facts.confirmed and not facts.head_permits:
        return refuse("P12", Reason.MATCH_CONFIRMED)
    return None


def _clearance(facts: AdmissionFacts) -> Decision | None:
    """Have the desk say that it saw a clearance which is not given: software advises, the desk decides."""
    if facts.clearance_for is None or facts.clearance == "cleared":
        return None
    return None if facts.clearance_confirmed else refuse("P12", Reason.CLEARANCE_NOT_CONFIRMED)


def _guidance(facts: AdmissionFacts) -> Decision | None:
    asked = Step.GUIDANCE in steps_for(facts.entry, clearance_for=facts.clearance_for)
    return refuse("P19", Reason.GUIDANCE_NOT_SIGNED) if asked and not facts.guidance_signed else None


def _items(facts: AdmissionFacts) -> Decision | None:
    return None if facts.items_asked else refuse("A5.9", Reason.ITEMS_NOT_ASKED)
