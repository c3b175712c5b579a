"""Answer faults with pages that say what to do next and tell nothing of what was inside."""

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from platform_core.api.problems import problem, problem_of_refusal
from platform_core.auth.access import is_api
from platform_core.auth.identity import identify
from platform_core.db.base import new_id
from platform_core.errors import Conflict, InvalidInput, QorgauError, TooMany
from platform_core.extensions import db
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import has_scope
from platform_core.tenancy.middleware import current_branch, request_actor
from platform_core.web.headers import add_headers

log = structlog.get_logger(__name__)
_SERVER_FAULT = 500
_PLACES = 12


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What a page says of a status."""

    title: Any
    advice: Any
    icon: str = "alert-circle"


_TEXTS = {
    400: ErrorText(
        _l("This address or form cannot be read"),
        _l("Go back, and start again from the page before."),
    ),
    401: ErrorText(_l("Please sign in"), _l("This page is for those who are signed in."), "lock"),
    403: ErrorText(
        _l("Your role does not include this"),
        _l("If you need it for your work, ask the administrator of your branch."),
        "lock",
    ),
    404: ErrorText(
        _l("There is nothing here"),
        _l("The address may be mistyped, or the record may be one you cannot see."),
        "search",
    ),
    405: ErrorText(_l("This cannot be done here"), _l("Go back, and use the buttons of the page.")),
    409: ErrorText(
        _l("Somebody changed this before you"),
        _l("Nothing of yours was saved. Open the record again to see what is new, then make your change."),
        "refresh",
    ),
    413: ErrorText(
        _l("What you sent is too large"), _l("Send a smaller file, or several files one by one."), "upload"
    ),
    422: ErrorText(
        _l("Something needs to be put right"), _l("Go back, and correct what is named here."), "edit"
    ),
    429: ErrorText(_l("Too many tries in a short time"), _l("Wait a little, then try again."), "hourglass"),
    500: ErrorText(
        _l("Something went wrong on our side"),
        _l("Nothing was saved. Try again in a few minutes; if it happens again, tell us this number."),
        "alert-triangle",
    ),
    503: ErrorText(_l("This is not available now"), _l("Try again in a few minutes."), "hourglass"),
}
_CSRF_TEXT = ErrorText(
    _l("This page was open for too long"),
    _l("Go back, load the page again, and send the form once more. Your answers may still be there."),
    "clock",
)


def install_error_pages(app: Flask) -> None:
    """Answer every fault of a page; of the API, those that it does not answer itself."""
    app.register_error_handler(QorgauError, _on_refusal)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(StaleDataError, _on_stale)
    app.register_error_handler(Exception, _on_fault)


def error_response(
    status: int,
    *,
    text: ErrorText | None = None,
    errors: Iterable[str] = (),
    number: UUID | None = None,
) -> Response:
    """Render the page of a status: in the frame for members, in the plain public page for others."""
    _undo()
    shown = text or _TEXTS.get(status) or _TEXTS[400 if status < _SERVER_FAULT else 500]
    if request.headers.get("HX-Request") == "true":  # part of a page is asked for: no page into its corner
        template, layout = "core/_error_fragment.html", ""
    else:
        template, layout = "core/error.html", "core/base.html" if _is_member() else "core/public.html"
    page = render_template(template, layout=layout, status=status, text=shown, errors=errors, number=number)
    response = make_response(page, status)
    return add_headers(response)


def _on_refusal(refusal: QorgauError) -> Response:
    errors = list(_lines_of(refusal)) if isinstance(refusal, InvalidInput) else []
    response = error_response(refusal.status, errors=errors)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _lines_of(refusal: InvalidInput) -> Iterator[str]:
    """Give each reason behind the name of its field, where the field has one for readers."""
    for field, reasons in refusal.errors.items():
        label = refusal.labels.get(field)
        yield from (f"{label}: {reason}" if label else reason for reason in reasons)


def _on_stale(_fault: StaleDataError) -> Response:
    """Tell the second writer of a row: the database refused to write over what was not read."""
    refusal = Conflict()
    return problem_of_refusal(refusal) if is_api(request) else _on_refusal(refusal)


def _on_csrf(_fault: CSRFError) -> Response:
    return error_response(400, text=_CSRF_TEXT)


def _on_http(fault: HTTPException) -> Response | HTTPException:
    if fault.response is not None or (fault.code or _SERVER_FAULT) < 400:  # noqa: PLR2004 - redirects
        return fault
    if is_api(request):
        return fault
    response = error_response(fault.code or _SERVER_FAULT)
    for name, value in fault.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _on_fault(fault: Exception) -> Response:
    """Log the kind of fault under a number that the reader can name; the words stay inside."""
    number = new_id()
    log.error(
        "page_failed",
        number=str(number),
        fault=type(fault).__name__,
        endpoint=request.endpoint,
        at=_places(fault),
    )
    if is_api(request):
        return problem(_SERVER_FAULT, code="server_fault", number=str(number))
    try:
        return error_response(_SERVER_FAULT, number=number)
    except Exception as second:  # noqa: BLE001 - the page of last resort needs nothing
        log.error("error_page_failed", number=str(number), fault=type(second).__name__)  # noqa: TRY400
        return add_headers(make_response(f"500 · {number}", _SERVER_FAULT, {"Content-Type": "text/plain"}))


def _undo() -> None:
    """Take back what the request had begun: a refusal leaves nothing, and the page can be drawn."""
    if has_scope():
        db.session.rollback()


def _places(fault: Exception) -> list[str]:
    """List where a fault passed, innermost last: lines of code, never values or words."""
    frames = traceback.extract_tb(fault.__traceback__)[-_PLACES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _is_member() -> bool:
    """Tell whether somebody signed in asks, be it for an address that is nowhere."""
    is_here = current_branch() is not None and request_actor() is not None
    return is_here or identify(request) is not None
