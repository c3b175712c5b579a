"""The trail is checked by jobs: what was tampered with is found, kept and told, once, on both databases."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from platform_core.audit.events import register_events
from platform_core.audit.models import AuditCheck, AuditEntry
from platform_core.audit.recorder import record
from platform_core.audit.report import What
from platform_core.audit.seal import seal_branch
from platform_core.extensions import db
from platform_core.hooks.manifest import AuditEvent
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import enqueue
from platform_core.jobs.progress import FINISHED, Progress, start_work
from platform_core.jobs.registry import current_jobs
from platform_core.notify.models import Notification
from platform_core.tenancy.directory import branch_by_code, list_branches
from platform_core.testing.people import make_user
from platform_core.testing.work import do_waiting_work
from platform_core.testing.world import World
from platform_core.trail.checking import FAULT_HERE, FAULT_IN_BRANCH
from platform_core.trail.jobs import VERIFY_HERE, VERIFY_NETWORK

from .conftest import Tamper


@pytest.fixture(autouse=True)
def _declared(either: World) -> None:
    register_events([AuditEvent("tests.looked", "Opened a test record")])


def fill(branch: BranchInfo, entries: int) -> None:
    with in_branch(branch.id, write=True):
        for number in range(entries):
            record("tests.looked", data={"n": number})
        db.session.commit()
    seal_branch(branch.id)


def check_at_night(branch: BranchInfo) -> None:
    """Do what the schedule does at night."""
    with in_branch(branch.id, write=True):
        enqueue(VERIFY_HERE, {})
        db.session.commit()
    do_waiting_work()


def checks(branch: BranchInfo) -> list[AuditCheck]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(AuditCheck).order_by(AuditCheck.checked_at, AuditCheck.id)))


def told(branch: BranchInfo) -> list[tuple[UUID, str, str]]:
    columns = (Notification.user_id, Notification.code, Notification.target_url)
    with in_branch(branch.id):
        rows = db.session.execute(select(*columns).order_by(Notification.created_at))
        return [(row.user_id, row.code, row.target_url) for row in rows]


def start(branch: BranchInfo, job: str, user_id: UUID, **payload: str) -> UUID:
    with in_branch(branch.id, write=True):
        progress_id = start_work(job, payload, user_id=user_id)
        db.session.commit()
    return progress_id


def work_of(branch: BranchInfo, progress_id: UUID) -> Any:
    columns = (Progress.state, Progress.done, Progress.total, Progress.result_url)
    with in_branch(branch.id):
        return tuple(db.session.execute(select(*columns).where(Progress.id == progress_id)).one())


def test_every_branch_is_checked_each_night() -> None:
    job = current_jobs().find(VERIFY_HERE)
    assert job is not None
    assert job.spec.cron == "47 3 * * *"
    assert job.spec.outside


def test_a_sound_trail_is_kept_as_such_and_alarms_nobody(alpha: BranchInfo) -> None:
    fill(alpha, 5)
    make_user("branch_head")
    check_at_night(alpha)
    (check,) = checks(alpha)
    assert (check.size, check.heads, check.fault_count, check.faults) == (5, 1, 0, [])
    with in_branch(alpha.id):
        newest = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "tests.looked").order_by(AuditEntry.id.desc())
        ).first()
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "core.trail_verified")).one()
    assert newest is not None
    assert (check.until_id, check.until_at) == (newest.id, newest.at)
    assert entry.data == {"sealed": 5, "faults": 0}
    assert told(alpha) == told(branch_by_code("central")) == []


def test_a_trail_without_entries_is_sound(alpha: BranchInfo) -> None:
    check_at_night(alpha)
    (check,) = checks(alpha)
    assert (check.size, check.fault_count, check.until_id) == (0, 0, None)


def test_a_changed_entry_is_told_to_the_branchs_head_and_to_the_centre(
    alpha: BranchInfo, tamper: Tamper
) -> None:
    head, auditor = make_user("branch_head"), make_user("auditor", branch="central")
    make_user("psychologist")
    make_user("branch_head", branch="beta")
    fill(alpha, 5)
    tamper(alpha, 2)
    check_at_night(alpha)
    (check,) = checks(alpha)
    assert [(what, place) for what, place, _entry in check.faults] == [(What.ENTRY_CHANGED, 2)]
    assert told(alpha) == [(head, FAULT_HERE, "/alpha/audit/checks")]
    assert told(branch_by_code("beta")) == []
    assert told(branch_by_code("central")) == [(auditor, FAULT_IN_BRANCH, "/central/audit/checks?of=alpha")]


def test_the_same_fault_is_told_once_and_a_new_one_again(alpha: BranchInfo, tamper: Tamper) -> None:
    make_user("branch_head")
    fill(alpha, 5)
    tamper(alpha, 2)
    check_at_night(alpha)
    check_at_night(alpha)
    assert [check.fault_count for check in checks(alpha)] == [1, 1]
    assert len(told(alpha)) == 1
    tamper(alpha, 3)
    check_at_night(alpha)
    assert [check.fault_count for check in checks(alpha)] == [1, 1, 2]
    assert len(told(alpha)) == 2


def test_a_fault_of_the_centres_own_trail_is_told_there(either: World, tamper: Tamper) -> None:
    auditor, central = make_user("auditor", branch="central"), branch_by_code("central")
    fill(central, 3)
    tamper(central, 0)
    check_at_night(central)
    assert told(central) == [(auditor, FAULT_HERE, "/central/audit/checks")]


def test_whoever_asks_in_a_branch_may_watch_and_finds_the_result(alpha: BranchInfo) -> None:
    fill(alpha, 7)
    head = make_user("branch_head")
    progress_id = start(alpha, VERIFY_HERE, head)
    do_waiting_work()
    assert work_of(alpha, progress_id) == (FINISHED, 7, 7, "/alpha/audit/checks")
    assert len(checks(alpha)) == 1


def test_the_centre_has_every_branch_check_its_own_and_counts_them(either: World) -> None:
    central, auditor = branch_by_code("central"), make_user("auditor", branch="central")
    branches = list_branches(with_central=True)
    progress_id = start(central, VERIFY_NETWORK, auditor)
    do_waiting_work()
    everything = (FINISHED, len(branches), len(branches), "/central/audit/checks")
    assert work_of(central, progress_id) == everything
    assert [len(checks(branch)) for branch in branches] == [1] * len(branches)


def test_the_centre_has_one_branch_checked(alpha: BranchInfo) -> None:
    central, auditor = branch_by_code("central"), make_user("auditor", branch="central")
    progress_id = start(central, VERIFY_NETWORK, auditor, of="alpha")
    do_waiting_work()
    assert work_of(central, progress_id) == (FINISHED, 1, 1, "/central/audit/checks?of=alpha")
    assert [len(checks(branch_by_code(code))) for code in ("alpha", "beta", "central")] == [1, 0, 0]
