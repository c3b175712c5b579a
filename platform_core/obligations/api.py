"""What is due, for programs: days, states and who answers; never a name or a note."""

from collections.abc import Callable
from typing import Any

from marshmallow import fields, validate
from sqlalchemy import ColumnElement, true

from platform_core.api.blueprint import ApiBlueprint, ApiSchema, PageQuery, page_schema
from platform_core.api.paging import read_page
from platform_core.auth.access import requires
from platform_core.db.keyset import SortKey
from platform_core.obligations.access import READ
from platform_core.obligations.listing import ALL, branch_at_hand, select_due
from platform_core.obligations.models import Obligation
from platform_core.obligations.registry import active_duties
from platform_core.obligations.states import OPEN, STATUSES, ObligationState

blueprint = ApiBlueprint("api_obligations", __name__, description="What is due")
_CODE = validate.Regexp(r"^[a-z0-9_]+\.[a-z0-9_.]{1,100}$")
NEAREST_FIRST = (SortKey(Obligation.due_on), SortKey(Obligation.id))


class DueQuery(PageQuery):
    """Which obligations: in a state, of a duty, due from a day on or until one."""

    status = fields.String(load_default=OPEN, validate=validate.OneOf((*STATUSES, ALL)))
    code = fields.String(load_default=None, validate=_CODE, metadata={"description": "The code of a duty."})
    since = fields.Date(load_default=None)
    until = fields.Date(load_default=None)


class DueSchema(ApiSchema):
    """One time that a duty falls due."""

    id = fields.UUID(required=True)
    code = fields.String(required=True)
    key = fields.String(required=True, metadata={"description": "The thing that it is owed for, or empty."})
    title = fields.String(required=True)
    clause = fields.String(required=True)
    owners = fields.List(fields.String(), required=True, metadata={"description": "Codes of roles."})
    due_on = fields.Date(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    closed_on = fields.Date(required=True, allow_none=True)
    days_late = fields.Integer(required=True)


@blueprint.route("/obligations", methods=["GET"])
@requires(READ)
@blueprint.arguments(DueQuery, location="query")
@blueprint.response(200, page_schema(DueSchema))
def list_obligations(query: dict[str, Any]) -> dict[str, Any]:
    """List what is due, the nearest first."""
    branch = branch_at_hand()
    duties = active_duties(branch)

    def make(row: Any) -> dict[str, Any]:
        state = ObligationState(row.id, row.code, row.key, row.status, row.due_on, row.closed_on)
        spec = duties[row.code].spec
        same = ("id", "code", "key", "due_on", "status", "closed_on", "days_late")
        known = {name: getattr(state, name) for name in same}
        return {**known, "title": str(spec.title), "clause": spec.clause, "owners": list(spec.owners)}

    statement = select_due(branch).where(*_conditions(query))
    return read_page(statement, keys=NEAREST_FIRST, query=query, make=make)


def _conditions(query: dict[str, Any]) -> list[ColumnElement[bool]]:
    wanted: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "status": lambda value: true() if value == ALL else Obligation.status == value,
        "code": lambda value: Obligation.code == value,
        "since": lambda value: Obligation.due_on >= value,
        "until": lambda value: Obligation.due_on <= value,
    }
    return [apply(query[name]) for name, apply in wanted.items() if query[name] is not None]
