"""Upkeep: the yearly duties in step with what was checked, and the weekly look at sites (P47)."""

from collections.abc import Callable, Mapping
from typing import Any

from platform_core.sdk import branch_by_id, current_branch_id, module_settings
from plugins.directory.services.duties import keep_duties
from plugins.directory.services.links import look_at_links


def keep_duties_in_step(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a recurring job carries nothing
    """Open a duty for each entry of the network, and close those that were checked; in the centre alone."""
    branch = branch_by_id(current_branch_id())
    if branch.is_central:
        keep_duties(branch)


def check_links(payload: Mapping[str, Any]) -> Callable[[], None] | None:
    """Look whether the sites of entries answer, where that is switched on."""
    if not module_settings("directory")["check_links"]:
        return None
    return look_at_links(run=int(payload.get("run", 1)))
