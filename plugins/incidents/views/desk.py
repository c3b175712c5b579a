"""The safety service's desk: reports received, their threads, and what is decided on them (P28, P30)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    AttachedFile,
    Filter,
    Form,
    ListSpec,
    Page,
    Sort,
    attachments_of,
    can,
    confidential,
    current_actor,
    db,
    empty_form,
    finish,
    load_form,
    member_names,
    record,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.incidents.models import Report
from plugins.incidents.models.attachments import REPORT_FILES
from plugins.incidents.policy.urgency import UrgencySign, suggest_urgency
from plugins.incidents.queries.reports import (
    URGENCY_RANK,
    count_waiting,
    read_reason,
    read_words,
    reference_of,
    select_reports,
    standing_of,
)
from plugins.incidents.schemas.thread import MessageInput, PurposeInput, ReasonInput
from plugins.incidents.services import desk
from plugins.incidents.services.recipients import is_accused, report_readers
from plugins.incidents.services.thread import TEAM, mark_read, read_thread, write_message
from plugins.incidents.views.blueprints import blueprint
from plugins.incidents.views.public import school_at_hand
from plugins.incidents.views.wizard import new_token
from plugins.incidents.views.words import options, words

READ, DECIDE, ANSWER = "incidents.report.read", "incidents.report.register", "incidents.thread.write"
TARGET = desk.TARGET
URGENCY_TONES = {"immediate": "bad", "urgent": "warn", "routine": "neutral"}
STATE_TONES = {"received": "info", "linked": "good", "set_aside": "off"}

REPORTS = ListSpec(
    filters=(
        Filter.by_code("state", _l("Decided"), Report.state, lambda: options("report_state")),
        Filter.by_code("urgency", _l("Urgency"), Report.urgency, lambda: options("urgency")),
        Filter.by_code("channel", _l("Channel"), Report.channel, lambda: options("channel")),
        Filter(
            "unread", _l("With unread words"), kind="switch",
            apply=lambda _on: Report.unread_by_team.is_(True),
        ),
    ),
    sorts=(Sort("received", Report.received_at), Sort("urgency", URGENCY_RANK)),
    default_sort="-received",
    tie=(Report.id,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A row of the desk's list, its words and address ready."""

    url: str
    reference: str
    received: datetime
    channel: str
    urgency: str
    urgency_tone: str
    state: str
    state_tone: str
    unread: bool
    escalated: bool


@blueprint.get("/reports")
@requires(READ)
@confidential
def reports() -> str:
    """List the reports received, without what they say."""
    query = REPORTS.read(request.args)
    actor = current_actor()
    page: Page[ListedReport] = query.fetch(db.session, select_reports(actor), make=_row_maker())
    record("incidents.reports_viewed", data={"rows": len(page.rows)})
    return render_template(
        "incidents/reports/list.html", query=query, page=page, waiting=count_waiting(actor)
    )


@blueprint.get("/reports/<uuid:report_id>")
@requires(READ)
@confidential
def report(report_id: UUID) -> Response:
    """Open one report; the trail says who did."""
    found = desk.open_report(report_id)
    record("incidents.report_viewed", target=(TARGET, found.id))
    return _page(found, empty_form(MessageInput))


@blueprint.post("/reports/<uuid:report_id>/informant")
@requires("incidents.informant.read")
@confidential
def informant(report_id: UUID) -> Response:
    """Show who reported, for a purpose that is kept in the trail (P29, P30.3)."""
    found = desk.open_report(report_id)
    form = load_form(PurposeInput, request.form)
    if not form.is_valid:
        return _page(found, form)
    identity = desk.see_informant(found, purpose=form.data["purpose"])
    db.session.commit()
    return _page(found, empty_form(MessageInput), identity=identity, informant_shown=True)


@blueprint.post("/reports/<uuid:report_id>/answer")
@requires(ANSWER)
@confidential
def answer(report_id: UUID) -> Response:
    """Write to the reporter; whoever answers has read what was written before."""

    def write(said: dict[str, Any]) -> None:
        found = desk.open_report(report_id)
        write_message(found, **said, author=TEAM, branch=school_at_hand())
        mark_read(found, reader=TEAM)

    return submit(
        load_form(MessageInput, request.form),
        write,
        page=lambda form: _page(desk.open_report(report_id), form),
        message=_("Your answer waits for the reporter."),
        to=_address(report_id, anchor="thread"),
    )


