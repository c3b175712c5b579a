"""Who is told, who opens, who learns the informant, who shares (P29, P30, P40, A2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.incidents.policy.confidentiality import (
    LEADERS,
    Candidate,
    Reader,
    is_recused,
    may_open,
    may_see_informant,
    may_share,
    recipients,
)
from plugins.incidents.policy.decisions import Reason

HEAD = Candidate("u-head", "p-head", frozenset({"branch_head"}))
CHIEF = Candidate("u-chief", "p-chief", frozenset({"sss_head", "staff"}))
MEMBER = Candidate("u-member", "p-member", frozenset({"sss_member"}))
NOBODY = Candidate("u-outsider", None, frozenset({"sss_member"}))
people = st.sampled_from(["p-head", "p-chief", "p-member", "p-student"])


def test_without_an_accused_recipient_all_are_told_and_the_centre_is_not() -> None:
    found = recipients([HEAD, CHIEF, MEMBER], {"p-student"})
    assert (found.told, found.recused, found.escalate) == ((HEAD, CHIEF, MEMBER), (), False)


def test_an_accused_member_is_left_out_quietly() -> None:
    found = recipients([HEAD, CHIEF, MEMBER], {"p-member"})
    assert (found.told, found.recused, found.escalate) == ((HEAD, CHIEF), (MEMBER,), False)


@pytest.mark.parametrize("leader", [HEAD, CHIEF])
def test_an_accused_leader_sends_it_to_the_centre(leader: Candidate) -> None:
    found = recipients([HEAD, CHIEF, MEMBER], {leader.person})
    assert found.recused == (leader,)
    assert found.escalate


def test_nobody_left_sends_it_to_the_centre() -> None:
    assert recipients([], set()).escalate
    assert recipients([MEMBER], {"p-member"}).escalate


@given(st.lists(st.sampled_from([HEAD, CHIEF, MEMBER, NOBODY])), st.frozensets(people))
def test_no_accused_person_is_ever_told_and_nobody_is_lost(
    candidates: list[Candidate], accused: frozenset[str]
) -> None:
    found = recipients(candidates, accused)
    assert not {one.person for one in found.told} & accused
    assert sorted([*found.told, *found.recused], key=str) == sorted(candidates, key=str)
    assert found.escalate or found.told


def test_an_account_without_a_person_is_never_taken_for_the_accused() -> None:
    assert not is_recused(None, {"p-head", None})


READS = frozenset({"incidents.journal.read"})
ASSIGNED = frozenset({"incidents.assigned.read"})


@pytest.mark.parametrize(
    ("reader", "about_staff", "expected"),
    [
        (Reader(READS), False, Reason.ALLOWED),
        (Reader(READS, recognised_accused=True), True, Reason.RECUSED),
        (Reader(frozenset()), True, Reason.PERMISSION_MISSING),
        (Reader(frozenset(), assigned=True), True, Reason.PERMISSION_MISSING),
        (Reader(ASSIGNED, assigned=True), True, Reason.ALLOWED),
        (Reader(ASSIGNED), True, Reason.NOT_ASSIGNED),
        (Reader(ASSIGNED, assigned=True), False, Reason.NOT_ABOUT_STAFF),
        (Reader(ASSIGNED, assigned=True, recognised_accused=True), True, Reason.RECUSED),
    ],
)
def test_opening_an_incident(reader: Reader, *, about_staff: bool, expected: Reason) -> None:
    decision = may_open(reader, about_staff=about_staff)
    assert (decision.allowed, decision.reason_code) == (expected is Reason.ALLOWED, expected)


INFORMANT = frozenset({"incidents.informant.read"})


@pytest.mark.parametrize(
    ("reader", "purpose", "expected"),
    [
        (Reader(INFORMANT), "to ask what was seen", Reason.ALLOWED),
        (Reader(INFORMANT), "  ", Reason.PURPOSE_MISSING),
        (Reader(READS), "to ask", Reason.PERMISSION_MISSING),
        (Reader(INFORMANT, recognised_accused=True), "to ask", Reason.RECUSED),
    ],
)
def test_learning_who_reported(reader: Reader, purpose: str, expected: Reason) -> None:
    assert may_see_informant(reader, purpose=purpose).reason_code is expected


def test_only_the_two_leaders_share_on_need_and_with_a_warning() -> None:
    for role in LEADERS:
        assert may_share({role}, purpose="talk with the class", recipients_warned=True).allowed
    shared = may_share({"psychologist", "sss_member"}, purpose="talk", recipients_warned=True)
    assert shared.reason_code is Reason.SHARING_RESERVED
    unwarned = may_share({"sss_head"}, purpose="talk", recipients_warned=False)
    assert unwarned.reason_code is Reason.WARNING_MISSING
    assert may_share({"sss_head"}, purpose="", recipients_warned=True).reason_code is Reason.PURPOSE_MISSING
