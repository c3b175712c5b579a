"""Deliver core events: announced in one transaction, heard by the enabled modules in another."""

from collections.abc import Mapping
from typing import Any

from platform_core.hooks.events import CoreEvent, pack_event, unpack_event
from platform_core.hooks.gate import current_gate
from platform_core.hooks.manifest import JobSpec
from platform_core.i18n import lazy_gettext as _l
from platform_core.isolation.scope import current_branch_id
from platform_core.jobs.outbox import enqueue
from platform_core.tenancy.directory import branch_by_id

DELIVER_JOB = "core.events.deliver"


def announce(event: CoreEvent) -> None:
    """Tell the enabled modules of the branch at hand, once the current transaction has committed."""
    enqueue(DELIVER_JOB, pack_event(event))


def deliver_event(payload: Mapping[str, Any]) -> None:
    """Hand an event to each enabled module; all react in one transaction, so none reacts twice."""
    branch = branch_by_id(current_branch_id())
    event = unpack_event(payload)
    for _module, handle in current_gate().callables("handle_event", branch.enabled_modules):
        handle(branch, event)


EVENT_JOBS = (JobSpec(DELIVER_JOB, deliver_event, _l("Tell the modules what happened")),)
