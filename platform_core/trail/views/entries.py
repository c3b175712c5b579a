"""The entries of a trail: a branch's own for its head, any branch's for the auditor at the centre."""

from flask import render_template, request

from platform_core.audit.recorder import record, record_central
from platform_core.auth.access import requires
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import central_read, current_actor
from platform_core.trail.queries import (
    TRAIL,
    TrailEntry,
    TrailState,
    list_entries,
    names_anywhere,
    names_here,
    sealed_state,
)
from platform_core.trail.views.room import (
    READ,
    branch_asked,
    branch_at_hand,
    branch_options,
    root_blueprint,
    tabs,
)
from platform_core.web.headers import confidential
from platform_core.web.lists import ListQuery, Page

VIEWED = "core.trail_viewed"

_Shown = tuple[Page[TrailEntry], TrailState | None]


@root_blueprint.get("/<branch>/audit")
@requires(READ)
@confidential
def trail() -> str:
    """Show who did and saw what; `of` names another branch, for the centre."""
    here = branch_at_hand()
    target = branch_asked(request.args.get("of"), here)
    query = TRAIL.read(request.args)
    page, state = _own(query, here) if target.id == here.id else _another(query, target)
    return render_template(
        "core/trail/trail.html",
        query=query,
        page=page,
        state=state,
        target=target,
        branches=branch_options() if here.is_central else (),
        tabs=tabs("entries"),
    )


def _own(query: ListQuery, here: BranchInfo) -> _Shown:
    page = list_entries(query, here.id, names=names_here)
    record(VIEWED, data={"rows": len(page.rows)})
    return page, sealed_state(here.id)


def _another(query: ListQuery, target: BranchInfo) -> _Shown:
    with central_read(reason="trail", actor=current_actor()):
        page = list_entries(query, target.id, names=names_anywhere)
        record_central(VIEWED, branch_ids=[target.id], data={"rows": len(page.rows)})
        return page, sealed_state(target.id)
