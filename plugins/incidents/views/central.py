"""The centre's journal over every branch: numbers and codes; each look is told in the branches' trails."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BadQuery,
    BranchInfo,
    ListQuery,
    NotFound,
    Page,
    central_read,
    confidential,
    current_actor,
    current_locale,
    db,
    record_central,
    require,
    requires,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models import Incident
from plugins.incidents.queries.central import (
    IncidentFacts,
    is_reporting,
    read_facts,
    school_branches,
    select_network_journal,
)
from plugins.incidents.queries.journal import journal_number
from plugins.incidents.views.blueprints import central_blueprint
from plugins.incidents.views.central_list import JOURNAL, STATUS_TONES, NetworkRow, journal_file, row_maker
from plugins.incidents.views.words import words

READ, EXPORT = "incidents.central.journal", "incidents.journal.export"
VIEWED = "incidents.central_journal_viewed"
FORMATS = ("xlsx", "json")
MOST_EXPORTED = 20_000
_REASON = "journal"


@central_blueprint.get("/journal")
@requires(READ)
@confidential
def journal() -> str:
    """Show the journal of every branch that reports, and name those that do not."""
    query = JOURNAL.read(request.args)
    branches = school_branches()
    with central_read(reason=_REASON, actor=current_actor()):
        page: Page[NetworkRow] = query.fetch(db.session, _select(branches), make=row_maker(branches))
        _tell(query, branches, page.rows)
    return render_template(
        "incidents/central/journal.html",
        query=query,
        page=page,
        silent=[branch.name(current_locale()) for branch in branches if not is_reporting(branch)],
        exports=[
            (code, query.address(path=url_for("incidents_central.export_journal", export_format=code)))
            for code in FORMATS
        ],
    )


@central_blueprint.get("/journal/export.<export_format>")
@requires(READ)
def export_journal(export_format: str) -> Response:
    """Give the list as a file; needs the permission to export too."""
    require(EXPORT)
    if export_format not in FORMATS:
        raise NotFound
    query = JOURNAL.read(request.args)
    branches = school_branches()
    with central_read(reason="journal export", actor=current_actor()):
        rows = _all_rows(query, branches)
        touched = {row.branch_id for row in rows}
        data = {"what": "journal", "format": export_format, "rows": len(rows)}
        record_central("incidents.export_made", branch_ids=touched, data=data)
    return journal_file(rows, export_format)


@central_blueprint.get("/journal/<school>/<uuid:incident_id>")
@requires(READ)
@confidential
def incident_facts(school: str, incident_id: UUID) -> str:
    """Open the facts of one incident; the branch's own trail tells it too."""
    home = next((one for one in school_branches() if one.code == school and is_reporting(one)), None)
    if home is None:
        raise NotFound
    with central_read(reason=_REASON, actor=current_actor()):
        facts = read_facts(home.id, incident_id, current_actor())
        target = ("incidents_incident", incident_id)
        record_central("incidents.incident_viewed", branch_ids=[home.id], target=target)
    number = journal_number(facts.school_year, facts.number)
    return render_template(
        "incidents/central/incident.html",
        number=number,
        branch=home.name(current_locale()),
        facts=facts,
        shown=_shown(facts),
        breadcrumbs=[(_("Journal of all branches"), url_for("incidents_central.journal")), (number, None)],
    )


def _select(branches: Iterable[BranchInfo]) -> Any:
    reporting = [branch.id for branch in branches if is_reporting(branch)]
    return select_network_journal(current_actor(), reporting)


def _tell(query: ListQuery, branches: Iterable[BranchInfo], rows: Collection[NetworkRow]) -> None:
    """Record the look at home, in the branches shown, and in the one asked for even if nothing is there."""
    asked = query.values.get("school")
    touched = {row.branch_id for row in rows} | {branch.id for branch in branches if branch.code == asked}
    data = {"rows": len(rows), "filters": sorted(query.values)}
    record_central(VIEWED, branch_ids=sorted(touched), data=data)


def _all_rows(query: ListQuery, branches: Iterable[BranchInfo]) -> list[NetworkRow]:
    ordered = query.narrow(_select(branches)).order_by(
        Incident.registered_on.desc(), Incident.branch_id, Incident.id
    )
    found = db.session.execute(ordered.limit(MOST_EXPORTED + 1)).all()
    if len(found) > MOST_EXPORTED:
        raise BadQuery({"from": [_("Too many for one file: choose a branch or a shorter time.")]})
    make = row_maker(branches)
    return [make(row) for row in found]


def _shown(facts: IncidentFacts) -> dict[str, Any]:
    """Give the words of every code on the page, translated once."""
    roles, parties, levels, statuses = (words(group) for group in ("role", "party", "level", "status"))
    bodies, outcomes = words("body"), words("outcome")
    return {
        "kinds": _named("kind", facts.kinds),
        "forms": _named("form", facts.forms),
        "settings": _named("setting", facts.settings),
        "place": words("place").get(facts.place or "", ""),
        "urgency": words("urgency")[facts.urgency],
        "allegation": words("allegation").get(facts.allegation or "", ""),
        "status": (statuses[facts.status], STATUS_TONES.get(facts.status, "neutral")),
        "people": [
            (roles[role], parties[party], count) for (role, party), count in sorted(facts.people.items())
        ],
        "sources": [(words("channel")[code], count) for code, count in facts.sources.items()],
        "way": [
            {"at": step.changed_at, "title": statuses[step.target], "icon": "arrow-right"}
            for step in facts.way
        ],
        "assessments": [
            {
                "at": one.assessed_at,
                "level": one.level,
                "level_text": levels[one.level],
                "suggested": levels[one.suggested] if one.suggested != one.level else "",
                "outcome": outcomes[one.outcome],
                "waits": one.state == "awaiting_second",
            }
            for one in facts.assessments
        ],
        "referrals": [(bodies[one.body], one.told_at, one.waived) for one in facts.referrals],
    }


def _named(group: str, codes: Iterable[str]) -> str:
    known = words(group)
    return ", ".join(known[code] for code in codes)
