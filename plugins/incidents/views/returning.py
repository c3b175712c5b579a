"""Coming back with a receipt: where things stand in plain words, and the thread both ways (P28, P30.2).

The receipt travels by POST from page to page and is kept nowhere: who leaves the page is gone.
"""

from typing import Any

from flask import Response as FlaskResponse
from flask import request
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    Form,
    InvalidInput,
    NotFound,
    ReadyFile,
    current_locale,
    db,
    empty_form,
    limiter,
    load_files,
    load_form,
    nameless,
    public,
    record,
    render_form,
    upload_offer,
)
from platform_core.sdk import gettext as _
from plugins.incidents import data
from plugins.incidents.models import Report
from plugins.incidents.models.attachments import MESSAGE_FILES
from plugins.incidents.policy.receipts import format_receipt, normalise_receipt
from plugins.incidents.queries.reports import SET_ASIDE, standing_of
from plugins.incidents.schemas.thread import FiledMessageInput, MessageInput, ReceiptInput
from plugins.incidents.services.reports import receipt_index
from plugins.incidents.services.thread import (
    REPORTER,
    find_by_receipt,
    mark_read,
    read_thread,
    write_message,
)
from plugins.incidents.views.blueprints import public_blueprint
from plugins.incidents.views.public import school_at_hand
from plugins.incidents.views.wizard import new_token

GUESS_RATE = "40 per minute; 200 per hour"
"""Codes from one network that were not recognised."""
THREAD_RATE = "20 per minute; 120 per hour"
"""Openings and messages of one receipt."""

_WHY = "whoever has the code of a report may come back to it, without an account"
_UNPROCESSABLE = 422


def _is_refused(response: FlaskResponse) -> bool:
    return response.status_code == _UNPROCESSABLE


@public_blueprint.get("/report/return")
@public(_WHY)
@nameless
def ask_receipt() -> Response:
    """Ask for the code of a report."""
    school_at_hand()
    return render_form("incidents/public/return.html", empty_form(ReceiptInput))


@public_blueprint.post("/report/return")
@public(_WHY)
@nameless
@limiter.limit(GUESS_RATE, deduct_when=_is_refused)
def open_thread() -> Response:
    """Show the thread of a receipt, and take a message into it."""
    branch = school_at_hand()
    form = load_form(ReceiptInput, request.form)
    report = _find(form)
    if report is None:
        return render_form("incidents/public/return.html", form)
    if request.form.get("go") == "stay":
        return _show(report, empty_form(MessageInput, {"body": request.form.get("body")}))
    if request.form.get("go") == "send":
        return _take_message(report, branch)
    record("incidents.receipt_opened", target=("incidents_report", report.id))
    return _show(report, empty_form(MessageInput))


def _find(form: Form) -> Report | None:
    """Find the report of the receipt, counting tries by receipt too: one thread cannot be flooded."""
    digits = normalise_receipt(form.value("receipt"))
    if digits is not None:
        with limiter.limit(THREAD_RATE, key_func=receipt_index(digits).hex, scope="receipt"):
            pass
    if not form.is_valid:
        return None
    try:
        return find_by_receipt(form.data["receipt"])
    except InvalidInput as refusal:
        form.refuse_input(refusal)
    except NotFound:
        form.refuse("receipt", _("We do not know this code. Look at each digit once more."))
    return None


def _take_message(report: Report, branch: BranchInfo) -> Response:
    form, files = read_message(nameless=True)
    if form.is_valid:
        try:
            write_message(report, **form.data, author=REPORTER, branch=branch, files=files)
        except InvalidInput as refusal:
            db.session.rollback()  # the words too: they are shown again, and sent together with the files
            form.refuse_input(refusal)
    if not form.is_valid:
        return _show(report, form)
    db.session.flush()
    return _show(report, empty_form(MessageInput), sent=True)


def read_message(*, nameless: bool) -> tuple[Form, list[ReadyFile]]:
    """Read a further message of a reporter; one that comes with files needs no words."""
    has_files = any(one.filename for one in request.files.getlist("files"))
    form = load_form(FiledMessageInput if has_files else MessageInput, request.form)
    return form, load_files(form, MESSAGE_FILES, nameless=nameless)


def _show(report: Report, form: Form, *, sent: bool = False) -> Response:
    context: dict[str, Any] = {
        "standing": standing_in_words(standing_of(report)),
        "messages": read_thread(report),
        "receipt": format_receipt(normalise_receipt(request.form["receipt"]) or ""),
        "submission": new_token() if form.is_valid else form.value("submission") or new_token(),
        "sent": sent,
        "offer": upload_offer(MESSAGE_FILES, nameless=True),
    }
    mark_read(report, reader=REPORTER)
    db.session.commit()
    return render_form("incidents/public/thread.html", form, **context)


def standing_in_words(standing: str) -> str:
    """Say to a child where a report stands."""
    group = "report_state_child" if standing == SET_ASIDE else "status_child"
    return data.text(f"{group}.{standing}", current_locale())
