"""Pure: asking an organisation whether its entry is true: whom, when again, and what silence means (P47)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.directory.policy.codes import Kind, Post, RequestState, Status, Verification

REMIND_AFTER = timedelta(days=14)
"""How long after the first e-mail a silent organisation is reminded, once."""
LAPSE_AFTER = timedelta(days=14)
"""How long after the reminder the link ends."""
PAPER_AFTER = timedelta(days=45)
"""How long a letter on paper may take there and back; nobody is reminded on paper."""

NEVER_HIDDEN_BY_SILENCE = frozenset({Kind.HOTLINE, Kind.LAW_ENFORCEMENT})
"""Who is called in danger: an e-mail that nobody read must not take such a number from a student."""


class NextStep(StrEnum):
    """What time asks for: nothing, a reminder, or the end of the link, with or without the entry."""

    WAIT = "wait"
    REMIND = "remind"
    LAPSE = "lapse"
    HAND_BACK = "hand_back"


@dataclass(frozen=True, slots=True)
class Silence:
    """A request that nobody has answered; days are those on which a letter really left.

    `kind` is the entry's; others' documents may say one that is not ours.
    """

    post: Post
    kind: str
    sent_on: date | None
    reminded_on: date | None


@enforces("P47")
def may_be_asked(status: Status, verification: Verification) -> bool:
    """Tell whether an organisation is asked: whoever works and is not confirmed within the year."""
    return status is not Status.DEFUNCT and verification is not Verification.CONFIRMED


@enforces("P47")
def step_on(silence: Silence, today: date) -> NextStep:
    """Say what is due today; days are counted from a letter that left, never from one that waits."""
    if silence.sent_on is None:
        return NextStep.WAIT
    if silence.post is Post.PAPER:
        return NextStep.HAND_BACK if today >= silence.sent_on + PAPER_AFTER else NextStep.WAIT
    if silence.reminded_on is None:
        return NextStep.REMIND if today >= silence.sent_on + REMIND_AFTER else NextStep.WAIT
    if today < silence.reminded_on + LAPSE_AFTER:
        return NextStep.WAIT
    return NextStep.HAND_BACK if silence.kind in NEVER_HIDDEN_BY_SILENCE else NextStep.LAPSE


def ends_on(silence: Silence) -> date | None:
    """Return the day on which the link ends if nobody answers; None before the last letter has left."""
    if silence.post is Post.PAPER:
        return silence.sent_on + PAPER_AFTER if silence.sent_on else None
    return silence.reminded_on + LAPSE_AFTER if silence.reminded_on else None


def is_answerable(state: RequestState) -> bool:
    """Tell whether the link still takes an answer: one answer ends it, and so does a newer letter."""
    return state is RequestState.ASKED
