"""A line of a day sheet entered later: the expected visitor, or whoever stands on an empty line (A5.3)."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    Form,
    InvalidInput,
    confidential,
    day_bounds,
    empty_form,
    finish,
    load_form,
    render_form,
    require_valid,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import DaySheet, SheetLine
from plugins.visitors.queries.passes import series_number
from plugins.visitors.queries.sheets import (
    open_line,
    open_sheet,
    rows_of,
    still_expected_on,
    visits_of_ids,
)
from plugins.visitors.schemas.sheets import WALK_IN_ENTRIES, OutcomeInput, PaperInput, WalkInInput
from plugins.visitors.services.sheets import (
    LineEntry,
    WalkIn,
    account_for,
    enter_expected,
    enter_walk_in,
)
from plugins.visitors.services.visitors import VisitorDetails, register_visitor
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import colleague_options, school_here
from plugins.visitors.views.words import options

KEEP, HOST = "visitors.sheet.keep", "visitors.escort.take"


@blueprint.get("/sheets/<uuid:sheet_id>/lines/<uuid:line_id>")
@requires(KEEP)
@confidential
def sheet_line(sheet_id: UUID, line_id: UUID) -> Response:
    """Show a line to be entered."""
    school_here()
    found, line = open_sheet(sheet_id), open_line(sheet_id, line_id)
    return _page(empty_form(_schema(line)), found, line)


@blueprint.post("/sheets/<uuid:sheet_id>/lines/<uuid:line_id>")
@requires(KEEP)
@confidential
def write_sheet_line(sheet_id: UUID, line_id: UUID) -> Response:
    """Enter a line: the visit takes the paper's times and a number of the journal."""
    branch = school_here()

    def enter(said: dict[str, Any]) -> None:
        try:
            _enter(open_sheet(sheet_id), open_line(sheet_id, line_id), said, branch)
        except InvalidInput as refusal:
            raise InvalidInput(_named_as_on_page(refusal)) from None

    return submit(
        load_form(_schema(open_line(sheet_id, line_id)), request.form),
        enter,
        page=lambda form: _page(form, open_sheet(sheet_id), open_line(sheet_id, line_id)),
        message=_("Entered in the journal."),
        to=url_for("visitors.sheet", sheet_id=sheet_id),
    )


@blueprint.post("/sheets/<uuid:sheet_id>/lines/<uuid:line_id>/outcome")
@requires(KEEP)
def write_line_outcome(sheet_id: UUID, line_id: UUID) -> Response:
    """Say that nobody came on a line, or that it stayed empty."""
    school_here()
    asked = require_valid(load_form(OutcomeInput, request.form))
    account_for(open_sheet(sheet_id), open_line(sheet_id, line_id), asked["outcome"])
    return finish(url_for("visitors.sheet", sheet_id=sheet_id))


def _schema(line: SheetLine) -> type[PaperInput]:
    return PaperInput if line.was_expected else WalkInInput


def _enter(found: DaySheet, line: SheetLine, said: Mapping[str, Any], branch: BranchInfo) -> None:
    entry = LineEntry(
        came_at=_moment(found, said["came"], branch),
        left_at=_moment(found, said["left"], branch) if said["left"] else None,
        document_type=said["document_type"],
        document_last=said["document_last"],
        guidance_signed=said["guidance_signed"],
    )
    expected_id = line.visit_id if line.was_expected else said["matched"]
    if expected_id is not None:
        visit = visits_of_ids([expected_id]).get(expected_id)
        if visit is None:
            raise InvalidInput({"matched": [_("Choose one of the answers listed.")]})
        enter_expected(found, line, entry, visit=visit, branch=branch)
        return
    visitor = register_visitor(
        VisitorDetails(
            family_name=said["family_name"],
            given_name=said["given_name"],
            patronymic=said["patronymic"],
            visitor_type=said["visitor_type"],
        )
    )
    who = WalkIn(visitor, said["entry"], said["purpose"], said["host_user_id"])
    enter_walk_in(found, line, entry, who=who, branch=branch)


def _named_as_on_page(refusal: InvalidInput) -> dict[str, list[str]]:
    """Name the page's fields where the service speaks of moments."""
    names = {"came_at": "came", "left_at": "left"}
    return {names.get(field, field): list(reasons) for field, reasons in refusal.errors.items()}


def _moment(found: DaySheet, at: time, branch: BranchInfo) -> datetime:
    return datetime.combine(found.day, at, tzinfo=ZoneInfo(branch.timezone))


def _page(form: Form, found: DaySheet, line: SheetLine) -> Response:
    branch = school_here()
    number = series_number(found.school_year, found.number)
    row = next(one for one in rows_of(found.id) if one.id == line.id)
    starts, ends = day_bounds(found.day, branch)
    return render_form(
        "visitors/sheets/line.html",
        form,
        sheet=found,
        row=row,
        documents=options("document_type"),
        matches=[] if line.was_expected else _choices(still_expected_on(starts, ends, sheet_id=found.id)),
        visitor_types=options("visitor_type"),
        entries=[pair for pair in options("entry") if pair[0] in {one.value for one in WALK_IN_ENTRIES}],
        purposes=options("purpose"),
        hosts=colleague_options(HOST),
        breadcrumbs=[
            (_("Day sheets"), url_for("visitors.sheets")),
            (number, url_for("visitors.sheet", sheet_id=found.id)),
            (_("Line %(number)s", number=line.line), None),
        ],
    )


def _choices(expected: list[tuple[UUID, str]]) -> list[tuple[str, str]]:
    return [(str(visit_id), name) for visit_id, name in expected]
