"""Keep the course of an incident: which status may follow which, by whom, on what conditions."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.incidents.policy.decisions import Decision, Reason, allow, refuse


class Status(StrEnum):
    """Name where an incident stands."""

    REPORTED = "reported"
    REGISTERED = "registered"
    UNDER_ASSESSMENT = "under_assessment"
    ACTIVE = "active"
    MONITORING = "monitoring"
    CLOSED = "closed"
    REOPENED = "reopened"


class Allegation(StrEnum):
    """Name what an inquiry found about what was alleged."""

    SUBSTANTIATED = "substantiated"
    UNSUBSTANTIATED = "unsubstantiated"
    UNFOUNDED = "unfounded"
    MALICIOUS = "malicious"


CLEARED_ALLEGATIONS = frozenset({Allegation.UNSUBSTANTIATED, Allegation.UNFOUNDED, Allegation.MALICIOUS})


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """Hold what is true of an incident when its status is to change.

    `risk_settled`: the assessment is complete and its level agreed or confirmed. `support_started`:
    a plan is under way or the inter-agency team has the material. `action_needed`: the outcome is
    other than "no further action". `positive_change`: seen in the student and their surroundings.
    """

    classified: bool = False
    risk_settled: bool = False
    support_started: bool = False
    action_needed: bool = True
    allegation: Allegation | None = None
    referrals_outstanding: bool = False
    positive_change: bool = False
    reason_given: bool = False
    actor_is_accused: bool = False


class Need(StrEnum):
    """Name a condition of a transition."""

    CLASSIFIED = "classified"
    RISK_SETTLED = "risk_settled"
    SUPPORT_STARTED = "support_started"
    NO_ACTION_NEEDED = "no_action_needed"
    ALLEGATION_DECIDED = "allegation_decided"
    ALLEGATION_CLEARED = "allegation_cleared"
    REFERRALS_MADE = "referrals_made"
    CHANGE_SEEN = "change_seen"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Transition:
    """Hold one allowed step, the permission it takes and its conditions in the order asked."""

    source: Status
    target: Status
    permission: str
    needs: tuple[Need, ...] = ()


_EDIT = "incidents.risk.assess"
_CHANGE = "incidents.status.change"
_S, _N = Status, Need

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_S.REPORTED, _S.REGISTERED, "incidents.report.register", (_N.CLASSIFIED,)),
    Transition(_S.REGISTERED, _S.UNDER_ASSESSMENT, _EDIT),
    Transition(_S.UNDER_ASSESSMENT, _S.ACTIVE, _CHANGE, (_N.RISK_SETTLED,)),
    Transition(
        _S.UNDER_ASSESSMENT,
        _S.CLOSED,
        _CHANGE,
        (_N.RISK_SETTLED, _N.NO_ACTION_NEEDED, _N.ALLEGATION_DECIDED, _N.REFERRALS_MADE, _N.REASON),
    ),
    Transition(_S.ACTIVE, _S.MONITORING, _CHANGE, (_N.SUPPORT_STARTED, _N.REFERRALS_MADE)),
    Transition(
        _S.ACTIVE,
        _S.CLOSED,
        _CHANGE,
        (_N.ALLEGATION_DECIDED, _N.ALLEGATION_CLEARED, _N.REFERRALS_MADE, _N.REASON),
    ),
    Transition(_S.MONITORING, _S.ACTIVE, _CHANGE, (_N.REASON,)),
    Transition(
        _S.MONITORING,
        _S.CLOSED,
        _CHANGE,
        (_N.ALLEGATION_DECIDED, _N.CHANGE_SEEN, _N.REFERRALS_MADE, _N.REASON),
    ),
    Transition(_S.CLOSED, _S.REOPENED, _CHANGE, (_N.REASON,)),
    Transition(_S.REOPENED, _S.UNDER_ASSESSMENT, _EDIT),
    Transition(_S.REOPENED, _S.ACTIVE, _CHANGE, (_N.RISK_SETTLED,)),
)

_BY_STEP: Mapping[tuple[Status, Status], Transition] = MappingProxyType(
    {(transition.source, transition.target): transition for transition in TRANSITIONS}
)


@dataclass(frozen=True, slots=True)
class _Check:
    holds: Callable[[StatusFacts], bool]
    reason: Reason
    clause: str


_CHECKS: Mapping[Need, _Check] = MappingProxyType(
    {
        Need.CLASSIFIED: _Check(lambda f: f.classified, Reason.NOT_CLASSIFIED, "P7"),
        Need.RISK_SETTLED: _Check(lambda f: f.risk_settled, Reason.RISK_NOT_SETTLED, "P33"),
        Need.SUPPORT_STARTED: _Check(lambda f: f.support_started, Reason.SUPPORT_NOT_STARTED, "P42.6"),
        Need.NO_ACTION_NEEDED: _Check(lambda f: not f.action_needed, Reason.ACTION_STILL_DUE, "P33"),
        Need.ALLEGATION_DECIDED: _Check(lambda f: f.allegation is not None, Reason.ALLEGATION_OPEN, "P40.1"),
        Need.ALLEGATION_CLEARED: _Check(
            lambda f: f.allegation in CLEARED_ALLEGATIONS, Reason.ALLEGATION_NOT_CLEARED, "P40.1"
        ),
        Need.REFERRALS_MADE: _Check(
            lambda f: not f.referrals_outstanding, Reason.REFERRALS_OUTSTANDING, "P42.4"
        ),
        Need.CHANGE_SEEN: _Check(lambda f: f.positive_change, Reason.CHANGE_NOT_SEEN, "P3.11"),
        Need.REASON: _Check(lambda f: f.reason_given, Reason.REASON_MISSING, "P34"),
    }
)


@enforces("P3.11", "P18", "P33", "P34", "P40", "P42.4")
def decide_status(
    current: Status, target: Status, *, facts: StatusFacts, permissions: Collection[str]
) -> Decision:
    """Decide whether an incident may go from one status to another now.

    Positive change closes a case (P3.11); an accused person never moves the case against them.
    """
    transition = _BY_STEP.get((current, target))
    if transition is None:
        return refuse("P34", Reason.TRANSITION_UNKNOWN)
    if facts.actor_is_accused:
        return refuse("P40", Reason.RECUSED)
    if transition.permission not in permissions:
        return refuse("P30.3", Reason.PERMISSION_MISSING)
    return _first_unmet(transition, facts) or allow("P34")


def _first_unmet(transition: Transition, facts: StatusFacts) -> Decision | None:
    for need in transition.needs:
        check = _CHECKS[need]
        if not check.holds(facts):
            return refuse(check.clause, check.reason)
    return None


@enforces("P34")
def next_statuses(current: Status, *, permissions: Collection[str]) -> tuple[Status, ...]:
    """List the statuses to which someone with these permissions may try to move an incident."""
    return tuple(t.target for t in TRANSITIONS if t.source is current and t.permission in permissions)


@enforces("P34")
def unmet_needs(current: Status, target: Status, *, facts: StatusFacts) -> tuple[Decision, ...]:
    """List everything that still stands in the way of a step, in the order asked."""
    transition = _BY_STEP.get((current, target))
    if transition is None:
        return (refuse("P34", Reason.TRANSITION_UNKNOWN),)
    checks = [_CHECKS[need] for need in transition.needs]
    return tuple(refuse(check.clause, check.reason) for check in checks if not check.holds(facts))