@blueprint.post("/reports/<uuid:report_id>/read")
@requires(READ)
def note_read(report_id: UUID) -> Response:
    """Note that the team has read what the reporter wrote."""
    mark_read(desk.open_report(report_id), reader=TEAM)
    return finish(_address(report_id, anchor="thread"), _("Marked as read."))


@blueprint.post("/reports/<uuid:report_id>/set-aside")
@requires(DECIDE)
@confidential
def set_aside(report_id: UUID) -> Response:
    """Put a report aside that is no incident, with a reason."""
    return submit(
        load_form(ReasonInput, request.form),
        lambda said: desk.set_aside(desk.open_report(report_id), reason=said["reason"]),
        page=lambda form: _page(desk.open_report(report_id), form),
        message=_("Put aside. It stays here, with your reason."),
        to=_address(report_id),
    )


@blueprint.post("/reports/<uuid:report_id>/take-up")
@requires(DECIDE)
def take_up(report_id: UUID) -> Response:
    """Take up a report again that was put aside."""
    desk.take_up_again(desk.open_report(report_id))
    return finish(_address(report_id), _("Taken up again."))


def _address(report_id: UUID, *, anchor: str | None = None) -> str:
    return url_for("incidents.report", report_id=report_id, _anchor=anchor)


def _row_maker() -> Any:
    channels, urgencies, states = words("channel"), words("urgency"), words("report_state")
    base = url_for("incidents.reports")

    def make(row: Any) -> ListedReport:
        return ListedReport(
            url=f"{base}/{row.id}",
            reference=reference_of(row.id),
            received=row.received_at,
            channel=channels[row.channel],
            urgency=urgencies[row.urgency],
            urgency_tone=URGENCY_TONES[row.urgency],
            state=states[row.state],
            state_tone=STATE_TONES[row.state],
            unread=row.unread_by_team,
            escalated=row.escalated,
        )

    return make


def _page(
    found: Report, form: Form, *, identity: desk.Identity | None = None, informant_shown: bool = False
) -> Response:
    thread = read_thread(found)
    said = read_words(found)
    reference = reference_of(found.id)
    return render_form(
        "incidents/reports/report.html",
        form,
        report=found,
        reference=reference,
        said=said,
        facts=_facts(found, said.received_on),
        signs=[words("urgency_sign")[sign] for sign in said.signs],
        because=_because(said.signs),
        urgency=(words("urgency")[found.urgency], URGENCY_TONES[found.urgency]),
        state=(words("report_state")[found.state], STATE_TONES[found.state]),
        standing=words("status").get(standing_of(found), ""),
        aside_reason=read_reason(found),
        thread=thread,
        files=_linked(found, attachments_of(REPORT_FILES, [found.id]).get(found.id, ())),
        message_files={one.id: _linked(found, one.files) for one in thread},
        authors=member_names([*(one.author_user_id for one in thread), found.taken_by]),
        left_out=[member.name for member in report_readers() if is_accused(member, found.accused_ids)],
        can_answer=can(ANSWER) and (found.receipt_index or found.reporter_index) is not None,
        identity=identity,
        informant_shown=informant_shown,
        submission=form.value("submission") or new_token(),
        breadcrumbs=[(_("Reports"), url_for("incidents.reports")), (reference, None)],
    )


def _linked(found: Report, files: Iterable[AttachedFile]) -> list[tuple[AttachedFile, str]]:
    """Give each file the address under which the desk opens it."""
    base = url_for("incidents.report", report_id=found.id)
    return [(one, f"{base}/files/{one.id}") for one in files]


def _facts(found: Report, received_on: str | None) -> dict[str, Any]:
    """Give the answers that are codes, in words."""
    return {
        "channel": words("channel")[found.channel],
        "medium": words("medium")[found.medium],
        "informant": words("informant")[found.informant_kind],
        "nature": words("report_nature")[found.nature],
        "place": words("place").get(found.place or ""),
        "kinds": [words("kind")[kind] for kind in found.kinds_hint],
        "received_on": received_on,
    }


def _because(signs: tuple[str, ...]) -> list[str]:
    """Say why the urgency was suggested (P3.9)."""
    gates = suggest_urgency([UrgencySign(sign) for sign in signs]).gates
    return [words("urgency_gate")[gate.code] for gate in gates]
