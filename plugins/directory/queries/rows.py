"""Rows of the catalogue's tables as plain values under the names of HSDS."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from plugins.directory.models import (
    Address,
    Attribute,
    Contact,
    Language,
    Location,
    Metadata,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from plugins.directory.schemas.hsds.objects import REQUIRED

MODEL_OF: Mapping[str, type[Any]] = {
    "taxonomy": Taxonomy,
    "taxonomy_term": TaxonomyTerm,
    "organization": Organization,
    "service": Service,
    "location": Location,
    "service_at_location": ServiceAtLocation,
    "contact": Contact,
    "phone": Phone,
    "address": Address,
    "schedule": Schedule,
    "service_area": ServiceArea,
    "language": Language,
    "attribute": Attribute,
    "metadata": Metadata,
}
"""The table of each kind of object, in the order in which rows may be written."""

INNER = frozenset({"extra", "position", "version", "folded"})
"""Columns that are no field of a document; a taxonomy's `version` is."""


def fields_of(kind: str) -> dict[str, Any]:
    """Return the columns of a kind that are fields of its documents, by name."""
    model = MODEL_OF[kind]
    own = INNER - ({"version"} if kind == "taxonomy" else set())
    return {name: getattr(model, name) for name in inspect(model).columns.keys() if name not in own}  # noqa: SIM118 - a collection of columns, not a dict


def as_row(kind: str, found: Any) -> dict[str, Any]:
    """Return what a selected row says, in the values of JSON; what is not said is left out."""
    values = {name: as_json(getattr(found, name)) for name in fields_of(kind)}
    required = REQUIRED[kind]
    said = {name: value for name, value in values.items() if value or value is False or name in required}
    return {"id": said.pop("id"), **said, **found.extra}


def as_json(value: Any) -> Any:
    """Return a column's value as JSON has it: ids and days as texts, moments in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
