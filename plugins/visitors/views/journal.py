"""The visitor journal: every visit and refusal, its search, its exports (A5.3, P12)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BadQuery,
    Column,
    Filter,
    ListQuery,
    ListSpec,
    Page,
    Sort,
    confidential,
    current_actor,
    day_bounds,
    db,
    empty_form,
    export_note,
    export_response,
    load_form,
    now,
    pdf_response,
    record,
    render_form,
    require,
    requires,
    school_calendar,
    xlsx_bytes,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.exports.journal import journal_pdf
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.queries.journal import (
    ENTRY,
    MOST_FOUND,
    VISIT,
    hosts_since,
    names_of_refused,
    select_called,
    select_journal,
)
from plugins.visitors.queries.passes import series_number
from plugins.visitors.queries.visitors import visitor_names
from plugins.visitors.schemas.journal import NameSearch
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here, today_here
from plugins.visitors.views.words import options, tone_of, word

READ, EXPORT = "visitors.journal.read", "visitors.journal.export"
MOST_EXPORTED, MOST_PRINTED = 10_000, 2_000
YEARS_BACK = 3
_STATUSES = (
    VisitStatus.ARRIVED, VisitStatus.IDENTITY_CHECKED, VisitStatus.ON_SITE, VisitStatus.CHECKED_OUT,
    VisitStatus.DEPARTED_UNVERIFIED, VisitStatus.REFUSED,
)  # fmt: skip


def _years() -> list[tuple[str, str]]:
    current = school_calendar().school_year_of(today_here())
    return [(str(year), f"{year}/{(year + 1) % 100:02}") for year in range(current, current - YEARS_BACK, -1)]


def _in_year(value: str) -> Any:
    quarters = school_calendar().periods(int(value))
    starts, ends = _starts(quarters[0].starts), day_bounds(quarters[-1].ends, school_here())[1]
    return (ENTRY.at >= starts) & (ENTRY.at < ends)


def _hosts() -> list[tuple[str, str]]:
    year = school_calendar().school_year_of(today_here())
    return [(str(host), name) for host, name in hosts_since(_starts(school_calendar().starts(year - 1)[0]))]


def _starts(day: date) -> datetime:
    return day_bounds(day, school_here())[0]


def _select(name: str, label: Any, group: str) -> Filter:
    return Filter(
        name, label, kind="select", options=lambda: options(group), apply=lambda value: ENTRY[name] == value
    )


JOURNAL = ListSpec(
    filters=(
        Filter("year", _l("School year"), kind="select", options=_years, apply=_in_year),
        Filter("since", _l("From"), kind="date", apply=lambda day: ENTRY.at >= _starts(day)),
        Filter(
            "until", _l("Until"), kind="date", apply=lambda day: ENTRY.at < day_bounds(day, school_here())[1]
        ),
        Filter(
            "status", _l("Status"), kind="select",
            options=lambda: [(one.value, word("visit_status", one.value)) for one in _STATUSES],
            apply=lambda value: ENTRY.status == value,
        ),
        _select("entry", _l("By which right"), "entry"),
        _select("visitor_type", _l("Who the visitor is"), "visitor_type"),
        _select("purpose", _l("Purpose"), "purpose"),
        Filter(
            "host", _l("Host"), kind="select", options=_hosts,
            apply=lambda value: ENTRY.host_user_id == UUID(value),
        ),
        Filter(
            "later", _l("Entered from a day sheet"), kind="switch",
            apply=lambda _on: ENTRY.entered_later.is_(True),
        ),
    ),
    sorts=(Sort("at", ENTRY.at),),
    default_sort="-at",
    tie=(ENTRY.id,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An entry of the journal, its words and address ready."""

    url: str
    number: str
    at: datetime
    left: datetime | None
    name: str
    visitor_type: str
    entry: str
    purpose: str
    host: str
    status: str
    status_tone: str
    entered_later: bool


@blueprint.get("/journal")
@requires(READ)
@confidential
def journal() -> str:
    """List who came and who was refused."""
    school_here()
    query = JOURNAL.read(request.args)
    raw: Page[Any] = query.fetch(db.session, select_journal(), make=lambda row: row)
    page = replace(raw, rows=journal_rows(raw.rows))
    record("visitors.journal_viewed", data={"rows": len(page.rows), "filters": sorted(query.values)})
    return render_template(
        "visitors/journal/list.html",
        query=query,
        page=page,
        search=empty_form(NameSearch),
        exports=[
            (name, query.address(path=url_for("visitors.export_journal", export_format=name)))
            for name in ("xlsx", "pdf")
        ],
    )


