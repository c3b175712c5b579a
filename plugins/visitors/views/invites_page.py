"""One invitation: its people, visits and history, the links to hand over, and what may be done now."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    Form,
    InvalidInput,
    confidential,
    db,
    empty_form,
    is_mail_configured,
    load_form,
    member_names,
    ngettext,
    now,
    public_address,
    qr_svg,
    record,
    render_form,
    requires,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import Invite, Visit
from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.status import STILL_TO_COME, InviteStatus
from plugins.visitors.queries.invites import GuestVisit, guests_of, history_of, visits_of
from plugins.visitors.schemas.invites import CancelInput, InviteAnswer
from plugins.visitors.services import invites
from plugins.visitors.services.faults import reason_text
from plugins.visitors.services.tokens import link_path
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.invites_list import OPEN, TONES
from plugins.visitors.views.words import options, tone_of, word, words

TARGET = "visitors_invite"
CREATE = "visitors.invite.create"
APPROVE = "visitors.invite.approve"
MOST_LINKS = 200
STEP_TONES = {
    "approved": "good",
    "denied": "bad",
    "cancelled": "off",
    "host_left": "off",
    "edited": "warn",
    "declined": "warn",
}


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit of an invitation with its words ready."""

    visit: GuestVisit
    status: str
    tone: str


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A visitor's link as it is handed over: in words, and as a square to scan."""

    name: str
    visit: Visit
    address: str
    square: Markup


@blueprint.get("/invites/<uuid:invite_id>")
@requires(OPEN)
@confidential
def invite(invite_id: UUID) -> Response:
    """Open one invitation; the trail says who did."""
    school_here()
    found = invites.open_invite(invite_id)
    record("visitors.invite_viewed", target=(TARGET, found.id))
    return show_invite(found, empty_form(InviteAnswer))


@blueprint.post("/invites/<uuid:invite_id>/cancel")
@requires(CREATE)
@confidential
def cancel_invite(invite_id: UUID) -> Response:
    """Call an invitation off."""
    branch, found = school_here(), invites.own_invite(invite_id)
    form = load_form(CancelInput, request.form)
    if form.is_valid:
        try:
            invites.cancel_invite(found, reason=form.data["reason"], branch=branch)
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    if not form.is_valid:
        return show_invite(found, form)
    return back_to(found, _("The invitation is off. Whoever has to know has been told."))


@blueprint.post("/invites/<uuid:invite_id>/resend")
@requires(CREATE)
def resend_links(invite_id: UUID) -> Response:
    """Write to the visitors once more."""
    school_here()
    found = invites.own_invite(invite_id)
    if not is_mail_configured():
        raise Conflict
    letters = invites.resend_links(found)
    message = ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", letters)
    return back_to(found, message)


@blueprint.post("/invites/<uuid:invite_id>/approve")
@requires(APPROVE)
@confidential
def approve_invite(invite_id: UUID) -> Response:
    """Approve an invitation as it was read."""
    return _answer(invite_id, approved=True)


@blueprint.post("/invites/<uuid:invite_id>/deny")
@requires(APPROVE)
@confidential
def deny_invite(invite_id: UUID) -> Response:
    """Say no to an invitation, with a reason."""
    return _answer(invite_id, approved=False)


@blueprint.get("/invites/<uuid:invite_id>/links")
@requires(CREATE)
@confidential
def invite_links(invite_id: UUID) -> str:
    """Show each visitor's link and code, to be printed and handed over; the trail says so."""
    branch, found = school_here(), invites.own_invite(invite_id)
    links = _links(found, branch)
    record("visitors.link_shown", target=(TARGET, found.id), data={"links": len(links)})
    return render_template(
        "visitors/invites/links.html",
        invite=found,
        links=links,
        school=branch,
        breadcrumbs=[
            (_("Invitations"), url_for("visitors.invites")),
            (_("Invitation"), url_for("visitors.invite", invite_id=found.id)),
            (_("Links"), None),
        ],
    )


