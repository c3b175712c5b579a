"""Pages of the API by key: `cursor` and `limit` in, `items` and `next` out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select

from platform_core.db.keyset import BadCursor, SortKey, fetch_slice
from platform_core.errors import InvalidInput
from platform_core.extensions import db
from platform_core.i18n import gettext as _


def read_page(
    statement: Select[Any],
    *,
    keys: Sequence[SortKey],
    query: Mapping[str, Any],
    make: Callable[[Any], Mapping[str, Any]],
) -> dict[str, Any]:
    """Read one page of `statement`; raise `InvalidInput` naming `cursor` for one of another list."""
    try:
        found = fetch_slice(db.session, statement, keys=keys, size=query["limit"], cursor=query.get("cursor"))
    except BadCursor:
        raise InvalidInput({"cursor": [_("This page of the list is not known.")]}) from None
    return {"items": [make(row) for row in found.rows], "next": found.after}
