"""Steps with one entry of the network's watch-list: confirm, look again, ask to end, end (P12.5).

Each is done in the register's scope; what the centre owes for the entry is said in its own right after.
"""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    confidential,
    current_actor,
    db,
    empty_form,
    load_form,
    record,
    register_lookup,
    render_form,
    requires,
    write_here,
    writes_elsewhere,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import NetworkWatch
from plugins.visitors.schemas.watchlist import NetworkEnd, NetworkReview, NetworkStep
from plugins.visitors.services import watchlist_network as network
from plugins.visitors.services.watchlist import check_review
from plugins.visitors.services.watchlist_duties import ReviewState, settle_reviews
from plugins.visitors.views.blueprints import central_blueprint
from plugins.visitors.views.watchlist_network_entry import MANAGE, entry_page, open_entry, today_here

Step = Callable[[dict[str, Any]], NetworkWatch]


@central_blueprint.post("/watchlist/confirm")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_confirm() -> Response:
    """Confirm an entry as the second person."""
    form = load_form(NetworkStep, request.form)
    return _step(form, lambda said: network.confirm_watch(**said), "visitors.network_confirmed")


@central_blueprint.post("/watchlist/review")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_review() -> Response:
    """Say after looking again that somebody stays on the list; the review that was owed is done."""
    form, today = load_form(NetworkReview, request.form), today_here()

    if form.is_valid:
        try:
            check_review(form.data["review_on"], today=today)  # the register's scope knows no settings
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    return _step(form, lambda said: network.review_watch(**said, today=today), "visitors.network_reviewed")


@central_blueprint.post("/watchlist/ask-end")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_ask_end() -> Response:
    """Ask that an entry be ended."""
    form = load_form(NetworkEnd, request.form)

    def ask(said: dict[str, Any]) -> NetworkWatch:
        return network.ask_to_end(said["reference"], reason=said["end_reason"], version=said["version"])

    return _step(form, ask, "visitors.network_end_asked")


@central_blueprint.post("/watchlist/end")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_end() -> Response:
    """End an entry as the second person; its review is owed no more."""
    form, today = load_form(NetworkStep, request.form), today_here()
    return _step(form, lambda said: network.end_watch(**said, today=today), "visitors.network_ended")


def _step(form: Form, step: Step, event: str) -> Response:
    """Do one step in the register's scope, record it, settle what is owed, and show the entry as it is."""
    reference = str(form.value("reference") or "")
    if not form.is_valid and not reference:
        return render_form("visitors/watchlist/network.html", form)
    if not form.is_valid:
        return open_entry(reference, form)
    today = today_here()
    try:
        with register_lookup(reason=event, actor=current_actor(), write=True):
            row = step(form.data)
            record(event, target=(network.TARGET, row.id))
            entry = network.show_watch(row, today=today)
            db.session.commit()
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        return open_entry(reference, form)
    _settle(entry)
    flash(_("Done."), "good")
    if network.read_entry_id(reference) is not None:  # it may answer to its id no more
        return redirect(url_for("visitors_central.watchlist"))
    return entry_page(entry, empty_form(NetworkStep), reference=reference)


def _settle(entry: network.NetworkEntry) -> None:
    """Say in the centre's own scope what the step means for the review that it owes."""
    state = ReviewState(entry.id, entry.review_on, entry.reviewed_on, entry.ended_on is not None)
    today = today_here()
    with write_here():
        settle_reviews([state], today=today)
        db.session.commit()
