"""Keep what a check of a trail found, and raise the alarm when something new is wrong."""

from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy import and_, select

from platform_core.audit.models import AuditCheck, AuditEntry, AuditLeaf, canonical_json
from platform_core.audit.recorder import record
from platform_core.audit.report import Fault, VerifyReport
from platform_core.auth.members import members_with
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.manifest import NoticeSpec
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import lazy_gettext as _l
from platform_core.jobs.outbox import enqueue
from platform_core.notify.services import notify
from platform_core.tenancy.directory import central_branch

READ = "core.audit.read"
VERIFIED = "core.trail_verified"
TELL_CENTRE = "core.trail.tell_centre"
FAULT_HERE, FAULT_IN_BRANCH = "core.trail_fault", "core.trail_fault_in_branch"
MOST_KEPT = 200
"""So many faults are kept one by one; a trail with more is no longer a matter of single entries."""

CHECK_NOTICES: tuple[NoticeSpec, ...] = (
    NoticeSpec(
        FAULT_HERE,
        _l("The audit trail is not as it was sealed"),
        _l("A check of the audit trail found what nobody may do to it."),
    ),
    NoticeSpec(
        FAULT_IN_BRANCH,
        _l("The audit trail of a branch is not as it was sealed"),
        _l("A check of one branch's audit trail found what nobody may do to it."),
    ),
)
log = structlog.get_logger(__name__)


def keep_check(report: VerifyReport) -> bool:
    """Keep in the branch's write scope what a check found; return whether it is wrong in a new way.

    A fault that the check before has found already is not new: who was told of it need not be told nightly.
    """
    mark = mark_of(report.faults)
    until = _newest_sealed(report.size)
    before = db.session.scalar(
        select(AuditCheck.mark).order_by(AuditCheck.checked_at.desc(), AuditCheck.id.desc()).limit(1)
    )
    db.session.add(
        AuditCheck(
            checked_at=now(),
            size=report.size,
            heads=report.heads,
            unsealed=report.unsealed,
            until_id=until.id if until else None,
            until_at=until.at if until else None,
            fault_count=len(report.faults),
            faults=[_told(fault) for fault in report.faults[:MOST_KEPT]],
            mark=mark,
        )
    )
    record(VERIFIED, data={"sealed": report.size, "faults": len(report.faults)})
    db.session.flush()
    return not report.ok and mark != before


def raise_alarm(branch: BranchInfo, report: VerifyReport) -> None:
    """Tell in the branch's write scope who reads its trail, and the centre, that something is wrong."""
    log.error("trail_fault_found", branch=branch.code, faults=len(report.faults))
    target = f"/{branch.code}/audit/checks"
    notify([member.user_id for member in members_with(READ)], FAULT_HERE, target_url=target)
    if not branch.is_central:
        enqueue(TELL_CENTRE, {"branch": branch.code}, to_branch=central_branch().id)


def tell_centre(branch_code: str) -> None:
    """Tell in the centre's write scope who reads trails that one of a branch is wrong."""
    target = f"/central/audit/checks?of={branch_code}"
    notify([member.user_id for member in members_with(READ)], FAULT_IN_BRANCH, target_url=target)


def mark_of(faults: tuple[Fault, ...]) -> str:
    """Give the SHA-256 of every fault of a check, by which two checks are compared: 64 characters."""
    return sha256(canonical_json([_told(fault) for fault in faults]).encode()).hexdigest()


def _told(fault: Fault) -> list[Any]:
    return [fault.what, fault.position, str(fault.entry_id) if fault.entry_id else None]


def _newest_sealed(size: int) -> Any:
    """Return the last entry that was looked at, None where it is gone."""
    same = and_(AuditEntry.branch_id == AuditLeaf.branch_id, AuditEntry.id == AuditLeaf.id)
    last = select(AuditEntry.id, AuditEntry.at).join(AuditLeaf, same).where(AuditLeaf.position == size - 1)
    return db.session.execute(last.limit(1)).first()
