"""Figures of visits, refusals, alarms and rounds: a branch's own, and the network's (P12, P36)."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BadQuery,
    Column,
    NotFound,
    central_read,
    confidential,
    current_actor,
    current_branch,
    current_locale,
    current_period,
    export_note,
    export_response,
    json_bytes,
    list_branches,
    load_form,
    now,
    record,
    record_central,
    requires,
    xlsx_bytes,
)
from platform_core.sdk import gettext as _
from plugins.visitors import data
from plugins.visitors.queries.figures import (
    QUARTERS,
    FigureRow,
    branch_rows,
    figure_rows,
    is_reporting,
    known_years,
    load_year,
)
from plugins.visitors.schemas.figures import CODES, FiguresQuery
from plugins.visitors.views.blueprints import blueprint, central_blueprint
from plugins.visitors.views.branch import school_here

READ, CENTRAL = "visitors.figures.read", "visitors.central.figures"
VIEWED, EXPORTED = "visitors.central_figures_viewed", "visitors.export_made"


@blueprint.get("/figures")
@requires(READ)
def visit_figures() -> str:
    """Show the branch its own figures of a school year."""
    branch = school_here()
    year, _figure = _asked()
    record("visitors.figures_viewed", data={"school_year": year})
    rows = figure_rows(load_year(year), reporting=[branch.id])
    return render_template("visitors/figures/figures.html", rows=rows, **_shared(year))


@blueprint.get("/figures/export.<any(xlsx, json):export_format>")
@requires(READ)
def export_visit_figures(export_format: Any) -> Response:
    """Give the branch's figures as a file."""
    branch = school_here()
    year, _figure = _asked()
    record(EXPORTED, data={"what": "figures", "format": export_format})
    rows = figure_rows(load_year(year), reporting=[branch.id])
    return _file(rows, year, export_format, where=branch.name(current_locale()))


@central_blueprint.get("/figures")
@requires(CENTRAL)
@confidential
def central_figures() -> str:
    """Show the network's figures, one of them branch by branch, and who does not report."""
    year, figure = _asked()
    branches = [branch for branch in list_branches() if not branch.is_central]
    with central_read(reason="figures of visits", actor=current_actor()):
        kept = load_year(year)
        shared = _shared(year)
        told = [branch.id for branch in branches]
        record_central(VIEWED, branch_ids=told, data={"school_year": year})
    reporting = [branch.id for branch in branches if is_reporting(branch)]
    by_branch = branch_rows(kept, f"visitors.{figure}", branches)
    return render_template(
        "visitors/central/figures.html",
        rows=figure_rows(kept, reporting=reporting),
        by_branch=by_branch,
        figure=figure,
        figures=[(name, data.text(f"figure.{name}", current_locale())) for name in CODES],
        title=data.text(f"figure.{figure}", current_locale()),
        silent=[row.name for row in by_branch if not row.reports],
        **shared,
    )


@central_blueprint.get("/figures/export.<any(xlsx, json):export_format>")
@requires(CENTRAL)
def export_central_figures(export_format: Any) -> Response:
    """Give the network's figures as a file."""
    year, _figure = _asked()
    branches = [branch for branch in list_branches() if not branch.is_central]
    with central_read(reason="figures of visits export", actor=current_actor()):
        kept = load_year(year)
        record_central(
            EXPORTED,
            branch_ids=[branch.id for branch in branches],
            data={"what": "figures", "format": export_format},
        )
    reporting = [branch.id for branch in branches if is_reporting(branch)]
    return _file(figure_rows(kept, reporting=reporting), year, export_format, where=_("All branches"))


def _asked() -> tuple[int, str]:
    branch = current_branch()
    if branch is None:
        raise NotFound
    form = load_form(FiguresQuery, request.args)
    if not form.is_valid:
        raise BadQuery(form.errors)
    return form.data["year"] or current_period(branch).school_year, form.data["figure"]


def _shared(year: int) -> dict[str, Any]:
    branch = current_branch()
    current = current_period(branch).school_year if branch is not None else year
    return {
        "year": year,
        "year_name": _year_name(year),
        "years": [(str(one), _year_name(one)) for one in known_years(current)],
        "quarter_labels": [_quarter(quarter) for quarter in QUARTERS],
    }


def _year_name(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def _quarter(quarter: int) -> str:
    return _("Q%(number)s", number=quarter)


def _file(rows: Sequence[FigureRow], year: int, export_format: Any, *, where: str) -> Response:
    keys = ("q1", "q2", "q3", "q4", "year")
    columns = [
        Column("title", _("Figure")),
        Column("kind", _("Kind")),
        Column("unit", _("Unit")),
        *(Column(f"q{quarter}", _quarter(quarter)) for quarter in QUARTERS),
        Column("year", _("School year")),
    ]
    told: list[dict[str, Any]] = []
    for row in rows:
        same = {"code": row.code, "title": row.title, "unit": row.unit}
        told.append({**same, "kind": "", **dict(zip(keys, row.values, strict=True))})
        told += [{**same, "kind": kind, **dict(zip(keys, values, strict=True))} for kind, values in row.kinds]
    name = f"visit-figures-{year}"
    if export_format == "json":
        content = json_bytes([Column("code", ""), *columns], told)
        return export_response(content, file_name=name, export_format="json")
    note = export_note(now=now(), by=current_actor().display_name)
    title = _("Figures of visits %(year)s", year=_year_name(year))
    return export_response(
        xlsx_bytes(columns, told, title=title, notes=[note, where]), file_name=name, export_format="xlsx"
    )
