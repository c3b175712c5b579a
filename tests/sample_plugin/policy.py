"""What the policy decides about notes: pure, and each rule under its clause."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from platform_core.clauses import enforces

KINDS = ("question", "praise", "worry")
CLOSABLE_AFTER_LOOK = frozenset({"worry"})

State = Literal["open", "overdue", "closed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a note stands, and until when somebody should look at it."""

    state: State
    look_by: date
    clause: str = "P3"


@enforces("P3")
def standing_of(noted_on: date, closed_on: date | None, *, today: date, days: int) -> Standing:
    """Say where a note stands: a timely response is one within `days` of the day it was noted."""
    look_by = noted_on + timedelta(days=days)
    if closed_on is not None:
        return Standing("closed", look_by)
    return Standing("overdue" if today > look_by else "open", look_by)


@enforces("P3")
def may_close(kind: str, *, has_answer: bool) -> bool:
    """Return whether a note may be closed: a worry only with what was done about it."""
    return has_answer or kind not in CLOSABLE_AFTER_LOOK
