"""Decide about the watch-list: who is on it and until when, who judges a match, what the gate advises (P12).

The list advises; a person decides. A match says only that somebody should look.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse
from plugins.visitors.policy.names.words import read_name

JUDGE, MANAGE = "visitors.match.decide", "visitors.watchlist.manage"
BRANCH_HEAD = "branch_head"
LEAST_WORDS = 2
MOST_NAMES = 8
CONFIRM_DAYS = 7
"""So long an entry of the network list stands on one person's word; a second confirms it."""


class WatchReason(StrEnum):
    """Name why somebody is watched for; texts are in the group ``watch_reason``."""

    COURT_ORDER = "court_order"
    PARENTAL_RIGHTS = "parental_rights"
    VIOLENCE = "violence"
    THREAT = "threat"
    HARASSMENT = "harassment"
    CONDUCT = "conduct"
    DECEPTION = "deception"
    OTHER = "other"


class WatchEnd(StrEnum):
    """Name why an entry ended; texts are in the group ``watch_end``."""

    NO_LONGER_NEEDED = "no_longer_needed"
    ORDER_ENDED = "order_ended"
    WRONG_PERSON = "wrong_person"
    ENTERED_WRONGLY = "entered_wrongly"


class MatchStatus(StrEnum):
    """Name where a match stands; texts are in the group ``match_status``."""

    PENDING_REVIEW = "pending_review"
    NOT_A_MATCH = "not_a_match"
    CONFIRMED = "confirmed"


class WatchState(StrEnum):
    """Name where an entry of the network list stands; texts are in the group ``watch_state``."""

    PROVISIONAL = "provisional"
    ACTIVE = "active"
    ENDED = "ended"


class Advice(StrEnum):
    """Name what the gate advises, from the mildest on; texts are in the group ``gate_advice``."""

    LET_IN = "let_in"
    LOOK = "look"
    ASK_CENTRE = "ask_centre"
    WAIT = "wait"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class MatchCounts:
    """How many matches of a visitor stand open or confirmed, and whether the head lets this visit go on."""

    undecided: int = 0
    confirmed: int = 0
    head_permits: bool = False


@dataclass(frozen=True, slots=True)
class GateAdvice:
    """What the gate advises, with its clause; `calls_head` says whom to ask."""

    advice: Advice
    clause: str
    calls_head: bool = False


@enforces("P12.1", "P12.5")
def entry_faults(
    names: Collection[str], reason: str, *, review_on: date, today: date, longest_days: int
) -> tuple[Fault, ...]:
    """Name what is wrong with an entry: each name has two words, and it is looked at again in time."""
    faults = []
    if not names:
        faults.append(Fault("names", Reason.NAME_MISSING, "P12.1"))
    if any(len(read_name(name).own) < LEAST_WORDS for name in names):
        faults.append(Fault("names", Reason.NAME_TOO_SHORT, "P12.1"))
    if len(names) > MOST_NAMES:
        faults.append(Fault("names", Reason.NAMES_TOO_MANY, "P12.1"))
    if reason not in set(WatchReason):
        faults.append(Fault("reason", Reason.WATCH_REASON_UNKNOWN, "P12.5"))
    if not today < review_on or (review_on - today).days > longest_days:
        faults.append(Fault("review_on", Reason.REVIEW_TOO_LATE, "P12.5"))
    return tuple(faults)


@enforces("P12.1")
def may_judge(
    permissions: Collection[str],
    *,
    status: MatchStatus,
    verdict: MatchStatus,
    reason: str,
    is_strong: bool,
    heads_judge: bool,
) -> Decision:
    """Decide whether somebody may say what a match is: the desk, or of a strong one the heads if so set.

    What was said once only the heads may say otherwise; and always with a reason.
    """
    if MANAGE not in permissions and JUDGE not in permissions:
        return refuse("P12.1", Reason.PERMISSION_MISSING)
    is_for_heads = status is not MatchStatus.PENDING_REVIEW or (heads_judge and is_strong)
    if MANAGE not in permissions and is_for_heads:
        return refuse("P12.1", Reason.HEADS_JUDGE)
    if verdict is MatchStatus.PENDING_REVIEW:
        return refuse("P12.1", Reason.TRANSITION_UNKNOWN)
    return allow("P12.1") if reason.strip() else refuse("P12.1", Reason.REASON_MISSING)


@enforces("P12.5")
def may_permit(roles: Collection[str], *, status: MatchStatus, reason: str) -> Decision:
    """Decide whether somebody may let a visit come in in spite of a match: the branch head alone."""
    if BRANCH_HEAD not in roles:
        return refuse("P12.5", Reason.PERMISSION_MISSING)
    if status is not MatchStatus.CONFIRMED:
        return refuse("P12.5", Reason.TRANSITION_UNKNOWN)
    return allow("P12.5") if reason.strip() else refuse("P12.5", Reason.REASON_MISSING)


@enforces("P12.5")
def may_enter(counts: MatchCounts) -> Decision:
    """Decide whether the watch-list lets a visit go on: nothing open, and the head says so if confirmed."""
    if counts.confirmed and not counts.head_permits:
        return refuse("P12.5", Reason.MATCH_CONFIRMED)
    if counts.undecided:
        return refuse("P12.5", Reason.MATCH_UNDECIDED)
    return allow("P12.5")


@enforces("P12.1", "P12.5")
def gate_advice(counts: MatchCounts, clearance: str) -> GateAdvice:
    """Join the watch-list and the clearance into one advice; `clearance` is the core's answer or "cleared".

    The gravest counts. An unknown clearance is never taken for a good one.
    """
    if not may_enter(counts).allowed:
        grave = counts.confirmed > 0 and not counts.head_permits
        return GateAdvice(Advice.STOP if grave else Advice.WAIT, "P12.5", calls_head=grave)
    if clearance == "not_cleared":
        return GateAdvice(Advice.STOP, "P12.5", calls_head=True)
    if clearance == "ask_central":
        return GateAdvice(Advice.ASK_CENTRE, "P12.5")
    if clearance != "cleared":
        return GateAdvice(Advice.LOOK, "P12.5")
    return GateAdvice(Advice.LET_IN, "P12.1")


# --- the network list: nobody holds it alone ------------------------------------------------------


@enforces("P12.5")
def is_in_force(state: str, *, confirm_by: date | None, today: date) -> bool:
    """Tell whether an entry of the network list is asked: confirmed, or not yet overdue to be."""
    if state == WatchState.ACTIVE:
        return True
    return state == WatchState.PROVISIONAL and confirm_by is not None and today <= confirm_by


@enforces("P12.5")
def may_confirm(state: str, *, added_by: object, user: object) -> Decision:
    """Decide whether somebody may confirm an entry: another than who added it, and only once."""
    if state != WatchState.PROVISIONAL:
        return refuse("P12.5", Reason.TRANSITION_UNKNOWN)
    return refuse("P12.5", Reason.SECOND_PERSON) if added_by == user else allow("P12.5")


@enforces("P12.5")
def may_end(state: str, *, asked_by: object | None, user: object) -> Decision:
    """Decide whether somebody may end an entry that another has asked to end."""
    if state == WatchState.ENDED or asked_by is None:
        return refuse("P12.5", Reason.TRANSITION_UNKNOWN)
    return refuse("P12.5", Reason.SECOND_PERSON) if asked_by == user else allow("P12.5")


@enforces("P12.5")
def may_change(state: str) -> Decision:
    """Decide whether an entry may still be changed: until it has ended."""
    return refuse("P12.5", Reason.ENTRY_ENDED) if state == WatchState.ENDED else allow("P12.5")
