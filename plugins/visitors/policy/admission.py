"""Decide what the desk does with each kind of visitor, and when somebody may come in (A5.1–A5.10, P19)."""

from dataclasses import dataclass
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse
from plugins.visitors.policy.status import AT_THE_DESK, VisitStatus
from plugins.visitors.policy.vocabulary import DocumentType, Entry, VisitorType

MOST_LAST_CHARACTERS = 4
APPROVED = frozenset({Entry.INVITED, Entry.REGULAR, Entry.EVENT})
"""Entries that were agreed before somebody came; an emergency is agreed only by management (A5.7)."""

CLEARANCE_PURPOSE = "students"
"""What a clearance is asked for: to work where students are."""

_CLEARED_FIRST = frozenset({VisitorType.SERVICE_PROVIDER, VisitorType.VOLUNTEER, VisitorType.CANDIDATE})


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

    `clearance` is the state of the core's answer; `undecided` and `confirmed` count matches with the
    watch-list; `head_permits` is whether the branch head lets in somebody whose match is confirmed.
    """

    status: VisitStatus
    entry: Entry
    visitor_type: VisitorType
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
def steps_for(visitor_type: VisitorType, entry: Entry) -> tuple[Step, ...]:
    """List what the desk does with a visitor, in order; who comes to an open event is only counted (A5.8)."""
    if entry is Entry.EVENT:
        return (Step.IDENTITY, Step.ITEMS, Step.HAND_OVER)
    asked = (Step.CLEARANCE,) if needs_clearance(visitor_type) else ()
    return (Step.IDENTITY, *asked, Step.GUIDANCE, Step.ITEMS, Step.HAND_OVER)


@enforces("P12")
def needs_clearance(visitor_type: VisitorType) -> bool:
    """Tell whether somebody comes to work where students are, so that a clearance is asked."""
    return visitor_type in _CLEARED_FIRST


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
    if not needs_clearance(facts.visitor_type) or facts.clearance == "cleared":
        return None
    return None if facts.clearance_confirmed else refuse("P12", Reason.CLEARANCE_NOT_CONFIRMED)


def _guidance(facts: AdmissionFacts) -> Decision | None:
    asked = Step.GUIDANCE in steps_for(facts.visitor_type, facts.entry)
    return refuse("P19", Reason.GUIDANCE_NOT_SIGNED) if asked and not facts.guidance_signed else None


def _items(facts: AdmissionFacts) -> Decision | None:
    return None if facts.items_asked else refuse("A5.9", Reason.ITEMS_NOT_ASKED)
