"""Serve the product's own browser files, each under an address that changes with its content."""

import gzip
import hashlib
import mimetypes
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path

from flask import Flask, Response, current_app, has_request_context, request, send_from_directory, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

STATIC = Path(__file__).parent / "static"
MODULES = "modules"
FOLDERS = "qorgau_static_folders"
ADDRESSES = "qorgau_static_addresses"
_A_YEAR = 365 * 24 * 3600
_DIGEST_LENGTH = 10
_COMPRESSIBLE = frozenset({".css", ".js", ".svg", ".json"})


def install_static(app: Flask, modules: dict[str, Path]) -> None:
    """Serve `/static/…` of the core and `/static/modules/<module>/…` of each module's folder."""
    app.extensions[FOLDERS] = modules
    app.extensions[ADDRESSES] = {}
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_send)


def kept_address(make: Callable[..., str]) -> Callable[..., str]:
    """Keep the addresses that `make` gives: files change with a release, not with a request."""

    @wraps(make)
    def give(*what: str) -> str:
        kept: dict[tuple[str, ...], str] = current_app.extensions[ADDRESSES]
        key = (request.script_root if has_request_context() else "", make.__name__, *what)
        if key not in kept:
            kept[key] = make(*what)
        return kept[key]

    return give


@kept_address
def static_url(path: str) -> str:
    """Give the address of our own file: `css/app.css`, or `modules/incidents/journal.js` of a module."""
    return url_for("static", filename=path, v=_digest(_place(path)))


def _send(filename: str) -> BaseResponse:
    place = _place(filename)
    if place is None:
        raise NotFound
    if place.suffix in _COMPRESSIBLE and request.accept_encodings.quality("gzip") > 0:
        response = _send_packed(place)
    else:
        response = send_from_directory(place.parent, place.name, max_age=_A_YEAR)
    response.cache_control.public = True
    response.cache_control.immutable = True
    if place.suffix in _COMPRESSIBLE:
        response.vary.add("Accept-Encoding")
    return response


def _send_packed(place: Path) -> BaseResponse:
    """Send a text file compressed: nothing secret is in it, and no proxy need stand before us."""
    packed, digest = _pack(place, place.stat().st_mtime_ns)
    response = Response(packed, mimetype=mimetypes.guess_type(place.name)[0] or "application/octet-stream")
    response.content_encoding = "gzip"
    response.cache_control.max_age = _A_YEAR
    response.set_etag(digest)
    return response.make_conditional(request)


@lru_cache(maxsize=128)
def _pack(place: Path, _changed: int) -> tuple[bytes, str]:
    packed = gzip.compress(place.read_bytes(), mtime=0)
    return packed, hashlib.sha256(packed).hexdigest()[:_DIGEST_LENGTH]


def _place(filename: str) -> Path | None:
    """Find a file beneath its folder, or None: no path leads out of it."""
    root, rest = STATIC, filename
    first, _, beneath = filename.partition("/")
    if first == MODULES:
        module, _, rest = beneath.partition("/")
        folders: dict[str, Path] = current_app.extensions[FOLDERS]
        if module not in folders:
            return None
        root = folders[module]
    place = (root / rest).resolve()
    return place if place.is_relative_to(root.resolve()) and place.is_file() else None


def _digest(place: Path | None) -> str | None:
    if place is None:
        return None
    return hashlib.sha256(place.read_bytes()).hexdigest()[:_DIGEST_LENGTH]
