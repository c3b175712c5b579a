"""What the centre owes for the network's watch-list: a new look at each entry, by id and day alone (P12.5).

The register is another scope than the centre's own, so what was done there is said here afterwards: at once
by the page that did it, and each morning by the job, which also makes up for a page that was cut short.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from platform_core.sdk import fulfil, obligation_states, owe, withdraw

NETWORK_DUTY = "visitors.network_review"
AHEAD = timedelta(days=30)
"""So long before its day a review is owed, and its entry opens without its reference."""


@dataclass(frozen=True, slots=True)
class ReviewState:
    """When an entry was and will be looked at again, and whether it has ended; never who it is."""

    id: UUID
    review_on: date
    reviewed_on: date | None
    is_ended: bool


def is_due(review_on: date, *, today: date) -> bool:
    """Tell whether the review of an entry is owed already."""
    return review_on <= today + AHEAD


def settle_reviews(states: Iterable[ReviewState], *, today: date) -> None:
    """Owe, fulfil or withdraw reviews as entries stand now; saying it twice changes nothing.

    Runs in the centre's write scope; the caller commits.
    """
    entries = {str(state.id): state for state in states}
    owed = obligation_states(NETWORK_DUTY, list(entries))
    for key, entry in entries.items():
        duty = owed.get(key)
        if entry.is_ended:
            if duty is not None and duty.is_open:
                withdraw(NETWORK_DUTY, key=key)
            continue
        is_moved = duty is not None and duty.is_open and duty.due_on != entry.review_on
        if is_moved and entry.reviewed_on is not None:
            fulfil(NETWORK_DUTY, key=key, on=entry.reviewed_on)
        if is_due(entry.review_on, today=today):
            owe(NETWORK_DUTY, key=key, due_on=entry.review_on)
