"""The journal: the list of incidents that the reader may know of, and its export (P34)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BadQuery,
    Column,
    Filter,
    ListSpec,
    Page,
    Sort,
    confidential,
    current_actor,
    db,
    export_note,
    export_response,
    json_bytes,
    local_day,
    now,
    record,
    require,
    requires,
    xlsx_bytes,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.models import Incident
from plugins.incidents.queries.journal import (
    PersonInIncident,
    awaits_second,
    has_kind,
    is_assigned_to,
    is_overdue,
    journal_number,
    overdue_among,
    people_by_incident,
    school_years,
    select_journal,
)
from plugins.incidents.queries.numbers import read_number
from plugins.incidents.views.blueprints import blueprint
from plugins.incidents.views.public import school_at_hand
from plugins.incidents.views.words import options, words

OPEN, EXPORT = "incidents.incident.read", "incidents.journal.export"
STATUS_TONES = {
    "registered": "info", "under_assessment": "info", "active": "warn",
    "monitoring": "good", "closed": "off", "reopened": "warn",
}  # fmt: skip
URGENCY_TONES = {"immediate": "bad", "urgent": "warn", "routine": "neutral"}
FORMATS = ("xlsx", "json")
LARGEST_EXPORT = 5_000
_ACTIVE = "open"


def _year_options() -> list[tuple[str, str]]:
    return [(str(year), f"{year}/{(year + 1) % 100:02}") for year in school_years()]


def _statuses() -> list[tuple[str, str]]:
    return [(_ACTIVE, _("All that are not closed")), *options("status", leave_out=("reported",))]


def _has_status(value: str) -> Any:
    return Incident.status != "closed" if value == _ACTIVE else Incident.status == value


def _levels() -> list[tuple[str, str]]:
    return [*options("level"), ("none", _("Not assessed"))]


def _has_number(value: str) -> Any:
    asked = read_number(value)
    if asked is None:
        raise BadQuery({"number": [_("Write a journal number, such as 12 or 2026/27-012.")]})
    return asked.matches()


JOURNAL = ListSpec(
    filters=(
        Filter("number", _l("Number"), apply=_has_number),
        Filter(
            "year", _l("School year"), kind="select", options=_year_options,
            apply=lambda value: Incident.school_year == int(value),
        ),
        Filter("status", _l("Where it stands"), kind="select", options=_statuses, apply=_has_status),
        Filter(
            "level", _l("Risk"), kind="select", options=_levels,
            apply=lambda value: Incident.level.is_(None) if value == "none" else Incident.level == value,
        ),
        Filter("kind", _l("Kind"), kind="select", options=lambda: options("kind"), apply=has_kind),
        Filter.by_code("place", _l("Place"), Incident.place, lambda: options("place")),
        Filter.by_code("urgency", _l("Urgency"), Incident.urgency, lambda: options("urgency")),
        Filter(
            "overdue", _l("With overdue steps"), kind="switch",
            apply=lambda _on: is_overdue(local_day(school_at_hand())),
        ),
        Filter("awaiting", _l("Awaiting a second person"), kind="switch", apply=lambda _on: awaits_second()),
        Filter("mine", _l("Assigned to me"), kind="switch", apply=lambda _on: _is_mine()),
    ),
    sorts=(
        Sort("registered", Incident.registered_on),
        Sort("occurred", Incident.occurred_on, nullable=True),
        Sort("number", Incident.number),
    ),
    default_sort="-registered",
    tie=(Incident.number, Incident.id),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A row of the journal, its words and address ready; people stand by their initials only."""

    url: str
    number: str
    registered: date
    occurred: date | None
    kinds: str
    place: str
    people: str
    urgency: str
    urgency_tone: str
    level: str | None
    level_text: str
    status: str
    status_tone: str
    overdue: bool


