"""The hook specifications: everything the core ever asks of a plugin, and nothing else.

Results are frozen dataclasses of `platform_core.hooks.types`; no hook receives the application or
the request. Hooks of a scope are asked of enabled modules only; subject hooks of every module.
"""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

import pluggy

from platform_core.hooks.events import CoreEvent
from platform_core.hooks.manifest import Manifest
from platform_core.hooks.types import (
    BranchInfo,
    ClearanceFinding,
    ContactPoint,
    DashboardCard,
    ErasureResult,
    ExportSection,
    Measure,
    NavItem,
    Period,
    PublicLink,
    SearchHit,
    SubjectRef,
)
from platform_core.isolation.actor import Actor

PROJECT = "qorgau"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def describe_module() -> Manifest:  # type: ignore[empty-body]
    """Describe the module once, at boot; a fault here stops the boot."""


@hookspec
def navigation_items(scope: BranchInfo, user: Actor) -> Sequence[NavItem]:  # type: ignore[empty-body]
    """List the module's entries of the left navigation for this branch, or for the centre."""


@hookspec
def dashboard_cards(scope: BranchInfo, user: Actor) -> Sequence[DashboardCard]:  # type: ignore[empty-body]
    """List the module's cards for the start page."""


@hookspec
def search_records(scope: BranchInfo, user: Actor, query: str, limit: int) -> Sequence[SearchHit]:  # type: ignore[empty-body]
    """Find at most `limit` records that `user` may open, by clear fields only."""


@hookspec
def measure_indicators(branch: BranchInfo, period: Period) -> Sequence[Measure]:  # type: ignore[empty-body]
    """Measure the module's figures of one branch and quarter (P36)."""


@hookspec
def clearance_findings(  # type: ignore[empty-body]
    branch: BranchInfo, subject: SubjectRef, purpose: str, on: date
) -> Sequence[ClearanceFinding]:
    """Say whether `subject` is cleared for `purpose` on a day; no answer means unknown."""


@hookspec
def contact_points(branch: BranchInfo, audience: str, need: str) -> Sequence[ContactPoint]:  # type: ignore[empty-body]
    """List whom to turn to (P32, P47) for an audience and a need."""


@hookspec
def public_links(branch: BranchInfo) -> Sequence[PublicLink]:  # type: ignore[empty-body]
    """List links for the branch's public start page."""


@hookspec
def seed_demo(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Fill one branch with demonstration records, in its write scope; or the registers, at the centre."""


@hookspec
def handle_event(branch: BranchInfo, event: CoreEvent) -> None:
    """React to something that another module has announced; called in the branch's write scope."""


@hookspec
def export_subject(branch: BranchInfo, subject: SubjectRef) -> Sequence[ExportSection]:  # type: ignore[empty-body]
    """Give everything the module holds on `subject`; asked of every module, enabled or not."""


@hookspec
def erase_subject(branch: BranchInfo, subject: SubjectRef, on: date) -> ErasureResult:  # type: ignore[empty-body]
    """Erase what may go of `subject` and say what stays and why; asked of every module."""
