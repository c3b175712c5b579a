"""The declarative base that every table of the core and of the plugins shares."""

from datetime import datetime
from uuid import UUID

import uuid_utils.compat as uuids
from sqlalchemy import JSON, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase

from platform_core.db.types import UTCDateTime

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """Base of every mapped class; maps `UUID`, aware `datetime` and `dict`/`list` to their types."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {
        UUID: Uuid(),
        datetime: UTCDateTime(),
        dict: JSON(),
        list: JSON(),
    }


def new_id() -> UUID:
    """Make a UUIDv7: ordered by time, so inserts stay at the right edge of the index."""
    return uuids.uuid7()
