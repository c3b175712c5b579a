"""The public report: one question a screen, no account, no name needed, nothing left behind (P27–P30).

Answers travel in the form from screen to screen, by POST; the server keeps nothing before it is sent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    Form,
    InvalidInput,
    NotFound,
    ReadyFile,
    current_branch,
    current_locale,
    db,
    limiter,
    load_files,
    load_form,
    nameless,
    public,
    render_form,
    upload_offer,
)
from platform_core.sdk import gettext as _
from plugins.incidents.models.attachments import REPORT_FILES
from plugins.incidents.policy.receipts import format_receipt
from plugins.incidents.policy.reports import Medium, ReportForm
from plugins.incidents.policy.urgency import UrgencySign
from plugins.incidents.schemas.reports import ANONYMOUS, NAMED, NO, UNSURE, YES, PublicReportInput
from plugins.incidents.services.recipients import accused_among, report_readers
from plugins.incidents.services.reports import NewReport, Received, receive_report
from plugins.incidents.views import wizard
from plugins.incidents.views.blueprints import public_blueprint
from plugins.incidents.views.wizard import Screen
from plugins.incidents.views.words import numbers_to_call, options, people

SEND_RATE = "60 per minute; 600 per hour"
"""Reports from one network: a whole school stands behind one address."""

_HELPING = (Screen.HELP, Screen.HELP_AGAIN)
_WHY = "everybody may report, without an account or a name"


@public_blueprint.get("/report")
@public(_WHY)
@nameless
def start_report() -> str:
    """Say who will read a report and what happens then."""
    return render_template("incidents/public/start.html", numbers=numbers_to_call(school_at_hand()))


@public_blueprint.post("/report")
@public(_WHY)
@nameless
def take_report() -> str | Response:
    """Take one screen's answer and show the next, or the receipt once everything was sent."""
    branch = school_at_hand()
    form = load_form(PublicReportInput, request.form)
    if wizard.SUBMISSION in form.errors:
        form.values[wizard.SUBMISSION] = [wizard.new_token()]
    at = wizard.read_screen(request.form.get("screen"))
    go = request.form.get("go", "")
    files = load_files(form, REPORT_FILES, nameless=True) if go == "send" else []
    if go == "send" and form.is_valid:
        return _send(form, branch, files)
    shown = _turn(form, at, go=go)
    return _show(form, shown)


def school_at_hand() -> BranchInfo:
    """Return the school of the address; the centre takes no reports of its own."""
    branch = current_branch()
    if branch is None or branch.is_central:
        raise NotFound
    return branch


def _turn(form: Form, at: Screen | None, *, go: str) -> Screen:
    """Say which screen comes, keeping the faults that belong there."""
    if at is None:
        wizard.keep_faults(form, None)
        return Screen.DANGER
    if go == "send":
        shown = wizard.first_fault(form) or Screen.CHECK
        wizard.keep_faults(form, shown)
        return shown
    wanted = _wanted(form, at, go=go)
    wizard.keep_faults(form, at if wanted is None else None)
    if wanted is not None:
        return wanted
    if not form.is_valid:
        return at
    return wizard.next_screen(form, at, checking=bool(request.form.get("checking")))


def _wanted(form: Form, at: Screen, *, go: str) -> Screen | None:
    """Return the screen that was asked for by name, whatever was answered; None to go on."""
    if go == "stay":
        return at
    if go == "back":
        return Screen.CHECK if request.form.get("checking") else wizard.previous_screen(form, at) or at
    return wizard.read_screen(go.removeprefix("change:")) if go.startswith("change:") else None


