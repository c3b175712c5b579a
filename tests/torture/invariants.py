"""What must be true of the data whenever the server was killed, and once it has come to rest."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from platform_core import clock
from platform_core.audit.models import AuditEntry
from platform_core.audit.verify import verify_branch
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.notify.models import Notification
from platform_core.tenancy.directory import branch_by_code, central_branch, list_branches
from plugins.incidents.models import Incident, JournalCounter, Report
from plugins.incidents.services.reports import receipt_index
from tests.torture.deeds import Ledger
from tests.torture.town import UNWATCHED, WATCHED, Town


def check_acknowledged(ledger: Ledger) -> None:
    """Find every acknowledged report under its receipt, each form once, every number in the journal."""
    with ledger.lock:
        acknowledged, incidents, numbers = dict(ledger.receipts), set(ledger.incidents), list(ledger.numbers)
    for code in (WATCHED, UNWATCHED):
        receipts = [receipt for branch, receipt in acknowledged.values() if branch == code]
        with in_branch(branch_by_code(code).id):
            found = Counter(db.session.scalars(select(Report.receipt_index)))
            lost = [receipt for receipt in receipts if found[receipt_index(receipt)] != 1]
        assert not lost, f"{len(lost)} acknowledged reports of {code} are lost or doubled"
    with in_branch(branch_by_code(WATCHED).id):
        journal = {row.id: row.number for row in db.session.execute(select(Incident.id, Incident.number))}
    assert len(numbers) == len(set(numbers)), "a journal number was given out twice"
    assert not incidents - set(journal), "an acknowledged incident is lost"
    assert not set(numbers) - set(journal.values()), "an acknowledged number is not in the journal"


def check_journal() -> None:
    """Find the journal numbered from 1 without gap or double, as far as the counter says."""
    with in_branch(branch_by_code(WATCHED).id):
        numbers = sorted(db.session.scalars(select(Incident.number)))
        last = db.session.scalar(select(JournalCounter.last_number)) or 0
        linked = Counter(
            db.session.scalars(select(Report.incident_id).where(Report.incident_id.is_not(None)))
        )
    assert numbers == list(range(1, last + 1))
    assert set(linked.values()) <= {1}
    assert sum(linked.values()) == len(numbers)


def check_trail(branches: Iterable[BranchInfo]) -> None:
    """Verify the trail of every branch; nothing is left unsealed."""
    for branch in branches:
        report = verify_branch(branch.id)
        assert report.ok, f"{branch.code}: {[str(fault) for fault in report.faults]}"


def check_jobs(town: Town) -> None:
    """Find nothing waiting, nothing given up, and each alert given exactly once."""
    for branch in list_branches(with_central=True):
        with in_branch(branch.id):
            left = db.session.execute(select(Outbox.name, Outbox.last_error).where(_is_not_done())).all()
        assert not left, f"{branch.code}: {left}"
    _check_once(_alerts(town.head), _report_ids(WATCHED))
    _check_once(_escalations(), _report_ids(UNWATCHED))
    with in_branch(central_branch().id):
        told = select(func.count()).select_from(Notification).where(Notification.user_id == town.officer)
        assert db.session.scalar(told) == len(_report_ids(UNWATCHED))


def count_waiting() -> int:
    """Count the messages that are due in any branch and not done."""
    waiting = 0
    for branch in list_branches(with_central=True):
        with in_branch(branch.id):
            due = select(func.count()).select_from(Outbox).where(_is_not_done())
            waiting += db.session.scalar(due) or 0
    return waiting


def _is_not_done() -> Any:
    return Outbox.done_at.is_(None) & (Outbox.not_before <= clock.now() + timedelta(days=1))


def _report_ids(code: str) -> set[UUID]:
    with in_branch(branch_by_code(code).id):
        return set(db.session.scalars(select(Report.id)))


def _alerts(reader: UUID) -> Counter[UUID]:
    """Count the notices that a reader was given of each report."""
    with in_branch(branch_by_code(WATCHED).id):
        mine = select(Notification.target_url).where(Notification.user_id == reader)
        return Counter(UUID(url.rpartition("/")[2]) for url in db.session.scalars(mine))


def _escalations() -> Counter[UUID]:
    """Count how often the centre's trail tells that a report was passed on: once for each job that ran."""
    with in_branch(central_branch().id):
        told = select(AuditEntry.data).where(AuditEntry.event == "incidents.report_escalated")
        return Counter(UUID(data["report_id"]) for data in db.session.scalars(told))


def _check_once(done: Counter[UUID], expected: set[UUID]) -> None:
    assert set(done) == expected, f"{len(expected - set(done))} reports alerted nobody"
    doubled = [report for report, times in done.items() if times > 1]
    assert not doubled, f"{len(doubled)} reports alerted more than once"
