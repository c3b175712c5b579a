"""A visit and an invitation go only where the rules let them."""

import pytest

from plugins.visitors import data
from plugins.visitors.policy.status import (
    INVITE_STEPS,
    OVER,
    VISIT_STEPS,
    InviteStatus,
    VisitStatus,
    decide_invite_step,
    decide_visit_step,
)


def test_every_status_has_its_steps_and_its_words() -> None:
    assert set(VISIT_STEPS) == set(VisitStatus)
    assert set(INVITE_STEPS) == set(InviteStatus)
    assert data.keys("visit_status") == tuple(VisitStatus)
    assert data.keys("invite_status") == tuple(InviteStatus)


def test_nobody_comes_inside_without_a_checked_document() -> None:
    before = {status for status, steps in VISIT_STEPS.items() if VisitStatus.ON_SITE in steps}
    assert before == {VisitStatus.IDENTITY_CHECKED, VisitStatus.DEPARTED_UNVERIFIED}


def test_an_evening_sweep_is_never_a_check_out() -> None:
    assert decide_visit_step(VisitStatus.ON_SITE, VisitStatus.DEPARTED_UNVERIFIED).allowed
    assert decide_visit_step(VisitStatus.DEPARTED_UNVERIFIED, VisitStatus.ON_SITE).allowed


@pytest.mark.parametrize("status", [VisitStatus.CHECKED_OUT, VisitStatus.REFUSED, VisitStatus.CANCELLED])
def test_what_is_over_stays_over(status: VisitStatus) -> None:
    assert status in OVER
    assert not any(decide_visit_step(status, target).allowed for target in VisitStatus)


def test_an_edit_after_approval_asks_again() -> None:
    assert decide_invite_step(InviteStatus.APPROVED, InviteStatus.PENDING_APPROVAL).allowed
    refused = decide_invite_step(InviteStatus.CANCELLED, InviteStatus.APPROVED)
    assert (refused.allowed, refused.clause) == (False, "A5.2")
