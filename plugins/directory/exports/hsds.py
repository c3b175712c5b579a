"""HSDS 3.0 as one JSON file: a page of services as the standard's own interface gives it, all on one page."""

from collections.abc import Sequence
from typing import Any

import orjson

from plugins.directory.schemas.hsds.nesting import Document

JSON_TYPE = "application/json"


def page_of(documents: Sequence[Document]) -> dict[str, Any]:
    """Put services on one page, in the fields of the standard's lists."""
    return {
        "total_items": len(documents),
        "total_pages": 1,
        "page_number": 1,
        "size": len(documents),
        "first_page": True,
        "last_page": True,
        "empty": not documents,
        "contents": list(documents),
    }


def hsds_json(documents: Sequence[Document]) -> bytes:
    """Write services with everything that stands inside them."""
    return orjson.dumps(page_of(documents), option=orjson.OPT_INDENT_2)
