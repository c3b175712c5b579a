"""Say yes or no with a reason code and the clause behind it."""

from enum import StrEnum
from typing import TypeAlias

from platform_core import clauses


class Reason(StrEnum):
    """Name why something is allowed or refused; texts are in the group ``reason``."""

    ALLOWED = "allowed"
    PERMISSION_MISSING = "permission_missing"
    TRANSITION_UNKNOWN = "transition_unknown"
    IDENTITY_NOT_SEEN = "identity_not_seen"
    GUIDANCE_NOT_SIGNED = "guidance_not_signed"
    NOT_APPROVED = "not_approved"
    ITEMS_STILL_HELD = "items_still_held"
    NOBODY_HOLDS = "nobody_holds"
    MATCH_UNDECIDED = "match_undecided"
    MATCH_CONFIRMED = "match_confirmed"
    PURPOSE_MISSING = "purpose_missing"


Decision: TypeAlias = clauses.Decision[Reason]
"""One answer of this module's policy."""

Fault: TypeAlias = clauses.Fault[Reason]
"""One thing wrong with an input, by this module's policy."""


def allow(clause: str, reason: Reason = Reason.ALLOWED) -> Decision:
    """Answer yes under a clause."""
    return Decision(allowed=True, reason_code=reason, clause=clause)


def refuse(clause: str, reason: Reason) -> Decision:
    """Answer no under a clause, with the reason."""
    return Decision(allowed=False, reason_code=reason, clause=clause)
