"""Count the twelve figures from plain facts (P36), exactly as `definitions` says."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from platform_core.clauses import enforces
from plugins.incidents.policy.classification import (
    ACCUSED_ROLES,
    CountedKind,
    ParticipantRole,
    PartyKind,
    Place,
)
from plugins.incidents.policy.definitions import DEFINITIONS, Distinct, IndicatorDefinition
from plugins.incidents.policy.status import Allegation, Status

EXCLUDED_ALLEGATIONS = frozenset({Allegation.UNFOUNDED, Allegation.MALICIOUS})


@dataclass(frozen=True, slots=True)
class Span:
    """Hold a quarter or a whole school year, both days included, in the branch's own dates."""

    starts: date
    ends: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class ParticipantFact:
    """Hold one person's part in one incident.

    `person` is the same for the same person in every incident of the branch; someone unnamed gets
    a key of their own (the participant's id). A `*_off` or `*_to` date is the first day on which it
    no longer holds. `expelled_on` is set for a decision of the pedagogical council only.
    """

    person: Hashable
    role: ParticipantRole
    party: PartyKind
    injured: bool = False
    high_risk_from: date | None = None
    high_risk_to: date | None = None
    juvenile_police_on: date | None = None
    juvenile_police_off: date | None = None
    expelled_on: date | None = None
    transferred_on: date | None = None
    long_absent_from: date | None = None
    dismissed_on: date | None = None


@dataclass(frozen=True, slots=True)
class IncidentFact:
    """Hold one incident as the figures see it; `kinds` come from `counted_kinds`."""

    incident: Hashable
    registered_on: date | None
    kinds: frozenset[CountedKind]
    participants: tuple[ParticipantFact, ...] = ()
    occurred_on: date | None = None
    place: Place | None = None
    status: Status = Status.REGISTERED
    allegation: Allegation | None = None
    merged_into: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one counted figure; kinds may add up to more than the value, as one may be of several."""

    code: str
    value: int
    by_kind: Mapping[str, int] = field(default_factory=dict)


Rule = Callable[[IncidentFact, ParticipantFact, Span], bool]


def is_counted(fact: IncidentFact) -> bool:
    """Tell whether an incident counts at all: registered, not merged, not found untrue."""
    is_registered = fact.registered_on is not None and fact.status is not Status.REPORTED
    return is_registered and fact.merged_into is None and fact.allegation not in EXCLUDED_ALLEGATIONS


def is_between_students(fact: IncidentFact) -> bool:
    """Tell whether a student suffered and a student is said to have done it (P36.1)."""
    students = [p for p in fact.participants if p.party is PartyKind.STUDENT]
    has_victim = any(p.role is ParticipantRole.VICTIM for p in students)
    return has_victim and any(p.role in ACCUSED_ROLES for p in students)


def has_accused_staff(fact: IncidentFact) -> bool:
    """Tell whether a staff member is the aggressor or the alleged offender (P36.11)."""
    return any(p.party is PartyKind.STAFF and p.role in ACCUSED_ROLES for p in fact.participants)


@enforces("P36", "P36.1", "P36.5", "P36.7", "P36.11", "P36.12")
def count_indicators(facts: Iterable[IncidentFact], span: Span) -> dict[str, Figure]:
    """Count all twelve figures over a span, in P36's order, from one branch's facts.

    The span may be a quarter or a whole year: stocks are taken at its last day. A person counts
    once in the total and once in each kind, however many incidents they were in.
    """
    counted = [fact for fact in facts if is_counted(fact)]
    return {definition.code: _figure(definition, counted, span) for definition in DEFINITIONS}


def _figure(definition: IndicatorDefinition, facts: list[IncidentFact], span: Span) -> Figure:
    total: set[Hashable] = set()
    by_kind: dict[CountedKind, set[Hashable]] = {kind: set() for kind in CountedKind}
    for fact, key in _counted_keys(definition, facts, span):
        total.add(key)
        for kind in fact.kinds:
            by_kind[kind].add(key)
    split = {kind.value: len(keys) for kind, keys in by_kind.items()} if definition.by_kind else {}
    return Figure(definition.code, len(total), MappingProxyType(split))


def _counted_keys(
    definition: IndicatorDefinition, facts: list[IncidentFact], span: Span
) -> Iterator[tuple[IncidentFact, Hashable]]:
    rule = _RULES[definition.code]
    for fact in facts:
        for participant in fact.participants:
            if rule(fact, participant, span):
                by_incident = definition.distinct is Distinct.INCIDENT
                yield fact, fact.incident if by_incident else participant.person


def _student(rule: Rule) -> Rule:
    return lambda fact, who, span: who.party is PartyKind.STUDENT and rule(fact, who, span)


def _in_role(role: ParticipantRole) -> Rule:
    return _student(lambda fact, who, span: who.role is role and fact.registered_on in span)


def _stands_at_end(since: date | None, until: date | None, span: Span) -> bool:
    return since is not None and since <= span.ends and (until is None or until > span.ends)


def _injured_at_school(fact: IncidentFact, who: ParticipantFact, span: Span) -> bool:
    # An injury of unknown day counts when it was registered, rather than never.
    day = fact.occurred_on or fact.registered_on
    return who.injured and fact.place is Place.SCHOOL and day in span


def _victim_of_staff(fact: IncidentFact, who: ParticipantFact, span: Span) -> bool:
    is_victim = who.role is ParticipantRole.VICTIM
    return is_victim and has_accused_staff(fact) and fact.registered_on in span


_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "incidents_between_students": lambda fact, _who, span: (
            is_between_students(fact) and fact.registered_on in span
        ),
        "student_aggressors": _in_role(ParticipantRole.AGGRESSOR),
        "student_victims": _in_role(ParticipantRole.VICTIM),
        "student_witnesses": _in_role(ParticipantRole.WITNESS),
        "high_risk_students": _student(
            lambda _fact, who, span: _stands_at_end(who.high_risk_from, who.high_risk_to, span)
        ),
        "students_injured_at_school": _student(_injured_at_school),
        "students_with_juvenile_police": _student(
            lambda _fact, who, span: _stands_at_end(who.juvenile_police_on, who.juvenile_police_off, span)
        ),
        "students_expelled": _student(lambda _fact, who, span: who.expelled_on in span),
        "students_transferred": _student(lambda _fact, who, span: who.transferred_on in span),
        "students_long_absent": _student(lambda _fact, who, span: who.long_absent_from in span),
        "victims_of_staff": _student(_victim_of_staff),
        "staff_dismissed": lambda _fact, who, span: who.party is PartyKind.STAFF and who.dismissed_on in span,
    }
)
