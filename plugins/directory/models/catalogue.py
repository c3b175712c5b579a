"""The network's catalogue: organizations, services, locations and taxonomies, under the names of HSDS."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import Model, NetworkCatalogue, Versioned
from plugins.directory.models.columns import INFO, LONG, HsdsObject, text


class Taxonomy(HsdsObject, NetworkCatalogue, Model):
    """A set of terms."""

    __tablename__ = "directory_taxonomy"
    __table_args__ = {"info": INFO}

    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(2000))
    uri: Mapped[str | None] = text(500)
    version: Mapped[str | None] = text(40)


class TaxonomyTerm(HsdsObject, NetworkCatalogue, Model):
    """A term: a need that services meet, or an audience that they serve."""

    __tablename__ = "directory_taxonomy_term"
    __table_args__ = {"info": INFO}

    code: Mapped[str | None] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(2000))
    parent_id: Mapped[UUID | None]
    taxonomy: Mapped[str | None] = text()
    language: Mapped[str | None] = text(8)
    taxonomy_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory_taxonomy.id"), index=True)
    term_uri: Mapped[str | None] = text(500)


class Organization(HsdsObject, NetworkCatalogue, Model):
    """Who runs services."""

    __tablename__ = "directory_organization"
    __table_args__ = {"info": INFO}

    name: Mapped[str] = mapped_column(String(400))
    alternate_name: Mapped[str | None] = text(400)
    description: Mapped[str] = mapped_column(String(LONG))
    email: Mapped[str | None] = text()
    website: Mapped[str | None] = text(500)
    legal_status: Mapped[str | None] = text()
    uri: Mapped[str | None] = text(500)
    parent_organization_id: Mapped[UUID | None]


class Service(HsdsObject, NetworkCatalogue, Versioned, Model):
    """One entry of the directory: what somebody offers.

    `kind`, `region` (ISO 3166-2 of today's region; empty for the whole country), `visibility`,
    `address_confidential` and `verification` are ours; `folded` is what the search compares.
    """

    __tablename__ = "directory_service"
    __table_args__ = {"info": INFO}

    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory_organization.id"), index=True)
    name: Mapped[str] = mapped_column(String(400))
    alternate_name: Mapped[str | None] = text(400)
    description: Mapped[str | None] = text(LONG)
    url: Mapped[str | None] = text(500)
    email: Mapped[str | None] = text()
    status: Mapped[str] = mapped_column(String(20))
    application_process: Mapped[str | None] = text(LONG)
    fees_description: Mapped[str | None] = text(LONG)
    eligibility_description: Mapped[str | None] = text(LONG)
    alert: Mapped[str | None] = text(LONG)
    assured_date: Mapped[date | None] = mapped_column(Date)
    assurer_email: Mapped[str | None] = text()
    last_modified: Mapped[datetime | None]
    kind: Mapped[str] = mapped_column(String(40), index=True)
    region: Mapped[str] = mapped_column(String(8), default="", index=True)
    visibility: Mapped[str] = mapped_column(String(12))
    address_confidential: Mapped[bool] = mapped_column(Boolean, default=False)
    verification: Mapped[str] = mapped_column(String(12))
    folded: Mapped[str] = mapped_column(String(4000), default="")


class Location(HsdsObject, NetworkCatalogue, Model):
    """A place where services are given."""

    __tablename__ = "directory_location"
    __table_args__ = {"info": INFO}

    location_type: Mapped[str] = mapped_column(String(12))
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory_organization.id"), index=True)
    name: Mapped[str | None] = text(400)
    alternate_name: Mapped[str | None] = text(400)
    description: Mapped[str | None] = text(LONG)
    transportation: Mapped[str | None] = text(LONG)
    url: Mapped[str | None] = text(500)


class ServiceAtLocation(HsdsObject, NetworkCatalogue, Model):
    """A service at one of its locations."""

    __tablename__ = "directory_service_at_location"
    __table_args__ = (UniqueConstraint("service_id", "location_id"), {"info": INFO})

    service_id: Mapped[UUID] = mapped_column(ForeignKey("directory_service.id", ondelete="CASCADE"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("directory_location.id"), index=True)
    description: Mapped[str | None] = text(LONG)


class VerificationStep(NetworkCatalogue, Model):
    """One step of an entry's check: who came to what by which way; rows are only ever added."""

    __tablename__ = "directory_verification_step"
    __table_args__ = {"info": INFO}

    service_id: Mapped[UUID] = mapped_column(
        ForeignKey("directory_service.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(12))
    way: Mapped[str | None] = text(12)
    note: Mapped[str | None] = text(LONG)
    made_at: Mapped[datetime]
    made_on: Mapped[date] = mapped_column(Date)
    made_by: Mapped[str] = mapped_column(String(200))