@blueprint.get("/")
@requires(OPEN)
@confidential
def journal() -> str:
    """List the incidents that the reader may know of."""
    branch = school_at_hand()
    query = JOURNAL.read(request.args)
    raw: Page[Any] = query.fetch(db.session, select_journal(current_actor()), make=lambda row: row)
    page = replace(raw, rows=tuple(_rows(raw.rows, today=local_day(branch))))
    record("incidents.journal_viewed", data={"rows": len(page.rows), "filters": sorted(query.values)})
    return render_template(
        "incidents/journal/list.html",
        query=query,
        page=page,
        exports=[(name, query.address(path=url_for("incidents.export_journal", export_format=name)))
                 for name in FORMATS],
    )  # fmt: skip


@blueprint.get("/export.<any(xlsx, json):export_format>")
@requires(EXPORT)
def export_journal(export_format: Any) -> Response:
    """Give the journal as a file, filtered as the page was; the trail says who took how much (P30.4)."""
    require(OPEN)
    branch = school_at_hand()
    query = JOURNAL.read(request.args)
    statement = query.narrow(select_journal(current_actor()))
    newest = statement.order_by(Incident.registered_on.desc(), Incident.number.desc())
    found = db.session.execute(newest.limit(LARGEST_EXPORT)).all()
    rows = list(_rows(found, today=local_day(branch)))
    record(
        "incidents.export_made",
        data={"what": "journal", "format": export_format, "rows": len(rows), "filters": sorted(query.values)},
    )
    return export_response(_file(rows, export_format), file_name="journal", export_format=export_format)


def initials_of(name: str | None) -> str:
    """Write a name by its first letters: «А. С.»."""
    return " ".join(f"{word[0]}." for word in (name or "").split()[:2]) or "…"


def _rows(found: Iterable[Any], *, today: date) -> Iterable[JournalRow]:
    """Turn rows into what is shown, with a fixed number of queries whatever their number."""
    rows = list(found)
    ids = [row.id for row in rows]
    people, late = people_by_incident(ids), overdue_among(ids, today)
    texts = {group: words(group) for group in ("kind", "place", "urgency", "level", "status", "role")}
    base = url_for("incidents.journal")
    for row in rows:
        yield _row(row, people.get(row.id, []), texts=texts, base=base, overdue=row.id in late)


def _row(
    row: Any, people: list[PersonInIncident], *, texts: dict[str, dict[str, str]], base: str, overdue: bool
) -> JournalRow:
    return JournalRow(
        url=f"{base}{row.id}",
        number=journal_number(row.school_year, row.number),
        registered=row.registered_on,
        occurred=row.occurred_on,
        kinds=", ".join(texts["kind"][kind] for kind in row.kinds),
        place=texts["place"].get(row.place or "", ""),
        people=_by_role(people, texts["role"]),
        urgency=texts["urgency"][row.urgency],
        urgency_tone=URGENCY_TONES[row.urgency],
        level=row.level,
        level_text=texts["level"].get(row.level or "", ""),
        status=texts["status"][row.status],
        status_tone=STATUS_TONES.get(row.status, "neutral"),
        overdue=overdue,
    )


def _by_role(people: list[PersonInIncident], roles: dict[str, str]) -> str:
    """Name the people of an incident by their initials, role by role, in the policy's order."""
    found = {
        role: [initials_of(one.name) for one in people if one.role == code] for code, role in roles.items()
    }
    return "; ".join(f"{role}: {', '.join(names)}" for role, names in found.items() if names)


def _file(rows: list[JournalRow], export_format: str) -> bytes:
    columns = [
        Column("number", _("Number")),
        Column("registered", _("Registered on")),
        Column("occurred", _("Happened on")),
        Column("kinds", _("Kind")),
        Column("place", _("Place")),
        Column("people", _("People")),
        Column("urgency", _("Urgency")),
        Column("level_text", _("Risk")),
        Column("status", _("Where it stands")),
    ]
    if export_format == "json":
        return json_bytes(columns, rows)
    note = export_note(now=now(), by=current_actor().display_name)
    return xlsx_bytes(columns, rows, title=_("Journal"), notes=[note])


def _is_mine() -> Any:
    user_id = current_actor().user_id or UUID(int=0)
    return is_assigned_to(user_id)
