"""Pure: who may see an entry, and when somebody must look whether it is still true (P32, P47)."""

from dataclasses import dataclass
from datetime import date, timedelta

from platform_core.clauses import enforces
from plugins.directory.policy.codes import Audience, Status, Verification

VALID_DAYS = 365
"""For how long a confirmation holds."""

SEEN_BY: dict[Audience, frozenset[Audience]] = {
    Audience.PUBLIC: frozenset(Audience),
    Audience.GUARDIANS: frozenset({Audience.GUARDIANS, Audience.STAFF}),
    Audience.STUDENTS: frozenset({Audience.STUDENTS, Audience.STAFF}),
    Audience.STAFF: frozenset({Audience.STAFF}),
}
"""Who sees an entry of a visibility: what is for students is not for guardians, and the other way round."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether an entry is shown."""

    status: Status
    visibility: Audience
    verification: Verification


def visibilities_for(audience: Audience) -> tuple[Audience, ...]:
    """List the visibilities that an audience may see."""
    return tuple(one for one in Audience if audience in SEEN_BY[one])


@enforces("P47", "A10")
def is_shown(standing: Standing, audience: Audience) -> bool:
    """Tell whether an entry is shown to an audience; what has lapsed or is closed stays for staff alone."""
    if audience not in SEEN_BY[standing.visibility] or standing.status is Status.DEFUNCT:
        return False
    if audience is Audience.STAFF:
        return True
    return standing.status is Status.ACTIVE and standing.verification is not Verification.LAPSED


@enforces("P47")
def verification_on(stored: Verification, assured_on: date | None, today: date) -> Verification:
    """Say how an entry's check stands today: a confirmation older than a year is due again."""
    if stored is Verification.CONFIRMED and (assured_on is None or due_on(assured_on) <= today):
        return Verification.DUE
    return stored


def due_on(assured_on: date) -> date:
    """Return the day from which a confirmation of `assured_on` must be renewed."""
    return assured_on + timedelta(days=VALID_DAYS)


_STEPS: dict[Verification, frozenset[Verification]] = {
    Verification.DUE: frozenset({Verification.REQUESTED, Verification.CONFIRMED, Verification.LAPSED}),
    Verification.REQUESTED: frozenset({Verification.REQUESTED, Verification.CONFIRMED, Verification.LAPSED}),
    Verification.CONFIRMED: frozenset({Verification.REQUESTED, Verification.CONFIRMED, Verification.LAPSED}),
    Verification.LAPSED: frozenset({Verification.REQUESTED, Verification.CONFIRMED}),
}


def may_follow(current: Verification, target: Verification) -> bool:
    """Tell whether a check may go from `current` to `target`; only time makes an entry due."""
    return target in _STEPS[current]
