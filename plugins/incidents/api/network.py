"""The centre's view over every branch by program: the journal without names, and the figures (P34–P36)."""

from typing import Any

from platform_core.sdk import (
    BranchInfo,
    InvalidInput,
    SortKey,
    central_read,
    current_actor,
    read_page,
    record_central,
    requires,
)
from platform_core.sdk import gettext as _
from plugins.incidents.api.blueprint import blueprint, centre_at_hand
from plugins.incidents.api.figures import figure_list, school_year_asked
from plugins.incidents.api.journal import conditions, incident_row
from plugins.incidents.api.schemas import FiguresBody, NetworkFiguresSchema, NetworkPage, NetworkQuery
from plugins.incidents.models import Incident
from plugins.incidents.queries.central import is_reporting, school_branches, select_network_journal
from plugins.incidents.queries.figures import load_figures

NEWEST_FIRST = tuple(
    SortKey(column, descending=True) for column in (Incident.registered_on, Incident.branch_id, Incident.id)
)


@blueprint.route("/network/journal", methods=["GET"])
@requires("incidents.central.journal")
@blueprint.arguments(NetworkQuery, location="query")
@blueprint.response(200, NetworkPage)
def list_network_journal(query: dict[str, Any]) -> dict[str, Any]:
    """List the incidents of the branches that report; each branch shown is told of it."""
    centre_at_hand()
    asked = _asked(query["school"])
    codes = {branch.id: branch.code for branch in asked}
    reporting = [branch.id for branch in asked if is_reporting(branch)]
    with central_read(reason="journal", actor=current_actor()):
        statement = select_network_journal(current_actor(), reporting).where(*conditions(query))
        page = read_page(
            statement,
            keys=NEWEST_FIRST,
            query=query,
            make=lambda row: {
                **incident_row(row), "school": codes[row.branch_id], "people": row.people
            },
        )  # fmt: skip
        touched = {one["school"] for one in page["items"]} | ({query["school"]} if query["school"] else set())
        record_central(
            "incidents.central_journal_viewed",
            branch_ids=[branch.id for branch in asked if branch.code in touched],
            data={"rows": len(page["items"])},
        )
    return page


@blueprint.route("/network/figures", methods=["GET"])
@requires("incidents.central.figures")
@blueprint.arguments(FiguresBody, location="query")
@blueprint.response(200, NetworkFiguresSchema)
def get_network_figures(query: dict[str, Any]) -> dict[str, Any]:
    """Read the network's figures of a school year; a branch with the module off is silent, not zero."""
    year = school_year_asked(query, centre_at_hand())
    branches = school_branches()
    reporting = [branch.id for branch in branches if is_reporting(branch)]
    with central_read(reason="figures", actor=current_actor()):
        found = load_figures(year, reporting)
        record_central("incidents.central_figures_viewed", branch_ids=reporting, data={"school_year": year})
    return {
        "school_year": year,
        "kind": query["kind"],
        "figures": figure_list(found.rows(year, kind=query["kind"])),
        "silent": [branch.code for branch in branches if not is_reporting(branch)],
    }


def _asked(school: str | None) -> list[BranchInfo]:
    found = [branch for branch in school_branches() if school in (None, branch.code)]
    if not found:
        raise InvalidInput({"school": [_("Choose one of the answers listed.")]})
    return found
