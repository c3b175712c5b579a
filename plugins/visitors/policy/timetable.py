"""Keep meetings with teachers out of lessons: breaks and the time after school are free (A5.5)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from platform_core.clauses import enforces
from plugins.visitors.policy.decisions import Decision, Reason, allow, refuse
from plugins.visitors.policy.vocabulary import Purpose

OUTSIDE_LESSONS = frozenset({Purpose.MEETING_TEACHER, Purpose.MEETING_CURATOR})
"""Whom A5.5 means; management, the psychologist and emergencies are not bound to breaks."""

MOST_LESSONS = 24
_LESSON = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)[-–—]([01]?\d|2[0-3])[:.]([0-5]\d)")
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a day on the branch's clock; `ends` is the first moment that is no longer in it."""

    starts: time
    ends: time

    @property
    def minutes(self) -> int:
        """How long it is."""
        return _minute(self.ends) - _minute(self.starts)

    def meets(self, other: "Span") -> bool:
        """Return whether the two have a moment in common."""
        return self.starts < other.ends and other.starts < self.ends


def read_lessons(text: str) -> tuple[Span, ...]:
    """Read a branch's lessons, «08:00-08:45, 08:50-09:35»; raise `ValueError` for anything else.

    They come sorted; no two may overlap. An empty text is a day without lessons.
    """
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    lessons = tuple(sorted(_lesson(part) for part in parts))
    if len(lessons) > MOST_LESSONS:
        raise ValueError("too many lessons")
    if any(before.ends > after.starts for before, after in pairwise(lessons)):
        raise ValueError("lessons overlap")
    return lessons


@enforces("A5.5")
def decide_hour(purpose: Purpose, meeting: Span, lessons: Iterable[Span]) -> Decision:
    """Decide whether a meeting may stand where it does: one with a teacher touches no lesson."""
    if purpose in OUTSIDE_LESSONS and any(meeting.meets(lesson) for lesson in lessons):
        return refuse("A5.5", Reason.LESSON_TIME)
    return allow("A5.5")


def free_spans(lessons: Iterable[Span], *, opens: time, closes: time) -> tuple[Span, ...]:
    """Give the breaks, and the time before the first and after the last lesson, within opening hours."""
    free, at = [], opens
    for lesson in sorted(lessons):
        if lesson.starts > at:
            free.append(Span(at, min(lesson.starts, closes)))
        at = max(at, lesson.ends)
    if at < closes:
        free.append(Span(at, closes))
    return tuple(span for span in free if span.starts < span.ends)


def next_free(
    meeting: Span, lessons: Iterable[Span], *, opens: time = time(8), closes: time = time(20)
) -> Span | None:
    """Suggest when a meeting of the same length could be, no earlier than wished; None if it fits nowhere."""
    for span in free_spans(lessons, opens=opens, closes=closes):
        starts = max(span.starts, meeting.starts)
        if _minute(span.ends) - _minute(starts) >= max(meeting.minutes, 1):
            return Span(starts, _clock(_minute(starts) + meeting.minutes))
    return None


def next_break(meeting: Span, lessons: Iterable[Span]) -> Span | None:
    """Name the first break at or after the wished time, however short; None after the last lesson."""
    taken = sorted(lessons)
    gaps = (
        Span(before.ends, after.starts) for before, after in pairwise(taken) if before.ends < after.starts
    )
    return next((gap for gap in gaps if gap.ends > meeting.starts), None)


def span_of(starts: datetime, ends: datetime) -> Span:
    """Give the hours of a meeting of one day; one that goes past midnight ends with the day."""
    last = ends.time() if ends.date() == starts.date() else time.max
    return Span(starts.time(), last)


def days_of(first: date, until: date, weekdays: Iterable[int]) -> tuple[date, ...]:
    """List the days from `first` to `until` that fall on the chosen weekdays (0 is Monday)."""
    chosen = frozenset(weekdays)
    every = (first + timedelta(days=place) for place in range((until - first).days + 1))
    return tuple(day for day in every if day.weekday() in chosen)


def _lesson(text: str) -> Span:
    found = _LESSON.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no lesson")
    starts, ends = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if starts >= ends:
        raise ValueError(f"{text!r} ends before it starts")
    return Span(starts, ends)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
