"""Invite visitors: three questions first, a draft kept at wish, an edit that says what it will do (A5.2)."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    LANGUAGES,
    BranchInfo,
    Form,
    chosen_people,
    confidential,
    current_actor,
    empty_form,
    load_form,
    local_time,
    members_with,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import Invite
from plugins.visitors.policy.status import InviteStatus
from plugins.visitors.queries.invites import guests_of, last_place
from plugins.visitors.schemas.invites import INVITE_PURPOSES, MINUTES, InviteForm
from plugins.visitors.services import invites
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.invites_rows import GUESTS, invite_input
from plugins.visitors.views.words import options, word

CREATE = "visitors.invite.create"
DRAFT, MORE = "draft", "more"


@blueprint.get("/invites/new")
@requires(CREATE)
@confidential
def new_invite() -> Response:
    """Ask who comes, when and what for."""
    school_here()
    user_id = current_actor().user_id
    place = last_place(user_id) if user_id is not None else ""
    return _ask(empty_form(InviteForm, {"place": place, "host_user_id": user_id}))


@blueprint.post("/invites/new")
@requires(CREATE)
@confidential
def send_invite() -> Response:
    """Invite visitors, or keep a draft."""
    branch, go = school_here(), request.form.get("go")
    form = load_form(InviteForm, GUESTS.close_up(request.form))
    if go == MORE:
        form.errors.clear()
        return _ask(form, more=True)
    act = invites.draft_invite if go == DRAFT else invites.invite_visitors
    return submit(
        form,
        lambda said: act(invite_input(said), branch=branch),
        page=lambda refused: _ask(refused, branch=branch),
        message=_said,
        to=_page_of,
    )


@blueprint.get("/invites/<uuid:invite_id>/edit")
@requires(CREATE)
@confidential
def edit_invite(invite_id: UUID) -> Response:
    """Ask what of an invitation is to be changed."""
    school_here()
    invite = invites.own_invite(invite_id)
    return _ask(empty_form(InviteForm, _values(invite)), invite=invite)


@blueprint.post("/invites/<uuid:invite_id>/edit")
@requires(CREATE)
@confidential
def change_invite(invite_id: UUID) -> Response:
    """Change an invitation, send a draft, or keep it as a draft."""
    branch, go = school_here(), request.form.get("go")
    invite = invites.own_invite(invite_id)
    form = load_form(InviteForm, GUESTS.close_up(request.form))
    if go == MORE:
        form.errors.clear()
        return _ask(form, invite=invite, more=True)
    if form.is_valid and form.data["version"] is None:
        form.refuse("version", _("Open the page again: it was not sent whole."))
    return submit(
        form,
        lambda said: _change(invite, said, go == DRAFT, branch),
        page=lambda refused: _ask(refused, invite=invites.own_invite(invite_id), branch=branch),
        message=_said,
        to=_page_of,
    )


def _change(invite: Invite, said: dict[str, Any], keep_draft: bool, branch: BranchInfo) -> Invite:  # noqa: FBT001 - one caller
    asked, version = invite_input(said), said["version"]
    if invite.status != InviteStatus.DRAFT.value:
        invites.edit_invite(invite, asked, version=version, branch=branch)
    elif keep_draft:
        invites.change_draft(invite, asked, version=version, branch=branch)
    else:
        invites.send_draft(invite, asked, version=version, branch=branch)
    return invite


def _said(invite: Invite) -> str:
    """Say what has become of an invitation."""
    words = {
        InviteStatus.DRAFT.value: _("Kept as a draft. Nobody has been told."),
        InviteStatus.PENDING_APPROVAL.value: _(
            "Management has been asked. The visitors hear once it agrees."
        ),
        InviteStatus.APPROVED.value: _("The visitors are expected. The desk and management know."),
    }
    return words.get(invite.status, _("Saved."))


def _page_of(invite: Invite) -> str:
    return url_for("visitors.invite", invite_id=invite.id)


def _ask(
    form: Form, *, invite: Invite | None = None, more: bool = False, branch: BranchInfo | None = None
) -> Response:
    page = url_for("visitors.invite", invite_id=invite.id) if invite else None
    here = [(_("Edit"), None)] if invite else [(_("Invite visitors"), None)]
    trail = [(_("Invitations"), url_for("visitors.invites")), *([(_("Invitation"), page)] if page else [])]
    guests = [guest for guest in guests_of(invite.id) if not guest.is_erased] if invite else []
    return render_form(
        "visitors/invites/form.html",
        form,
        invite=invite,
        keeping=[(str(guest.visitor_id), guest.name, guest.organization) for guest in guests],
        rows=GUESTS.count(form, more=more, least=0 if guests else 1),
        chosen=chosen_people(form),
        purposes=[(code.value, word("purpose", code)) for code in INVITE_PURPOSES],
        kinds=options("invite_kind"),
        weekdays=options("weekday"),
        types=options("visitor_type"),
        languages=list(LANGUAGES.items()),
        durations=_durations(form),
        hosts=[(str(one.user_id), one.name) for one in members_with(CREATE)],
        suggestion=_suggestion(form, branch) if branch else None,
        breadcrumbs=[*trail, *here],
    )


def _durations(form: Form) -> list[tuple[str, str]]:
    """Offer the usual lengths, and the one that stands in the form."""
    typed = form.value("minutes")
    known = sorted({*MINUTES, *([int(typed)] if typed.isascii() and typed.isdigit() else [])})
    return [(str(length), _("%(num)s minutes", num=length)) for length in known if 0 < length <= max(MINUTES)]


def _suggestion(form: Form, branch: BranchInfo) -> Any:
    """Suggest another hour where the wished one was refused because of lessons (A5.5)."""
    again = load_form(InviteForm, _only(form, "starts_at", "minutes"), partial=True)
    if "starts_at" not in form.errors or not again.is_valid or "starts_at" not in again.data:
        return None
    asked = {"minutes": 30, **again.data}
    return invites.suggest_hour(asked["starts_at"], asked["minutes"], branch)


def _only(form: Form, *names: str) -> dict[str, Any]:
    return {name: form.value(name) for name in names if form.value(name)}


def _values(invite: Invite) -> dict[str, Any]:
    """Give an invitation's answers as the form shows them."""
    length = int((invite.ends_at - invite.starts_at).total_seconds() // 60)
    return {
        "starts_at": local_time(invite.starts_at),
        "minutes": length,
        "purpose": invite.purpose,
        "purpose_note": invite.purpose_note,
        "place": invite.place,
        "kind": invite.kind,
        "weekdays": invite.weekdays,
        "until": invite.until,
        "host_user_id": invite.host_user_id,
        "keep": [guest.visitor_id for guest in guests_of(invite.id)],
        "version": invite.version,
    }
