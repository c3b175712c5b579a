"""Pages of the twelve figures: a branch's own with its signature, and the network's (P35, P36)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BadQuery,
    BranchInfo,
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
    finish,
    json_bytes,
    list_branches,
    load_form,
    member_names,
    now,
    record,
    record_central,
    require_valid,
    requires,
    xlsx_bytes,
)
from platform_core.sdk import gettext as _
from plugins.incidents import data
from plugins.incidents.policy.definitions import DEFINITIONS, DEFINITIONS_VERSION
from plugins.incidents.queries.figures import (
    MODULE,
    QUARTERS,
    Figures,
    known_years,
    load_figures,
    states_of,
    year_name,
)
from plugins.incidents.schemas.figures import FiguresQuery, SignQuarter
from plugins.incidents.services.figures import sign_quarter, states_by_quarter
from plugins.incidents.views.blueprints import blueprint, central_blueprint

FORMATS = ("xlsx", "json")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader chose, completed with defaults."""

    school_year: int
    kind: str | None
    code: str
    branch: str | None


@blueprint.get("/figures")
@requires("incidents.figures.read")
@confidential
def figures() -> str:
    """Show the branch its own figures, how far each quarter is signed, and the trend."""
    branch = _here()
    asked = _asked(branch)
    record("incidents.figures_viewed", data={"school_year": asked.school_year})
    found = load_figures(asked.school_year, [branch.id])
    states = states_by_quarter(states_of(asked.school_year), list(found.kept[asked.school_year]))
    signers = member_names(state.signed_by for state, _state in states.values())
    return render_template(
        "incidents/figures.html",
        states=states,
        signers=signers,
        **_shared(asked, found, known_years(current_period(branch).school_year)),
    )


@blueprint.post("/figures/sign")
@requires("incidents.figures.sign")
def sign_figures() -> Response:
    """Sign a quarter; what stands in the way is said on the page it came from."""
    asked = require_valid(load_form(SignQuarter, request.form))
    sign_quarter(asked["year"], asked["quarter"], branch=_here())
    return finish(url_for("incidents.figures", year=asked["year"]), _("The quarter is signed."))


@blueprint.get("/figures/export.<export_format>")
@requires("incidents.figures.read")
def export_figures(export_format: str) -> Response:
    """Give the branch's figures as a file."""
    branch = _here()
    asked = _asked(branch)
    _check_format(export_format)
    found = load_figures(asked.school_year, [branch.id])
    record("incidents.export_made", data={"what": "figures", "format": export_format})
    return _file(found, asked, export_format, where=branch.name(current_locale()))


@blueprint.get("/figures/definitions")
@requires("incidents.figures.read")
def figure_definitions() -> str:
    """Show how each figure is counted."""
    return render_template(
        "incidents/figure_definitions.html", rows=_definitions(), version=DEFINITIONS_VERSION
    )


@central_blueprint.get("/figures/definitions")
@requires("incidents.central.figures")
def central_figure_definitions() -> str:
    """Show the centre how each figure is counted."""
    return render_template(
        "incidents/figure_definitions.html", rows=_definitions(), version=DEFINITIONS_VERSION
    )


@central_blueprint.get("/figures")
@requires("incidents.central.figures")
@confidential
def central_figures() -> str:
    """Show the network's figures: by quarter, by kind, by branch, and who does not report."""
    asked = _asked(_here())
    branches = list_branches()
    looked_at = _looked_at(branches, asked)
    with central_read(reason="figures", actor=current_actor()):
        found = load_figures(asked.school_year, [branch.id for branch in looked_at if _reports(branch)])
        years = known_years(current_period(_here()).school_year)
        states = states_of(asked.school_year)
        record_central(
            "incidents.central_figures_viewed",
            branch_ids=[branch.id for branch in looked_at],
            data={"school_year": asked.school_year},
        )
    rows = found.branch_rows(asked.school_year, asked.code, looked_at, kind=asked.kind, states=states)
    return render_template(
        "incidents/central_figures.html",
        branch_rows=rows,
        silent=[row.name for row in rows if not row.reports],
        branches=[(branch.code, branch.name(current_locale())) for branch in branches],
        **_shared(asked, found, years),
    )


@central_blueprint.get("/figures/export.<export_format>")
@requires("incidents.central.figures")
def export_central_figures(export_format: str) -> Response:
    """Give the network's figures as a file."""
    asked = _asked(_here())
    _check_format(export_format)
    looked_at = _looked_at(list_branches(), asked)
    with central_read(reason="figures export", actor=current_actor()):
        found = load_figures(asked.school_year, [branch.id for branch in looked_at if _reports(branch)])
        record_central(
            "incidents.export_made",
            branch_ids=[branch.id for branch in looked_at],
            data={"what": "figures", "format": export_format},
        )
    where = looked_at[0].name(current_locale()) if asked.branch else _("All branches")
    return _file(found, asked, export_format, where=where)


