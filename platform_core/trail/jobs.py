"""The trail checked: every night, and whenever somebody who may asks for it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from platform_core.audit.models import AuditLeaf
from platform_core.audit.report import VerifyReport
from platform_core.audit.verify import verify_branch
from platform_core.extensions import db
from platform_core.hooks.manifest import JobSpec
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_branch_id
from platform_core.jobs.outbox import enqueue
from platform_core.jobs.progress import Reporter, count_step, expect_steps, finish_work
from platform_core.tenancy.directory import branch_by_id, list_branches
from platform_core.trail.checking import TELL_CENTRE, keep_check, raise_alarm, tell_centre

VERIFY_HERE, VERIFY_NETWORK = "core.trail.verify", "core.trail.verify_network"
COUNT = "core.trail.count_check"


def verify_here(payload: Mapping[str, Any]) -> Callable[[], None]:
    """Check the trail of the branch in whose read scope the job runs, and return what keeps the result.

    Who asked for it watches `progress_id`: here, entry by entry, or in the branch `home`, branch by branch.
    """
    tick = _reporter(payload).advance if _is_watched_here(payload) else None
    report = verify_branch(current_branch_id(), tick=tick)
    return lambda: _conclude(report, payload)


def verify_network(payload: Mapping[str, Any]) -> None:
    """Have every branch check its own trail, or the one named by `of`; runs in the centre's write scope."""
    wanted = payload.get("of")
    branches = [one for one in list_branches(with_central=True) if wanted in (None, one.code)]
    expect_steps(payload["progress_id"], total=len(branches))
    home = {"progress_id": str(payload["progress_id"]), "home": str(current_branch_id())}
    for branch in branches:
        enqueue(VERIFY_HERE, home | ({"of": str(wanted)} if wanted else {}), to_branch=branch.id)


def count_check(payload: Mapping[str, Any]) -> None:
    """Count at the centre that a branch has checked its trail; the last one ends the work."""
    if count_step(payload["progress_id"]):
        finish_work(payload["progress_id"], result_url=_result_url(payload))


def tell_centre_of_fault(payload: Mapping[str, Any]) -> None:
    """Give notice at the centre that the trail of a branch is wrong."""
    tell_centre(str(payload["branch"]))


def _conclude(report: VerifyReport, payload: Mapping[str, Any]) -> None:
    branch = branch_by_id(current_branch_id())
    if keep_check(report):
        raise_alarm(branch, report)
    if _is_watched_here(payload):
        finish_work(payload["progress_id"], result_url=f"/{branch.code}/audit/checks")
    elif "home" in payload:
        passed_on = {name: value for name, value in payload.items() if name != "home"}
        enqueue(COUNT, passed_on, to_branch=UUID(payload["home"]))


def _is_watched_here(payload: Mapping[str, Any]) -> bool:
    return "progress_id" in payload and "home" not in payload


def _reporter(payload: Mapping[str, Any]) -> Reporter:
    sealed = db.session.scalar(select(func.count()).select_from(AuditLeaf)) or 0
    return Reporter(payload["progress_id"], total=sealed)


def _result_url(payload: Mapping[str, Any]) -> str:
    page = "/central/audit/checks"
    return f"{page}?of={payload['of']}" if "of" in payload else page


TRAIL_JOBS: tuple[JobSpec, ...] = (
    JobSpec(VERIFY_HERE, verify_here, _l("Check the audit trail"), cron="47 3 * * *", outside=True),
    JobSpec(VERIFY_NETWORK, verify_network, _l("Check the audit trails")),
    JobSpec(COUNT, count_check, _l("Count a checked audit trail")),
    JobSpec(TELL_CENTRE, tell_centre_of_fault, _l("Tell the centre of a fault in an audit trail")),
)
