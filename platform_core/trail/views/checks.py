"""The checks of the trail: a branch's own for its head, those of every branch for the auditor."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.audit.recorder import record, record_central
from platform_core.auth.access import can, requires
from platform_core.clock import now
from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import current_locale
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import central_read, current_actor
from platform_core.jobs.progress import running_work, start_work
from platform_core.tenancy.directory import list_branches
from platform_core.trail.check_queries import BranchChecks, checks_of, last_by_branch
from platform_core.trail.jobs import VERIFY_HERE, VERIFY_NETWORK
from platform_core.trail.views.room import (
    READ,
    VERIFY,
    branch_asked,
    branch_at_hand,
    root_blueprint,
    tabs,
)

VIEWED, ASKED = "core.trail_checks_viewed", "core.trail_check_asked"
REASON = "trail"


@root_blueprint.get("/<branch>/audit/checks")
@requires(READ)
def checks() -> str:
    """Show what checks of the trail found; at the centre for every branch, or the one named by `of`."""
    here = branch_at_hand()
    if here.is_central and "of" not in request.args:
        return _network()
    target = branch_asked(request.args.get("of"), here)
    return render_template(
        "core/trail/checks.html",
        found=_checks(here, target),
        target=target,
        target_name=target.name(current_locale()),
        may_verify=can(VERIFY),
        tabs=tabs("checks"),
        breadcrumbs=_breadcrumbs(here, target),
    )


@root_blueprint.post("/<branch>/audit/checks")
@requires(VERIFY)
def verify() -> Response:
    """Have a trail checked now: one's own, or at the centre that of one branch or of all."""
    here = branch_at_hand()
    code = request.form.get("of", "")
    target = branch_asked(code, here) if code or not here.is_central else None
    user_id = current_actor().user_id
    if user_id is None:
        raise NotFound
    job = VERIFY_NETWORK if here.is_central else VERIFY_HERE
    progress_id = running_work(job, user_id=user_id)
    if progress_id is None:
        payload = {"of": target.code} if target is not None and here.is_central else {}
        progress_id = start_work(job, payload, user_id=user_id)
        record(ASKED, data={"branch": target.code} if target else {})
        db.session.commit()
    else:
        flash(_("A check that you asked for is still running."), "info")
    return redirect(url_for("jobs.progress", progress_id=progress_id), code=303)


def _network() -> str:
    branches = list_branches(with_central=True)
    with central_read(reason=REASON, actor=current_actor()):
        rows = last_by_branch(branches, at=now())
        record_central(VIEWED, branch_ids=[branch.id for branch in branches])
    return render_template(
        "core/trail/network.html",
        rows=rows,
        faulty=sum(one.is_faulty for one in rows),
        may_verify=can(VERIFY),
        tabs=tabs("checks"),
    )


def _checks(here: BranchInfo, target: BranchInfo) -> BranchChecks:
    if target.id == here.id:
        found = checks_of(target, at=now())
        record(VIEWED, data={"rows": len(found.rows)})
        return found
    with central_read(reason=REASON, actor=current_actor()):
        found = checks_of(target, at=now())
        record_central(VIEWED, branch_ids=[target.id], data={"rows": len(found.rows)})
    return found


def _breadcrumbs(here: BranchInfo, target: BranchInfo) -> list[tuple[str, str | None]]:
    if not here.is_central:
        return []
    return [(_("Checks of the trail"), url_for("audit.checks")), (target.name(current_locale()), None)]
