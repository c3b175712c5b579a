"""Take numbers of a series in order: journal entries, receipts, badges."""

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from platform_core.sdk import db, new_id
from plugins.visitors.models import Counter

JOURNAL, RECEIPT, BADGE, REFUSAL = "journal", "receipt", "badge", "refusal"


def take_number(series: str, school_year: int) -> int:
    """Take the next number of a series in a school year; its row stays locked until the commit."""
    row = db.session.scalar(_counter(series, school_year))
    if row is None:
        _begin(series, school_year)
        row = db.session.scalars(_counter(series, school_year)).one()
    row.last_number += 1
    return row.last_number


def _counter(series: str, school_year: int) -> Select[Counter]:
    asked = select(Counter).where(Counter.series == series, Counter.school_year == school_year)
    return asked.with_for_update().execution_options(populate_existing=True)


def _begin(series: str, school_year: int) -> None:
    """Make the row unless another desk has just made it: two first visits of a year race here."""
    insert = sqlite.insert if db.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    once = insert(Counter).on_conflict_do_nothing(index_elements=["branch_id", "series", "school_year"])
    first = {"id": new_id(), "series": series, "school_year": school_year, "last_number": 0}
    db.session.execute(once, [first])
