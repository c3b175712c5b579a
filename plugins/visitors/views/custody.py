"""Phones of those who walk with visitors: who is with me, and one tap for each hand-over (A5.4, A5.6)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    confidential,
    current_actor,
    empty_form,
    load_form,
    members_with,
    record,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import Visit
from plugins.visitors.policy.custody import Tap, taps_for
from plugins.visitors.queries.custody import chain_of, visitors_with
from plugins.visitors.queries.desk import open_alarms
from plugins.visitors.schemas.desk import TapInput
from plugins.visitors.services.custody import ESCORT, TARGET, custody_of, hand_of, tap
from plugins.visitors.services.desk import open_visit, visitor_of
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.check_in_page import visitor_name
from plugins.visitors.views.desk import alarm_context
from plugins.visitors.views.words import options, tone_of, word

TAP_ICONS = {
    Tap.TAKE: "user-check",
    Tap.OFFER: "arrows-exchange",
    Tap.WITHDRAW: "arrow-back-up",
    Tap.TOILET: "hand-stop",
    Tap.TOILET_BACK: "walk",
    Tap.BRING_BACK: "building",
    Tap.LOSE: "alert-octagon",
}


@dataclass(frozen=True, slots=True)
class ShownTap:
    """A button of the page; the desk takes a visitor at the desk or walks along, so it has two."""

    code: str
    label: str
    icon: str
    kind: str
    at_desk: bool = False


@blueprint.get("/with-me")
@requires(ESCORT)
@confidential
def with_me() -> str:
    """List the visitors whom one holds, is offered, or should fetch from the desk."""
    school_here()
    actor = current_actor()
    rows = visitors_with(actor.user_id) if actor.user_id else ()
    record("visitors.inside_viewed", data={"rows": len(rows)})
    return render_template(
        "visitors/custody/mine.html",
        parts=[(title, [row for row in rows if row.part == part]) for part, title in _parts()],
        holders=dict(options("holder")),
    )


@blueprint.get("/visits/<uuid:visit_id>/custody")
@requires(ESCORT)
@confidential
def custody(visit_id: UUID) -> Response:
    """Show who answers for a visitor, and what one may tap; the trail says who looked."""
    visit = open_visit(visit_id)
    record("visitors.visit_viewed", target=(TARGET, visit.id))
    return _page(visit, empty_form(TapInput))


@blueprint.post("/visits/<uuid:visit_id>/custody")
@requires(ESCORT)
@confidential
def make_link(visit_id: UUID) -> Response:
    """Make the link of the chain that was tapped."""
    school_here()

    def make(said: dict[str, Any]) -> None:
        tap(open_visit(visit_id), Tap(said["tap"]), target=said["colleague"], at_desk=said["at_desk"])

    return submit(
        load_form(TapInput, request.form),
        make,
        page=lambda form: _page(open_visit(visit_id), form),
        message=_("Noted."),
        to=url_for("visitors.custody", visit_id=visit_id),
    )


def _page(visit: Visit, form: Form) -> Response:
    name = visitor_name(visitor_of(visit))
    facts, hand = custody_of(visit), hand_of(current_actor())
    taps = taps_for(facts, hand)
    return render_form(
        "visitors/custody/visit.html",
        form,
        visit=visit,
        name=name,
        kind=word("visitor_type", visit.visitor_type),
        status=(word("visit_status", visit.status), tone_of(visit.status)),
        holder=word("holder", visit.holder) if visit.holder else "",
        offered=word("holder", visit.offered) if visit.offered else "",
        taps=_shown(taps, is_desk=hand.is_desk),
        may_offer=Tap.OFFER in taps,
        colleagues=_colleagues(visit) if Tap.OFFER in taps else [],
        chain=chain_of(visit.id),
        words={"custody": dict(options("custody")), "holder": dict(options("holder"))},
        **alarm_context(open_alarms(visit.id)),
        breadcrumbs=[(_("With me"), url_for("visitors.with_me")), (name, None)],
    )


def _shown(taps: tuple[Tap, ...], *, is_desk: bool) -> list[ShownTap]:
    labels = dict(options("tap"))
    shown: list[ShownTap] = []
    for one in taps:
        if one is Tap.OFFER:  # needs a colleague, and has a form of its own
            continue
        kind = "primary" if not shown else ("danger" if one is Tap.LOSE else "secondary")
        if one is Tap.TAKE and is_desk:
            shown.append(ShownTap(one.value, _("Back at the desk"), "building", kind, at_desk=True))
            kind = "secondary"
        shown.append(ShownTap(one.value, labels[one.value], TAP_ICONS[one], kind))
    return shown


def _colleagues(visit: Visit) -> list[tuple[str, str]]:
    found = members_with(ESCORT)
    return [(str(one.user_id), one.name) for one in found if one.user_id != visit.holder_user_id]


def _parts() -> tuple[tuple[str, str], ...]:
    return (
        ("offered", _("Being handed to you")),
        ("waits", _("Waiting for you at the desk")),
        ("held", _("With you now")),
    )
