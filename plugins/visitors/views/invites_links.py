"""The links of an invitation: shown to be handed over, sent once more, made void for new ones (A5.2)."""

from dataclasses import dataclass
from uuid import UUID

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    confidential,
    db,
    finish,
    is_mail_configured,
    ngettext,
    now,
    public_address,
    qr_svg,
    record,
    requires,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import Invite, Visit
from plugins.visitors.policy.status import STILL_TO_COME
from plugins.visitors.queries.invites import guests_of
from plugins.visitors.services import invites
from plugins.visitors.services.tokens import link_path, token_of
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.invites_page import CREATE, TARGET, address_of

MOST_LINKS = 200


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A visitor's link as it is handed over: in words, and as a square to scan; both empty without one."""

    name: str
    visit: Visit
    address: str
    square: Markup


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
    return finish(address_of(invite_id), message)


@blueprint.post("/invites/<uuid:invite_id>/visits/<uuid:visit_id>/link")
@requires(CREATE)
def renew_link(invite_id: UUID, visit_id: UUID) -> Response:
    """Make one visitor's link void and give them another."""
    school_here()
    found = invites.own_invite(invite_id)
    is_written = invites.renew_link(found, visit_id) and is_mail_configured()
    message = (
        _("The earlier link no longer opens. The new one is on its way by e-mail.")
        if is_written
        else _("The earlier link no longer opens. Hand over the new one: it stands under Links and codes.")
    )
    return finish(address_of(invite_id), message)


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
    return [_shown(visit, names.get(visit.visitor_id, "—"), branch) for visit in waiting]


def _shown(visit: Visit, name: str, branch: BranchInfo) -> ShownLink:
    token = token_of(visit)
    if token is None:
        return ShownLink(name, visit, "", Markup())
    address = public_address(link_path(token, branch))
    return ShownLink(name, visit, address, qr_svg(address, label=_("The visitor's code")))
