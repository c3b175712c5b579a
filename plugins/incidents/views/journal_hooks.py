"""What the journal gives the frame: search by number and by people, and what waits on the start page."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from platform_core.sdk import (
    Actor,
    BranchInfo,
    DashboardCard,
    SearchHit,
    count_each,
    local_day,
    record,
    search_people,
)
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.queries.journal import (
    find_with_people,
    high_risk_count,
    journal_number,
    overdue_count,
)
from plugins.incidents.queries.numbers import find_by_number, read_number
from plugins.incidents.queries.risk import awaiting_count
from plugins.incidents.views.words import words

OPEN = "incidents.incident.read"


def search_records(scope: BranchInfo, user: Actor, query: str, limit: int) -> list[SearchHit]:
    """Find incidents by journal number and by the people in them; never those against the reader."""
    if scope.is_central or not user.can(OPEN):
        return []
    asked = read_number(query)
    found: Iterable[Any] = find_by_number(user, asked) if asked else ()
    if asked is None:
        people = search_people(query, limit=limit)
        found = find_with_people(user, [one.id for one in people], limit=limit)
    rows = list(found)[:limit]
    record("incidents.journal_searched", facts={"query": query[:100]}, data={"found": len(rows)})
    kinds, statuses = words("kind"), words("status")
    return [
        SearchHit(
            journal_number(row.school_year, row.number),
            url_for("incidents.incident", incident_id=row.id),
            _l("Incident"),
            f"{', '.join(kinds[kind] for kind in row.kinds)} · {statuses[row.status]}",
        )
        for row in rows
    ]


def journal_cards(scope: BranchInfo, user: Actor) -> list[DashboardCard]:
    """Show what is late, what waits for a second person, and open incidents of high risk."""
    if scope.is_central or not user.can(OPEN):
        return []
    context = count_each(
        overdue=overdue_count(user, local_day(scope)),
        awaiting=awaiting_count(user),
        high=high_risk_count(user),
    )
    return [DashboardCard(_l("Incidents"), "incidents/cards/journal.html", context, OPEN, order=15)]
