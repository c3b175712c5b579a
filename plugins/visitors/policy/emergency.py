"""Let somebody in without agreement only when management says so (A5.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Fault, Reason, allow, refuse
from plugins.visitors.policy.status import VisitStatus

FIRST_ROLE = "sss_head"
"""Whom a request reaches first; the branch head is next when no answer comes."""

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody of management who may decide, and in which roles."""

    user_id: UUID
    roles: frozenset[str]


Rings: TypeAlias = Sequence[tuple[UUID, ...]]
"""Approvers in the order in which they are told: each ring once the ring before has not answered."""


@enforces("A5.7")
def approver_rings(approvers: Iterable[Approver], *, requester: UUID | None) -> Rings:
    """Put management in the order of asking, leaving out whoever asks; an empty ring is left out too."""
    others = [one for one in approvers if one.user_id != requester]
    first = tuple(one.user_id for one in others if FIRST_ROLE in one.roles)
    rest = tuple(one.user_id for one in others if FIRST_ROLE not in one.roles)
    return tuple(ring for ring in (first, rest) if ring)


@enforces("A5.7")
def decide_answer(status: VisitStatus, *, may_decide: bool, is_own: bool) -> Decision:
    """Decide whether somebody may answer a request now: management, never the one who asked, and once."""
    if not may_decide:
        return refuse("A5.7", Reason.PERMISSION_MISSING)
    if is_own:
        return refuse("A5.7", Reason.OWN_INVITE)
    if status is not VisitStatus.PENDING_APPROVAL:
        return refuse("A5.7", Reason.DECIDED_ALREADY)
    return allow("A5.7")


@enforces("A5.7")
def answer_faults(*, approved: bool, reason: str) -> tuple[Fault, ...]:
    """Find what is wrong with an answer: no needs a reason, yes does not."""
    if not approved and not reason.strip():
        return (Fault("reason", Reason.REASON_MISSING, "A5.7"),)
    return ()


def waits_too_long(requested_at: datetime, *, now: datetime, minutes: int) -> bool:
    """Return whether the next of management should be told."""
    return now - requested_at >= timedelta(minutes=minutes)
