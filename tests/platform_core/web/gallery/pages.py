"""Pages that show every macro once, as the tests look at them; no part of the product."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace

from flask import Blueprint, Response, flash, render_template, request
from marshmallow import fields, validate
from sqlalchemy import Date, String
from sqlalchemy import column as sql_column

from platform_core.auth.access import public
from platform_core.i18n import lazy_gettext as _l
from platform_core.web.fields import LocalDate
from platform_core.web.forms import empty_form, load_form, render_form
from platform_core.web.headers import confidential
from platform_core.web.lists import Filter, ListSpec, Page, Sort
from platform_core.web.validation import InputSchema

blueprint = Blueprint("gallery", __name__, template_folder="templates")

LIST = ListSpec(
    filters=(
        Filter(
            "status", "Status", kind="select", options=[("open", "Open"), ("closed", "Closed")], apply=str
        ),
        Filter("since", "Since", kind="date", apply=str),
        Filter("q", "Number", apply=str),
    ),
    sorts=(
        Sort("number", sql_column("number", String())),
        Sort("occurred", sql_column("occurred", Date()), nullable=True),
    ),
    default_sort="-number",
    tie=(sql_column("id", String()),),
)


class ReportForm(InputSchema):
    place = fields.String(required=True, metadata={"label": _l("Where did it happen?")})
    kinds = fields.List(fields.String(), required=True, metadata={"label": "What kind of violence?"})
    urgent = fields.String(
        required=True, validate=validate.OneOf(["now", "soon"]), metadata={"label": "How urgent is it?"}
    )
    occurred_on = LocalDate(load_default=None, metadata={"label": "When?"})
    people = fields.Integer(
        required=True, validate=validate.Range(1, 50), metadata={"label": "How many people?"}
    )
    account = fields.String(
        required=True, validate=validate.Length(min=3), metadata={"label": "What happened?"}
    )
    anonymous = fields.Boolean(metadata={"label": "Not to be named"})


@dataclass(frozen=True)
class Row:
    number: str
    kind: str
    level: str | None
    status: str
    tone: str
    days: int
    occurred: date
    url: str = "#row"


@blueprint.get("/gallery")
@public("a page of the tests")
@confidential
def work() -> str:
    flash("Saved. The branch head was told.", "good")
    rows = tuple(
        Row(f"2026/{number:03}", kind, level, status, tone, days, date(2026, 11, number))
        for number, kind, level, status, tone, days in (
            (21, "Physical, psychological", "high", "Under assessment", "warn", -3),
            (20, "Bullying", "medium", "Active", "info", 2),
            (19, "Cyberbullying", "low", "Monitoring", "good", 9),
            (18, "Neglect", None, "Registered", "neutral", 0),
            (17, "Sexual", "extreme", "Reopened", "bad", 1),
        )
    )
    return render_template(
        "gallery/work.html",
        query=LIST.read(request.args),
        page=Page(rows, None, "#next", 60),
        events=_events(),
        breadcrumbs=[("Incidents", "#"), ("Journal", None)],
    )


def _events() -> list[SimpleNamespace]:
    """What a case has seen, the newest first, with all and with the least that a line may have."""
    return [
        SimpleNamespace(
            at=datetime(2026, 11, 22, 10, 4, tzinfo=UTC),
            title="Risk assessed as high",
            by="A. Seitkali",
            icon="scale",
            tone="bad",
            text="Two factors speak for it.",
            href="#",
        ),
        SimpleNamespace(
            at=datetime(2026, 11, 21, 4, 30, tzinfo=UTC),
            title="Registered in the journal",
            by="M. Omarova",
            icon="notebook",
            tone="info",
            text=None,
            href=None,
        ),
        SimpleNamespace(
            at=date(2026, 11, 20), title="It happened", by=None, icon=None, tone=None, text=None, href=None
        ),
    ]


@blueprint.route("/gallery/form", methods=["GET", "POST"])
@public("a page of the tests")
def form() -> Response:
    if request.method == "POST":
        return render_form("gallery/form.html", load_form(ReportForm, request.form))
    return render_form("gallery/form.html", empty_form(ReportForm, {"kinds": ["online"], "people": 2}))


@blueprint.route("/gallery/public", methods=["GET", "POST"])
@public("a page of the tests")
def plain() -> Response:
    shown = load_form(ReportForm, request.form) if request.method == "POST" else empty_form(ReportForm)
    return render_form("gallery/public.html", shown)


@blueprint.get("/gallery/fault")
@public("a page of the tests")
def fault() -> str:
    raise RuntimeError("the name of a child")
