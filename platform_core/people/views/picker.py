"""The picker: other pages ask it for people by the beginnings of their names."""

from typing import Any

from flask import Response, jsonify, make_response, render_template, request
from marshmallow import fields, validate

from platform_core.auth.access import requires
from platform_core.people import queries
from platform_core.people.labels import KIND_LABELS
from platform_core.people.models import KINDS
from platform_core.people.views.room import blueprint
from platform_core.web.forms import load_form, require_valid
from platform_core.web.validation import InputSchema

_FIELD_NAME = r"[a-z][a-z0-9_.]{0,60}"


class FindSchema(InputSchema):
    """What a picker asks: a name, a kind of people, and the field that its choices fill in."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    kind = fields.String(load_default=None, validate=validate.OneOf(KINDS))
    field = fields.String(load_default="person_id", validate=validate.Regexp(f"^{_FIELD_NAME}$"))
    limit = fields.Integer(load_default=10, validate=validate.Range(min=1, max=queries.LARGEST_PICK))


@blueprint.get("/find")
@requires("core.people.find")
def find() -> Response:
    """Offer people as radio buttons of the asking form."""
    asked = require_valid(load_form(FindSchema, request.args))
    choices = queries.search_people(asked["q"], asked["kind"], limit=asked["limit"])
    page = render_template(
        "core/people/_choices.html",
        choices=choices,
        field=asked["field"],
        query=asked["q"].strip(),
        kinds=KIND_LABELS,
    )
    return make_response(page)


@blueprint.get("/find.json")
@requires("core.people.find")
def find_json() -> Response:
    """Give people as JSON: `{"people": [{"id", "name", "kind", "detail"}]}`."""
    asked = require_valid(load_form(FindSchema, request.args))
    choices = queries.search_people(asked["q"], asked["kind"], limit=asked["limit"])
    return jsonify(people=[_as_json(choice) for choice in choices])


def _as_json(choice: queries.PersonChoice) -> dict[str, Any]:
    return {"id": str(choice.id), "name": choice.name, "kind": choice.kind, "detail": choice.detail}
