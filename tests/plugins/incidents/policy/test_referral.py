"""Who must be told, and what stays open until they were (P41, P42)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.incidents.policy.classification import Form, Kind, PartyKind
from plugins.incidents.policy.referral import (
    Because,
    Body,
    ReferralFacts,
    mandatory_referrals,
    outstanding_referrals,
)
from plugins.incidents.policy.risk import Level

QUARREL = ReferralFacts(frozenset({Kind.PSYCHOLOGICAL}), accused=frozenset({PartyKind.STUDENT}))
STATE = {Body.POLICE, Body.CHILD_RIGHTS}
facts = st.builds(
    ReferralFacts,
    kinds=st.frozensets(st.sampled_from(Kind), min_size=1),
    forms=st.frozensets(st.sampled_from(Form)),
    accused=st.frozensets(st.sampled_from(PartyKind)),
    level=st.sampled_from([None, *Level]),
    danger_to_life=st.booleans(),
    weapon=st.booleans(),
    injured=st.booleans(),
    cruelty_established=st.booleans(),
    guardian_accuses=st.booleans(),
)


def bodies(found: ReferralFacts) -> set[Body]:
    return {duty.body for duty in mandatory_referrals(found)}


def test_a_quarrel_without_accusation_goes_to_the_commission_and_the_centre_knows() -> None:
    assert bodies(QUARREL) == {Body.GUARDIANS, Body.DISCIPLINARY_COMMISSION, Body.CENTRAL_UNIT}
    staff = replace(QUARREL, accused=frozenset({PartyKind.STAFF}))
    assert Body.DISCIPLINARY_COUNCIL in bodies(staff)
    assert Body.DISCIPLINARY_COMMISSION not in bodies(staff)


def test_established_cruelty_with_a_guardians_accusation_goes_to_police_and_child_rights() -> None:
    both = replace(QUARREL, cruelty_established=True, guardian_accuses=True)
    duties = {duty.body: duty for duty in mandatory_referrals(both)}
    assert set(duties) >= STATE
    assert {duties[body].clause for body in STATE} == {"P41.2"}
    for half in (replace(both, cruelty_established=False), replace(both, guardian_accuses=False)):
        assert not bodies(half) & STATE


def test_an_accusation_not_yet_established_is_inquired_into() -> None:
    accused = mandatory_referrals(replace(QUARREL, guardian_accuses=True))
    inquiry = next(duty for duty in accused if duty.body is Body.DISCIPLINARY_COMMISSION)
    assert (inquiry.because, inquiry.clause) == (Because.INQUIRY, "P40.1")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"danger_to_life": True}, {*STATE, Body.MEDICAL, Body.INTER_AGENCY_TEAM}),
        ({"kinds": frozenset({Kind.SEXUAL})}, {*STATE, Body.MEDICAL}),
        (
            {"kinds": frozenset({Kind.BULLYING}), "forms": frozenset({Form.BULLYING_SEXUAL})},
            {*STATE, Body.MEDICAL},
        ),
        (
            {"kinds": frozenset({Kind.CYBERBULLYING}), "forms": frozenset({Form.CYBERBULLYING_GROOMING})},
            {*STATE, Body.MEDICAL},
        ),
        ({"kinds": frozenset({Kind.EXPLOITATION})}, STATE),
        ({"weapon": True}, STATE),
        ({"injured": True}, {Body.MEDICAL}),
        ({"accused": frozenset({PartyKind.GUARDIAN})}, STATE),
        ({"level": Level.HIGH}, {Body.CHILD_RIGHTS, Body.INTER_AGENCY_TEAM}),
    ],
)
def test_some_combinations_leave_no_choice(change: dict[str, Any], expected: set[Body]) -> None:
    duties = {duty.body: duty for duty in mandatory_referrals(replace(QUARREL, **change))}
    assert expected <= set(duties)
    assert all(duties[body].at_once for body in expected)


def test_an_accused_guardian_is_not_warned() -> None:
    accused = replace(QUARREL, accused=frozenset({PartyKind.GUARDIAN}))
    assert Body.GUARDIANS not in bodies(accused)


@given(facts)
def test_each_body_is_named_once_and_the_centre_always(found: ReferralFacts) -> None:
    duties = mandatory_referrals(found)
    assert len({duty.body for duty in duties}) == len(duties)
    assert Body.CENTRAL_UNIT in {duty.body for duty in duties}


@given(facts, st.frozensets(st.sampled_from(Body)))
def test_what_is_outstanding_is_what_was_not_told(found: ReferralFacts, told: frozenset[Body]) -> None:
    left = {duty.body for duty in outstanding_referrals(found, told=told)}
    assert left == bodies(found) - told


@given(facts)
def test_more_danger_never_means_fewer_state_bodies(found: ReferralFacts) -> None:
    worse = replace(found, danger_to_life=True, weapon=True, injured=True, level=Level.HIGH)
    wanted = {*STATE, Body.MEDICAL, Body.INTER_AGENCY_TEAM}
    assert bodies(found) & wanted <= bodies(worse)
