"""What a report needs, how urgent it is, and what a receipt looks like (P27, P28, P30.2)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.incidents.policy.decisions import Reason
from plugins.incidents.policy.receipts import format_receipt, normalise_receipt, receipt_faults
from plugins.incidents.policy.reports import (
    MAX_NARRATIVE,
    OPERATOR_MEDIA,
    Channel,
    InformantKind,
    Medium,
    Nature,
    ReportDraft,
    ReportForm,
    channel_of,
    report_faults,
)
from plugins.incidents.policy.urgency import (
    URGENCIES,
    URGENCY_GATES,
    Urgency,
    UrgencySign,
    suggest_urgency,
)

TODAY = date(2026, 11, 22)
PUBLIC = ReportDraft(ReportForm.PUBLIC, "мені ұрады", TODAY)


def reasons(draft: ReportDraft) -> list[tuple[str, Reason]]:
    return [(fault.field, fault.reason_code) for fault in report_faults(draft)]


def test_a_child_needs_only_words() -> None:
    assert reasons(PUBLIC) == []
    assert reasons(replace(PUBLIC, narrative=" \n ")) == [("narrative", Reason.NARRATIVE_MISSING)]
    assert reasons(replace(PUBLIC, narrative="ә" * MAX_NARRATIVE)) == []
    too_long = replace(PUBLIC, narrative="ә" * (MAX_NARRATIVE + 1))
    assert reasons(too_long) == [("narrative", Reason.NARRATIVE_TOO_LONG)]


def test_staff_report_by_name() -> None:
    staff = replace(PUBLIC, form=ReportForm.STAFF)
    assert reasons(staff) == [("informant", Reason.INFORMANT_NAME_MISSING)]
    assert reasons(replace(staff, informant_named=True)) == []


@pytest.mark.parametrize("medium", [None, *Medium])
def test_the_operator_names_how_the_words_came(medium: Medium | None) -> None:
    draft = replace(PUBLIC, form=ReportForm.OPERATOR, medium=medium)
    expected = [] if medium in OPERATOR_MEDIA else [("medium", Reason.MEDIUM_MISSING)]
    assert reasons(draft) == expected


def test_days_to_come_are_for_plans_only() -> None:
    tomorrow = date(2026, 11, 23)
    assert reasons(replace(PUBLIC, occurred_on=TODAY, received_on=TODAY)) == []
    assert reasons(replace(PUBLIC, occurred_on=tomorrow)) == [("occurred_on", Reason.DATE_IN_FUTURE)]
    planned = replace(PUBLIC, occurred_on=tomorrow, nature=Nature.PLANNED)
    assert reasons(planned) == []
    assert reasons(replace(planned, received_on=TODAY)) == []
    assert reasons(replace(PUBLIC, received_on=tomorrow)) == [("received_on", Reason.DATE_IN_FUTURE)]


def test_a_report_does_not_come_before_what_it_reports() -> None:
    early = replace(PUBLIC, occurred_on=TODAY, received_on=date(2026, 11, 21))
    assert reasons(early) == [("received_on", Reason.RECEIVED_BEFORE_EVENT)]


def test_all_faults_are_named_at_once() -> None:
    draft = ReportDraft(ReportForm.OPERATOR, "", TODAY, received_on=date(2027, 1, 1))
    assert [field for field, _ in reasons(draft)] == ["narrative", "medium", "received_on"]


def test_channels_follow_who_speaks() -> None:
    assert {kind: channel_of(kind) for kind in InformantKind} == {
        InformantKind.VICTIM: Channel.STUDENT_SELF,
        InformantKind.STUDENT: Channel.STUDENT_OTHER,
        InformantKind.STAFF: Channel.STAFF,
        InformantKind.GUARDIAN: Channel.GUARDIAN_OR_OTHER,
        InformantKind.OTHER: Channel.GUARDIAN_OR_OTHER,
        InformantKind.UNKNOWN: Channel.GUARDIAN_OR_OTHER,
    }
    assert {channel_of(kind, by_hotline=True) for kind in InformantKind} == {Channel.HOTLINE}


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ((), Urgency.ROUTINE),
        ({UrgencySign.INJURY}, Urgency.URGENT),
        ({UrgencySign.SEXUAL}, Urgency.URGENT),
        ({UrgencySign.ACCUSED_IS_STAFF}, Urgency.URGENT),
        ({UrgencySign.DANGER_NOW}, Urgency.IMMEDIATE),
        ({UrgencySign.WEAPON}, Urgency.IMMEDIATE),
        ({UrgencySign.SELF_HARM}, Urgency.IMMEDIATE),
        ({UrgencySign.SEXUAL, UrgencySign.AFRAID_HOME}, Urgency.IMMEDIATE),
        ({UrgencySign.SEXUAL, UrgencySign.ACCUSED_NEAR}, Urgency.IMMEDIATE),
    ],
)
def test_urgency_follows_the_answers(signs: frozenset[UrgencySign], expected: Urgency) -> None:
    suggestion = suggest_urgency(signs)
    assert suggestion.level is expected
    assert bool(suggestion.gates) is (expected is not Urgency.ROUTINE)


@given(st.frozensets(st.sampled_from(UrgencySign)), st.sampled_from(UrgencySign))
def test_one_more_sign_never_makes_it_less_urgent(
    signs: frozenset[UrgencySign], one_more: UrgencySign
) -> None:
    before, after = suggest_urgency(signs).level, suggest_urgency(signs | {one_more}).level
    assert URGENCIES.index(after) >= URGENCIES.index(before)


def test_every_sign_matters() -> None:
    assert {code for rule in URGENCY_GATES for code in rule.any_of} == set(UrgencySign)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_a_written_receipt_reads_back(digits: str) -> None:
    written = format_receipt(digits)
    assert [len(group) for group in written.split(" ")] == [4, 4, 4, 4]
    assert normalise_receipt(written) == digits
    assert normalise_receipt(f" {written.replace(' ', '-')}\n") == digits


@pytest.mark.parametrize("typed", ["", "1234", "1" * 15, "1" * 17, "1" * 15 + "a", "١" * 16, "1" * 15 + "²"])
def test_what_is_no_receipt_is_refused(typed: str) -> None:
    assert normalise_receipt(typed) is None
    assert [fault.reason_code for fault in receipt_faults(typed)] == [Reason.RECEIPT_MALFORMED]
    with pytest.raises(ValueError, match="16 digits"):
        format_receipt(typed)


def test_a_good_receipt_has_no_fault() -> None:
    assert receipt_faults("1234 5678 9012 3456") == ()
