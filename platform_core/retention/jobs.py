"""The nightly work of retention: a branch's own rows, and once in the network its registers."""

from collections.abc import Mapping
from typing import Any

from platform_core.extensions import db
from platform_core.hooks.gate import manifests
from platform_core.hooks.manifest import AuditEvent, JobSpec
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_branch_id, register_lookup
from platform_core.retention.runner import RETIRED, retire_rows
from platform_core.tenancy.dates import local_day
from platform_core.tenancy.directory import branch_by_id


def retire_own(_payload: Mapping[str, Any]) -> None:
    """Take away rows of this branch whose time is over, of every module: data outlive the switch."""
    branch = _here()
    retire_rows(branch, manifests().values(), today=local_day(branch), kind="branch")


def retire_registers(_payload: Mapping[str, Any]) -> None:
    """Take away entries of the network's sealed registers whose time is over; the centre's run alone."""
    branch = _here()
    if not branch.is_central:
        return
    with register_lookup(reason="retention", write=True):
        retire_rows(branch, manifests().values(), today=local_day(branch), kind="register")
        db.session.commit()


def _here() -> BranchInfo:
    return branch_by_id(current_branch_id())


RETENTION_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent(RETIRED, _l("Rows whose time was over were taken away")),
)
RETENTION_JOBS: tuple[JobSpec, ...] = (
    JobSpec("core.retention.run", retire_own, _l("Take away what need not be kept"), cron="20 2 * * *"),
    JobSpec(
        "core.retention.registers",
        retire_registers,
        _l("Take away entries of registers whose time is over"),
        cron="35 2 * * *",
        outside=True,
    ),
)
