"""The centre's door to reports that a branch must not keep to itself (P40): opened, it is told twice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from platform_core.sdk import (
    AttachedFile,
    Filter,
    ListSpec,
    NotFound,
    Page,
    Sort,
    attachments_of,
    central_read,
    confidential,
    current_actor,
    current_locale,
    db,
    list_branches,
    record_central,
    requires,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.models import Report
from plugins.incidents.models.attachments import MESSAGE_FILES, REPORT_FILES
from plugins.incidents.queries.escalated import read_escalated, read_escalated_thread, select_escalated
from plugins.incidents.queries.reports import URGENCY_RANK, read_words, reference_of
from plugins.incidents.views.blueprints import central_blueprint
from plugins.incidents.views.desk import STATE_TONES, URGENCY_TONES
from plugins.incidents.views.words import options, words

READ = "incidents.central.journal"
_REASON = "escalated reports"

ESCALATED = ListSpec(
    filters=(
        Filter(
            "branch", _l("Branch"), kind="select",
            options=lambda: [(str(branch.id), branch.name(current_locale())) for branch in list_branches()],
            apply=lambda value: Report.branch_id == UUID(value),
        ),
        Filter.by_code("urgency", _l("Urgency"), Report.urgency, lambda: options("urgency")),
    ),
    sorts=(Sort("received", Report.received_at), Sort("urgency", URGENCY_RANK)),
    default_sort="-received",
    tie=(Report.branch_id, Report.id),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EscalatedRow:
    """A report passed to the centre, as its list shows it."""

    url: str
    reference: str
    branch_id: UUID
    branch: str
    received: datetime
    urgency: str
    urgency_tone: str
    state: str
    state_tone: str


@central_blueprint.get("/escalated")
@requires(READ)
@confidential
def escalated() -> str:
    """List the reports passed to the centre by their numbers."""
    query = ESCALATED.read(request.args)
    with central_read(reason=_REASON, actor=current_actor()):
        page: Page[EscalatedRow] = query.fetch(db.session, select_escalated(), make=_row_maker())
        touched = {row.branch_id for row in page.rows}
        record_central("incidents.escalated_viewed", branch_ids=touched, data={"rows": len(page.rows)})
    return render_template("incidents/central/escalated.html", query=query, page=page)


@central_blueprint.get("/escalated/<uuid:branch_id>/<uuid:report_id>")
@requires(READ)
@confidential
def escalated_report(branch_id: UUID, report_id: UUID) -> str:
    """Open one report passed to the centre; the branch's own trail tells it too."""
    home = next((branch for branch in list_branches() if branch.id == branch_id), None)
    if home is None:
        raise NotFound
    with central_read(reason=_REASON, actor=current_actor()):
        row = read_escalated(branch_id, report_id)
        said = read_words(row)
        thread = read_escalated_thread(branch_id, report_id)
        files = _files(branch_id, report_id, [message.id for message, _text in thread])
        record_central(
            "incidents.escalated_opened", branch_ids=[branch_id], target=("incidents_report", report_id)
        )
    return render_template(
        "incidents/central/escalated_report.html",
        branch=home.name(current_locale()),
        reference=reference_of(report_id),
        row=row,
        said=said,
        thread=thread,
        files=files,
        facts=_facts(row),
        signs=[words("urgency_sign")[sign] for sign in said.signs],
        urgency=(words("urgency")[row.urgency], URGENCY_TONES[row.urgency]),
        breadcrumbs=[
            (_("Reports passed on"), url_for("incidents_central.escalated")),
            (reference_of(report_id), None),
        ],
    )


def _files(
    branch_id: UUID, report_id: UUID, message_ids: list[UUID]
) -> dict[UUID, list[tuple[AttachedFile, str]]]:
    """Return the files of the report and of its messages by what they belong to, each with its address."""
    base = url_for("incidents_central.escalated_report", branch_id=branch_id, report_id=report_id)
    found = {
        **attachments_of(REPORT_FILES, [report_id], branch_id=branch_id),
        **attachments_of(MESSAGE_FILES, message_ids, branch_id=branch_id),
    }
    return {owner: [(one, f"{base}/files/{one.id}") for one in files] for owner, files in found.items()}


def _row_maker() -> Any:
    urgencies, states = words("urgency"), words("report_state")
    names = {branch.id: branch.name(current_locale()) for branch in list_branches()}
    base = url_for("incidents_central.escalated")

    def make(row: Any) -> EscalatedRow:
        return EscalatedRow(
            url=f"{base}/{row.branch_id}/{row.id}",
            reference=reference_of(row.id),
            branch_id=row.branch_id,
            branch=names[row.branch_id],
            received=row.received_at,
            urgency=urgencies[row.urgency],
            urgency_tone=URGENCY_TONES[row.urgency],
            state=states[row.state],
            state_tone=STATE_TONES[row.state],
        )

    return make


def _facts(row: Any) -> dict[str, Any]:
    return {
        "channel": words("channel")[row.channel],
        "informant": words("informant")[row.informant_kind],
        "nature": words("report_nature")[row.nature],
        "place": words("place").get(row.place or ""),
        "kinds": [words("kind")[kind] for kind in row.kinds_hint],
    }
