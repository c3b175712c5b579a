"""Keep a file between its dry run and its import: sealed, and gone within a day."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from platform_core.clock import now
from platform_core.crypto import destroy_record_key, destroy_record_keys, seal_bytes, unseal_bytes
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.isolation.scope import current_actor
from platform_core.people.models import PeopleUpload

KEPT_FOR = timedelta(days=1)


def keep_upload(data: bytes, *, default_kind: str | None) -> PeopleUpload:
    """Seal a file under a key of its own and keep it for its author."""
    upload = PeopleUpload(default_kind=default_kind, created_by=current_actor().user_id)
    upload.content = seal_bytes(upload, "content", data)
    db.session.add(upload)
    db.session.flush()
    return upload


def get_upload(upload_id: UUID) -> PeopleUpload:
    """Return a file that the present actor keeps; raise `NotFound` for others' and expired ones."""
    chosen = select(PeopleUpload).where(
        PeopleUpload.id == upload_id, PeopleUpload.created_at > now() - KEPT_FOR
    )
    upload = db.session.scalar(chosen)
    if upload is None or upload.created_by != current_actor().user_id:
        raise NotFound
    return upload


def content_of(upload: PeopleUpload) -> bytes:
    """Return the bytes of a kept file."""
    return unseal_bytes(upload, "content", upload.content)


def discard_upload(upload: PeopleUpload) -> None:
    """Drop a kept file and the key that could read it."""
    db.session.delete(upload)
    db.session.flush()
    destroy_record_key(upload)


def purge_uploads(_payload: Mapping[str, Any]) -> None:
    """Drop the files that nobody confirmed within a day."""
    expired = list(
        db.session.scalars(select(PeopleUpload).where(PeopleUpload.created_at <= now() - KEPT_FOR))
    )
    if not expired:
        return
    db.session.execute(delete(PeopleUpload).where(PeopleUpload.id.in_([one.id for one in expired])))
    db.session.flush()
    destroy_record_keys(expired)
