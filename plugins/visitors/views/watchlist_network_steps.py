"""Steps with one entry of the network's watch-list: confirm, look again, ask to end, end (P12.5)."""

from collections.abc import Callable
from typing import Any

from flask import flash, request
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
    writes_elsewhere,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import NetworkWatch
from plugins.visitors.schemas.watchlist import NetworkEnd, NetworkReview, NetworkStep
from plugins.visitors.services import watchlist_network as network
from plugins.visitors.services.watchlist import check_review
from plugins.visitors.views.blueprints import central_blueprint
from plugins.visitors.views.watchlist_network_entry import MANAGE, show_entry, today_here


@central_blueprint.post("/watchlist/confirm")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_confirm() -> Response:
    """Confirm an entry as the second person."""
    form = load_form(NetworkStep, request.form)
    return _step(form, lambda data: network.confirm_watch(**data), "visitors.network_confirmed")


@central_blueprint.post("/watchlist/review")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_review() -> Response:
    """Say after looking again that somebody stays on the list."""
    form = load_form(NetworkReview, request.form)

    today = today_here()
    return _step(
        form,
        lambda data: network.review_watch(**data),
        "visitors.network_reviewed",
        check=lambda data: check_review(data["review_on"], today=today),
    )


@central_blueprint.post("/watchlist/ask-end")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_ask_end() -> Response:
    """Ask that an entry be ended."""
    form = load_form(NetworkEnd, request.form)

    def ask(data: dict[str, Any]) -> NetworkWatch:
        return network.ask_to_end(data["reference"], reason=data["end_reason"], version=data["version"])

    return _step(form, ask, "visitors.network_end_asked")


@central_blueprint.post("/watchlist/end")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_end() -> Response:
    """End an entry as the second person."""
    form = load_form(NetworkStep, request.form)
    today = today_here()
    return _step(form, lambda data: network.end_watch(**data, today=today), "visitors.network_ended")


def _step(
    form: Form,
    step: Callable[[dict[str, Any]], NetworkWatch],
    event: str,
    *,
    check: Callable[[dict[str, Any]], None] | None = None,
) -> Response:
    """Do one step with an entry in the register's scope, record it, and show the entry again.

    `check` is asked before, in the centre's own scope: the register's knows no settings.
    """
    if not form.is_valid:
        if reference := form.value("reference"):
            return show_entry(str(reference), form)
        return render_form("visitors/watchlist/network.html", form)
    try:
        if check is not None:
            check(form.data)
        with register_lookup(reason=event, actor=current_actor(), write=True):
            row = step(form.data)
            record(event, target=(network.TARGET, row.id))
            db.session.commit()
    except InvalidInput as refusal:
        form.refuse_input(refusal)
    else:
        flash(_("Done."), "good")
        form = empty_form(NetworkStep)
    return show_entry(request.form["reference"], form)
