"""The nightly sweep: files whose row never came, rows whose record is gone, files that are missing."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update

from platform_core.audit.recorder import record
from platform_core.clock import now
from platform_core.crypto import destroy_record_keys
from platform_core.extensions import db
from platform_core.files import events
from platform_core.files.models import KEPT, MISSING, Attachment
from platform_core.files.registry import known_attachments
from platform_core.files.services import TARGET, erase_rows
from platform_core.files.store import path_of, remove_file, remove_unfinished, stored_files
from platform_core.hooks.manifest import JobSpec
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_branch_id

UNCOMMITTED_FOR = timedelta(hours=1)
"""How old a file without a row is before its transaction cannot be under way any more."""

BATCH = 500
log = structlog.get_logger(__name__)


def sweep_files(_payload: Mapping[str, Any]) -> None:
    """Bring one branch's files and rows together again."""
    branch_id = current_branch_id()
    on_disk = dict(stored_files(branch_id))
    ownerless = erase_ownerless()
    orphans = remove_orphans(branch_id, on_disk)
    note_missing(branch_id, set(on_disk))
    if orphans or ownerless:
        record(events.SWEPT, data={"orphans": orphans, "ownerless": ownerless})


def erase_ownerless() -> int:
    """Take away the files of records that are no more: their time was over, and so is the files'."""
    count = 0
    for code, spec in known_attachments().items():
        owner: Any = spec.owner
        there = select(owner.id).where(owner.id == Attachment.owner_id).exists()
        chosen = select(Attachment).where(Attachment.code == code, ~there).limit(BATCH)
        count += erase_rows(db.session.scalars(chosen).all(), reason="owner_gone")
    return count


def remove_orphans(branch_id: UUID, on_disk: Mapping[UUID, float]) -> int:
    """Take away files, and keys, that no row names and no running transaction can; return how many."""
    before = (now() - UNCOMMITTED_FOR).timestamp()
    count = remove_unfinished(branch_id, before=before)
    old = [file_id for file_id, written in on_disk.items() if written < before]
    orphans = [file_id for part in _parts(old) for file_id in _without_row(part)]
    destroy_record_keys([Attachment(id=file_id) for file_id in orphans])
    for file_id in orphans:
        remove_file(branch_id, file_id)
    return count + len(orphans)


def note_missing(branch_id: UUID, on_disk: set[UUID]) -> int:
    """Mark rows whose file is not there, once each, and tell the trail; return how many."""
    rows = db.session.scalars(select(Attachment.id).where(Attachment.state == KEPT))
    # looked at once more: a file may have come with its row since the folder was listed
    missing = [one for one in rows if one not in on_disk and not path_of(branch_id, one).exists()]
    for part in _parts(missing):
        marked = update(Attachment).where(Attachment.id.in_(part)).values(state=MISSING)
        db.session.execute(marked.execution_options(synchronize_session=False))
    for row_id in missing:
        log.error("files.missing", file=str(row_id))
        record(events.BROKEN, target=(TARGET, row_id), data={"cause": MISSING})
    return len(missing)


def _without_row(file_ids: list[UUID]) -> Iterable[UUID]:
    known = set(db.session.scalars(select(Attachment.id).where(Attachment.id.in_(file_ids))))
    return (file_id for file_id in file_ids if file_id not in known)


def _parts(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


FILE_JOBS: tuple[JobSpec, ...] = (
    JobSpec("core.files.sweep", sweep_files, _l("Bring files and their records together"), cron="50 2 * * *"),
)
