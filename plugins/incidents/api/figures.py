"""The twelve figures of a branch by program (P36)."""

from collections.abc import Iterable
from typing import Any

from platform_core.sdk import BranchInfo, current_period, record, requires
from plugins.incidents.api.blueprint import blueprint, branch_at_hand
from plugins.incidents.api.schemas import FiguresBody, FiguresSchema
from plugins.incidents.queries.figures import FigureRow, load_figures, states_of
from plugins.incidents.services.figures import states_by_quarter


@blueprint.route("/figures", methods=["GET"])
@requires("incidents.figures.read")
@blueprint.arguments(FiguresBody, location="query")
@blueprint.response(200, FiguresSchema)
def get_figures(query: dict[str, Any]) -> dict[str, Any]:
    """Read the kept figures of a school year, and how far each quarter is signed."""
    branch = branch_at_hand()
    year = school_year_asked(query, branch)
    record("incidents.figures_viewed", data={"school_year": year})
    found = load_figures(year, [branch.id])
    states = states_by_quarter(states_of(year), list(found.kept[year]))
    return {
        "school_year": year,
        "kind": query["kind"],
        "figures": figure_list(found.rows(year, kind=query["kind"])),
        "quarters": [
            {
                "quarter": quarter,
                "starts": kept.starts,
                "ends": kept.ends,
                "state": state.value,
                "signed_at": kept.signed_at,
            }
            for quarter, (kept, state) in sorted(states.items())
        ],
    }


def school_year_asked(query: dict[str, Any], branch: BranchInfo) -> int:
    """Return the school year asked for, else the current one."""
    asked: int | None = query["year"]
    return current_period(branch).school_year if asked is None else asked


def figure_list(rows: Iterable[FigureRow]) -> list[dict[str, Any]]:
    """Give figures as programs read them."""
    return [
        {
            "number": row.number,
            "code": row.code,
            "title": row.title,
            "unit": row.unit,
            "is_stock": row.is_stock,
            "quarters": list(row.values[:-1]),
            "year": row.values[-1],
        }
        for row in rows
    ]
