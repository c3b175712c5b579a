"""The page on which a branch keeps how its safety service is reached (P32)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.auth.access import can, requires
from platform_core.contacts import queries, services
from platform_core.contacts.labels import AUDIENCE_LABELS, EVERY_DAY, ROLE_LABELS, weekday_options
from platform_core.contacts.models import SafetyContact
from platform_core.contacts.schemas import (
    SafetyContactEditSchema,
    SafetyContactSchema,
    StepSchema,
    SwitchSchema,
)
from platform_core.errors import NotFound
from platform_core.hooks.types import BranchInfo
from platform_core.i18n import format_list
from platform_core.i18n import gettext as _
from platform_core.people.picking import chosen_people
from platform_core.tenancy.dates import local_day
from platform_core.tenancy.middleware import current_branch
from platform_core.web.forms import Form, empty_form, load_form, render_form, require_valid
from platform_core.web.submit import finish, submit

READ, MANAGE = "core.contacts.read", "core.contacts.manage"
WORKDAYS = EVERY_DAY[:5]
_PLAIN = (
    *("role_code", "person_id", "display_name", "whatsapp", "email"),
    *("opens_at", "closes_at", "audiences", "version"),
)
blueprint = Blueprint("contacts", __name__)


@dataclass(frozen=True, slots=True)
class ShownContact:
    """A contact in the list, with its words and addresses ready."""

    row: queries.SafetyContactRow
    audiences: str
    edit_url: str
    move_url: str
    switch_url: str
    is_first: bool
    is_last: bool


@blueprint.get("/")
@requires(READ)
def index() -> str:
    """List how the safety service is reached, in the order in which it is shown."""
    _school_at_hand()
    rows = queries.list_safety_contacts()
    shown = [_shown(row, place, len(rows)) for place, row in enumerate(rows, start=1)]
    return render_template("core/contacts/list.html", contacts=shown, may_manage=can(MANAGE))


@blueprint.get("/new")
@requires(MANAGE)
def new() -> Response:
    """Ask for a new contact."""
    _school_at_hand()
    start = {"audiences": ["students", "guardians"], "days": list(WORKDAYS)}
    return _render(empty_form(SafetyContactSchema, start))


@blueprint.post("/new")
@requires(MANAGE)
def add() -> Response:
    """Add a contact."""
    _school_at_hand()
    return submit(
        load_form(SafetyContactSchema, request.form),
        services.add_safety_contact,
        page=_render,
        message=_("Added."),
        to=url_for("contacts.index"),
    )


@blueprint.get("/<uuid:contact_id>/edit")
@requires(MANAGE)
def edit(contact_id: UUID) -> Response:
    """Ask what is to be changed."""
    contact = queries.get_safety_contact(contact_id)
    return _render(empty_form(SafetyContactEditSchema, _values(contact)), contact)


@blueprint.post("/<uuid:contact_id>/edit")
@requires(MANAGE)
def change(contact_id: UUID) -> Response:
    """Change a contact, unless somebody else just did."""
    return submit(
        load_form(SafetyContactEditSchema, request.form),
        lambda said: services.change_safety_contact(contact_id, said, version=said["version"]),
        page=lambda form: _render(form, queries.get_safety_contact(contact_id)),
        message=_("Saved."),
        to=url_for("contacts.index"),
    )


@blueprint.post("/<uuid:contact_id>/move")
@requires(MANAGE)
def move(contact_id: UUID) -> Response:
    """Move a contact one place."""
    services.move_safety_contact(contact_id, **require_valid(load_form(StepSchema, request.form)))
    return finish(url_for("contacts.index"))


@blueprint.post("/<uuid:contact_id>/switch")
@requires(MANAGE)
def switch(contact_id: UUID) -> Response:
    """Show a contact, or keep it from everybody."""
    asked = require_valid(load_form(SwitchSchema, request.form))
    active, today = asked["state"] == "on", local_day(_school_at_hand())
    services.switch_safety_contact(contact_id, active=active, version=asked["version"], on=today)
    message = _("Shown again.") if active else _("Switched off: nobody is shown it any more.")
    return finish(url_for("contacts.index"), message)


def _school_at_hand() -> BranchInfo:
    branch = current_branch()
    if branch is None or branch.is_central:
        raise NotFound
    return branch


def _shown(row: queries.SafetyContactRow, place: int, total: int) -> ShownContact:
    return ShownContact(
        row=row,
        audiences=format_list(str(AUDIENCE_LABELS[one]) for one in AUDIENCE_LABELS if one in row.audiences),
        edit_url=url_for("contacts.edit", contact_id=row.id),
        move_url=url_for("contacts.move", contact_id=row.id),
        switch_url=url_for("contacts.switch", contact_id=row.id),
        is_first=place == 1,
        is_last=place == total,
    )


def _render(form: Form, contact: SafetyContact | None = None) -> Response:
    return render_form(
        "core/contacts/form.html",
        form,
        contact=contact,
        roles=[(code, str(label)) for code, label in ROLE_LABELS.items()],
        audiences=[(code, str(label)) for code, label in AUDIENCE_LABELS.items()],
        weekdays=weekday_options(),
        chosen=chosen_people(form).get(form.value("person_id")),
        breadcrumbs=[
            (_("Contacts of the safety service"), url_for("contacts.index")),
            (_("Change") if contact else _("Add a contact"), None),
        ],
    )


def _values(contact: SafetyContact) -> dict[str, Any]:
    return {
        **{name: getattr(contact, name) for name in _PLAIN},
        **{f"title_{code}": contact.titles.get(code, "") for code in ("kk", "ru", "en")},
        "phone": contact.phone_printed,
        "days": list(contact.days),
    }
