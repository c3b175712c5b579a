"""Findings of rounds: the list, one of them, who sees to it, what was done (P12)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Filter,
    Form,
    ListSpec,
    Page,
    Sort,
    can,
    confidential,
    current_actor,
    db,
    empty_form,
    load_form,
    member_names,
    record,
    render_form,
    require,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Finding
from plugins.visitors.queries.rounds import open_checkpoint, open_finding, select_findings
from plugins.visitors.schemas.rounds import AssignInput, DoneInput
from plugins.visitors.services.rounds import assign_finding, finish_finding
from plugins.visitors.services.rounds.findings import TARGET
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import colleague_options, school_here, today_here
from plugins.visitors.views.words import options, word

WALK, MANAGE, ANYBODY = "visitors.round.walk", "visitors.round.manage", "visitors.escort.take"
URGENCY_TONES = {"immediate": "bad", "soon": "warn", "routine": "neutral"}
STATUS_TONES = {"open": "warn", "done": "good"}

FINDINGS = ListSpec(
    filters=(
        Filter.by_code("status", _l("Status"), Finding.status, lambda: options("finding_status")),
        Filter.by_code("kind", _l("What was found"), Finding.kind, lambda: options("finding_kind")),
        Filter.by_code("urgency", _l("How soon"), Finding.urgency, lambda: options("finding_urgency")),
        Filter(
            "late", _l("Late"), kind="switch",
            apply=lambda _on: (Finding.status == "open") & (Finding.due_on < today_here()),
        ),
        Filter(
            "mine", _l("Given to me"), kind="switch",
            apply=lambda _on: Finding.assignee_user_id == (current_actor().user_id or UUID(int=0)),
        ),
    ),
    sorts=(Sort("due", Finding.due_on), Sort("found", Finding.found_at)),
    default_sort="-found",
    tie=(Finding.id,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A row of the list, its words and address ready."""

    url: str
    kind: str
    place: str
    zone: str
    urgency: str
    urgency_tone: str
    status: str
    status_tone: str
    due: date
    days_left: int
    is_open: bool
    assignee: str


@blueprint.get("/rounds/findings")
@requires(WALK)
def findings() -> str:
    """List the findings of rounds; the words are shown once one is opened."""
    school_here()
    query = FINDINGS.read(request.args)
    raw: Page[Any] = query.fetch(db.session, select_findings(), make=lambda row: row)
    return render_template(
        "visitors/rounds/findings.html",
        query=query,
        page=replace(raw, rows=tuple(_rows(raw.rows))),
        breadcrumbs=[(_("Rounds"), url_for("visitors.rounds")), (_("Findings"), None)],
    )


@blueprint.get("/rounds/findings/<uuid:finding_id>")
@requires(ANYBODY)
@confidential
def finding(finding_id: UUID) -> Response:
    """Open one finding: those who walk rounds or follow them up, and whoever it was given to."""
    return _page(_open(finding_id))


@blueprint.post("/rounds/findings/<uuid:finding_id>/assign")
@requires(MANAGE)
@confidential
def write_assignee(finding_id: UUID) -> Response:
    """Give a finding to a colleague with a day."""
    branch = school_here()

    def assign(said: dict[str, Any]) -> None:
        row = open_finding(finding_id)
        assign_finding(row, user_id=said["assignee"], due_on=said["due_on"], branch=branch)

    return submit(
        load_form(AssignInput, request.form),
        assign,
        page=lambda form: _page(open_finding(finding_id), assign=form),
        message=_("Given. They have been told."),
        to=url_for("visitors.finding", finding_id=finding_id),
    )


@blueprint.post("/rounds/findings/<uuid:finding_id>/done")
@requires(ANYBODY)
@confidential
def write_finding_done(finding_id: UUID) -> Response:
    """Say what was done about a finding: whoever it was given to, and those who follow findings up."""
    row = _open(finding_id)
    if not _is_mine(row):
        require(MANAGE)
    return submit(
        load_form(DoneInput, request.form),
        lambda said: finish_finding(row, note=said["note"]),
        page=lambda form: _page(_open(finding_id), done=form),
        message=_("Saved."),
        to=url_for("visitors.finding", finding_id=finding_id),
    )


def _open(finding_id: UUID) -> Finding:
    school_here()
    row = open_finding(finding_id)
    if not _is_mine(row) and not can(MANAGE):
        require(WALK)
    return row


def _is_mine(row: Finding) -> bool:
    return row.assignee_user_id is not None and row.assignee_user_id == current_actor().user_id


def _page(row: Finding, *, assign: Form | None = None, done: Form | None = None) -> Response:
    assign, done = assign or empty_form(AssignInput), done or empty_form(DoneInput)
    record("visitors.finding_viewed", target=(TARGET, row.id))
    names = member_names((row.found_by, row.done_by))
    place = open_checkpoint(row.checkpoint_id)
    kind = word("finding_kind", row.kind)
    return render_form(
        "visitors/rounds/finding.html",
        assign if assign.errors else done,
        finding=row,
        kind=kind,
        place=place,
        zone=word("zone", place.zone),
        urgency=(word("finding_urgency", row.urgency), URGENCY_TONES[row.urgency]),
        status=(word("finding_status", row.status), STATUS_TONES[row.status]),
        days_left=(row.due_on - today_here()).days,
        found_by=names.get(row.found_by, "") if row.found_by else "",
        done_by=names.get(row.done_by, "") if row.done_by else "",
        assign=assign,
        done=done,
        colleagues=colleague_options(ANYBODY) if can(MANAGE) else [],
        may_finish=row.status == "open" and (_is_mine(row) or can(MANAGE)),
        breadcrumbs=[
            (_("Rounds"), url_for("visitors.rounds")),
            (_("Findings"), url_for("visitors.findings")),
            (kind, None),
        ],
    )


def _rows(found: Iterable[Any]) -> Iterable[FindingRow]:
    base, today = url_for("visitors.findings"), today_here()
    for row in found:
        yield FindingRow(
            url=f"{base}/{row.id}",
            kind=word("finding_kind", row.kind),
            place=row.name,
            zone=word("zone", row.zone),
            urgency=word("finding_urgency", row.urgency),
            urgency_tone=URGENCY_TONES[row.urgency],
            status=word("finding_status", row.status),
            status_tone=STATUS_TONES[row.status],
            due=row.due_on,
            days_left=(row.due_on - today).days,
            is_open=row.status == "open",
            assignee=row.assignee_name,
        )
