"""Who may come in, and what may not be brought (A5.1–A5.3, A5.7, A5.9, A5.10, P12, P19)."""

from dataclasses import replace

import pytest

from plugins.visitors import data
from plugins.visitors.policy.admission import (
    AdmissionFacts,
    Step,
    clearance_purpose,
    identity_faults,
    may_admit,
    steps_for,
)
from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.items import (
    BY_AGREEMENT,
    ItemCode,
    ItemState,
    items_faults,
    may_bring,
    may_check_out,
)
from plugins.visitors.policy.passes import ClearancePurpose
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import DocumentType, Entry, Purpose, VisitorType

READY = AdmissionFacts(
    VisitStatus.IDENTITY_CHECKED,
    Entry.INVITED,
    identity_seen=True,
    guidance_signed=True,
    items_asked=True,
)


def test_who_was_invited_showed_a_document_and_signed_comes_in() -> None:
    assert may_admit(READY).allowed


@pytest.mark.parametrize(
    ("changed", "reason", "clause"),
    [
        ({"identity_seen": False}, Reason.IDENTITY_NOT_SEEN, "A5.3"),
        ({"has_purpose": False}, Reason.PURPOSE_MISSING, "A5.10"),
        ({"entry": Entry.EMERGENCY, "was_permitted": False}, Reason.NOT_APPROVED, "A5.7"),
        ({"undecided": 1}, Reason.MATCH_UNDECIDED, "P12"),
        ({"confirmed": 1}, Reason.MATCH_CONFIRMED, "P12"),
        ({"guidance_signed": False}, Reason.GUIDANCE_NOT_SIGNED, "P19"),
        ({"items_asked": False}, Reason.ITEMS_NOT_ASKED, "A5.9"),
        ({"clearance_for": ClearancePurpose.VOLUNTEER}, Reason.CLEARANCE_NOT_CONFIRMED, "P12"),
        ({"status": VisitStatus.ON_SITE}, Reason.TRANSITION_UNKNOWN, "A5.3"),
    ],
)
def test_each_thing_missing_stands_in_the_way(
    changed: dict[str, object], reason: Reason, clause: str
) -> None:
    decision = may_admit(replace(READY, **changed))  # type: ignore[arg-type]
    assert (decision.allowed, decision.reason_code, decision.clause) == (False, reason, clause)


def test_the_head_lets_in_a_confirmed_match_and_nobody_an_undecided_one() -> None:
    assert may_admit(replace(READY, confirmed=1, head_permits=True)).allowed
    assert not may_admit(replace(READY, undecided=1, head_permits=True)).allowed


@pytest.mark.parametrize("state", ["unknown", "not_cleared", "ask_central"])
def test_a_worker_without_clearance_comes_in_only_once_the_desk_says_that_it_saw(state: str) -> None:
    worker = replace(READY, clearance_for=ClearancePurpose.SERVICE_PROVIDER, clearance=state)
    assert may_admit(worker).reason_code is Reason.CLEARANCE_NOT_CONFIRMED
    assert may_admit(replace(worker, clearance_confirmed=True)).allowed
    assert may_admit(replace(worker, clearance="cleared")).allowed


def test_steps_follow_from_who_comes_and_how() -> None:
    assert Step.GUIDANCE not in steps_for(Entry.EVENT, clearance_for=None)
    for asked_for in (None, *ClearancePurpose):
        for entry in Entry:
            steps = steps_for(entry, clearance_for=asked_for)
            assert steps[0] is Step.IDENTITY
            assert steps[-1] is Step.HAND_OVER
            assert (Step.CLEARANCE in steps) == (asked_for is not None and entry is not Entry.EVENT)


@pytest.mark.parametrize(
    ("visitor_type", "purpose", "asked_for"),
    [
        ("service_provider", "meeting_management", "service_provider"),
        ("service_provider", "lesson_guest", "lesson_guest"),  # what they do counts before what they are
        ("volunteer", "event", "volunteer"),
        ("guardian", "works", "service_provider"),
        ("guest", "lesson_guest", "lesson_guest"),
        ("guest", "job_interview", "candidate"),
        ("candidate", "other", "candidate"),
        ("guardian", "meeting_teacher", None),
        ("courier", "delivery", None),
        ("official", "inspection", None),
    ],
)
def test_a_clearance_is_asked_for_what_somebody_comes_to_do(
    visitor_type: str, purpose: str, asked_for: str | None
) -> None:
    found = clearance_purpose(VisitorType(visitor_type), Purpose(purpose), Entry.INVITED)
    assert found == (ClearancePurpose(asked_for) if asked_for else None)
    assert clearance_purpose(VisitorType(visitor_type), Purpose(purpose), Entry.EVENT) is None


def test_a_pass_says_itself_what_its_holder_does() -> None:
    agreed = ClearancePurpose.OTHER
    for visitor_type in VisitorType:
        for purpose in Purpose:
            assert clearance_purpose(visitor_type, purpose, Entry.REGULAR, agreed=agreed) is agreed


@pytest.mark.parametrize("last", ["12345", "1 2", "1-2", "é!"])
def test_no_more_than_four_signs_of_a_document_are_taken(last: str) -> None:
    assert identity_faults("passport", last)[0].field == "document_last"


def test_a_document_is_one_of_those_known() -> None:
    assert identity_faults("library_card", "")[0].reason_code is Reason.IDENTITY_NOT_SEEN
    assert not any(identity_faults(kind, "а1B2") for kind in DocumentType)


def test_food_and_cameras_are_agreed_to_and_knives_never() -> None:
    assert {code for code in ItemCode if may_bring(code, agreed=True).allowed} == BY_AGREEMENT
    assert not any(may_bring(code, agreed=False).allowed for code in ItemCode)
    faults = items_faults(["sharp", "sword"], ["home_food", "gas", "cake"])
    assert [(fault.field, fault.reason_code) for fault in faults] == [
        ("held", Reason.ITEM_UNKNOWN),
        ("agreed", Reason.ITEM_NEVER_ALLOWED),
        ("agreed", Reason.ITEM_UNKNOWN),
    ]


def test_nobody_leaves_silently_without_their_things() -> None:
    assert may_check_out(held=0).allowed
    assert may_check_out(held=2).reason_code is Reason.ITEMS_STILL_HELD
    assert may_check_out(held=2, kept_knowingly=True).allowed


@pytest.mark.parametrize(
    ("group", "codes"),
    [("item", ItemCode), ("item_state", ItemState), ("step", Step), ("clearance_purpose", ClearancePurpose)],
)
def test_every_code_has_its_words(group: str, codes: type) -> None:
    assert data.keys(group) == tuple(codes)  # type: ignore[arg-type]
