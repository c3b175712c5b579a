"""The rules of invitations: hours of teachers, what is asked, who approves, which edit asks again."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.invitations import (
    ApprovalRule,
    Facet,
    InviteKind,
    InvitePlan,
    Limits,
    changed_facets,
    decide_approver,
    needs_approval,
    plan_faults,
    visit_days,
)
from plugins.visitors.policy.pasting import PastedGuest, read_pasted
from plugins.visitors.policy.timetable import (
    Span,
    decide_hour,
    free_spans,
    next_break,
    next_free,
    read_lessons,
    span_of,
)
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.settings.invites import USUAL_LESSONS, lessons_fault

ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 10, 6, 9, 0, tzinfo=ZONE)
LESSONS = read_lessons("08:00-08:45, 08:50-09:35 09:50–10:35")
DAY = date(2026, 10, 7)
LATER = date(2026, 10, 16)
LESSON_STARTS = datetime(2026, 10, 7, 8, 10, tzinfo=ZONE)


def plan(**said: object) -> InvitePlan:
    usual: dict[str, object] = {
        "kind": InviteKind.SINGLE,
        "purpose": Purpose.MEETING_TEACHER,
        "starts": datetime(2026, 10, 7, 16, 0, tzinfo=ZONE),
        "ends": datetime(2026, 10, 7, 16, 30, tzinfo=ZONE),
        "place": "204",
        "guests": frozenset({"a"}),
        "host": "h",
    }
    return InvitePlan(**{**usual, **said})  # type: ignore[arg-type]


def reasons(asked: InvitePlan, *, has_lessons: bool = True) -> dict[str, Reason]:
    limits = Limits(days_ahead=30, group=3, lessons=LESSONS)
    faults = plan_faults(asked, now=NOW, limits=limits, has_lessons=has_lessons)
    assert all(fault.clause.startswith("A5") for fault in faults)
    return {fault.field: fault.reason_code for fault in faults}


def meeting(starts: str, ends: str) -> Span:
    return Span(time.fromisoformat(starts), time.fromisoformat(ends))


# --- lessons and breaks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "allowed"),
    [
        ("08:45", "08:50", True),  # a break, to the minute
        ("09:35", "09:50", True),
        ("09:35", "09:51", False),  # runs into the lesson
        ("09:34", "09:50", False),
        ("10:35", "12:00", True),  # after the last
        ("07:30", "08:00", True),  # before the first
        ("07:30", "08:01", False),
        ("08:10", "08:20", False),
        ("07:00", "18:00", False),  # around all of them
    ],
)
def test_teachers_are_met_in_breaks_and_after_lessons(starts: str, ends: str, *, allowed: bool) -> None:
    for purpose in (Purpose.MEETING_TEACHER, Purpose.MEETING_CURATOR):
        decided = decide_hour(purpose, meeting(starts, ends), LESSONS)
        assert (decided.allowed, decided.clause) == (allowed, "A5.5")
        assert decided.reason_code is (Reason.ALLOWED if allowed else Reason.LESSON_TIME)


@pytest.mark.parametrize(
    "purpose", [Purpose.MEETING_MANAGEMENT, Purpose.MEETING_PSYCHOLOGIST, Purpose.WORKS, Purpose.INSPECTION]
)
def test_others_are_not_bound_to_breaks(purpose: Purpose) -> None:
    assert decide_hour(purpose, meeting("08:10", "08:20"), LESSONS).allowed


def test_another_hour_is_suggested() -> None:
    wished = meeting("09:00", "09:30")
    assert next_break(wished, LESSONS) == meeting("09:35", "09:50")
    assert next_free(wished, LESSONS) == meeting("10:35", "11:05")
    assert next_free(meeting("09:00", "09:10"), LESSONS) == meeting("09:35", "09:45")
    assert next_break(meeting("10:40", "10:50"), LESSONS) is None
    assert next_free(meeting("19:50", "20:20"), LESSONS) is None


@pytest.mark.parametrize(
    "text",
    ["8-9", "08:00-07:00", "08:00-08:45, 08:30-09:00", "25:00-26:00", "08:00", ", ".join(["x"] * 3),
     " ".join(f"{hour:02}:{half:02}-{hour:02}:{half + 1:02}" for hour in range(13) for half in (0, 30))],
)  # fmt: skip
def test_what_is_no_timetable_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_lessons(text)
    assert lessons_fault(text) is not None


def test_a_day_may_have_no_lessons_and_the_usual_ones_are_sound() -> None:
    assert read_lessons("  ") == ()
    assert lessons_fault(USUAL_LESSONS) is None
    assert len(read_lessons(USUAL_LESSONS)) == 8
    assert lessons_fault(USUAL_LESSONS + " " * 600) is not None


def at(minute: int) -> time:
    return time(minute // 60, minute % 60)


def in_pairs(moments: list[int]) -> list[Span]:
    """Make lessons of moments of a day: none overlaps another."""
    ordered = sorted(moments)
    return [Span(at(first), at(last)) for first, last in zip(ordered[::2], ordered[1::2], strict=False)]


moments = st.lists(st.integers(0, 24 * 60 - 1), unique=True, max_size=12)
timetables = moments.map(in_pairs)
spans = st.lists(st.integers(0, 24 * 60 - 1), unique=True, min_size=2, max_size=2).map(in_pairs)


@given(timetables, spans)
def test_a_suggestion_is_allowed_long_enough_and_no_earlier(lessons: list[Span], wish: list[Span]) -> None:
    [wished] = wish
    found = next_free(wished, lessons)
    if found is None:
        return
    assert decide_hour(Purpose.MEETING_TEACHER, found, lessons).allowed
    assert found.minutes == wished.minutes
    assert found.starts >= wished.starts


@given(timetables)
def test_free_time_touches_no_lesson_and_leaves_none_out(lessons: list[Span]) -> None:
    free = free_spans(lessons, opens=time(8), closes=time(20))
    assert not any(gap.meets(lesson) for gap in free for lesson in lessons)
    for minute in range(8 * 60, 20 * 60, 7):
        now = Span(at(minute), at(minute + 1))
        in_lesson = any(now.meets(lesson) for lesson in lessons)
        assert any(now.meets(gap) for gap in free) is not in_lesson


def test_a_visit_over_midnight_ends_with_its_day() -> None:
    assert span_of(NOW, NOW + timedelta(days=1)) == Span(time(9), time.max)


# --- what is asked --------------------------------------------------------------------------------


def test_a_sound_invitation_has_no_faults() -> None:
    assert reasons(plan()) == {}
    weekly = plan(kind=InviteKind.RECURRING, weekdays=(2,), until=DAY + timedelta(days=30))
    assert reasons(weekly) == {}
    assert reasons(plan(kind=InviteKind.GROUP, guests=frozenset("abc"))) == {}


@pytest.mark.parametrize(
    ("said", "field", "reason"),
    [
        ({"ends": datetime(2026, 10, 7, 16, 0, tzinfo=ZONE)}, "ends_at", Reason.ENDS_BEFORE_START),
        ({"ends": datetime(2026, 10, 8, 4, 1, tzinfo=ZONE)}, "ends_at", Reason.LASTS_TOO_LONG),
        ({"starts": NOW - timedelta(hours=2), "ends": NOW}, "starts_at", Reason.IN_THE_PAST),
        (
            {"starts": NOW + timedelta(days=31), "ends": NOW + timedelta(days=31, hours=1)},
            "starts_at",
            Reason.TOO_FAR_AHEAD,
        ),
        (
            {"starts": LESSON_STARTS, "ends": LESSON_STARTS + timedelta(minutes=10)},
            "starts_at",
            Reason.LESSON_TIME,
        ),
        ({"guests": frozenset()}, "guests", Reason.NO_GUESTS),
        ({"guests": frozenset("ab")}, "guests", Reason.ONE_GUEST_ONLY),
        ({"kind": InviteKind.GROUP, "guests": frozenset("abcd")}, "guests", Reason.GUESTS_TOO_MANY),
        ({"place": " "}, "place", Reason.PLACE_MISSING),
        ({"purpose": Purpose.OTHER}, "purpose_note", Reason.PURPOSE_NOTE_MISSING),
        ({"kind": InviteKind.RECURRING, "until": LATER}, "weekdays", Reason.WEEKDAYS_MISSING),
        ({"kind": InviteKind.RECURRING, "weekdays": (1,)}, "until", Reason.UNTIL_MISSING),
        ({"kind": InviteKind.RECURRING, "weekdays": (1,), "until": DAY}, "until", Reason.UNTIL_BEFORE_START),
        (
            {"kind": InviteKind.RECURRING, "weekdays": (1,), "until": DAY + timedelta(days=1)},
            "until",
            Reason.NO_SUCH_DAY,
        ),
        (
            {"kind": InviteKind.RECURRING, "weekdays": (1,), "until": DAY + timedelta(days=400)},
            "until",
            Reason.TOO_FAR_AHEAD,
        ),
    ],
)  # fmt: skip
def test_each_fault_names_its_field(said: dict[str, object], field: str, reason: Reason) -> None:
    assert reasons(plan(**said)).get(field) is reason


def test_a_day_without_lessons_is_free_for_teachers() -> None:
    early = plan(
        starts=datetime(2026, 10, 10, 8, 10, tzinfo=ZONE), ends=datetime(2026, 10, 10, 8, 40, tzinfo=ZONE)
    )
    assert reasons(early, has_lessons=False) == {}


def test_a_recurring_invitation_stands_on_its_weekdays() -> None:
    weekly = plan(kind=InviteKind.RECURRING, weekdays=(0, 2), until=date(2026, 10, 14))
    assert visit_days(weekly) == (date(2026, 10, 7), date(2026, 10, 12), date(2026, 10, 14))
    assert visit_days(plan()) == (DAY,)


# --- approval -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "kind", "purpose", "expected"),
    [
        (ApprovalRule.ALWAYS, InviteKind.SINGLE, Purpose.MEETING_TEACHER, True),
        (ApprovalRule.NEVER, InviteKind.GROUP, Purpose.LESSON_GUEST, False),
        (ApprovalRule.GROUPS_AND_LESSONS, InviteKind.SINGLE, Purpose.MEETING_TEACHER, False),
        (ApprovalRule.GROUPS_AND_LESSONS, InviteKind.SINGLE, Purpose.LESSON_GUEST, True),
        (ApprovalRule.GROUPS_AND_LESSONS, InviteKind.GROUP, Purpose.WORKS, True),
        (ApprovalRule.GROUPS_AND_LESSONS, InviteKind.RECURRING, Purpose.WORKS, False),
    ],
)
def test_the_branch_says_what_management_approves(
    rule: ApprovalRule, kind: InviteKind, purpose: Purpose, *, expected: bool
) -> None:
    assert needs_approval(plan(kind=kind, purpose=purpose), rule) is expected


def test_nobody_approves_their_own() -> None:
    assert decide_approver(may_approve=True, is_own=False).allowed
    assert decide_approver(may_approve=True, is_own=True).reason_code is Reason.OWN_INVITE
    assert decide_approver(may_approve=False, is_own=False).reason_code is Reason.PERMISSION_MISSING


@pytest.mark.parametrize(
    ("said", "facets"),
    [
        ({}, ()),
        ({"place": " 204 "}, ()),
        ({"note": " "}, ()),
        ({"place": "205"}, (Facet.PLACE,)),
        ({"guests": frozenset({"a", "b"})}, (Facet.PEOPLE,)),
        ({"host": "other"}, (Facet.PEOPLE,)),
        ({"purpose": Purpose.WORKS}, (Facet.PURPOSE,)),
        ({"note": "new words"}, (Facet.PURPOSE,)),
        ({"kind": InviteKind.GROUP}, (Facet.TIME,)),
        ({"ends": datetime(2026, 10, 7, 16, 31, tzinfo=ZONE), "place": "1"}, (Facet.TIME, Facet.PLACE)),
    ],
)
def test_what_matters_is_named(said: dict[str, object], facets: tuple[Facet, ...]) -> None:
    assert changed_facets(plan(), replace(plan(), **said)) == facets  # type: ignore[arg-type]


# --- pasted people --------------------------------------------------------------------------------


def test_pasted_people_are_read_line_by_line() -> None:
    text = (
        "1. Ахметова Айгүл Маратқызы; aigul@example.kz; +7 701 123 45 67\n\n"
        "Lee, Anna\n2) Ким\tОлег\toleg@example.kz\nЖалғыз"
    )
    assert read_pasted(text) == (
        PastedGuest("Ахметова", "Айгүл", "Маратқызы", "aigul@example.kz", "+7 701 123 45 67"),
        PastedGuest("Lee", "Anna"),
        PastedGuest("Ким", "Олег", "", "oleg@example.kz"),
        PastedGuest("Жалғыз", ""),
    )


@given(st.text())
def test_whatever_is_pasted_is_read(text: str) -> None:
    assert len(read_pasted(text)) <= len(text.splitlines())
