"""Faults as RFC 9457 problems: `application/problem+json`, in the reader's language, without content."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from flask import Response
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from platform_core.errors import InvalidInput, QorgauError, TooMany
from platform_core.i18n import gettext as _
from platform_core.i18n import lazy_gettext as _l
from platform_core.web.forms import flatten_errors

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "tag:qorgau,2026:problem:"
_UNPROCESSABLE = 422

_DETAILS: Mapping[int, Any] = {
    400: _l("The request cannot be read."),
    401: _l("Send a token in the Authorization header, or sign in."),
    403: _l("Your role does not include this."),
    404: _l("There is nothing here, or nothing that you may know of."),
    405: _l("This cannot be done here."),
    409: _l("The record was changed after you read it. Read it again."),
    413: _l("What you sent is too large."),
    415: _l("Send JSON."),
    422: _l("Some fields are wrong; each is named with the reason."),
    429: _l("Too many requests in a short time."),
    500: _l("Something went wrong on our side; nothing was saved."),
    503: _l("This is not available now."),
}


class ProblemSchema(Schema):
    """A problem as RFC 9457 writes it; `errors` names each wrong field with its reasons."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    number = fields.String()


def problem(
    status: int,
    *,
    code: str,
    errors: Mapping[str, Sequence[str]] | None = None,
    number: str | None = None,
) -> Response:
    """Answer with a problem; `number` names a fault of ours in the log."""
    content: dict[str, Any] = {
        "type": TYPE_PREFIX + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(_DETAILS.get(status) or _("The request was refused.")),
        "code": code,
    }
    if errors:
        content["errors"] = {field: [str(reason) for reason in reasons] for field, reasons in errors.items()}
    if number is not None:
        content["number"] = number
    return Response(orjson.dumps(content), status=status, content_type=MEDIA_TYPE)


def problem_of_refusal(refusal: QorgauError) -> Response:
    """Answer one of the product's own refusals."""
    errors = refusal.errors if isinstance(refusal, InvalidInput) else None
    response = problem(refusal.status, code=refusal.code, errors=errors)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def problem_of_forgery(fault: HTTPException) -> Response:  # noqa: ARG001 - what is wrong says the code
    """Answer a browser whose request carries no proof that its own page sent it."""
    return problem(HTTPStatus.BAD_REQUEST, code="csrf_token_missing")


def problem_of_http(fault: HTTPException) -> BaseResponse | HTTPException:
    """Answer a fault of HTTP, or of input that a schema refused; a redirect stays one."""
    status = fault.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return fault
    messages = getattr(fault, "data", {}).get("messages")
    code = (
        "invalid_input" if status == _UNPROCESSABLE else HTTPStatus(status).phrase.lower().replace(" ", "_")
    )
    response = problem(status, code=code, errors=_without_location(messages) if messages else None)
    for name, value in fault.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _without_location(messages: Mapping[str, Any]) -> dict[str, list[str]]:
    """Name fields as the sender knows them: without the part of the request that they stood in."""
    flat: dict[str, list[str]] = {}
    for part in messages.values():
        flat |= flatten_errors(part if isinstance(part, Mapping) else {"body": part})
    return flat
