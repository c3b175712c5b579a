"""Blueprints and schemas of the API, with what every operation shares."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import orjson
from flask import Request, abort
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate
from webargs.flaskparser import FlaskParser

from platform_core.web.validation import localise_field, localise_refusals

LARGEST_PAGE = 200
_UNSUPPORTED = 415

_View = TypeVar("_View", bound=Callable[..., Any])


class ApiSchema(Schema):
    """Base of what the API reads and writes: unknown fields are refused by name, in the reader's language."""

    class Meta:
        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        localise_refusals(self)

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Translate the refusals of every field as it joins the schema."""
        super().on_bind_field(field_name, field_obj)
        localise_field(field_obj)


class JsonParser(FlaskParser):
    """Read bodies that say they are JSON and are: UTF-8, no lone surrogates, no NaN; refuse others."""

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002 - webargs' signature
        """Return what the body says; 415 for another kind of body, 400 for one that cannot be read."""
        if not req.is_json:
            abort(_UNSUPPORTED)
        try:
            return orjson.loads(req.get_data(cache=True))
        except orjson.JSONDecodeError:
            abort(400)


class ApiBlueprint(Blueprint):
    """A smorest blueprint whose operations document the problems that all of them may answer."""

    ARGUMENTS_PARSER = JsonParser()

    if TYPE_CHECKING:  # smorest types none of its decorators; views keep their own types
        arguments: Callable[..., Callable[[_View], _View]]
        response: Callable[..., Callable[[_View], _View]]
        route: Callable[..., Callable[[_View], _View]]


class PageQuery(ApiSchema):
    """Which page of a list: `cursor` from the answer before, `limit` rows."""

    cursor = fields.String(metadata={"description": "The `next` of the page before."})
    limit = fields.Integer(strict=False, load_default=50, validate=validate.Range(1, LARGEST_PAGE))


def page_schema(row: type[Schema]) -> type[Schema]:
    """Make the schema of a page of `row`: `items`, and `next` (`null` on the last page)."""
    attributes = {
        "items": fields.List(fields.Nested(row), required=True),
        "next": fields.String(allow_none=True, required=True),
    }
    made: type[Schema] = type(f"{row.__name__.removesuffix('Schema')}Page", (Schema,), attributes)
    return made
