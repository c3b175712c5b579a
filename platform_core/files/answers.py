"""Answer with a file: never kept by a cache, never run by a browser, whole or not at all."""

from urllib.parse import quote

from flask import Response

from platform_core.files.queries import OpenedFile

_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox"
_TEXT = "text/plain"


def file_response(opened: OpenedFile) -> Response:
    """Answer with a file under its harmless name; pictures are shown, everything else is downloaded."""
    card = opened.card
    response = Response(opened.content, content_type=_content_type(card.media_type))
    disposition = "inline" if card.is_picture else "attachment"
    response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(card.name)}"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Accept-Ranges"] = "none"
    return response


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type == _TEXT else media_type
