"""The centre's view: how much is late in each branch, and what."""

from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for
from werkzeug.wrappers import Response

from platform_core.audit.recorder import record_central
from platform_core.auth.access import requires
from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.errors import NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import current_locale
from platform_core.i18n import gettext as _
from platform_core.isolation.scope import central_read, current_actor
from platform_core.obligations.access import NETWORK
from platform_core.obligations.queries import BranchLate, late_by_branch, late_in_branch
from platform_core.obligations.registry import active_duties
from platform_core.obligations.views.room import central_blueprint, tabs
from platform_core.obligations.words import owners_text
from platform_core.tenancy.dates import local_day
from platform_core.tenancy.directory import list_branches
from platform_core.web.exports import Column, export_note, export_response, xlsx_bytes

REASON = "obligations.late"


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A branch of the table; `days` is how long its oldest late obligation has waited."""

    url: str
    branch: str
    late: int
    told: int
    oldest: date | None
    days: int


@dataclass(frozen=True, slots=True)
class LateRow:
    """A late obligation of a branch, without what or whom it is about."""

    title: str
    clause: str
    owners: str
    due_on: date
    days: int
    told_on: date | None


@central_blueprint.get("/late")
@requires(NETWORK)
def late() -> str:
    """Show how much is late in each branch."""
    rows = _rows()
    return render_template(
        "core/obligations/network.html",
        rows=[row for row in rows if row.late],
        quiet=sum(not row.late for row in rows),
        export_url=url_for("obligations_network.export"),
        tabs=tabs("network"),
    )


@central_blueprint.get("/late/export.xlsx")
@requires(NETWORK)
def export() -> Response:
    """Give the table of branches as a workbook."""
    columns = [
        Column("branch", _("Branch")),
        Column("late", _("Late")),
        Column("told", _("Told to the centre")),
        Column("oldest", _("Oldest due day")),
        Column("days", _("Days late")),
    ]
    note = export_note(now=now(), by=current_actor().display_name)
    content = xlsx_bytes(columns, _rows(), title=_("Late in the branches"), notes=[note])
    return export_response(content, file_name="late", export_format="xlsx")


@central_blueprint.get("/late/<school>")
@requires(NETWORK)
def late_in(school: str) -> str:
    """Show what is late in one branch."""
    branch = next((one for one in list_branches() if one.code == school), None)
    if branch is None:
        raise NotFound
    duties, today = active_duties(branch), local_day(branch)
    with central_read(reason=REASON, actor=current_actor()):
        found = late_in_branch(branch)
        record_central("core.obligations_overviewed", branch_ids=[branch.id], data={"rows": len(found)})
    rows = [
        LateRow(
            str(duties[row.code].spec.title),
            duties[row.code].spec.clause,
            owners_text(duties[row.code]),
            row.due_on,
            (today - row.due_on).days,
            row.escalated_on,
        )
        for row in found
    ]
    return render_template(
        "core/obligations/network_branch.html",
        branch=branch.name(current_locale()),
        rows=rows,
        breadcrumbs=[
            (_("Late in the branches"), url_for("obligations_network.late")),
            (branch.name(current_locale()), None),
        ],
    )


def _rows() -> list[BranchRow]:
    branches = list_branches()
    with central_read(reason=REASON, actor=current_actor()):
        found = late_by_branch(branches)
        record_central("core.obligations_overviewed", branch_ids=[one.branch.id for one in found])
    sample = str(new_id())
    address = url_for("obligations_network.late_in", school=sample)
    return [_row(one, address.replace(sample, one.branch.code)) for one in found]


def _row(one: BranchLate, url: str) -> BranchRow:
    days = _days_since(one.branch, one.oldest)
    return BranchRow(url, one.branch.name(current_locale()), one.late, one.told, one.oldest, days)


def _days_since(branch: BranchInfo, day: date | None) -> int:
    return 0 if day is None else (local_day(branch) - day).days
