"""Which reports a person made as a member of staff."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement

from plugins.incidents.models import (
    Report,
)
from plugins.incidents.queries.reports import reporter_index


def is_by(user_ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Choose the reports that were made by one of some accounts."""
    return Report.reporter_index.in_([reporter_index(user_id) for user_id in user_ids])
