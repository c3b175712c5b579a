"""The one clock of the product, so that tests can set it and nothing reads local time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment as an aware UTC datetime."""
    return datetime.now(UTC)
