"""Who is inside by program, for a screen at the gate or a roll elsewhere (A5.4)."""

from typing import Any

from marshmallow import fields, validate

from platform_core.sdk import ApiSchema, PageQuery, SortKey, page_schema, read_page, record, requires
from plugins.visitors.api.blueprint import blueprint, branch_at_hand
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.vocabulary import Holder
from plugins.visitors.queries.inside import held_by, name_of, select_inside

HOLDERS = [*(holder.value for holder in Holder), "nobody"]
BY_NAME = (SortKey(Visitor.search_name), SortKey(Visit.id))


class InsideQuery(PageQuery):
    """Which of those in the building: held by whom."""

    holder = fields.String(load_default=None, validate=validate.OneOf(HOLDERS))


class InsideRow(ApiSchema):
    """Somebody in the building; `holder` is null when nobody answers for them."""

    id = fields.UUID()
    number = fields.Integer(allow_none=True)
    badge = fields.Integer(allow_none=True)
    name = fields.String()
    visitor_type = fields.String()
    status = fields.String()
    holder = fields.String(allow_none=True)
    holder_name = fields.String()
    host = fields.String()
    place = fields.String()
    arrived_at = fields.AwareDateTime()
    expected_until = fields.AwareDateTime()


InsidePage = page_schema(InsideRow)


@blueprint.route("/inside", methods=["GET"])
@requires("visitors.inside.read")
@blueprint.arguments(InsideQuery, location="query")
@blueprint.response(200, InsidePage)
def list_inside(query: dict[str, Any]) -> dict[str, Any]:
    """List who is in the building, by name; those at the desk too."""
    branch_at_hand()
    statement = select_inside()
    if query["holder"] is not None:
        statement = statement.where(held_by(query["holder"]))
    page = read_page(statement, keys=BY_NAME, query=query, make=_row)
    record("visitors.inside_viewed", data={"rows": len(page["items"])})
    return page


def _row(row: Any) -> dict[str, Any]:
    same = (
        "id", "number", "badge", "visitor_type", "status", "holder", "holder_name", "place", "arrived_at",
        "expected_until",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in same}, "name": name_of(row), "host": row.host_name}
