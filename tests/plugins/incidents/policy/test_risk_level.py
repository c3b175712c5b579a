"""The gates of risk: explained, monotone, and never bought off by protection (P33, A8)."""

from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.incidents.policy.factors import (
    DESCRIPTORS_BY_GROUP,
    FACTORS_BY_GROUP,
    PROTECTIVE_FACTORS,
    RISK_FACTORS,
    VULNERABILITY_FACTORS,
    Descriptor,
    DescriptorGroup,
    Factor,
    FactorGroup,
)
from plugins.incidents.policy.risk import (
    FIXED_GATES,
    GATE_CODES,
    Level,
    suggest_level,
)
from tests.plugins.incidents.policy.findings import MILD, descriptors, factors, rank

HARMFUL = (*RISK_FACTORS, *VULNERABILITY_FACTORS)
BUFFER = (
    Factor.TRUSTED_ADULTS,
    Factor.ABILITIES,
    Factor.ATTACHMENT,
    Factor.CARE_SHOWN,
    Factor.WILL_TO_COOPERATE,
)
harmful = st.sampled_from(HARMFUL)
protective = st.frozensets(st.sampled_from(PROTECTIVE_FACTORS))


def level(
    present: Collection[Factor] = (), described: Collection[Descriptor] = (), *, danger: bool = False
) -> Level:
    return suggest_level(present, described, danger_to_life=danger).level


def test_the_protocols_are_22_and_11_and_10() -> None:
    sizes = {group: len(members) for group, members in FACTORS_BY_GROUP.items()}
    assert sizes == {
        FactorGroup.RISK_STUDENT: 9,
        FactorGroup.RISK_FAMILY: 13,
        FactorGroup.VULNERABILITY: 11,
        FactorGroup.PROTECTIVE_STUDENT: 2,
        FactorGroup.PROTECTIVE_ADULTS: 8,
    }
    assert [factor for members in FACTORS_BY_GROUP.values() for factor in members] == list(Factor)


def test_descriptors_stand_in_the_group_that_their_code_names() -> None:
    sizes = {group: len(members) for group, members in DESCRIPTORS_BY_GROUP.items()}
    assert sizes == {
        DescriptorGroup.LOW: 6,
        DescriptorGroup.MEDIUM_STUDENT: 6,
        DescriptorGroup.MEDIUM_GUARDIANS: 8,
        DescriptorGroup.HIGH_STUDENT: 10,
    }
    for group, members in DESCRIPTORS_BY_GROUP.items():
        assert all(member.startswith(group.split("_", 1)[0]) for member in members)


def test_codes_of_factors_and_descriptors_never_meet() -> None:
    assert not set(Factor) & set(Descriptor)


def test_nothing_found_is_low_without_a_gate() -> None:
    suggestion = suggest_level(())
    assert (suggestion.level, suggestion.gates) == (Level.LOW, ())


@pytest.mark.parametrize(
    ("present", "gate"),
    [
        ({Factor.SUICIDE_THREAT}, "suicide_risk"),
        ({Factor.SUICIDE_ATTEMPT}, "suicide_risk"),
        ({Factor.SELF_HARM}, "self_harm_now"),
        ({Factor.SEXUAL_INFECTION}, "sexual_infection"),
        ({Factor.SEXUALLY_ACTIVE, Factor.SEXUALISED_BEHAVIOUR}, "sexual_signs_together"),
        ({Factor.NEEDS_PROTECTION}, "protection_needed"),
        ({Factor.UNEXPLAINED_INJURIES, Factor.GUARDIANS_OBSTRUCT}, "injury_with_violence_at_home"),
        ({Factor.RECORDED_INJURY, Factor.DOMESTIC_VIOLENCE_SIGNS}, "injury_with_violence_at_home"),
        ({Factor.DOMESTIC_VIOLENCE_SIGNS, Factor.SCHOOL_FORBIDDEN}, "violence_kept_hidden"),
        (set(RISK_FACTORS[:8]), "many_risks"),
        ({*VULNERABILITY_FACTORS[:5], Factor.LOW_MOOD}, "very_vulnerable"),
        ({*RISK_FACTORS[:7], *VULNERABILITY_FACTORS[:3]}, "factors_piled_up"),
    ],
)
def test_each_high_gate_opens_and_says_why(present: frozenset[Factor], gate: str) -> None:
    suggestion = suggest_level(present)
    opened = {found.code: found for found in suggestion.gates}
    assert suggestion.level is Level.HIGH
    assert opened[gate].level is Level.HIGH
    assert set(opened[gate].because) <= present
    assert opened[gate].because


