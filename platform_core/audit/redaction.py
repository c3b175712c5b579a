"""Erasing personal facts from the trail: the values go, the salted hashes stay, the tree stands."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, or_, select

from platform_core.audit.models import AuditEntry, AuditFact
from platform_core.audit.recorder import Target, record
from platform_core.extensions import db


def erase_facts(*, subject_id: UUID | None = None, targets: Iterable[Target] = ()) -> int:
    """Delete the personal facts that tell of a person, and those in entries about some records.

    Return how many there were. Without its salt a hash tells nothing of the value that is gone.
    """
    chosen = [AuditFact.subject_id == subject_id] if subject_id is not None else []
    about = [(AuditEntry.target_type == kind) & (AuditEntry.target_id == row) for kind, row in targets]
    if about:
        chosen.append(AuditFact.entry_id.in_(select(AuditEntry.id).where(or_(*about))))
    if not chosen:
        return 0
    gone = delete(AuditFact).where(or_(*chosen)).execution_options(synchronize_session=False)
    count = int(getattr(db.session.execute(gone), "rowcount", 0))
    if count:
        record("core.trail_facts_erased", data={"facts": count})
    return count
