"""Keep the course of a visit and of an invitation: which status may follow which (A5)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Reason, allow, refuse


class VisitStatus(StrEnum):
    """Name where a visit stands; an unverified departure is never called checked out."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    DENIED = "denied"
    EXPECTED = "expected"
    ARRIVED = "arrived"
    IDENTITY_CHECKED = "identity_checked"
    ON_SITE = "on_site"
    CHECKED_OUT = "checked_out"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    DEPARTED_UNVERIFIED = "departed_unverified"


class InviteStatus(StrEnum):
    """Name where an invitation stands."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    DENIED = "denied"
    CANCELLED = "cancelled"


_V = VisitStatus
VISIT_STEPS: Mapping[VisitStatus, frozenset[VisitStatus]] = MappingProxyType(
    {
        _V.DRAFT: frozenset({_V.PENDING_APPROVAL, _V.EXPECTED, _V.CANCELLED}),
        _V.PENDING_APPROVAL: frozenset({_V.APPROVED, _V.DENIED, _V.CANCELLED, _V.REFUSED, _V.EXPECTED}),
        _V.APPROVED: frozenset({_V.ARRIVED, _V.PENDING_APPROVAL, _V.CANCELLED, _V.REFUSED, _V.NO_SHOW}),
        _V.DENIED: frozenset({_V.REFUSED}),
        _V.EXPECTED: frozenset({_V.ARRIVED, _V.PENDING_APPROVAL, _V.CANCELLED, _V.REFUSED, _V.NO_SHOW}),
        _V.ARRIVED: frozenset({_V.IDENTITY_CHECKED, _V.REFUSED, _V.CHECKED_OUT, _V.DEPARTED_UNVERIFIED}),
        _V.IDENTITY_CHECKED: frozenset({_V.ON_SITE, _V.REFUSED, _V.CHECKED_OUT, _V.DEPARTED_UNVERIFIED}),
        _V.ON_SITE: frozenset({_V.CHECKED_OUT, _V.DEPARTED_UNVERIFIED}),
        _V.CHECKED_OUT: frozenset(),
        # somebody is found to have left properly after all, or to be inside still
        _V.DEPARTED_UNVERIFIED: frozenset({_V.CHECKED_OUT, _V.ON_SITE}),
        _V.NO_SHOW: frozenset({_V.ARRIVED}),
        _V.CANCELLED: frozenset(),
        _V.REFUSED: frozenset(),
    }
)

_I = InviteStatus
INVITE_STEPS: Mapping[InviteStatus, frozenset[InviteStatus]] = MappingProxyType(
    {
        _I.DRAFT: frozenset({_I.PENDING_APPROVAL, _I.APPROVED, _I.CANCELLED}),
        _I.PENDING_APPROVAL: frozenset({_I.APPROVED, _I.DENIED, _I.CANCELLED}),
        _I.APPROVED: frozenset({_I.PENDING_APPROVAL, _I.CANCELLED}),
        _I.DENIED: frozenset({_I.PENDING_APPROVAL, _I.CANCELLED}),
        _I.CANCELLED: frozenset(),
    }
)

AT_THE_DESK = (VisitStatus.ARRIVED, VisitStatus.IDENTITY_CHECKED)
INSIDE = (VisitStatus.ON_SITE,)
STILL_TO_COME = (VisitStatus.EXPECTED, VisitStatus.APPROVED)
OVER = (
    VisitStatus.CHECKED_OUT,
    VisitStatus.DEPARTED_UNVERIFIED,
    VisitStatus.NO_SHOW,
    VisitStatus.CANCELLED,
    VisitStatus.REFUSED,
    VisitStatus.DENIED,
)


@enforces("A5.1", "A5.3", "A5.10")
def decide_visit_step(current: VisitStatus, target: VisitStatus) -> Decision:
    """Decide whether a visit may go from one status to another at all."""
    if target in VISIT_STEPS[current]:
        return allow("A5.3")
    return refuse("A5.3", Reason.TRANSITION_UNKNOWN)


@enforces("A5.1", "A5.2")
def decide_invite_step(current: InviteStatus, target: InviteStatus) -> Decision:
    """Decide whether an invitation may go from one status to another at all."""
    if target in INVITE_STEPS[current]:
        return allow("A5.2")
    return refuse("A5.2", Reason.TRANSITION_UNKNOWN)
