"""One visit in the journal: what is known of it, and its chronology (A5.3–A5.6)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, url_for

from platform_core.sdk import confidential, member_names, record, requires
from platform_core.sdk import gettext as _
from plugins.visitors.queries.custody import chain_of, items_of
from plugins.visitors.queries.journal import VisitFacts, alarms_of, read_visit
from plugins.visitors.queries.passes import series_number
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.words import tone_of, word

READ = "visitors.journal.read"
TARGET = "visitors_visit"
_Event = dict[str, Any]


@blueprint.get("/journal/<uuid:visit_id>")
@requires(READ)
@confidential
def journal_visit(visit_id: UUID) -> str:
    """Open one visit of the journal; the trail says who did."""
    school_here()
    facts = read_visit(visit_id)
    visit = facts.visit
    record("visitors.visit_viewed", target=(TARGET, visit.id))
    number = series_number(visit.school_year, visit.number)
    return render_template(
        "visitors/journal/visit.html",
        facts=facts,
        visit=visit,
        number=number,
        status=(word("visit_status", visit.status), tone_of(visit.status)),
        known=_known(facts),
        items=[
            (one.receipt, word("item", one.code), word("item_state", one.state), one.note or "")
            for one in items_of(visit.id)
        ],
        chronology=sorted(_chronology(facts), key=lambda event: event["at"]),
        breadcrumbs=[
            (_("Visitor journal"), url_for("visitors.journal")),
            (number or _("No number"), None),
        ],
    )


def _known(facts: VisitFacts) -> list[tuple[str, str]]:
    visit, visitor = facts.visit, facts.visitor
    document = word("document_type", visit.document_type) if visit.document_type else ""
    return [
        (_("Visitor"), facts.name),
        (_("Who the visitor is"), word("visitor_type", visit.visitor_type)),
        (_("Organisation"), visitor.organization or "—"),
        (_("By which right"), word("entry", visit.entry)),
        (_("Purpose"), word("purpose", visit.purpose)),
        (_("What for"), visit.purpose_note or "—"),
        (_("Host"), visit.host_name or "—"),
        (_("Place"), visit.place or "—"),
        (
            _("Document seen"),
            f"{document} …{visit.document_last}" if visit.document_last else document or "—",
        ),
        (_("Guidance"), _guidance(facts)),
        (_("Badge"), str(visit.badge or "—")),
    ]


def _guidance(facts: VisitFacts) -> str:
    if facts.guidance_on_paper:
        return _("signed on paper")
    return _("signed on screen") if facts.visit.signature_id else _("not signed")


def _chronology(facts: VisitFacts) -> Iterable[_Event]:
    """Tell what happened, from each room's own records; the page puts it in order."""
    yield from _own_moments(facts)
    for link in chain_of(facts.visit.id):
        who = link.to_name or (word("holder", link.holder) if link.holder else "")
        yield _event(link.at, word("custody", link.link), by=link.by_name, text=who, icon="walk")
    alarms = alarms_of(facts.visit.id)
    names = member_names([*(alarm.seen_by for alarm in alarms), *(alarm.over_by for alarm in alarms)])
    for alarm in alarms:
        title = word("alarm", alarm.kind)
        yield _event(alarm.raised_at, title, icon="bell-ringing", tone="bad")
        if alarm.over_at is not None:
            over = word("alarm_outcome", alarm.outcome) if alarm.outcome else _("Over")
            by = names.get(alarm.over_by, "") if alarm.over_by else ""
            yield _event(alarm.over_at, f"{title}: {over}", by=by, text=alarm.note or "", icon="check")


def _own_moments(facts: VisitFacts) -> Iterable[_Event]:
    visit = facts.visit
    people = (visit.decided_by, visit.identity_seen_by, visit.admitted_by, visit.departed_by)
    names = member_names(people)

    def by(user_id: UUID | None) -> str:
        return names.get(user_id, "") if user_id else ""

    yield _event(visit.created_at, _("Written down"), icon="pencil")
    if visit.decided_at:
        yield _event(visit.decided_at, _("Decided by management"), by=by(visit.decided_by), icon="gavel")
    if visit.identity_checked_at:
        seen = by(visit.identity_seen_by)
        yield _event(visit.identity_checked_at, _("Identity document seen"), by=seen, icon="id")
    if visit.admitted_at:
        yield _event(visit.admitted_at, _("Let in"), by=by(visit.admitted_by), icon="door-exit")
    if visit.departed_at:
        yield _event(visit.departed_at, _("Left"), by=by(visit.departed_by), icon="logout")


def _event(
    at: datetime, title: str, *, by: str = "", text: str = "", icon: str = "point", tone: str = ""
) -> _Event:
    return {"at": at, "title": title, "by": by, "text": text, "icon": icon, "tone": tone}
