"""One invitation: its people, visits and history, and what may be done now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    confidential,
    empty_form,
    is_mail_configured,
    load_form,
    member_names,
    now,
    record,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import Invite
from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.status import InviteStatus, VisitStatus
from plugins.visitors.queries.invites import GuestVisit, guests_of, history_of, visits_of
from plugins.visitors.schemas.invites import CancelInput, InviteAnswer
from plugins.visitors.services import invites
from plugins.visitors.services.faults import reason_text
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.invites_list import OPEN, TONES
from plugins.visitors.views.words import options, tone_of, word, words

TARGET = "visitors_invite"
CREATE = "visitors.invite.create"
APPROVE = "visitors.invite.approve"
STEP_TONES = {
    "approved": "good",
    "denied": "bad",
    "cancelled": "off",
    "host_left": "off",
    "lapsed": "off",
    "edited": "warn",
    "declined": "warn",
}


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit of an invitation with its words ready."""

    visit: GuestVisit
    status: str
    tone: str
    may_renew: bool


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
    branch = school_here()
    return _do(
        load_form(CancelInput, request.form),
        invite_id,
        lambda said: invites.cancel_invite(invites.own_invite(invite_id), **said, branch=branch),
        message=_("The invitation is off. Whoever has to know has been told."),
    )


@blueprint.post("/invites/<uuid:invite_id>/approve")
@requires(APPROVE)
@confidential
def approve_invite(invite_id: UUID) -> Response:
    """Approve an invitation as it was read."""
    branch = school_here()
    return _do(
        load_form(InviteAnswer, request.form),
        invite_id,
        lambda said: invites.approve_invite(
            invites.open_invite(invite_id), version=said["version"], branch=branch
        ),
        message=_("Approved. The host, the desk and the visitors are told."),
    )


@blueprint.post("/invites/<uuid:invite_id>/deny")
@requires(APPROVE)
@confidential
def deny_invite(invite_id: UUID) -> Response:
    """Say no to an invitation, with a reason."""
    branch = school_here()
    return _do(
        load_form(InviteAnswer, request.form),
        invite_id,
        lambda said: invites.deny_invite(invites.open_invite(invite_id), **said, branch=branch),
        message=_("The host is told why."),
    )


def _do(form: Form, invite_id: UUID, act: Callable[[dict[str, Any]], object], *, message: str) -> Response:
    """Do one step and return to the invitation, or show it with what stands in the way."""
    return submit(
        form,
        act,
        page=lambda refused: show_invite(invites.open_invite(invite_id), refused),
        message=message,
        to=address_of(invite_id),
    )


def address_of(invite_id: UUID) -> str:
    """Return the address of an invitation's page."""
    return url_for("visitors.invite", invite_id=invite_id)


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
        visits=[
            ShownVisit(one, statuses[one.status], tone_of(one.status), _may_renew(one)) for one in visits
        ],
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


def _may_renew(visit: GuestVisit) -> bool:
    return invites.is_link_needed(VisitStatus(visit.status)) and visit.expected_until >= now()


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
