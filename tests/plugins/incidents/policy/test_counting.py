"""The twelve figures, one by one: unit, date, stock or flow, distinctness, kinds, exclusions (P36)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from plugins.incidents.policy.classification import CountedKind, ParticipantRole, PartyKind, Place
from plugins.incidents.policy.counting import (
    IncidentFact,
    ParticipantFact,
    Span,
    count_indicators,
)
from plugins.incidents.policy.definitions import DEFINITIONS
from plugins.incidents.policy.status import Allegation, Status
from tests.plugins.incidents.policy.spans import SPAN

INSIDE, BEFORE, AFTER = date(2026, 12, 1), date(2026, 10, 31), date(2027, 1, 8)
STUDENT, STAFF = PartyKind.STUDENT, PartyKind.STAFF
VICTIM, AGGRESSOR = ParticipantRole.VICTIM, ParticipantRole.AGGRESSOR
WITNESS, ALLEGED = ParticipantRole.WITNESS, ParticipantRole.ALLEGED_OFFENDER


def person(
    key: str, role: ParticipantRole = VICTIM, party: PartyKind = STUDENT, **facts: Any
) -> ParticipantFact:
    return ParticipantFact(key, role, party, **facts)


def incident(*people: ParticipantFact, key: str = "i1", **facts: Any) -> IncidentFact:
    given_facts: dict[str, Any] = {"registered_on": INSIDE, "kinds": frozenset({CountedKind.PHYSICAL})}
    return IncidentFact(key, participants=people, **{**given_facts, **facts})


def count(code: str, *facts: IncidentFact, span: Span = SPAN) -> int:
    return count_indicators(facts, span)[code].value


FIGHT = incident(person("a"), person("b", AGGRESSOR), person("c", WITNESS))


def test_nothing_counts_as_nought_in_every_figure_and_kind() -> None:
    figures = count_indicators([], SPAN)
    assert list(figures) == [definition.code for definition in DEFINITIONS]
    for definition in DEFINITIONS:
        figure = figures[definition.code]
        assert figure.value == 0
        assert dict(figure.by_kind) == (dict.fromkeys(CountedKind, 0) if definition.by_kind else {})


def test_a_fight_between_students_counts_once_for_each_part() -> None:
    figures = {code: figure.value for code, figure in count_indicators([FIGHT], SPAN).items() if figure.value}
    assert figures == {
        "incidents_between_students": 1,
        "student_aggressors": 1,
        "student_victims": 1,
        "student_witnesses": 1,
    }


def test_the_day_of_registration_decides_not_the_day_it_happened() -> None:
    codes = ("incidents_between_students", "student_aggressors", "student_victims", "student_witnesses")
    for code in codes:
        assert count(code, replace(FIGHT, registered_on=BEFORE, occurred_on=INSIDE)) == 0
        assert count(code, replace(FIGHT, registered_on=AFTER)) == 0
        assert count(code, replace(FIGHT, registered_on=SPAN.starts, occurred_on=BEFORE)) == 1
        assert count(code, replace(FIGHT, registered_on=SPAN.ends)) == 1


def test_an_incident_of_several_kinds_counts_once_in_all_and_once_in_each() -> None:
    kinds = frozenset({CountedKind.PHYSICAL, CountedKind.INSULT})
    for code in ("incidents_between_students", "student_victims"):
        figure = count_indicators([replace(FIGHT, kinds=kinds)], SPAN)[code]
        assert figure.value == 1
        assert {kind for kind, number in figure.by_kind.items() if number} == kinds


def test_a_person_in_several_incidents_counts_once_and_once_in_each_kind() -> None:
    second = replace(FIGHT, incident="i2", kinds=frozenset({CountedKind.INSULT}))
    figures = count_indicators([FIGHT, second], SPAN)
    assert figures["incidents_between_students"].value == 2
    for code in ("student_aggressors", "student_victims", "student_witnesses"):
        assert figures[code].value == 1
        assert figures[code].by_kind["physical"] == figures[code].by_kind["insult"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"allegation": Allegation.UNFOUNDED},
        {"allegation": Allegation.MALICIOUS},
        {"merged_into": "i0"},
        {"status": Status.REPORTED},
        {"registered_on": None},
    ],
)
def test_what_is_untrue_double_or_not_registered_counts_nowhere(change: dict[str, Any]) -> None:
    everything = incident(
        person("a", injured=True, high_risk_from=INSIDE, juvenile_police_on=INSIDE, expelled_on=INSIDE),
        person("a", AGGRESSOR, transferred_on=INSIDE, long_absent_from=INSIDE),
        person("s", AGGRESSOR, STAFF, dismissed_on=INSIDE),
        place=Place.SCHOOL,
        occurred_on=INSIDE,
    )
    assert all(
        figure.value for code, figure in count_indicators([everything], SPAN).items() if "wit" not in code
    )
    assert not any(
        figure.value for figure in count_indicators([replace(everything, **change)], SPAN).values()
    )


@pytest.mark.parametrize("allegation", [None, Allegation.SUBSTANTIATED, Allegation.UNSUBSTANTIATED])
def test_an_open_or_unproven_allegation_still_counts(allegation: Allegation | None) -> None:
    assert count("incidents_between_students", replace(FIGHT, allegation=allegation)) == 1


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((person("a"), person("b", ALLEGED)), 1),
        ((person("a"), person("s", AGGRESSOR, STAFF)), 0),
        ((person("a"), person("u", AGGRESSOR, PartyKind.UNKNOWN)), 0),
        ((person("s", VICTIM, STAFF), person("b", AGGRESSOR)), 0),
        ((person("b", AGGRESSOR),), 0),
        ((person("a"), person("b", AGGRESSOR), person("s", AGGRESSOR, STAFF)), 1),
    ],
)
def test_between_students_needs_a_student_on_both_sides(
    people: tuple[ParticipantFact, ...], expected: int
) -> None:
    assert count("incidents_between_students", incident(*people)) == expected


def test_an_alleged_offender_is_no_aggressor_until_established() -> None:
    assert count("student_aggressors", incident(person("a"), person("b", ALLEGED))) == 0


def test_victims_at_home_count_as_victims_though_no_student_did_it() -> None:
    home = incident(person("a"), person("g", AGGRESSOR, PartyKind.GUARDIAN), place=Place.HOME)
    assert count("student_victims", home) == 1
    assert count("incidents_between_students", home) == 0


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (INSIDE, None, 1),
        (BEFORE, None, 1),
        (SPAN.ends, None, 1),
        (AFTER, None, 0),
        (None, None, 0),
        (BEFORE, INSIDE, 0),
        (BEFORE, SPAN.ends, 0),
        (BEFORE, AFTER, 1),
    ],
)
def test_stocks_are_what_stands_at_the_end_of_the_quarters_last_day(
    since: date | None, until: date | None, expected: int
) -> None:
    risky = incident(person("a", high_risk_from=since, high_risk_to=until), registered_on=BEFORE)
    known = incident(person("a", juvenile_police_on=since, juvenile_police_off=until), registered_on=BEFORE)
    assert count("high_risk_students", risky) == expected
    assert count("students_with_juvenile_police", known) == expected


def test_high_risk_is_split_by_the_kinds_of_its_incidents() -> None:
    facts = [
        incident(person("a", high_risk_from=BEFORE), kinds=frozenset({CountedKind.SEXUAL})),
        incident(person("a", high_risk_from=INSIDE), key="i2", kinds=frozenset({CountedKind.PRESSURE})),
    ]
    figure = count_indicators(facts, SPAN)["high_risk_students"]
    assert (figure.value, figure.by_kind["sexual"], figure.by_kind["pressure"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("place", "happened", "registered", "expected"),
    [
        (Place.SCHOOL, INSIDE, AFTER, 1),
        (Place.SCHOOL, BEFORE, INSIDE, 0),
        (Place.SCHOOL, None, INSIDE, 1),
        (Place.HOSTEL, INSIDE, INSIDE, 0),
        (None, INSIDE, INSIDE, 0),
    ],
)
def test_injuries_count_at_school_on_the_day_they_happened(
    place: Place | None, happened: date | None, registered: date, expected: int
) -> None:
    hurt = incident(person("a", injured=True), place=place, occurred_on=happened, registered_on=registered)
    assert count("students_injured_at_school", hurt) == expected
    assert count("students_injured_at_school", replace(hurt, participants=(person("a"),))) == 0


@pytest.mark.parametrize(
    ("code", "field", "party"),
    [
        ("students_expelled", "expelled_on", STUDENT),
        ("students_transferred", "transferred_on", STUDENT),
        ("students_long_absent", "long_absent_from", STUDENT),
        ("staff_dismissed", "dismissed_on", STAFF),
    ],
)
def test_what_follows_counts_on_its_own_day_for_its_own_people(
    code: str, field: str, party: PartyKind
) -> None:
    for day, expected in ((INSIDE, 1), (BEFORE, 0), (AFTER, 0), (None, 0)):
        fact = incident(person("a", AGGRESSOR, party, **{field: day}), registered_on=BEFORE)
        assert count(code, fact) == expected
    other = STAFF if party is STUDENT else STUDENT
    assert count(code, incident(person("a", AGGRESSOR, other, **{field: INSIDE}))) == 0


@pytest.mark.parametrize(("role", "expected"), [(AGGRESSOR, 1), (ALLEGED, 1), (WITNESS, 0)])
def test_victims_of_staff_need_an_accused_member_of_staff(role: ParticipantRole, expected: int) -> None:
    assert count("victims_of_staff", incident(person("a"), person("s", role, STAFF))) == expected


def test_unnamed_people_with_keys_of_their_own_count_each() -> None:
    crowd = incident(person("a"), *(person(f"unnamed-{n}", WITNESS) for n in range(3)))
    assert count("student_witnesses", crowd) == 3
