"""Members of staff report: a concern of their own, or words that somebody brought them (P27, P28, P30)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    ReadyFile,
    confidential,
    current_actor,
    current_locale,
    db,
    empty_form,
    load_files,
    load_form,
    render_form,
    requires,
    upload_offer,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models import Report
from plugins.incidents.models.attachments import MESSAGE_FILES, REPORT_FILES
from plugins.incidents.policy.receipts import format_receipt
from plugins.incidents.policy.reports import InformantKind, Medium, ReportForm
from plugins.incidents.policy.urgency import UrgencySign
from plugins.incidents.queries.reports import list_own, reference_of, standing_of
from plugins.incidents.schemas.reports import (
    NO,
    UNSURE,
    YES,
    OperatorReportInput,
    StaffReportInput,
)
from plugins.incidents.schemas.thread import MessageInput
from plugins.incidents.services.desk import own_report
from plugins.incidents.services.recipients import accused_among, report_readers
from plugins.incidents.services.reports import NewReport, Received, receive_report
from plugins.incidents.services.thread import REPORTER, mark_read, read_thread, write_message
from plugins.incidents.views.blueprints import blueprint
from plugins.incidents.views.public import school_at_hand
from plugins.incidents.views.returning import read_message
from plugins.incidents.views.wizard import new_token
from plugins.incidents.views.words import options, people, words

CREATE, FOLLOW = "incidents.report.create", "incidents.report.follow"
_NOT_BY_OPERATOR = (Medium.PUBLIC_PAGE, Medium.WORK_PAGE)


@blueprint.get("/reports/new")
@requires(CREATE)
@confidential
def new_report() -> Response:
    """Ask a member of staff what they saw or heard."""
    school_at_hand()
    return _ask("incidents/reports/new.html", empty_form(StaffReportInput, {"submission": new_token()}))


@blueprint.post("/reports/new")
@requires(CREATE)
@confidential
def send_report() -> Response:
    """Take a member's own report and show where it can be followed."""
    form = load_form(StaffReportInput, request.form)
    received = _take(form, ReportForm.STAFF)
    if received is None:
        return _ask("incidents/reports/new.html", form)
    db.session.commit()
    flash(_("Your report has arrived. Those who read it have been told."), "good")
    return redirect(url_for("incidents.own_thread", report_id=received.report_id))


@blueprint.get("/reports/operator")
@requires(CREATE)
@confidential
def write_down() -> Response:
    """Ask for words that somebody else brought: by phone, in person, on paper, in a messenger."""
    school_at_hand()
    first = {"submission": new_token(), "wants_receipt": True}
    return _ask("incidents/reports/operator.html", empty_form(OperatorReportInput, first))


@blueprint.post("/reports/operator")
@requires(CREATE)
@confidential
def send_written_down() -> str | Response:
    """Take a report for somebody else, and show the code to hand on, once."""
    form = load_form(OperatorReportInput, request.form)
    received = _take(form, ReportForm.OPERATOR)
    if received is None:
        return _ask("incidents/reports/operator.html", form)
    db.session.commit()
    return render_template(
        "incidents/reports/written_down.html",
        received=received,
        receipt=format_receipt(received.receipt) if received.receipt else None,
        numbers=words("emergency"),
        return_url=url_for("incidents_public.ask_receipt", _external=True),
    )


@blueprint.get("/reports/mine")
@requires(FOLLOW)
@confidential
def own_reports() -> str:
    """List the reports that the reader has made."""
    user_id = current_actor().user_id
    rows = list_own(user_id) if user_id else []
    urls = {row.id: url_for("incidents.own_thread", report_id=row.id) for row in rows}
    return render_template("incidents/reports/mine.html", rows=rows, urls=urls, standings=_standings())


@blueprint.get("/reports/mine/<uuid:report_id>")
@requires(FOLLOW)
@confidential
def own_thread(report_id: UUID) -> Response:
    """Show where one's own report stands and what was answered; its text stays with the safety service."""
    return _own(report_id, empty_form(MessageInput))