def _show(form: Form, screen: Screen) -> Response:
    asked = set(wizard.FIELDS.get(screen, ()))
    carried = [
        (name, value)
        for name in (*wizard.ANSWERS, wizard.SUBMISSION)
        if name not in asked
        for value in form.values_of(name)
    ]
    is_change = request.form.get("go", "").startswith("change:") or bool(request.form.get("checking"))
    return render_form(
        "incidents/public/question.html",
        form,
        screen=screen,
        question=wizard.QUESTIONS[screen],
        place=wizard.place_in(form, screen),
        is_first=wizard.previous_screen(form, screen) is None,
        checking=is_change and screen is not Screen.CHECK,
        carried=carried,
        choices=_choices(screen),
        answers=_answers(form) if screen is Screen.CHECK else (),
        numbers=numbers_to_call(school_at_hand()) if screen in _HELPING else (),
        offer=upload_offer(REPORT_FILES, nameless=True) if screen is Screen.FILES else None,
    )


def _choices(screen: Screen) -> Any:
    """Give the choices of the question at hand, and of no other."""
    chooser: Callable[[], Iterable[tuple[str, str]]] | None = {
        Screen.DANGER: lambda: [(YES, _("Yes")), (NO, _("No")), (UNSURE, _("I do not know"))],
        Screen.WHO: lambda: options("informant_child"),
        Screen.KINDS: lambda: options("kind_child"),
        Screen.PLACE: lambda: options("place"),
        Screen.WHEN: lambda: reversed(options("nature_child")),
        Screen.SIGNS: lambda: options("urgency_sign_child", leave_out=[UrgencySign.DANGER_NOW]),
        Screen.READERS: lambda: people(report_readers()),
        Screen.NAMING: lambda: [
            (ANONYMOUS, _("No, stay anonymous")),
            (NAMED, _("Yes, I will write my name")),
        ],
    }.get(screen)
    return list(chooser()) if chooser else []


def _answers(form: Form) -> list[tuple[Screen, Any, list[str]]]:
    """Say back what was answered: each question with its answers in words."""
    shown = [screen for screen in wizard.path_of(form) if screen not in wizard.NO_QUESTION]
    return [(screen, wizard.QUESTIONS[screen].title, _said(form, screen)) for screen in shown]


def _said(form: Form, screen: Screen) -> list[str]:
    texts: Mapping[str, str] = dict(_choices(screen))
    given = [value for name in wizard.FIELDS[screen] for value in form.values_of(name)]
    if screen is Screen.NAMING and not given:
        given = [ANONYMOUS]
    return [texts.get(value, value) for value in given if value]


def _send(form: Form, branch: BranchInfo, files: Sequence[ReadyFile]) -> str | Response:
    with limiter.limit(SEND_RATE):
        try:
            received = receive_report(_report(form.data, files), branch=branch)
        except InvalidInput as refusal:
            form.refuse_input(refusal)
            return _show(form, wizard.first_fault(form) or Screen.CHECK)
    db.session.commit()
    return _receipt(received)


def _report(data: Mapping[str, Any], files: Sequence[ReadyFile]) -> NewReport:
    signs = tuple(data["signs"])
    is_named = data["naming"] == NAMED
    return NewReport(
        form=ReportForm.PUBLIC,
        narrative=data["narrative"],
        submission=data["submission"],
        language=current_locale(),
        medium=Medium.PUBLIC_PAGE,
        informant_kind=data["informant_kind"],
        nature=data["nature"],
        kinds_hint=tuple(kind for kind in data["kinds"] if kind != UNSURE),
        place=data["place"],
        when_words=data["when_words"],
        people_words=data["people_words"],
        signs=(*signs, UrgencySign.DANGER_NOW) if data["danger"] == YES else signs,
        accused_ids=accused_among(data["not_for"]) if UrgencySign.ACCUSED_IS_STAFF in signs else (),
        informant_name=data["informant_name"] if is_named else "",
        informant_contact=data["informant_contact"] if is_named else "",
        files=tuple(files),
    )


def _receipt(received: Received) -> str:
    return render_template(
        "incidents/public/receipt.html",
        receipt=format_receipt(received.receipt or ""),
        is_new=received.is_new,
        escalated=received.escalated,
        numbers=numbers_to_call(school_at_hand()),
        address=url_for("incidents_public.ask_receipt", _external=True).partition("://")[2],
    )
