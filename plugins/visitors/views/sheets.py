"""Day sheets: printed for a desk without network, entered later, closed when accounted for (A5.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Filter,
    ListSpec,
    Page,
    Sort,
    confidential,
    current_actor,
    current_locale,
    db,
    empty_form,
    finish,
    load_form,
    member_names,
    pdf_response,
    record,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.exports.sheet import PrintedSheet, day_sheet_pdf
from plugins.visitors.models import DaySheet
from plugins.visitors.policy.sheets import BLANK_LINES
from plugins.visitors.queries.passes import series_number
from plugins.visitors.queries.sheets import (
    SheetRow,
    open_lines_of,
    open_sheet,
    rows_of,
    select_sheets,
    waiting_sheets,
)
from plugins.visitors.schemas.sheets import SheetInput
from plugins.visitors.services.sheets import TARGET, close_sheet, print_sheet, void_sheet
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here, today_here
from plugins.visitors.views.words import options, tone_of, word

KEEP = "visitors.sheet.keep"
STATUS_TONES = {"printed": "warn", "reconciled": "good", "void": "off"}
OUTCOME_TONES = {"entered": "good", "did_not_come": "off", "empty": "off", "in_journal": "info"}

SHEETS = ListSpec(
    filters=(
        Filter.by_code("status", _l("Where it stands"), DaySheet.status, lambda: options("sheet_status")),
    ),
    sorts=(Sort("day", DaySheet.day),),
    default_sort="-day",
    tie=(DaySheet.id,),
)


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A row of the list, its words and address ready."""

    url: str
    number: str
    day: date
    status: str
    status_tone: str
    open_lines: int
    printed: datetime
    by: str


@blueprint.get("/sheets")
@requires(KEEP)
def sheets() -> Response:
    """List the day sheets, those that wait to be entered first of all."""
    return _list_page(empty_form(SheetInput, {"day": today_here().isoformat(), "blank_lines": 20}))


@blueprint.post("/sheets")
@requires(KEEP)
def write_sheet() -> Response:
    """Make a numbered sheet for a day."""
    branch = school_here()
    form = load_form(SheetInput, request.form)
    if form.is_valid and form.data["day"] < today_here():
        form.refuse("day", _("This day is past."))
    return submit(
        form,
        lambda said: print_sheet(branch, day=said["day"], blank_lines=said["blank_lines"]),
        page=_list_page,
        message=_("The sheet is made. Print it now: it is due back once the day is over."),
        to=lambda sheet: url_for("visitors.sheet", sheet_id=sheet.id),
    )


@blueprint.get("/sheets/<uuid:sheet_id>")
@requires(KEEP)
@confidential
def sheet(sheet_id: UUID) -> str:
    """Open a sheet with its lines."""
    school_here()
    found = open_sheet(sheet_id)
    rows = rows_of(found.id)
    record("visitors.sheet_viewed", target=(TARGET, found.id))
    number = series_number(found.school_year, found.number)
    return render_template(
        "visitors/sheets/sheet.html",
        sheet=found,
        number=number,
        status=(word("sheet_status", found.status), STATUS_TONES[found.status]),
        lines=[_shown(row) for row in rows],
        open_expected=sum(row.was_expected and row.outcome is None for row in rows),
        open_blank=sum(not row.was_expected and row.outcome is None for row in rows),
        was_used=any(row.outcome == "entered" for row in rows),
        breadcrumbs=[(_("Day sheets"), url_for("visitors.sheets")), (number, None)],
    )


@blueprint.get("/sheets/<uuid:sheet_id>/print.pdf")
@requires(KEEP)
def print_sheet_pdf(sheet_id: UUID) -> Response:
    """Give the sheet as a PDF, as often as it is needed: its number stays."""
    branch = school_here()
    found = open_sheet(sheet_id)
    rows = rows_of(found.id)
    record("visitors.sheet_reprinted", target=(TARGET, found.id))
    printed = PrintedSheet(
        number=series_number(found.school_year, found.number),
        day=found.day,
        school=branch.name(current_locale()),
        rows=rows,
        purposes=[word("purpose", row.purpose) if row.purpose else "" for row in rows],
    )
    content = day_sheet_pdf(printed, printed_by=current_actor().display_name)
    return pdf_response(content, file_name=f"day-sheet-{found.day.isoformat()}")


@blueprint.post("/sheets/<uuid:sheet_id>/close")
@requires(KEEP)
def write_sheet_closing(sheet_id: UUID) -> Response:
    """Close a sheet that is accounted for; lines left over stayed empty."""
    school_here()
    close_sheet(open_sheet(sheet_id))
    return finish(url_for("visitors.sheet", sheet_id=sheet_id), _("The sheet is closed."))


@blueprint.post("/sheets/<uuid:sheet_id>/void")
@requires(KEEP)
def write_sheet_voiding(sheet_id: UUID) -> Response:
    """Say that a sheet was never used."""
    school_here()
    void_sheet(open_sheet(sheet_id))
    return finish(url_for("visitors.sheet", sheet_id=sheet_id), _("The sheet is void."))


def _list_page(form: Any) -> Response:
    school_here()
    query = SHEETS.read(request.args)
    raw: Page[Any] = query.fetch(db.session, select_sheets(), make=lambda row: row)
    return render_form(
        "visitors/sheets/list.html",
        form,
        query=query,
        page=replace(raw, rows=tuple(_rows(raw.rows))),
        waiting=[one for one in waiting_sheets() if one.day < today_here()],
        blank_lines=[(str(count), str(count)) for count in BLANK_LINES],
    )


def _rows(found: Iterable[Any]) -> Iterable[ListedSheet]:
    rows = list(found)
    waiting, names = open_lines_of(row.id for row in rows), member_names(row.printed_by for row in rows)
    base = url_for("visitors.sheets")
    for row in rows:
        yield ListedSheet(
            url=f"{base}/{row.id}",
            number=series_number(row.school_year, row.number),
            day=row.day,
            status=word("sheet_status", row.status),
            status_tone=STATUS_TONES[row.status],
            open_lines=waiting.get(row.id, 0),
            printed=row.printed_at,
            by=names.get(row.printed_by, ""),
        )


def _shown(row: SheetRow) -> dict[str, Any]:
    return {
        "row": row,
        "outcome": word("line_outcome", row.outcome) if row.outcome else "",
        "outcome_tone": OUTCOME_TONES.get(row.outcome or "", "warn"),
        "status": word("visit_status", row.status) if row.status else "",
        "status_tone": tone_of(row.status) if row.status else "",
        "purpose": word("purpose", row.purpose) if row.purpose else "",
    }