def _links(found: Invite, branch: BranchInfo) -> list[ShownLink]:
    """Give the links of the visits that are still to come, the next first."""
    coming = [status.value for status in STILL_TO_COME]
    waiting = db.session.scalars(
        select(Visit)
        .where(Visit.invite_id == found.id, Visit.status.in_(coming), Visit.expected_until >= now())
        .order_by(Visit.expected_from, Visit.id)
        .limit(MOST_LINKS)
    ).all()
    names = {guest.visitor_id: guest.name for guest in guests_of(found.id)}
    links = []
    for visit in waiting:
        address = public_address(link_path(visit, branch))
        square = qr_svg(address, label=_("The visitor's code"))
        links.append(ShownLink(names.get(visit.visitor_id, "—"), visit, address, square))
    return links


def _answer(invite_id: UUID, *, approved: bool) -> Response:
    branch, found = school_here(), invites.open_invite(invite_id)
    form = load_form(InviteAnswer, request.form)
    if form.is_valid:
        given = form.data
        try:
            if approved:
                invites.approve_invite(found, version=given["version"], branch=branch)
            else:
                invites.deny_invite(found, version=given["version"], reason=given["reason"], branch=branch)
        except InvalidInput as refusal:
            form.refuse_input(refusal)
    if not form.is_valid:
        return show_invite(found, form)
    said = (
        _("Approved. The host, the desk and the visitors are told.")
        if approved
        else _("The host is told why.")
    )
    return back_to(found, said)


def back_to(found: Invite, message: str) -> Response:
    """Commit and return to the invitation's page."""
    address = url_for("visitors.invite", invite_id=found.id)
    db.session.commit()
    flash(message, "good")
    return redirect(address)


def show_invite(found: Invite, form: Form) -> Response:
    """Render the page of an invitation with whatever form was wrong."""
    decision, own = invites.approver_decision(found), invites.is_own(found)
    visits = visits_of(found.id)
    statuses = words("visit_status")
    return render_form(
        "visitors/invites/invite.html",
        form,
        invite=found,
        facts=_facts(found),
        guests=guests_of(found.id),
        types=words("visitor_type"),
        visits=[ShownVisit(one, statuses[one.status], tone_of(one.status)) for one in visits],
        history=_history(found),
        state=(word("invite_status", found.status), TONES.get(found.status, "neutral")),
        may_decide=decision.allowed,
        why_not=reason_text(decision.reason_code) if _is_told(found, decision.reason_code) else None,
        is_own=own,
        may_edit=own and found.status != InviteStatus.CANCELLED.value,
        can_mail=is_mail_configured(),
        decided_by=member_names([found.decided_by]).get(found.decided_by) if found.decided_by else None,
        changed=_changed_since_agreed(found),
        breadcrumbs=[(_("Invitations"), url_for("visitors.invites")), (_("Invitation"), None)],
    )


def _is_told(found: Invite, reason: Reason) -> bool:
    return found.status == InviteStatus.PENDING_APPROVAL.value and reason is Reason.OWN_INVITE


def _facts(found: Invite) -> dict[str, Any]:
    days = words("weekday")
    return {
        "purpose": word("purpose", found.purpose),
        "kind": word("invite_kind", found.kind),
        "weekdays": ", ".join(days[str(day)] for day in found.weekdays),
    }


def _history(found: Invite) -> list[dict[str, Any]]:
    titles, facets = words("invite_step"), words("facet")
    return [
        {
            "at": line.taken_at,
            "title": titles[line.code],
            "by": line.by_name,
            "text": "; ".join(filter(None, (", ".join(facets[facet] for facet in line.fields), line.note))),
            "tone": STEP_TONES.get(line.code, "neutral"),
        }
        for line in history_of(found.id)
    ]


def _changed_since_agreed(found: Invite) -> str:
    """Name what was changed since the last approval, for whoever approves again."""
    if found.status != InviteStatus.PENDING_APPROVAL.value or found.approved_version is None:
        return ""
    changed: set[str] = set()
    for line in history_of(found.id):
        if line.code == "approved":
            break
        changed |= set(line.fields)
    return ", ".join(name for facet, name in options("facet") if facet in changed)