@pytest.mark.parametrize(
    "present",
    [
        {Factor.UNEXPLAINED_INJURIES},
        {Factor.DOMESTIC_VIOLENCE_SIGNS},
        {Factor.SEXUALLY_ACTIVE},
        {Factor.EARLIER_SELF_HARM},
        set(MILD[:3]),
        {MILD[0], Factor.ALONE, Factor.SPEECH_DIFFICULTIES},
    ],
)
def test_one_serious_sign_or_several_mild_ones_are_medium(present: frozenset[Factor]) -> None:
    assert level(present) is Level.MEDIUM


@pytest.mark.parametrize("present", [{MILD[0]}, set(MILD[:2]), {Factor.ALONE, Factor.NEEDS_SUPPORT}])
def test_one_or_two_mild_factors_are_low(present: frozenset[Factor]) -> None:
    assert level(present) is Level.LOW


@pytest.mark.parametrize("descriptor", Descriptor)
def test_a_descriptor_sets_at_least_its_own_level(descriptor: Descriptor) -> None:
    named = Level(descriptor.split("_", 1)[0])
    suggestion = suggest_level((), {descriptor})
    assert suggestion.level is named
    assert suggestion.gates[0].because == (descriptor,)


def test_danger_to_life_is_high_by_itself() -> None:
    suggestion = suggest_level((), danger_to_life=True)
    assert suggestion.level is Level.HIGH
    assert suggestion.gates[0].because == ("danger_to_life",)


def test_protection_keeps_low_what_three_mild_factors_would_raise() -> None:
    suggestion = suggest_level({*MILD[:3], *BUFFER})
    assert suggestion.level is Level.LOW
    assert set(suggestion.eased_by) == set(BUFFER)


def test_protection_eases_nothing_without_a_trusted_adult_or_beyond_three_factors() -> None:
    without_adult = set(PROTECTIVE_FACTORS) - {Factor.TRUSTED_ADULTS}
    assert level({*MILD[:3], *without_adult}) is Level.MEDIUM
    assert level({*MILD[:4], *PROTECTIVE_FACTORS}) is Level.MEDIUM
    assert suggest_level({*MILD[:4], *PROTECTIVE_FACTORS}).eased_by == ()
    assert suggest_level({MILD[0], *PROTECTIVE_FACTORS}).eased_by == ()


def test_every_gate_can_open_and_has_a_code_of_its_own() -> None:
    assert len(set(GATE_CODES)) == len(GATE_CODES)
    everything = suggest_level(tuple(Factor), tuple(Descriptor), danger_to_life=True)
    assert {gate.code for gate in everything.gates} == set(GATE_CODES)


@settings(max_examples=200)
@given(present=factors, described=descriptors, danger=st.booleans(), one_more=harmful)
def test_one_more_risk_or_vulnerability_never_lowers(
    present: frozenset[Factor], described: frozenset[Descriptor], *, danger: bool, one_more: Factor
) -> None:
    before = level(present, described, danger=danger)
    assert rank(level(present | {one_more}, described, danger=danger)) >= rank(before)


@settings(max_examples=200)
@given(factors, descriptors, st.sampled_from(Descriptor))
def test_one_more_descriptor_never_lowers(
    present: frozenset[Factor], described: frozenset[Descriptor], one_more: Descriptor
) -> None:
    assert rank(level(present, described | {one_more})) >= rank(level(present, described))


@given(factors, descriptors)
def test_danger_to_life_never_lowers(present: frozenset[Factor], described: frozenset[Descriptor]) -> None:
    assert rank(level(present, described, danger=True)) >= rank(level(present, described))


@settings(max_examples=200)
@given(present=st.frozensets(harmful), shields=protective, described=descriptors, danger=st.booleans())
def test_protection_never_cancels_high_nor_raises_nor_crosses_more_than_one_step(
    present: frozenset[Factor], shields: frozenset[Factor], described: frozenset[Descriptor], *, danger: bool
) -> None:
    bare = level(present, described, danger=danger)
    shielded = level(present | shields, described, danger=danger)
    assert rank(shielded) <= rank(bare)
    if bare is Level.HIGH:
        assert shielded is Level.HIGH
    if shielded is not bare:
        assert (bare, shielded) == (Level.MEDIUM, Level.LOW)


@settings(max_examples=150)
@given(present=factors, described=descriptors, danger=st.booleans())
def test_every_suggestion_explains_itself(
    present: frozenset[Factor], described: frozenset[Descriptor], *, danger: bool
) -> None:
    suggestion = suggest_level(present, described, danger_to_life=danger)
    found = {*present, *described, *(("danger_to_life",) if danger else ())}
    assert all(gate.because and set(gate.because) <= found for gate in suggestion.gates)
    raising = [gate.level for gate in suggestion.gates]
    assert suggestion.level is max(raising, key=rank, default=Level.LOW)
    assert set(suggestion.eased_by) <= set(PROTECTIVE_FACTORS)


def test_no_gate_rests_on_protection() -> None:
    for rule in FIXED_GATES:
        assert not {*rule.any_of, *rule.along_with} & set(PROTECTIVE_FACTORS)
