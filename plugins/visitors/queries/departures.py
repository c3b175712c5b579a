"""Visits whose end nobody saw: how they are named in lists of what is due (A5.6)."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import db
from plugins.visitors.models import Visit
from plugins.visitors.queries.passes import series_number


def name_visits(keys: Collection[str]) -> dict[str, str]:
    """Name visits by the keys of their duties: the journal number, never the visitor."""
    columns = (Visit.id, Visit.school_year, Visit.number)
    rows = db.session.execute(select(*columns).where(Visit.id.in_([UUID(key) for key in keys])))
    return {str(row.id): series_number(row.school_year, row.number) for row in rows}
