"""The OpenAPI document, and a page to read it on."""

import orjson
from flask import Blueprint, Response, current_app, render_template

from platform_core.api.document import make_document
from platform_core.auth.access import public

blueprint = Blueprint("api_document", __name__)


@blueprint.get("/v1/openapi.json")
@public("the shape of the API is no secret; what it answers is")
def openapi() -> Response:
    """Answer the OpenAPI 3.1 document."""
    content = make_document(current_app.extensions["qorgau_api"])
    return Response(orjson.dumps(content), content_type="application/json")


@blueprint.get("/docs")
@public("the shape of the API is no secret; what it answers is")
def docs() -> str:
    """Show the document to people."""
    return render_template("core/api/docs.html")