@blueprint.post("/journal/search")
@requires(READ)
@confidential
def search_journal() -> Response:
    """Find a visitor's entries by name; the name is in no address and not in the trail."""
    school_here()
    form = load_form(NameSearch, request.form)
    rows: tuple[JournalRow, ...] = ()
    if form.is_valid:
        rows = journal_rows(db.session.execute(select_called(form.data["name"])).all())
        record("visitors.journal_searched", data={"rows": len(rows)})
        db.session.commit()
    return render_form(
        "visitors/journal/found.html",
        form,
        rows=rows,
        most=MOST_FOUND,
        breadcrumbs=[(_("Visitor journal"), url_for("visitors.journal")), (_("Found"), None)],
    )


@blueprint.get("/journal/export.<any(xlsx, pdf):export_format>")
@requires(EXPORT)
def export_journal(export_format: str) -> Response:
    """Give the journal as a file, filtered as the page was; the trail says who took how much (P30.4)."""
    require(READ)
    school_here()
    query = JOURNAL.read(request.args)
    rows = _all_rows(query, MOST_PRINTED if export_format == "pdf" else MOST_EXPORTED)
    record(
        "visitors.export_made",
        data={"what": "journal", "format": export_format, "rows": len(rows), "filters": sorted(query.values)},
    )
    by = current_actor().display_name
    if export_format == "pdf":
        return pdf_response(
            journal_pdf(rows, printed_by=by, lead=_lead(rows)), file_name="journal", inline=False
        )
    content = xlsx_bytes(_columns(), rows, title=_("Visitor journal"), notes=[export_note(now=now(), by=by)])
    return export_response(content, file_name="journal", export_format="xlsx")


def journal_rows(found: Iterable[Any]) -> tuple[JournalRow, ...]:
    """Turn entries into what is shown, with two queries for names whatever their number."""
    rows = list(found)
    names = visitor_names(row.visitor_id for row in rows if row.visitor_id)
    bare = names_of_refused(row.id for row in rows if row.kind != VISIT)
    base, refusals = url_for("visitors.journal"), url_for("visitors.refusals")
    return tuple(
        JournalRow(
            url=f"{base if row.kind == VISIT else refusals}/{row.id}",
            number=series_number(row.school_year, row.number) or "—",
            at=row.at,
            left=row.departed_at,
            name=names.get(row.visitor_id, "—") if row.kind == VISIT else bare[row.id] or _("No name said"),
            visitor_type=_word("visitor_type", row.visitor_type),
            entry=_word("entry", row.entry),
            purpose=_word("purpose", row.purpose),
            host=row.host_name,
            status=_status(row),
            status_tone=tone_of(row.status),
            entered_later=bool(row.entered_later),
        )
        for row in rows
    )


def _status(row: Any) -> str:
    said = word("visit_status", row.status)
    return f"{said}: {word('refusal_reason', row.reason)}" if row.reason else said


def _word(group: str, code: str) -> str:
    return word(group, code) if code else ""


def _all_rows(query: ListQuery, most: int) -> tuple[JournalRow, ...]:
    ordered = query.narrow(select_journal()).order_by(ENTRY.at.desc(), ENTRY.id.desc())
    found = db.session.execute(ordered.limit(most + 1)).all()
    if len(found) > most:
        raise BadQuery({"since": [_("Too many for one file: choose a shorter time.")]})
    return journal_rows(found)


def _lead(rows: tuple[JournalRow, ...]) -> str:
    return _("%(count)s entries, the newest first", count=len(rows))


def _columns() -> list[Column]:
    return [
        Column("number", _("Number")),
        Column("at", _("Came")),
        Column("left", _("Left")),
        Column("name", _("Visitor")),
        Column("visitor_type", _("Who the visitor is")),
        Column("entry", _("By which right")),
        Column("purpose", _("Purpose")),
        Column("host", _("Host")),
        Column("status", _("Status")),
        Column("entered_later", _("Entered from a day sheet")),
    ]
