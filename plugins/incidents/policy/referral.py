"""Name the bodies that must be told, and hold the case open until they were (P41, P42)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from platform_core.clauses import enforces
from plugins.incidents.policy.classification import CountedKind, Form, Kind, PartyKind, counted_kinds
from plugins.incidents.policy.risk import Level


class Body(StrEnum):
    """Name whom the branch tells or convenes."""

    POLICE = "police"
    CHILD_RIGHTS = "child_rights"
    MEDICAL = "medical"
    GUARDIANS = "guardians"
    CENTRAL_UNIT = "central_unit"
    DISCIPLINARY_COMMISSION = "disciplinary_commission"
    DISCIPLINARY_COUNCIL = "disciplinary_council"
    INTER_AGENCY_TEAM = "inter_agency_team"


class Because(StrEnum):
    """Name why a body must be told."""

    DANGER_TO_LIFE = "danger_to_life"
    SEXUAL_VIOLENCE = "sexual_violence"
    EXPLOITATION = "exploitation"
    WEAPON = "weapon"
    INJURY = "injury"
    GUARDIAN_ACCUSED = "guardian_accused"
    HIGH_RISK = "high_risk"
    CRUELTY_WITH_ACCUSATION = "cruelty_with_accusation"
    NO_ACCUSATION = "no_accusation"
    INQUIRY = "inquiry"
    ABUSE_FOUND = "abuse_found"


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """Hold what decides whom to tell.

    `cruelty_established`: the inquiry substantiated it. `guardian_accuses`: a guardian of the
    victim has made the accusation. `accused`: who the accused are to the branch.
    """

    kinds: frozenset[Kind]
    forms: frozenset[Form] = frozenset()
    accused: frozenset[PartyKind] = frozenset()
    level: Level | None = None
    danger_to_life: bool = False
    weapon: bool = False
    injured: bool = False
    cruelty_established: bool = False
    guardian_accuses: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """Hold one body that must be told: why, by which clause, and whether at once."""

    body: Body
    because: Because
    clause: str
    at_once: bool


@enforces("P33", "P41.1", "P41.2", "P41.3", "P42.3", "P42.4")
def mandatory_referrals(facts: ReferralFacts) -> tuple[Duty, ...]:
    """List the bodies that must be told, each once with its first reason, most urgent first."""
    duties: dict[Body, Duty] = {}
    for duty in (*_at_once(facts), *_by_inquiry(facts)):
        duties.setdefault(duty.body, duty)
    return tuple(duties.values())


@enforces("P41", "P42.4")
def outstanding_referrals(facts: ReferralFacts, *, told: Collection[Body]) -> tuple[Duty, ...]:
    """List the duties not yet met; while there is one the incident may not be closed.

    `told` holds the bodies told, and those that a person has waived with a written reason.
    """
    return tuple(duty for duty in mandatory_referrals(facts) if duty.body not in told)


_STATE = (Body.POLICE, Body.CHILD_RIGHTS)


def _at_once(facts: ReferralFacts) -> Iterator[Duty]:
    """Read "as the case requires" of P42.4: these combinations leave no choice."""
    for because, bodies in _urgent_reasons(facts):
        for body in bodies:
            yield Duty(body, because, "P33" if body is Body.INTER_AGENCY_TEAM else "P42.4", at_once=True)
    # A guardian who stands accused is not warned by us: the child-rights body is told instead.
    if PartyKind.GUARDIAN not in facts.accused:
        yield Duty(Body.GUARDIANS, Because.ABUSE_FOUND, "P42.3", at_once=True)


def _urgent_reasons(facts: ReferralFacts) -> Iterator[tuple[Because, tuple[Body, ...]]]:
    if facts.danger_to_life:
        yield Because.DANGER_TO_LIFE, (*_STATE, Body.MEDICAL, Body.INTER_AGENCY_TEAM)
    if CountedKind.SEXUAL in counted_kinds(facts.kinds, facts.forms):
        yield Because.SEXUAL_VIOLENCE, (*_STATE, Body.MEDICAL)
    if Kind.EXPLOITATION in facts.kinds:
        yield Because.EXPLOITATION, _STATE
    if facts.weapon:
        yield Because.WEAPON, _STATE
    if facts.injured:
        yield Because.INJURY, (Body.MEDICAL,)
    if PartyKind.GUARDIAN in facts.accused:
        yield Because.GUARDIAN_ACCUSED, _STATE
    if facts.level is Level.HIGH:
        yield Because.HIGH_RISK, (Body.CHILD_RIGHTS, Body.INTER_AGENCY_TEAM)


def _by_inquiry(facts: ReferralFacts) -> Iterator[Duty]:
    if facts.cruelty_established and facts.guardian_accuses:
        for body in _STATE:
            yield Duty(body, Because.CRUELTY_WITH_ACCUSATION, "P41.2", at_once=True)
    else:
        yield from _disciplinary(facts)
    yield Duty(Body.CENTRAL_UNIT, Because.ABUSE_FOUND, "P41.3", at_once=False)


def _disciplinary(facts: ReferralFacts) -> Iterator[Duty]:
    because, clause = (
        (Because.INQUIRY, "P40.1") if facts.guardian_accuses else (Because.NO_ACCUSATION, "P41.1")
    )
    if PartyKind.STUDENT in facts.accused:
        yield Duty(Body.DISCIPLINARY_COMMISSION, because, clause, at_once=False)
    if PartyKind.STAFF in facts.accused:
        yield Duty(Body.DISCIPLINARY_COUNCIL, because, clause, at_once=False)
