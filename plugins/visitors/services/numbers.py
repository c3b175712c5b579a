"""Take numbers of a series in order: journal entries, receipts, badges, refusals."""

from platform_core.sdk import take_number as take_from
from plugins.visitors.models import Counter

JOURNAL, RECEIPT, BADGE, REFUSAL = "journal", "receipt", "badge", "refusal"


def take_number(series: str, school_year: int) -> int:
    """Take the next number of a series in a school year; its row stays locked until the commit."""
    return take_from(Counter, series=series, school_year=school_year)
