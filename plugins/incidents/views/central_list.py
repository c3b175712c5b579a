"""What the centre's journal may be asked, how its rows are shown, and the file made of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    Column,
    Filter,
    ListSpec,
    Sort,
    current_actor,
    current_locale,
    export_note,
    export_response,
    json_bytes,
    now,
    xlsx_bytes,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.models import Incident
from plugins.incidents.queries.central import LEVEL_RANK, NUMBER_RANK, school_branches
from plugins.incidents.queries.journal import has_kind, journal_number
from plugins.incidents.views.words import Options, options, words

NOT_ASSESSED = "none"
STATUS_TONES = {
    "registered": "info",
    "under_assessment": "warn",
    "active": "bad",
    "monitoring": "warn",
    "closed": "good",
}


def _school_options() -> Options:
    return [(branch.code, branch.name(current_locale())) for branch in school_branches()]


def _region_options() -> Options:
    cities: dict[str, list[str]] = {}
    for branch in school_branches():
        if branch.city not in cities.setdefault(branch.region, []):
            cities[branch.region].append(branch.city)
    return [(code, f"{', '.join(names)} ({code})") for code, names in sorted(cities.items())]


def _level_options() -> Options:
    return [*options("level"), (NOT_ASSESSED, _("Not assessed"))]


def _in_branches(wanted: Callable[[BranchInfo], bool]) -> Any:
    return Incident.branch_id.in_([branch.id for branch in school_branches() if wanted(branch)])


def _registered_statuses() -> Options:
    return options("status", leave_out=["reported"])


JOURNAL = ListSpec(
    filters=(
        Filter(
            "school", _l("Branch"), kind="select", options=_school_options,
            apply=lambda value: _in_branches(lambda branch: branch.code == value),
        ),
        Filter(
            "region", _l("Region"), kind="select", options=_region_options,
            apply=lambda value: _in_branches(lambda branch: branch.region == value),
        ),
        Filter(
            "kind", _l("Kind of violence"), kind="select", options=lambda: options("kind"), apply=has_kind,
        ),
        Filter(
            "level", _l("Risk"), kind="select", options=_level_options,
            apply=lambda value: Incident.level == (None if value == NOT_ASSESSED else value),
        ),
        Filter.by_code("status", _l("Status"), Incident.status, _registered_statuses),
        Filter.by_code("place", _l("Place"), Incident.place, lambda: options("place")),
        Filter(
            "from", _l("Registered from"), kind="date", apply=lambda value: Incident.registered_on >= value
        ),
        Filter("to", _l("Registered to"), kind="date", apply=lambda value: Incident.registered_on <= value),
    ),
    sorts=(
        Sort("registered", Incident.registered_on),
        Sort("occurred", Incident.occurred_on, nullable=True),
        Sort("number", NUMBER_RANK),
        Sort("level", LEVEL_RANK),
    ),
    default_sort="-registered",
    tie=(Incident.branch_id, Incident.id),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """One incident of some branch, as the centre's list shows it."""

    url: str
    branch_id: UUID
    branch: str
    number: str
    registered: date
    occurred: date | None
    kinds: str
    place: str
    level: str | None
    level_text: str
    status: str
    status_tone: str
    people: int


def row_maker(branches: Iterable[BranchInfo]) -> Callable[[Any], NetworkRow]:
    """Make what turns rows into shown rows: every word is translated once a page."""
    known = {branch.id: branch for branch in branches}
    language, base = current_locale(), url_for("incidents_central.journal")
    kinds, places, levels, statuses = (words(group) for group in ("kind", "place", "level", "status"))

    def make(row: Any) -> NetworkRow:
        branch = known[row.branch_id]
        return NetworkRow(
            url=f"{base}/{branch.code}/{row.id}",
            branch_id=branch.id,
            branch=branch.name(language),
            number=journal_number(row.school_year, row.number),
            registered=row.registered_on,
            occurred=row.occurred_on,
            kinds=", ".join(kinds[kind] for kind in row.kinds),
            place=places.get(row.place or "", ""),
            level=row.level,
            level_text=levels[row.level] if row.level else _("Not assessed"),
            status=statuses[row.status],
            status_tone=STATUS_TONES.get(row.status, "neutral"),
            people=row.people,
        )

    return make


def journal_file(rows: list[NetworkRow], export_format: str) -> Response:
    """Give shown rows as a file."""
    columns = [
        Column("branch", _("Branch")),
        Column("number", _("Number")),
        Column("registered", _("Registered on")),
        Column("occurred", _("Happened on")),
        Column("kinds", _("Kinds of violence")),
        Column("place", _("Place")),
        Column("level_text", _("Risk")),
        Column("status", _("Status")),
        Column("people", _("People")),
    ]
    if export_format == "json":
        return export_response(json_bytes(columns, rows), file_name="journal", export_format="json")
    note = export_note(now=now(), by=current_actor().display_name)
    content = xlsx_bytes(columns, rows, title=_("Journal of all branches"), notes=[note])
    return export_response(content, file_name="journal", export_format="xlsx")
