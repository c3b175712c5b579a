"""The network's watch-list at the centre: add, look one person up, open by reference; never a list (P12.5).

Every page here is an answer to a form that was posted, so no name and no reference stands in an address.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from secrets import token_bytes
from typing import Any

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    branch_by_id,
    confidential,
    current_actor,
    current_branch_id,
    db,
    empty_form,
    load_form,
    local_day,
    network_identity_hash,
    record,
    register_lookup,
    render_form,
    require_valid,
    requires,
    writes_elsewhere,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import NetworkWatch
from plugins.visitors.policy.matching import Person
from plugins.visitors.policy.names.words import read_name
from plugins.visitors.schemas.watchlist import (
    EntryInput,
    LookUpInput,
    NetworkEnd,
    NetworkReview,
    NetworkStep,
    ReferenceInput,
    RenewInput,
)
from plugins.visitors.services import watchlist_network as network
from plugins.visitors.services.watchlist import EntryDetails, check_details, check_number, check_review
from plugins.visitors.services.watchlist_content import network_keys
from plugins.visitors.services.watchlist_screening import NetworkQuestion
from plugins.visitors.views.blueprints import central_blueprint
from plugins.visitors.views.words import options, word

MANAGE = "visitors.network.manage"
TARGET = network.TARGET
_HALF_A_YEAR = 182


@central_blueprint.get("/watchlist")
@requires(MANAGE)
@confidential
def watchlist() -> Response:
    """Ask what is to be done: put somebody on the list, look one up, open by reference."""
    return _page(empty_form(ReferenceInput))


@central_blueprint.get("/watchlist/new")
@requires(MANAGE)
@confidential
def watchlist_new() -> Response:
    """Ask whom every branch is to watch for."""
    return _new_page(empty_form(EntryInput))


@central_blueprint.post("/watchlist/new")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_add() -> Response:
    """Put somebody on the list; the reference is shown this once."""
    form = load_form(EntryInput, request.form)
    if not form.is_valid:
        return _new_page(form)
    details, today = EntryDetails(**form.data), _today()
    try:
        number = check_details(details, today=today)
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        return _new_page(form)
    reference = network.new_reference(token_bytes(16))
    with register_lookup(reason="visitors.network_add", actor=current_actor(), write=True):
        row = network.add_to_network(details, number=number, reference=reference, today=today)
        record("visitors.network_added", target=(TARGET, row.id), data={"reason": details.reason})
        db.session.commit()
    flash(_("In force in every branch from now on. A second person confirms it within a week."), "good")
    return _new_page(empty_form(EntryInput), reference=reference)


@central_blueprint.get("/watchlist/find")
@requires(MANAGE)
@confidential
def watchlist_search() -> Response:
    """Ask whom to look up, and what for."""
    return _find_page(empty_form(LookUpInput))


@central_blueprint.post("/watchlist/find")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_find() -> Response:
    """Look one person up, for a purpose that stands in the trail."""
    form = load_form(LookUpInput, request.form)
    if not form.is_valid:
        return _find_page(form)
    try:
        question = _question(form.data)
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        return _find_page(form)
    today = _today()
    with register_lookup(reason="visitors.network_find", actor=current_actor(), write=True):
        entries = network.open_hits(network.find_in_network(question, today=today), today=today)
        record(
            "visitors.network_looked_up",
            facts={"purpose": form.data["purpose"]},
            data={"hits": len(entries)},
        )
        db.session.commit()
    return _find_page(form, found=entries)


@central_blueprint.post("/watchlist/renew")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_renew() -> Response:
    """Give an entry that was looked up a new reference, for want of the old one."""
    form = require_valid(load_form(RenewInput, request.form))
    reference = network.new_reference(token_bytes(16))
    with register_lookup(reason="visitors.network_renew", actor=current_actor(), write=True):
        row = network.renew_reference(form["entry_id"], version=form["version"], reference=reference)
        record("visitors.network_renewed", target=(TARGET, row.id))
        db.session.commit()
    return _entry_page(reference, empty_form(NetworkStep), is_new=True)


@central_blueprint.post("/watchlist/open")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_open() -> Response:
    """Open one entry by its reference."""
    form = load_form(ReferenceInput, request.form)
    if not form.is_valid:
        return _page(form)
    return _entry_page(form.data["reference"], empty_form(NetworkStep))


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

    today = _today()
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
    today = _today()
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
        reference = form.value("reference")
        return _entry_page(str(reference), form) if reference else _page(form)
    try:
        if check is not None:
            check(form.data)
        with register_lookup(reason=event, actor=current_actor(), write=True):
            row = step(form.data)
            record(event, target=(TARGET, row.id))
            db.session.commit()
    except InvalidInput as refusal:
        form.refuse_input(refusal)
    else:
        flash(_("Done."), "good")
        form = empty_form(NetworkStep)
    return _entry_page(request.form["reference"], form)


def _entry_page(reference: str, form: Form, *, is_new: bool = False) -> Response:
    """Open an entry in the register's scope and show it; the centre's trail tells it."""
    today = _today()
    with register_lookup(reason="visitors.network_open", actor=current_actor(), write=True):
        entry = network.open_by_reference(reference, today=today)
        record("visitors.network_opened", target=(TARGET, entry.id))
        db.session.commit()
    return render_form(
        "visitors/watchlist/network_entry.html",
        form,
        entry=entry,
        reference=reference,
        is_new=is_new,
        reason=word("watch_reason", entry.watched.reason),
        state=word("watch_state", entry.state),
        end_reason=word("watch_end", entry.end_reason) if entry.end_reason else "",
        ends=options("watch_end"),
        next_review=_today() + timedelta(days=_HALF_A_YEAR),
        breadcrumbs=[_crumb(), (_("Entry"), None)],
    )


def _page(form: Form) -> Response:
    return render_form("visitors/watchlist/network.html", form)


def _new_page(form: Form, *, reference: str = "") -> Response:
    return render_form(
        "visitors/watchlist/network_new.html",
        form,
        reference=reference,
        action=url_for("visitors_central.watchlist_add"),
        reasons=options("watch_reason"),
        review_on=_today() + timedelta(days=_HALF_A_YEAR),
        breadcrumbs=[_crumb(), (_("Somebody new"), None)],
    )


def _find_page(form: Form, *, found: Sequence[network.NetworkEntry] | None = None) -> Response:
    return render_form(
        "visitors/watchlist/network_find.html",
        form,
        found=found,
        reasons=dict(options("watch_reason")),
        states=dict(options("watch_state")),
        breadcrumbs=[_crumb(), (_("Look up"), None)],
    )


def _crumb() -> tuple[str, str]:
    return _("Network watch-list"), url_for("visitors_central.watchlist")


def _question(values: dict[str, Any]) -> NetworkQuestion:
    names = tuple(read_name(name) for name in values["names"])
    number = check_number(values["identity_number"])
    identity = network_identity_hash(number) if number else None
    return NetworkQuestion(Person(names, values["birth_date"], identity), network_keys(names))


def _today() -> date:
    return local_day(branch_by_id(current_branch_id()))
