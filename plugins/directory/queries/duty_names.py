"""The names of what the yearly duties are about, for who reads the list of what is due."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import current_locale, db
from plugins.directory.models import LocalService, Service
from plugins.directory.schemas.reading import said


def name_local(keys: Collection[str]) -> Mapping[str, str]:
    """Name services of the branch at hand by the keys of their duties, in the reader's language."""
    ids = [UUID(key) for key in keys]
    chosen = select(LocalService.id, LocalService.document).where(LocalService.id.in_(ids))
    return {str(row.id): said(row.document, "name", current_locale()) for row in db.session.execute(chosen)}


def name_entries(keys: Collection[str]) -> Mapping[str, str]:
    """Name entries of the network by the keys of their duties, in the reader's language."""
    ids = [UUID(key) for key in keys]
    rows = db.session.execute(select(Service.id, Service.name, Service.extra).where(Service.id.in_(ids)))
    language = current_locale()
    return {str(row.id): said({**row.extra, "name": row.name}, "name", language) for row in rows}
