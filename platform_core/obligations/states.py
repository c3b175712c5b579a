"""Pure: what an obligation is at, how late it was, and when a reminder of it is due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

OPEN, FULFILLED, WAIVED, WITHDRAWN = "open", "fulfilled", "waived", "withdrawn"
STATUSES = (OPEN, FULFILLED, WAIVED, WITHDRAWN)
LATE_EVERY_DAYS = 7
"""While something is late its owners are reminded on the first day and then once in so many days."""


@dataclass(frozen=True, slots=True)
class ObligationState:
    """Where one obligation stands; `closed_on` is the day on which it was done, waived or withdrawn."""

    id: UUID
    code: str
    key: str
    status: str
    due_on: date
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.status == OPEN

    def is_overdue(self, today: date) -> bool:
        """Return whether it is owed and its day is past."""
        return self.is_open and self.due_on < today

    @property
    def days_late(self) -> int:
        """How many calendar days late it was done; 0 for what was done in time, or not at all."""
        done = self.closed_on if self.status == FULFILLED else None
        return max((done - self.due_on).days, 0) if done is not None else 0


def last_reminder(due_on: date, remind_before: Collection[int], *, today: date) -> date | None:
    """Return the newest day, not after `today`, on which a reminder fell due; None before the first."""
    if today > due_on:
        late = (today - due_on).days - 1
        return due_on + timedelta(days=1 + late - late % LATE_EVERY_DAYS)
    days = (due_on - timedelta(days=before) for before in remind_before)
    return max((day for day in days if day <= today), default=None)


def is_to_be_reminded(
    due_on: date, remind_before: Collection[int], *, reminded_on: date | None, today: date
) -> bool:
    """Return whether owners must be told today: a reminder fell due that nobody has sent.

    Days on which nothing ran are made up for by one reminder, and no day has two.
    """
    newest = last_reminder(due_on, remind_before, today=today)
    return newest is not None and (reminded_on is None or reminded_on < newest)
