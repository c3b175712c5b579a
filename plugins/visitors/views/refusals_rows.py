"""Rows of refusals with their words and addresses ready: for the list, its export and what was found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from platform_core.sdk import gettext as _
from plugins.visitors.queries.passes import series_number
from plugins.visitors.queries.refusals import refused_names
from plugins.visitors.views.words import words


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A row of the list, its words and address ready."""

    url: str
    number: str
    at: datetime
    name: str
    reason: str
    by: str
    told: bool


def refusal_rows(found: Iterable[Any]) -> tuple[RefusalRow, ...]:
    """Put the words to selected refusals; names come in one query."""
    rows = list(found)
    names, reasons, base = refused_names(rows), words("refusal_reason"), url_for("visitors.refusals")
    return tuple(
        RefusalRow(
            url=f"{base}/{row.id}",
            number=series_number(row.school_year, row.number),
            at=row.refused_at,
            name=names[row.id] or _("No name said"),
            reason=reasons[row.reason],
            by=row.refused_by_name,
            told=row.told > 0,
        )
        for row in rows
    )
