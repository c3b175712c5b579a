"""How long a failed message waits, and when it is given up. Pure."""

from datetime import timedelta

MAX_ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after the `attempts`-th failure: doubled each time, an hour at most."""
    doublings = min(max(attempts, 1) - 1, 32)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def is_exhausted(attempts: int) -> bool:
    """Return whether a message that failed `attempts` times is left for a person to look at."""
    return attempts >= MAX_ATTEMPTS