@blueprint.post("/reports/mine/<uuid:report_id>")
@requires(FOLLOW)
@confidential
def continue_own(report_id: UUID) -> Response:
    """Take a further word of a member of staff, or note that the answers were read."""
    report = own_report(report_id)
    if request.form.get("go") != "read":
        form, files = read_message(nameless=False)
        _write(form, report, files)
        if not form.is_valid:
            return _own(report_id, form)
        flash(_("Sent."), "good")
    mark_read(report, reader=REPORTER)
    db.session.commit()
    return redirect(url_for("incidents.own_thread", report_id=report_id))


def _write(form: Form, report: Report, files: Sequence[ReadyFile]) -> None:
    """Add the message of a form to the reporter's thread, or leave in the form why it cannot be."""
    if not form.is_valid:
        return
    try:
        write_message(report, **form.data, author=REPORTER, branch=school_at_hand(), files=files)
    except InvalidInput as refusal:
        db.session.rollback()
        form.refuse_input(refusal)


def _take(form: Form, kind: ReportForm) -> Received | None:
    """Take the report of a form; None, with the faults in the form, if it cannot be taken."""
    branch = school_at_hand()
    files = load_files(form, REPORT_FILES)
    if not form.is_valid:
        form.values.setdefault("submission", [new_token()])
        return None
    make = _own_report if kind is ReportForm.STAFF else _report_for_somebody
    try:
        return receive_report(replace(make(form.data), files=tuple(files)), branch=branch)
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        return None


def _own_report(data: Mapping[str, Any]) -> NewReport:
    return NewReport(
        **_answers(data), form=ReportForm.STAFF, medium=Medium.WORK_PAGE, is_own=True, wants_receipt=False
    )


def _report_for_somebody(data: Mapping[str, Any]) -> NewReport:
    further = ("medium", "by_hotline", "received_on", "informant_name", "informant_contact", "wants_receipt")
    return NewReport(
        **_answers(data) | {"informant_kind": data["informant_kind"]},
        **{name: data[name] for name in further},
        form=ReportForm.OPERATOR,
    )


def _answers(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give what both forms ask, as the service takes it."""
    signs = tuple(data["signs"])
    same = ("narrative", "submission", "nature", "place", "when_words", "people_words", "occurred_on")
    return {
        **{name: data[name] for name in same},
        "language": current_locale(),
        "informant_kind": InformantKind.STAFF,
        "kinds_hint": tuple(kind for kind in data["kinds"] if kind != UNSURE),
        "signs": (*signs, UrgencySign.DANGER_NOW) if data["danger"] == YES else signs,
        "accused_ids": accused_among(data["not_for"]),
    }


def _ask(template: str, form: Form) -> Response:
    readers = report_readers()
    return render_form(
        template,
        form,
        readers=readers,
        reader_options=people(readers),
        dangers=[(NO, _("No")), (YES, _("Yes, now")), (UNSURE, _("I do not know"))],
        kinds=options("kind"),
        places=options("place"),
        natures=options("report_nature"),
        signs=options("urgency_sign", leave_out=[UrgencySign.DANGER_NOW]),
        media=options("medium", leave_out=_NOT_BY_OPERATOR),
        informants=options("informant"),
        rules=words("conversation_rule"),
        numbers=words("emergency"),
        offer=upload_offer(REPORT_FILES),
    )


def _own(report_id: UUID, form: Form) -> Response:
    report = own_report(report_id)
    messages = read_thread(report)
    return render_form(
        "incidents/reports/own.html",
        form,
        report=report,
        reference=reference_of(report.id),
        standing=_standings()[standing_of(report)],
        messages=messages,
        has_new=any(one.author != REPORTER and one.read_at is None for one in messages),
        submission=form.value("submission") or new_token(),
        offer=upload_offer(MESSAGE_FILES),
        numbers=words("emergency"),
        breadcrumbs=[(_("My reports"), url_for("incidents.own_reports")), (reference_of(report.id), None)],
    )


def _standings() -> dict[str, str]:
    return {**words("status"), "set_aside": words("report_state")["set_aside"]}
