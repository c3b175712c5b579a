"""The quarters of one school year."""

from datetime import date

from plugins.incidents.policy.counting import (
    Span,
)

QUARTERS = {
    1: Span(date(2026, 9, 1), date(2026, 10, 31)),
    2: Span(date(2026, 11, 1), date(2027, 1, 7)),
    3: Span(date(2027, 1, 8), date(2027, 3, 31)),
    4: Span(date(2027, 4, 1), date(2027, 8, 31)),
}
YEAR = Span(date(2026, 9, 1), date(2027, 8, 31))
SPAN = QUARTERS[2]
