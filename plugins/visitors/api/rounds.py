"""Rounds of the grey zones and their findings by program: lists to read (P12)."""

from typing import Any

from marshmallow import fields, validate

from platform_core.sdk import ApiSchema, PageQuery, SortKey, page_schema, read_page, requires
from plugins.visitors.api.blueprint import blueprint, branch_at_hand
from plugins.visitors.models import Finding, Round
from plugins.visitors.policy.rounds import FindingStatus, RoundStatus
from plugins.visitors.queries.rounds import select_findings, select_history, stops_by_round

WALK = "visitors.round.walk"


class RoundsQuery(PageQuery):
    """Filters of the rounds."""

    status = fields.String(load_default=None, validate=validate.OneOf([one.value for one in RoundStatus]))
    since = fields.Date(load_default=None)
    until = fields.Date(load_default=None)


class RoundEntry(ApiSchema):
    """A round with how many of its places were seen and left out."""

    id = fields.UUID(required=True)
    route_id = fields.UUID(required=True)
    route = fields.String(required=True)
    planned_for = fields.AwareDateTime(required=True)
    status = fields.String(required=True)
    extra = fields.Boolean(required=True)
    missed_reason = fields.String(required=True, allow_none=True)
    seen = fields.Integer(required=True)
    skipped = fields.Integer(required=True)


class FindingsQuery(PageQuery):
    """Filters of the findings."""

    status = fields.String(load_default=None, validate=validate.OneOf([one.value for one in FindingStatus]))


class FindingEntry(ApiSchema):
    """A finding without its words."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    urgency = fields.String(required=True)
    status = fields.String(required=True)
    found_at = fields.AwareDateTime(required=True)
    due_on = fields.Date(required=True)
    assignee = fields.String(required=True)
    place = fields.String(required=True)
    zone = fields.String(required=True)


@blueprint.route("/rounds", methods=["GET"])
@requires(WALK)
@blueprint.arguments(RoundsQuery, location="query")
@blueprint.response(200, page_schema(RoundEntry))
def list_rounds(query: dict[str, Any]) -> dict[str, Any]:
    """List the rounds, the newest first."""
    branch_at_hand()
    statement = select_history()
    if query["status"] is not None:
        statement = statement.where(Round.status == query["status"])
    if query["since"] is not None:
        statement = statement.where(Round.day >= query["since"])
    if query["until"] is not None:
        statement = statement.where(Round.day <= query["until"])
    keys = (SortKey(Round.planned_for, descending=True), SortKey(Round.id, descending=True))
    page = read_page(statement, keys=keys, query=query, make=_round)
    stops = stops_by_round(item["id"] for item in page["items"])
    for item in page["items"]:
        item["seen"], item["skipped"] = stops.get(item["id"], (0, 0))
    return page


@blueprint.route("/findings", methods=["GET"])
@requires(WALK)
@blueprint.arguments(FindingsQuery, location="query")
@blueprint.response(200, page_schema(FindingEntry))
def list_findings(query: dict[str, Any]) -> dict[str, Any]:
    """List the findings of rounds, the newest first."""
    branch_at_hand()
    statement = select_findings()
    if query["status"] is not None:
        statement = statement.where(Finding.status == query["status"])
    keys = (SortKey(Finding.found_at, descending=True), SortKey(Finding.id, descending=True))
    return read_page(statement, keys=keys, query=query, make=_finding)


def _round(row: Any) -> dict[str, Any]:
    same = ("id", "route_id", "planned_for", "status", "extra", "missed_reason")
    return {**{name: getattr(row, name) for name in same}, "route": row.name}


def _finding(row: Any) -> dict[str, Any]:
    same = ("id", "kind", "urgency", "status", "found_at", "due_on", "zone")
    return {**{name: getattr(row, name) for name in same}, "assignee": row.assignee_name, "place": row.name}
