"""The rules of custody: the visitor is never without somebody who answers (A5.4, A5.6)."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.visitors.policy.custody import CustodyFacts, Hand, Tap, decide_tap, holder_of, taps_for
from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import Holder

HOST, OTHER, DESK = uuid4(), uuid4(), uuid4()
host, other = Hand(HOST, may_escort=True), Hand(OTHER, may_escort=True)
desk = Hand(DESK, is_desk=True, may_escort=True)
stranger = Hand(uuid4())


def inside(holder: Holder | None = None, by: UUID | None = None, **more: object) -> CustodyFacts:
    return CustodyFacts(VisitStatus.ON_SITE, holder, by, host_user_id=HOST, **more)  # type: ignore[arg-type]


def reason(facts: CustodyFacts, tap: Tap, hand: Hand, target: UUID | None = None) -> Reason:
    return decide_tap(facts, tap, hand, target=target).reason_code


def test_the_host_fetches_from_the_desk_and_nobody_else_does() -> None:
    waiting = inside(Holder.DESK)
    assert decide_tap(waiting, Tap.TAKE, host).allowed
    assert reason(waiting, Tap.TAKE, other) is Reason.NOT_OFFERED
    assert reason(waiting, Tap.TAKE, stranger) is Reason.PERMISSION_MISSING


def test_an_offer_is_taken_by_whom_it_names() -> None:
    offered = inside(Holder.HOST, HOST, offered=Holder.STAFF, offered_user_id=OTHER)
    assert decide_tap(offered, Tap.TAKE, other).allowed
    assert reason(offered, Tap.TAKE, Hand(uuid4(), may_escort=True)) is Reason.NOT_OFFERED
    assert decide_tap(offered, Tap.WITHDRAW, host).allowed
    assert reason(offered, Tap.OFFER, host, OTHER) is Reason.TRANSITION_UNKNOWN


def test_what_is_brought_back_to_the_desk_only_the_desk_takes() -> None:
    brought = inside(Holder.HOST, HOST, offered=Holder.DESK)
    assert decide_tap(brought, Tap.TAKE, desk).allowed
    assert reason(brought, Tap.TAKE, other) is Reason.NOT_OFFERED


def test_whom_nobody_holds_anybody_may_take() -> None:
    assert decide_tap(inside(), Tap.TAKE, other).allowed


def test_at_the_toilet_the_same_person_waits_and_hands_to_nobody() -> None:
    waiting = inside(Holder.TOILET, HOST)
    assert taps_for(waiting, host) == (Tap.TOILET_BACK, Tap.LOSE)
    assert decide_tap(waiting, Tap.TOILET_BACK, host).allowed
    assert reason(waiting, Tap.OFFER, host, OTHER) is Reason.TRANSITION_UNKNOWN
    assert reason(waiting, Tap.TOILET_BACK, other) is Reason.NOT_THE_HOLDER


def test_nobody_hands_on_somebody_whom_they_do_not_hold() -> None:
    held = inside(Holder.HOST, HOST)
    for tap in (Tap.OFFER, Tap.TOILET, Tap.BRING_BACK, Tap.LOSE):
        assert reason(held, tap, other) is Reason.NOT_THE_HOLDER
    assert reason(held, Tap.OFFER, host, HOST) is Reason.ALREADY_HELD


@pytest.mark.parametrize("status", [one for one in VisitStatus if one is not VisitStatus.ON_SITE])
def test_there_is_no_chain_outside(status: VisitStatus) -> None:
    facts = CustodyFacts(status, Holder.DESK, host_user_id=HOST)
    assert {reason(facts, tap, desk) for tap in Tap} == {Reason.NOT_INSIDE}


def test_one_takes_over_as_what_one_is() -> None:
    assert holder_of(inside(), host, at_desk=True) is Holder.HOST
    assert holder_of(inside(), other, at_desk=False) is Holder.STAFF
    assert holder_of(inside(), desk, at_desk=True) is Holder.DESK
    assert holder_of(inside(), desk, at_desk=False) is Holder.STAFF


@given(
    st.sampled_from([None, *Holder]),
    st.sampled_from([None, HOST, OTHER]),
    st.sampled_from([None, *Holder]),
    st.sampled_from([None, HOST, OTHER]),
)
def test_somebody_can_always_do_something(
    holder: Holder | None, by: UUID | None, offered: Holder | None, to: UUID | None
) -> None:
    """Whatever the chain has come to, the desk can take the visitor, so that no state is a dead end."""
    facts = inside(holder, by, offered=offered, offered_user_id=to)
    assert decide_tap(facts, Tap.TAKE, desk).allowed
