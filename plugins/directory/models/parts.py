"""What hangs on services, organizations and locations, under the names of HSDS."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from platform_core.sdk import Model, NetworkCatalogue
from plugins.directory.models.columns import (
    INFO,
    LONG,
    HsdsObject,
    OfLocation,
    OfOrganization,
    OfService,
    OfServiceAtLocation,
    text,
)


class Contact(
    OfService, OfOrganization, OfLocation, OfServiceAtLocation, HsdsObject, NetworkCatalogue, Model
):
    """An office to write to or to ask for; never a named official."""

    __tablename__ = "directory_contact"
    __table_args__ = {"info": INFO}

    name: Mapped[str | None] = text()
    title: Mapped[str | None] = text()
    department: Mapped[str | None] = text()
    email: Mapped[str | None] = text()


class Phone(OfService, OfOrganization, OfLocation, OfServiceAtLocation, HsdsObject, NetworkCatalogue, Model):
    """A phone: `number` is E.164 or a short code, `printed` is how the source has it.

    `flags` say what is unusual; a phone of type `unparsed` cannot be dialled and is only listed.
    """

    __tablename__ = "directory_phone"
    __table_args__ = {"info": INFO}

    contact_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("directory_contact.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[str] = mapped_column(String(120))
    type: Mapped[str | None] = text(40)
    description: Mapped[str | None] = text(LONG)
    printed: Mapped[str | None] = text()
    flags: Mapped[list[str] | None] = mapped_column(JSON)


class Address(OfLocation, HsdsObject, NetworkCatalogue, Model):
    """The address of a location."""

    __tablename__ = "directory_address"
    __table_args__ = {"info": INFO}

    attention: Mapped[str | None] = text()
    address_1: Mapped[str] = mapped_column(String(400))
    address_2: Mapped[str | None] = text(400)
    city: Mapped[str] = mapped_column(String(200))
    region: Mapped[str | None] = text()
    state_province: Mapped[str] = mapped_column(String(200))
    postal_code: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2))
    address_type: Mapped[str] = mapped_column(String(12))


class Schedule(OfService, OfLocation, OfServiceAtLocation, HsdsObject, NetworkCatalogue, Model):
    """When a service is open."""

    __tablename__ = "directory_schedule"
    __table_args__ = {"info": INFO}

    freq: Mapped[str | None] = text(12)
    byday: Mapped[str | None] = text(40)
    opens_at: Mapped[str | None] = text(12)
    closes_at: Mapped[str | None] = text(12)
    description: Mapped[str | None] = text(LONG)
    notes: Mapped[str | None] = text(LONG)


class ServiceArea(OfService, HsdsObject, NetworkCatalogue, Model):
    """Where those live whom a service serves; `extent` is the ISO 3166 code."""

    __tablename__ = "directory_service_area"
    __table_args__ = {"info": INFO}

    name: Mapped[str | None] = text()
    description: Mapped[str | None] = text(LONG)
    extent: Mapped[str | None] = text(LONG)
    extent_type: Mapped[str | None] = text(40)
    uri: Mapped[str | None] = text(500)


class Language(OfService, OfLocation, HsdsObject, NetworkCatalogue, Model):
    """A language that is spoken there."""

    __tablename__ = "directory_language"
    __table_args__ = {"info": INFO}

    phone_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("directory_phone.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str | None] = text()
    code: Mapped[str | None] = text(8)
    note: Mapped[str | None] = text(LONG)


class Attribute(HsdsObject, NetworkCatalogue, Model):
    """A term that is said of some object; `link_id` is that object's id, `link_entity` its kind."""

    __tablename__ = "directory_attribute"
    __table_args__ = (Index(None, "link_id"), {"info": INFO})

    link_id: Mapped[UUID]
    taxonomy_term_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("directory_taxonomy_term.id"), index=True
    )
    link_type: Mapped[str | None] = text()
    link_entity: Mapped[str | None] = text(40)
    value: Mapped[str | None] = text(LONG)


class Metadata(HsdsObject, NetworkCatalogue, Model):
    """One change of one field: an entry's history; only places that became secret are blanked in it."""

    __tablename__ = "directory_metadata"
    __table_args__ = (Index(None, "resource_id"), {"info": INFO})

    resource_id: Mapped[UUID]
    resource_type: Mapped[str | None] = text(40)
    last_action_date: Mapped[datetime]
    last_action_type: Mapped[str] = mapped_column(String(40))
    field_name: Mapped[str] = mapped_column(String(120))
    previous_value: Mapped[str] = mapped_column(String(4000))
    replacement_value: Mapped[str] = mapped_column(String(4000))
    updated_by: Mapped[str] = mapped_column(String(200))
