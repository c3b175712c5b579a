"""The course of an incident: which step, by whom, on what conditions (P3.11, P34, P40, P42.4)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.incidents.policy.decisions import Decision, Reason
from plugins.incidents.policy.status import (
    TRANSITIONS,
    Allegation,
    Status,
    StatusFacts,
    Transition,
    decide_status,
    next_statuses,
)

ALL = frozenset(transition.permission for transition in TRANSITIONS)
READY = StatusFacts(
    classified=True,
    risk_settled=True,
    support_started=True,
    action_needed=False,
    allegation=Allegation.UNFOUNDED,
    referrals_outstanding=False,
    positive_change=True,
    reason_given=True,
)


def decide(
    current: Status, target: Status, facts: StatusFacts = READY, permissions: frozenset[str] = ALL
) -> Decision:
    return decide_status(current, target, facts=facts, permissions=permissions)


@given(st.sampled_from(Status), st.sampled_from(Status))
def test_only_listed_steps_exist(current: Status, target: Status) -> None:
    listed = (current, target) in {(step.source, step.target) for step in TRANSITIONS}
    decision = decide(current, target)
    assert decision.allowed is listed
    if not listed:
        assert decision.reason_code is Reason.TRANSITION_UNKNOWN


@pytest.mark.parametrize("step", TRANSITIONS, ids=lambda step: f"{step.source}-{step.target}")
def test_each_step_takes_its_permission_and_is_closed_to_the_accused(step: Transition) -> None:
    without = ALL - {step.permission}
    assert decide(step.source, step.target, permissions=without).reason_code is Reason.PERMISSION_MISSING
    accused = replace(READY, actor_is_accused=True)
    assert decide(step.source, step.target, facts=accused).reason_code is Reason.RECUSED


@pytest.mark.parametrize(
    ("current", "target", "change", "why"),
    [
        ("reported", "registered", {"classified": False}, Reason.NOT_CLASSIFIED),
        ("under_assessment", "active", {"risk_settled": False}, Reason.RISK_NOT_SETTLED),
        ("under_assessment", "closed", {"action_needed": True}, Reason.ACTION_STILL_DUE),
        ("under_assessment", "closed", {"allegation": None}, Reason.ALLEGATION_OPEN),
        ("under_assessment", "closed", {"referrals_outstanding": True}, Reason.REFERRALS_OUTSTANDING),
        ("active", "monitoring", {"support_started": False}, Reason.SUPPORT_NOT_STARTED),
        ("active", "closed", {"allegation": Allegation.SUBSTANTIATED}, Reason.ALLEGATION_NOT_CLEARED),
        ("monitoring", "closed", {"positive_change": False}, Reason.CHANGE_NOT_SEEN),
        ("monitoring", "closed", {"referrals_outstanding": True}, Reason.REFERRALS_OUTSTANDING),
        ("monitoring", "closed", {"reason_given": False}, Reason.REASON_MISSING),
        ("monitoring", "active", {"reason_given": False}, Reason.REASON_MISSING),
        ("closed", "reopened", {"reason_given": False}, Reason.REASON_MISSING),
        ("reopened", "active", {"risk_settled": False}, Reason.RISK_NOT_SETTLED),
    ],
)
def test_an_unmet_condition_is_named(
    current: Status, target: Status, change: dict[str, Any], why: Reason
) -> None:
    decision = decide(Status(current), Status(target), facts=replace(READY, **change))
    assert (decision.allowed, decision.reason_code) == (False, why)


@given(
    current=st.sampled_from(Status),
    change=st.booleans(),
    allegation=st.sampled_from([None, *Allegation]),
)
def test_nothing_closes_while_a_mandatory_referral_is_outstanding(
    current: Status, *, change: bool, allegation: Allegation | None
) -> None:
    facts = replace(READY, referrals_outstanding=True, positive_change=change, allegation=allegation)
    assert not decide(current, Status.CLOSED, facts=facts).allowed


@given(st.sampled_from([None, Allegation.SUBSTANTIATED]), st.sampled_from(Status))
def test_a_substantiated_case_closes_only_on_change_for_the_better(
    allegation: Allegation | None, current: Status
) -> None:
    facts = replace(READY, allegation=allegation, positive_change=False, action_needed=True)
    assert not decide(current, Status.CLOSED, facts=facts).allowed


def test_every_status_can_be_reached_and_left() -> None:
    assert {step.target for step in TRANSITIONS} == set(Status) - {Status.REPORTED}
    assert {step.source for step in TRANSITIONS} == set(Status)


def test_the_next_statuses_are_those_that_the_permissions_open() -> None:
    assert next_statuses(Status.REPORTED, permissions=ALL) == (Status.REGISTERED,)
    assert next_statuses(Status.REPORTED, permissions={"incidents.status.change"}) == ()
    assert next_statuses(Status.MONITORING, permissions=ALL) == (Status.ACTIVE, Status.CLOSED)
