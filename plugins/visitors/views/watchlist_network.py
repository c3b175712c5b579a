"""The network's watch-list at the centre: add, look one person up, open by reference; never a list (P12.5).

Every page here is an answer to a form that was posted, so no name and no reference stands in an address.
"""

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    NotFound,
    confidential,
    current_actor,
    db,
    empty_form,
    load_form,
    network_identity_hash,
    record,
    register_lookup,
    render_form,
    require_valid,
    requires,
    writes_elsewhere,
)
from platform_core.sdk import gettext as _
from plugins.visitors.policy.matching import Person
from plugins.visitors.policy.names.words import read_name
from plugins.visitors.schemas.watchlist import (
    EntryInput,
    LookUpInput,
    NetworkStep,
    ReferenceInput,
    RenewInput,
)
from plugins.visitors.services import watchlist_network as network
from plugins.visitors.services.watchlist import EntryDetails, check_details, check_number
from plugins.visitors.services.watchlist_content import network_keys
from plugins.visitors.services.watchlist_screening import NetworkQuestion
from plugins.visitors.views.blueprints import central_blueprint
from plugins.visitors.views.watchlist_network_entry import (
    HALF_A_YEAR,
    MANAGE,
    crumb,
    open_entry,
    today_here,
)
from plugins.visitors.views.words import options

TARGET = network.TARGET


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
    details, today = EntryDetails(**form.data), today_here()
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
    today = today_here()
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
    return open_entry(reference, empty_form(NetworkStep), is_new=True)


@central_blueprint.post("/watchlist/open")
@requires(MANAGE)
@confidential
@writes_elsewhere
def watchlist_open() -> Response:
    """Open one entry by its reference, or by its id while its review is owed."""
    form = load_form(ReferenceInput, request.form)
    if form.is_valid:
        try:
            return open_entry(form.data["reference"], empty_form(NetworkStep))
        except NotFound:
            form.refuse(
                "reference",
                _("Nothing opens by this reference. A new one is given once somebody is looked up."),
            )
    return _page(form)


@central_blueprint.get("/watchlist/due/<uuid:watch_id>")
@requires(MANAGE)
@confidential
def watchlist_due(watch_id: UUID) -> str:
    """Lead from a review that is owed to its entry; the register is asked once that is wanted."""
    return render_template(
        "visitors/watchlist/network_due.html",
        watch_id=watch_id,
        breadcrumbs=[crumb(), (_("A review that is due"), None)],
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
        review_on=today_here() + timedelta(days=HALF_A_YEAR),
        breadcrumbs=[crumb(), (_("Somebody new"), None)],
    )


def _find_page(form: Form, *, found: Sequence[network.NetworkEntry] | None = None) -> Response:
    return render_form(
        "visitors/watchlist/network_find.html",
        form,
        found=found,
        reasons=dict(options("watch_reason")),
        states=dict(options("watch_state")),
        breadcrumbs=[crumb(), (_("Look up"), None)],
    )


def _question(values: dict[str, Any]) -> NetworkQuestion:
    names = tuple(read_name(name) for name in values["names"])
    number = check_number(values["identity_number"])
    identity = network_identity_hash(number) if number else None
    return NetworkQuestion(Person(names, values["birth_date"], identity), network_keys(names))
