"""Keep files with a record, and take them away for good."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from platform_core.audit.recorder import record
from platform_core.crypto import blind_index, destroy_record_keys, seal
from platform_core.crypto.streams import seal_stream
from platform_core.db.base import new_id
from platform_core.errors import InvalidInput, NotFound, Unavailable
from platform_core.extensions import db
from platform_core.files import events
from platform_core.files.faults import NO_ROOM, refusal_text
from platform_core.files.intake import MIB, ReadyFile
from platform_core.files.models import Attachment
from platform_core.files.registry import known_attachment
from platform_core.files.store import has_room, remove_file, write_file
from platform_core.hooks.manifest import AttachmentSpec
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_actor, current_branch_id

TARGET = "core_attachment"
CONTENT, DETAILS = "content", "details"
MOST_OF_ONE_BRANCH = 20 * 1024 * MIB
"""Bytes that one branch may keep, so that nobody can fill the disk of all by sending."""

LONGEST_WORDS = 2_000


def attach_file(
    code: str,
    owner_id: UUID,
    ready: ReadyFile,
    *,
    description: str = "",
    taken_by: str = "",
    nameless: bool = False,
) -> UUID:
    """Keep one file with a record of the branch at hand; return its id. The caller commits.

    `nameless` keeps the sender's account out of the row. The same content given to the same record again
    is the file that is there. Raises `NotFound` for a record that is not there, `InvalidInput` on `files`
    for too many, or where no room is left.
    """
    spec = known_attachment(code)
    digest = digest_of(ready.sha256)
    known = db.session.scalar(
        select(Attachment.id).where(
            Attachment.code == code, Attachment.owner_id == owner_id, Attachment.digest == digest
        )
    )
    if known is not None:
        return known
    _refuse_excess(spec, owner_id, len(ready.data))
    details = {
        "name": ready.name if spec.keep_names else "",
        "description": description.strip()[:LONGEST_WORDS],
        "taken_by": taken_by.strip()[:LONGEST_WORDS],
        "sha256": ready.sha256,
    }
    keeper = None if nameless else current_actor().user_id
    return _keep(spec, owner_id, ready, details=details, digest=digest, keeper=keeper)


def attach_files(
    code: str, owner_id: UUID, ready: Iterable[ReadyFile], *, nameless: bool = False
) -> list[UUID]:
    """Keep several files with a record; raise as `attach_file` does."""
    return [attach_file(code, owner_id, one, nameless=nameless) for one in ready]


def remove_attachment(code: str, owner_id: UUID, attachment_id: UUID, *, reason: str) -> None:
    """Take one file of a record away for good; `reason` is a code for the trail. Raises `NotFound`."""
    row = db.require(
        select(Attachment).where(
            Attachment.code == code, Attachment.owner_id == owner_id, Attachment.id == attachment_id
        )
    )
    erase_rows([row], reason=reason)


def erase_attachments(code: str, owner_ids: Iterable[UUID], *, reason: str = "erasure") -> int:
    """Take every file of some records away; return how many. Call it last: no rollback brings them back."""
    chosen = select(Attachment).where(Attachment.code == code, Attachment.owner_id.in_(list(owner_ids)))
    return erase_rows(db.session.scalars(chosen).all(), reason=reason)


def erase_rows(rows: Sequence[Attachment], *, reason: str) -> int:
    """Take rows, their keys and their files away, the keys last of what can fail; return how many."""
    places = [(row.branch_id, row.id) for row in rows]
    for row in rows:
        record(
            events.REMOVED,
            target=(TARGET, row.id),
            data=_told(row) | {"reason": reason},
        )
        db.session.delete(row)
    db.session.flush()
    destroy_record_keys(rows)
    for branch_id, file_id in places:
        remove_file(branch_id, file_id)
    return len(places)


def digest_of(sha256: str) -> bytes:
    """Return the keyed hash of a content by its SHA-256; it differs in every branch."""
    return blind_index(sha256, purpose="core.attachment")


def _keep(
    spec: AttachmentSpec,
    owner_id: UUID,
    ready: ReadyFile,
    *,
    details: dict[str, Any],
    digest: bytes,
    keeper: UUID | None,
) -> UUID:
    row = Attachment(
        id=new_id(),
        code=spec.code,
        owner_id=owner_id,
        media_type=ready.found.media_type,
        size=len(ready.data),
        digest=digest,
        kept_by=keeper,
    )
    row.details = seal(row, DETAILS, json.dumps(details, ensure_ascii=False))
    try:
        write_file(current_branch_id(), row.id, seal_stream(row, CONTENT, ready.data))
    except OSError:
        raise Unavailable from None
    db.session.add(row)
    db.session.flush()
    record(
        events.KEPT,
        target=(TARGET, row.id),
        data=_told(row) | {"bytes": row.size},
    )
    return row.id


def _told(row: Attachment) -> dict[str, Any]:
    """Say to the trail which file it is, for ever: the digest proves it, and tells nothing of it."""
    return {"belongs_to": row.code, "record": str(row.owner_id), "digest": row.digest.hex()}


def _refuse_excess(spec: AttachmentSpec, owner_id: UUID, size: int) -> None:
    if db.session.scalar(select(spec.owner.id).where(spec.owner.id == owner_id)) is None:  # type: ignore[attr-defined]
        raise NotFound
    here = select(func.count()).where(Attachment.code == spec.code, Attachment.owner_id == owner_id)
    if (db.session.scalar(here) or 0) >= spec.most_in_all:
        raise InvalidInput({"files": [_("At most %(most)s files in all.", most=spec.most_in_all)]})
    kept = db.session.scalar(select(func.coalesce(func.sum(Attachment.size), 0))) or 0
    if kept + size > MOST_OF_ONE_BRANCH or not has_room(size):
        raise InvalidInput({"files": [refusal_text(NO_ROOM, kinds=spec.kinds, most_mib=spec.most_mib)]})
