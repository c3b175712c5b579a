"""Columns that objects of HSDS share."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

INFO = {"plugin": "directory"}
SHORT, LONG = 200, 2000


def text(length: int = SHORT) -> Any:
    """Make a column for an optional text."""
    return mapped_column(String(length))


class HsdsObject:
    """Whatever a row says beyond its columns, and its place among its sisters in a document.

    `extra` holds fields of HSDS that have no column here, `translations` (`{"name": {"kk": …}}`) and
    what other publishers add, so that nothing of an imported document is lost.
    """

    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    position: Mapped[int] = mapped_column(Integer, default=0)


class OfService:
    """A part of a service."""

    @declared_attr
    def service_id(cls) -> Mapped[UUID | None]:
        """Point at the service that the row belongs to."""
        return mapped_column(ForeignKey("directory_service.id", ondelete="CASCADE"), index=True)


class OfLocation:
    """A part of a location."""

    @declared_attr
    def location_id(cls) -> Mapped[UUID | None]:
        """Point at the location that the row belongs to."""
        return mapped_column(ForeignKey("directory_location.id", ondelete="CASCADE"), index=True)


class OfOrganization:
    """A part of an organization."""

    @declared_attr
    def organization_id(cls) -> Mapped[UUID | None]:
        """Point at the organization that the row belongs to."""
        return mapped_column(ForeignKey("directory_organization.id", ondelete="CASCADE"), index=True)


class OfServiceAtLocation:
    """A part of what a service does at a location."""

    @declared_attr
    def service_at_location_id(cls) -> Mapped[UUID | None]:
        """Point at the service at a location that the row belongs to."""
        return mapped_column(ForeignKey("directory_service_at_location.id", ondelete="CASCADE"), index=True)
