"""What the lists of entries can be filtered and sorted by, and their rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import ColumnElement

from platform_core.sdk import (
    Filter,
    ListSpec,
    Sort,
    branch_by_id,
    current_branch_id,
    current_locale,
    local_day,
    new_id,
)
from platform_core.sdk import lazy_gettext as _l
from plugins.directory.models import Service
from plugins.directory.policy.codes import Verification
from plugins.directory.queries.branch import meets
from plugins.directory.queries.listing import is_called, stands_at
from plugins.directory.schemas.reading import said
from plugins.directory.views.words import (
    STATUS_TONES,
    WHOLE_COUNTRY,
    options,
    region_name,
    region_options,
    standing_of,
    words,
)


def today() -> date:
    """Return the day of the branch of the request."""
    return local_day(branch_by_id(current_branch_id()))


def _is_in(code: str) -> ColumnElement[bool]:
    return Service.region == ("" if code == WHOLE_COUNTRY else code)


def _stands(state: str) -> ColumnElement[bool]:
    return stands_at(Service, Verification(state), today())


_FILTERS = (
    Filter("q", _l("Name, town or phone"), apply=lambda text: is_called(Service, text)),
    Filter("need", _l("Need"), kind="select", options=lambda: options("need"), apply=meets),
    Filter("region", _l("Region"), kind="select", options=region_options, apply=_is_in),
    Filter.by_code("kind", _l("Kind"), Service.kind, lambda: options("kind")),
    Filter(
        "verification", _l("Check"), kind="select", options=lambda: options("verification"), apply=_stands
    ),
)
_SORTS = (
    Sort("name", Service.name),
    Sort("region", Service.region),
    Sort("assured", Service.assured_date, nullable=True),
)

ENTRIES = ListSpec(filters=_FILTERS, sorts=_SORTS, default_sort="name", tie=(Service.id,))
"""The network's list as a branch reads it."""

CURATED = ListSpec(
    filters=(
        *_FILTERS,
        Filter.by_code("visibility", _l("Who sees it"), Service.visibility, lambda: options("visibility")),
        Filter.by_code("status", _l("Does it work"), Service.status, lambda: options("status")),
    ),
    sorts=_SORTS,
    default_sort="name",
    tie=(Service.id,),
)
"""The network's list as its keepers read it."""


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """A row of a list; `hidden` is why the branch hides the entry."""

    id: UUID
    url: str
    name: str
    kind: str
    region: str
    visibility: str
    status: str
    status_tone: str
    standing: str
    standing_tone: str
    assured_on: date | None
    hidden: str = ""


def row_maker(
    endpoint: str, argument: str, *, hidden: Mapping[UUID, str] | None = None
) -> Callable[[Any], ListedEntry]:
    """Make rows with codes named once and the address built once for the page."""
    kinds, seen, statuses = words("kind"), words("visibility"), words("status")
    sample, language, day = new_id(), current_locale(), today()
    values: dict[str, Any] = {argument: sample}
    address = url_for(endpoint, **values)
    regions: dict[str, str] = {}

    def make(row: Any) -> ListedEntry:
        standing, tone = standing_of(row.verification, row.assured_date, day)
        document = row.document if hasattr(row, "document") else {**row.extra, "name": row.name}
        return ListedEntry(
            id=row.id,
            url=address.replace(str(sample), str(row.id)),
            name=said(document, "name", language),
            kind=kinds[row.kind],
            region=regions.setdefault(row.region, region_name(row.region)),
            visibility=seen[row.visibility],
            status=statuses[row.status],
            status_tone=STATUS_TONES[row.status],
            standing=standing,
            standing_tone=tone,
            assured_on=row.assured_date,
            hidden=(hidden or {}).get(row.id, ""),
        )

    return make
