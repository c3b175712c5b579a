"""The page of the trail: a branch's own for its head, any branch's for the auditor at the centre."""

from flask import Blueprint, render_template, request

from platform_core.audit.recorder import record, record_central
from platform_core.auth.access import requires
from platform_core.errors import NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import current_locale
from platform_core.isolation.scope import central_read, current_actor
from platform_core.tenancy.directory import branch_by_code, list_branches
from platform_core.tenancy.middleware import current_branch
from platform_core.trail.queries import (
    TRAIL,
    TrailEntry,
    TrailState,
    list_entries,
    names_anywhere,
    names_here,
    sealed_state,
)
from platform_core.web.headers import confidential
from platform_core.web.lists import ListQuery, Page

READ = "core.audit.read"
VIEWED = "core.trail_viewed"
root_blueprint = Blueprint("audit", __name__)

_Shown = tuple[Page[TrailEntry], TrailState | None]


@root_blueprint.get("/<branch>/audit")
@requires(READ)
@confidential
def trail() -> str:
    """Show who did and saw what; `of` names another branch, for the centre."""
    here = current_branch()
    if here is None:
        raise NotFound
    target = _target(here)
    query = TRAIL.read(request.args)
    page, state = _own(query, here) if target.id == here.id else _another(query, target)
    return render_template(
        "core/trail/trail.html",
        query=query,
        page=page,
        state=state,
        target=target,
        branches=_branches() if here.is_central else (),
    )


def _target(here: BranchInfo) -> BranchInfo:
    """Return whose trail is asked for; a branch has its own alone."""
    code = request.args.get("of", here.code)
    if code == here.code:
        return here
    if not here.is_central:
        raise NotFound
    return branch_by_code(code)


def _own(query: ListQuery, here: BranchInfo) -> _Shown:
    page = list_entries(query, here.id, names=names_here)
    record(VIEWED, data={"rows": len(page.rows)})
    return page, sealed_state(here.id)


def _another(query: ListQuery, target: BranchInfo) -> _Shown:
    with central_read(reason="trail", actor=current_actor()):
        page = list_entries(query, target.id, names=names_anywhere)
        record_central(VIEWED, branch_ids=[target.id], data={"rows": len(page.rows)})
        return page, sealed_state(target.id)


def _branches() -> list[tuple[str, str]]:
    language = current_locale()
    return [(branch.code, branch.name(language)) for branch in list_branches(with_central=True)]
