"""Decide who may take a visitor over and hand them on, so that somebody answers for them always (A5.4, A5.6).

A hand-over has two sides: whoever holds the visitor offers, and remains the holder until somebody takes
over. The desk may take a visitor at any time: it is where the way out leads.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Reason, allow, refuse
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import Holder


class Tap(StrEnum):
    """Name what somebody says on a phone or at the desk; words are in the group ``tap``."""

    TAKE = "take"
    OFFER = "offer"
    WITHDRAW = "withdraw"
    TOILET = "toilet"
    TOILET_BACK = "toilet_back"
    BRING_BACK = "bring_back"
    LOSE = "lose"


class Link(StrEnum):
    """Name a link of the chain as it is kept; words are in the group ``custody``."""

    ARRIVED = "arrived"
    OFFERED = "offered"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    TOILET = "toilet"
    TOILET_BACK = "toilet_back"
    LOST = "lost"
    LEFT = "left"
    SWEPT = "swept"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class CustodyFacts:
    """Who holds a visitor now, to whom they are offered, and whose guest they are.

    `offered` without `offered_user_id` is an offer to everybody of that kind.
    """

    status: VisitStatus
    holder: Holder | None = None
    holder_user_id: UUID | None = None
    offered: Holder | None = None
    offered_user_id: UUID | None = None
    host_user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """Who taps: `is_desk` may receive at the desk, `may_escort` may walk with visitors."""

    user_id: UUID | None
    is_desk: bool = False
    may_escort: bool = False


@enforces("A5.4", "A5.6")
def decide_tap(facts: CustodyFacts, tap: Tap, hand: Hand, *, target: UUID | None = None) -> Decision:
    """Decide whether somebody may make this link of the chain; `target` is whom an offer names."""
    if not (hand.is_desk or hand.may_escort):
        return refuse("A5.4", Reason.PERMISSION_MISSING)
    if facts.status is not VisitStatus.ON_SITE:
        return refuse("A5.4", Reason.NOT_INSIDE)
    if tap is Tap.TAKE:
        return _take(facts, hand)
    if not _holds(facts, hand):
        return refuse("A5.6", Reason.NOT_THE_HOLDER)
    return _holder_taps(facts, tap, target)


@enforces("A5.4")
def holder_of(facts: CustodyFacts, hand: Hand, *, at_desk: bool) -> Holder:
    """Say as what somebody holds a visitor whom they take over: desk, host or another of the staff."""
    if at_desk and hand.is_desk:
        return Holder.DESK
    is_host = hand.user_id is not None and hand.user_id == facts.host_user_id
    return Holder.HOST if is_host else Holder.STAFF


@enforces("A5.4", "A5.6")
def taps_for(facts: CustodyFacts, hand: Hand) -> tuple[Tap, ...]:
    """List what somebody may tap now, in the order of the page."""
    return tuple(tap for tap in Tap if decide_tap(facts, tap, hand).allowed)


def _take(facts: CustodyFacts, hand: Hand) -> Decision:
    if _holds(facts, hand) and facts.holder is not Holder.DESK and facts.offered is None:
        return refuse("A5.4", Reason.ALREADY_HELD)
    is_host = hand.user_id is not None and hand.user_id == facts.host_user_id
    may = (
        hand.is_desk
        or facts.holder is None
        or _is_offered(facts, hand)
        or (is_host and facts.holder is Holder.DESK)
    )
    return allow("A5.4") if may else refuse("A5.6", Reason.NOT_OFFERED)


def _is_offered(facts: CustodyFacts, hand: Hand) -> bool:
    if facts.offered is None or (facts.offered is Holder.DESK and not hand.is_desk):
        return False
    return facts.offered_user_id in (None, hand.user_id)


def _holds(facts: CustodyFacts, hand: Hand) -> bool:
    if facts.holder is Holder.DESK:
        return hand.is_desk
    return facts.holder is not None and facts.holder_user_id == hand.user_id is not None


def _holder_taps(facts: CustodyFacts, tap: Tap, target: UUID | None) -> Decision:
    walking = facts.holder in (Holder.HOST, Holder.STAFF)
    possible = {
        Tap.OFFER: facts.holder is not Holder.TOILET and facts.offered is None,
        Tap.WITHDRAW: facts.offered is not None,
        Tap.TOILET: walking and facts.offered is None,
        Tap.TOILET_BACK: facts.holder is Holder.TOILET,
        Tap.BRING_BACK: walking and facts.offered is None,
        Tap.LOSE: facts.holder is not Holder.DESK,
    }
    if not possible[tap]:
        return refuse("A5.6", Reason.TRANSITION_UNKNOWN)
    if target is not None and target == facts.holder_user_id:
        return refuse("A5.6", Reason.ALREADY_HELD)
    return allow("A5.6")
