"""Answer faults of the API; pages keep their own handlers, chosen by the address."""

from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from platform_core.api.problems import problem_of_forgery, problem_of_http, problem_of_refusal
from platform_core.auth.access import is_api
from platform_core.errors import QorgauError

Handler = Callable[[Any], Any]


def install_problems(app: Flask) -> None:
    """Answer problems under the API's addresses in front of the handlers that pages have."""
    answers: tuple[tuple[type[Exception], Handler], ...] = (
        (QorgauError, problem_of_refusal),
        (HTTPException, problem_of_http),
        (CSRFError, problem_of_forgery),
    )
    for kind, answer in answers:
        handlers = app.error_handler_spec[None][getattr(kind, "code", None)]  # CSRFError is kept by its 400
        page: Handler | None = handlers.get(kind)
        app.register_error_handler(kind, _chosen(answer, page))


def _chosen(answer: Handler, page: Handler | None) -> Handler:
    def handle(fault: Any) -> Response | Any:
        return answer(fault) if is_api(request) or page is None else page(fault)

    return handle
