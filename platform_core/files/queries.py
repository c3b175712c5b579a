"""Read attachments: the files of records in one query, and one file with its content."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import Row, Select, select

from platform_core.audit.recorder import record, record_apart, record_central
from platform_core.crypto import KeyDestroyed, RecordRef, SealBroken, SealedCell, unseal_many
from platform_core.crypto.streams import unseal_stream
from platform_core.errors import Forbidden, NotFound
from platform_core.extensions import db
from platform_core.files import events
from platform_core.files.faults import AttachmentUnreadable
from platform_core.files.kinds import ALL_TYPES, PICTURE, SOUND
from platform_core.files.models import Attachment
from platform_core.files.registry import known_attachment
from platform_core.files.services import CONTENT, DETAILS, TARGET, digest_of
from platform_core.files.store import open_stored
from platform_core.i18n import format_number
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import current_scope

log = structlog.get_logger(__name__)
_TAIL = 6
_KIB, _MIB = 1024, 1024 * 1024
_COLUMNS = (
    Attachment.id,
    Attachment.branch_id,
    Attachment.owner_id,
    Attachment.media_type,
    Attachment.size,
    Attachment.details,
    Attachment.digest,
    Attachment.state,
    Attachment.kept_at,
    Attachment.kept_by,
)


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file as lists show it; `size` in bytes, `sha256` that of the content as it is kept."""

    id: UUID
    owner_id: UUID
    name: str
    kind: str
    media_type: str
    size: int
    state: str
    kept_at: datetime
    kept_by: UUID | None
    description: str = ""
    taken_by: str = ""
    sha256: str = ""
    is_erased: bool = False

    @property
    def size_text(self) -> str:
        """The size in words: "340 KB", "2.1 MB"."""
        if self.size < _MIB:
            return _("%(size)s KB", size=format_number(max(1, round(self.size / _KIB))))
        return _("%(size)s MB", size=format_number(round(self.size / _MIB, 1)))

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it within a page."""
        return self.kind == PICTURE

    @property
    def is_sound(self) -> bool:
        """Whether a page may play it."""
        return self.kind == SOUND


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file with its whole content, checked."""

    card: AttachedFile
    content: bytes = field(repr=False)


def attachments_of(
    code: str, owner_ids: Iterable[UUID], *, branch_id: UUID | None = None
) -> Mapping[UUID, list[AttachedFile]]:
    """Return the files of records by record, oldest first: one query, one look at the key store.

    In a central reading `branch_id` says whose; `Forbidden` unless the declaration opens its files there.
    """
    chosen = _chosen(code, branch_id).where(Attachment.owner_id.in_(list(owner_ids)))
    rows = db.session.execute(chosen.order_by(Attachment.kept_at, Attachment.id)).all()
    cells = [SealedCell(TARGET, row.branch_id, row.id, DETAILS, row.details) for row in rows]
    found: dict[UUID, list[AttachedFile]] = defaultdict(list)
    for row, details in zip(rows, unseal_many(cells), strict=True):
        found[row.owner_id].append(_card(row, details))
    return found


def open_file(code: str, owner_id: UUID, attachment_id: UUID, *, branch_id: UUID | None = None) -> OpenedFile:
    """Return one file of a record with its whole content; the trail says who opened it.

    The caller has decided that the reader may know of the record. Raises `NotFound`, `KeyDestroyed` once
    it was erased, and `AttachmentUnreadable`, with an alarm in the trail, for one that is not whole.
    """
    chosen = _chosen(code, branch_id).where(Attachment.owner_id == owner_id, Attachment.id == attachment_id)
    row = db.session.execute(chosen).one_or_none()
    if row is None:
        raise NotFound
    [details] = unseal_many([SealedCell(TARGET, row.branch_id, row.id, DETAILS, row.details)])
    card = _card(row, details)
    if card.is_erased:
        raise KeyDestroyed
    opened = OpenedFile(card, _content(row, card))
    told = {"belongs_to": code, "record": str(owner_id), "digest": row.digest.hex()}
    if branch_id is None:
        record(events.OPENED, target=(TARGET, row.id), data=told)
    else:
        record_central(events.OPENED, branch_ids=[branch_id], target=(TARGET, row.id), data=told)
    return opened


def _chosen(code: str, branch_id: UUID | None) -> Select[Any]:
    spec = known_attachment(code)
    chosen = cast("Select[Any]", select(*_COLUMNS)).where(Attachment.code == code)
    if current_scope().branch_id is not None:
        return chosen
    if branch_id is None or not spec.central:
        raise Forbidden
    return chosen.where(Attachment.branch_id == branch_id)


def _content(row: Row[Any], card: AttachedFile) -> bytes:
    try:
        with open_stored(row.branch_id, row.id) as source:
            content = unseal_stream(RecordRef(TARGET, row.branch_id, row.id), CONTENT, source)
    except (OSError, SealBroken) as fault:
        raise _alarm(row, type(fault).__name__) from None
    if len(content) != row.size or not _is_same(row, card, content):
        raise _alarm(row, "Altered")
    return content


def _is_same(row: Row[Any], card: AttachedFile, content: bytes) -> bool:
    """Whether a content is the one whose hash was kept; the keyed hash is the branch's own affair."""
    same = sha256(content).hexdigest() == card.sha256
    return same and (current_scope().branch_id is None or digest_of(card.sha256) == row.digest)


def _alarm(row: Row[Any], cause: str) -> AttachmentUnreadable:
    """Tell the trail and the log that a file is not whole; neither learns what is in it."""
    log.error("files.broken", branch=str(row.branch_id), file=str(row.id), cause=cause)
    if current_scope().branch_id is None:
        record_central(events.BROKEN, branch_ids=[row.branch_id], target=(TARGET, row.id))
    else:
        record_apart(events.BROKEN, target=(TARGET, row.id), data={"cause": cause})
    return AttachmentUnreadable()


def _card(row: Row[Any], details: str | None) -> AttachedFile:
    found = ALL_TYPES[row.media_type]
    known = json.loads(details) if details is not None else {}
    return AttachedFile(
        id=row.id,
        owner_id=row.owner_id,
        name=known.get("name") or f"{found.kind}-{row.id.hex[-_TAIL:]}.{found.ending}",
        kind=found.kind,
        media_type=row.media_type,
        size=row.size,
        state=row.state,
        kept_at=row.kept_at,
        kept_by=row.kept_by,
        description=known.get("description", ""),
        taken_by=known.get("taken_by", ""),
        sha256=known.get("sha256", ""),
        is_erased=details is None,
    )
