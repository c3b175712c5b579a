"""The desk: today's visitors as they come, one field for scanner and keyboard, what rings (A5.3, A5.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    Form,
    confidential,
    current_locale,
    db,
    empty_form,
    load_form,
    now,
    record,
    requires,
    uses_camera,
)
from platform_core.sdk import gettext as _
from plugins.visitors.queries.desk import Board, DeskRow, read_board
from plugins.visitors.queries.open_events import running_events
from plugins.visitors.queries.watchlist import Alert, alerts_for
from plugins.visitors.schemas.desk import LONGER, FindInput
from plugins.visitors.services.desk_search import count_refused, find_visits, names_one_visit
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.words import options, tone_of

OPERATE = "visitors.desk.operate"
ALARM_ICONS = {
    "nobody_holds": "user-off",
    "not_accepted": "arrows-exchange",
    "not_met": "hourglass",
    "overrun": "clock",
    "unverified": "user-question",
}


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A row of the desk with its words and address ready."""

    row: DeskRow
    url: str
    kind: str
    status: str
    tone: str
    holder: str
    alert: Alert | None


@blueprint.get("/desk")
@requires(OPERATE)
@confidential
@uses_camera
def desk() -> Response:
    """Show the desk; the list then keeps itself up to date."""
    record("visitors.desk_viewed")
    return make_response(_page(empty_form(FindInput)))


@blueprint.get("/desk/list")
@requires(OPERATE)
def desk_list() -> Response:
    """Give the live list, or 304 to a screen that shows it already: an idle desk draws nothing."""
    branch = school_here()
    board, alerts, mark = _read(branch)
    if request.if_none_match.contains(mark):
        response = make_response("", 304)
    else:
        response = make_response(render_template("visitors/desk/_list.html", **_shown(board, alerts, mark)))
    response.set_etag(mark)
    return response


@blueprint.post("/desk/find")
@requires(OPERATE)
@confidential
@uses_camera
def find() -> Response:
    """Find a visit by what was scanned or typed; what means one visit alone opens it."""
    form = load_form(FindInput, request.form)
    found: Sequence[DeskRow] = ()
    refused = 0
    if form.is_valid:
        words = form.data["words"]
        found = find_visits(words, branch=school_here(), at=now())
        refused = count_refused(words, at=now())
        record("visitors.desk_searched", data={"hits": len(found)})
        db.session.commit()
        if len(found) == 1 and (names_one_visit(words) or words.strip().isdigit()):
            return _open(url_for("visitors.check_in", visit_id=found[0].id))
    return _found(form, found, refused)


def shown_rows(rows: Sequence[DeskRow], alerts: dict[Any, Alert]) -> list[ShownVisit]:
    """Put the words and addresses to rows, once for each code."""
    base = url_for("visitors.desk")
    kinds, states = dict(options("visitor_type")), dict(options("visit_status"))
    holders = dict(options("holder"))
    return [
        ShownVisit(
            row,
            f"{base}/visits/{row.id}",
            kinds[row.visitor_type],
            states[row.status],
            tone_of(row.status),
            holders.get(row.holder or "", ""),
            alerts.get(row.id),
        )
        for row in rows
    ]


def alarm_context(alarms: Sequence[Any]) -> dict[str, Any]:
    """Give the words that the alarms' template takes."""
    return {
        "alarms": alarms,
        "alarm_words": dict(options("alarm")),
        "alarm_icons": ALARM_ICONS,
        "departures": options("departure"),
        "longer_choices": [(0, _("no longer"))]
        + [(minutes, _("%(minutes)s more minutes", minutes=minutes)) for minutes in LONGER if minutes],
    }


def _read(branch: BranchInfo) -> tuple[Board, dict[Any, Alert], str]:
    board = read_board(branch, at=now())
    alerts = alerts_for(row.id for row in (*board.here, *board.late, *board.due))
    return board, alerts, board.mark(current_locale(), repr(alerts))


def _shown(board: Board, alerts: dict[Any, Alert], mark: str) -> dict[str, Any]:
    return {
        "board": board,
        "mark": mark,
        "here": shown_rows(board.here, alerts),
        "late": shown_rows(board.late, alerts),
        "due": shown_rows(board.due, alerts),
        **alarm_context(board.alarms),
    }


def _page(form: Form, found: Sequence[DeskRow] | None = None, refused: int = 0) -> str:
    board, alerts, mark = _read(school_here())
    shown = None if found is None else shown_rows(found, alerts_for(row.id for row in found))
    return render_template(
        "visitors/desk/desk.html",
        form=form,
        found=shown,
        refused=refused,
        events=running_events(),
        **_shown(board, alerts, mark),
    )


def _found(form: Form, found: Sequence[DeskRow], refused: int) -> Response:
    status = 200 if form.is_valid else 422
    if request.headers.get("HX-Request") != "true":
        return make_response(_page(form, found, refused), status)
    shown = shown_rows(found, alerts_for(row.id for row in found))
    page = render_template("visitors/desk/_found.html", form=form, found=shown, refused=refused)
    return make_response(page, status)


def _open(address: str) -> Response:
    """Lead to a page, from a form or from a part of a page."""
    if request.headers.get("HX-Request") == "true":
        return make_response("", 204, {"HX-Redirect": address})
    return redirect(address)