def _here() -> BranchInfo:
    branch = current_branch()
    if branch is None:
        raise NotFound
    return branch


def _asked(branch: BranchInfo) -> Asked:
    form = load_form(FiguresQuery, request.args)
    if not form.is_valid:
        raise BadQuery(form.errors)
    chosen = form.data
    year = chosen["year"] or current_period(branch).school_year
    return Asked(year, chosen["kind"], chosen["code"], chosen["school"])


def _looked_at(branches: Sequence[BranchInfo], asked: Asked) -> list[BranchInfo]:
    found = [branch for branch in branches if asked.branch in (None, branch.code)]
    if not found:
        raise BadQuery({"school": [_("Choose one of the answers listed.")]})
    return found


def _reports(branch: BranchInfo) -> bool:
    return MODULE in branch.enabled_modules


def _check_format(export_format: str) -> None:
    if export_format not in FORMATS:
        raise NotFound


def _shared(asked: Asked, found: Figures, years: list[int]) -> dict[str, Any]:
    """Gather what the branch's page and the centre's both show."""
    language = current_locale()
    kinds = data.texts("counted_kind", language)
    trend = found.trend(asked.code, kind=asked.kind)
    has_kinds = next(one for one in DEFINITIONS if one.code == asked.code).by_kind
    return {
        "asked": asked,
        "rows": found.rows(asked.school_year, kind=asked.kind),
        "years": [(year, year_name(year)) for year in years],
        "kinds": list(kinds.items()),
        "codes": [(one.code, data.text(one.title_key, language)) for one in DEFINITIONS],
        "title_of_code": data.text(f"indicator.{asked.code}", language),
        "trend_labels": [f"{year_name(year)} · {_quarter(quarter)}" for year, quarter, _value in trend],
        "trend_values": [value for _year, _number, value in trend],
        "kind_series": _kind_series(found, asked, kinds) if has_kinds else [],
        "quarter_labels": [_quarter(quarter) for quarter in QUARTERS],
        "year_name": year_name(asked.school_year),
    }


def _kind_series(
    found: Figures, asked: Asked, kinds: dict[str, str]
) -> list[tuple[str, Sequence[int | None]]]:
    by_kind = found.kinds(asked.school_year, asked.code)
    return [(kinds[kind], values) for kind, values in by_kind.items() if any(values)]


def _quarter(quarter: int) -> str:
    return _("Q%(number)s", number=quarter)


def _file(found: Figures, asked: Asked, export_format: str, *, where: str) -> Response:
    columns = [
        Column("number", _("No.")),
        Column("title", _("Figure")),
        Column("unit", _("Unit")),
        *(Column(f"q{quarter}", _quarter(quarter)) for quarter in QUARTERS),
        Column("year", _("School year")),
    ]
    rows = [
        {"number": row.number, "title": row.title, "unit": row.unit, "code": row.code}
        | dict(zip(("q1", "q2", "q3", "q4", "year"), row.values, strict=True))
        for row in found.rows(asked.school_year, kind=asked.kind)
    ]
    name = f"figures-{asked.school_year}"
    if export_format == "json":
        return export_response(
            json_bytes([Column("code", ""), *columns], rows), file_name=name, export_format="json"
        )
    note = export_note(now=now(), by=current_actor().display_name)
    kind = [data.text(f"counted_kind.{asked.kind}", current_locale())] if asked.kind else []
    title = _("Quarterly figures %(year)s", year=year_name(asked.school_year))
    content = xlsx_bytes(columns, rows, title=title, notes=[note, where, *kind])
    return export_response(content, file_name=name, export_format="xlsx")


def _definitions() -> list[dict[str, Any]]:
    language = current_locale()
    return [
        {
            "number": one.number,
            "title": data.text(one.title_key, language),
            "note": data.text(one.note_key, language),
            "unit": data.text(f"indicator_unit.{one.unit.value}", language),
            "counts_by": data.text(f"counts_by.{one.counts_by.value}", language),
            "nature": data.text(f"figure_nature.{one.nature.value}", language),
            "distinct": data.text(f"distinct.{one.distinct.value}", language),
            "year_rule": data.text(f"year_rule.{one.year_rule.value}", language),
            "exclusions": [data.text(f"exclusion.{item.value}", language) for item in one.exclusions],
            "clause": one.clause,
        }
        for one in DEFINITIONS
    ]
