"""Answer with headers that leave a page nothing to leak: strict CSP, no referrer, no cache."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, g, make_response, request

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
_WITH_CAMERA = _PERMISSIONS.replace("camera=()", "camera=(self)")
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": _PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS = "max-age=31536000; includeSubDomains"

View = TypeVar("View", bound=Callable[..., Any])


def install_headers(app: Flask) -> None:
    """Put the headers on every answer of the application."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Put the headers on one answer; whatever is not a static file is never kept by a cache."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", _HSTS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Cookie", "Accept-Language"))
    return response


def confidential(view: View) -> View:
    """Mark a page as confidential (P30.3): watermark on paper, hidden when the window loses focus."""

    @wraps(view)
    def marked(*args: Any, **options: Any) -> Any:
        g.confidential = True
        return view(*args, **options)

    return marked  # type: ignore[return-value]


def uses_camera(view: View) -> View:
    """Let the page of a view ask the browser for the camera, to read codes; no other page may."""

    @wraps(view)
    def marked(*args: Any, **options: Any) -> Any:
        response = make_response(view(*args, **options))
        response.headers["Permissions-Policy"] = _WITH_CAMERA
        return response

    return marked  # type: ignore[return-value]


def is_confidential() -> bool:
    """Tell whether the page at hand was marked as confidential."""
    return bool(g.get("confidential", False))
