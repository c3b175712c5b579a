"""Give a PDF to the reader."""

import re

from werkzeug.wrappers import Response

_UNFIT = re.compile(r"[^\w.-]+")


def pdf_response(content: bytes, *, file_name: str, inline: bool = True) -> Response:
    """Answer with a PDF, shown in the browser or as a file to save; never kept by a cache."""
    name = _UNFIT.sub("-", file_name.removesuffix(".pdf")).strip("-.") or "qorgau"
    response = Response(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=f"{name}.pdf")
    response.headers["Cache-Control"] = "no-store"
    return response
