"""The module as the core sees it: the manifest, and every hook in a line or two."""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from flask import url_for

from platform_core.sdk import (
    Actor,
    BranchInfo,
    ClearanceFinding,
    ContactPoint,
    CoreEvent,
    DashboardCard,
    ErasureResult,
    ExportSection,
    Manifest,
    Measure,
    NavItem,
    Period,
    PublicLink,
    RetentionRule,
    SearchHit,
    StaffFinding,
    SubjectRef,
    hookimpl,
    local_day,
    module_settings,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from tests.sample_plugin import api, cli, demo, indicators, queries, services, subject_data, views
from tests.sample_plugin.data.documents import DOCUMENTS
from tests.sample_plugin.events import EVENTS
from tests.sample_plugin.jobs import JOBS, OVERDUE
from tests.sample_plugin.models import MODELS
from tests.sample_plugin.obligations import DUTIES
from tests.sample_plugin.permissions import PERMISSIONS
from tests.sample_plugin.policy import standing_of
from tests.sample_plugin.settings import SETTINGS

RETENTION = (
    RetentionRule("sample_note", "closed_on", 3 * 365, "erase", "P29: kept while somebody may ask"),
    RetentionRule("sample_topic", "never", None, "keep", "P31: names no person"),
    RetentionRule("sample_mark", "marked_on", 10 * 365, "erase", "P21: kept while it protects"),
)


@hookimpl
def describe_module() -> Manifest:
    """Describe the module."""
    return Manifest(
        name="sample",
        title=_l("Notes"),
        icon="message-circle",
        version="0.1.0",
        package="tests.sample_plugin",
        blueprints=(views.blueprint,),
        public_blueprints=(views.public_blueprint,),
        central_blueprints=(views.central_blueprint,),
        api_blueprints=(api.blueprint,),
        models=MODELS,
        permissions=PERMISSIONS,
        audit_events=EVENTS,
        jobs=JOBS,
        notices=(OVERDUE,),
        obligations=DUTIES,
        indicators=indicators.INDICATORS,
        settings=SETTINGS,
        commands=(cli.sample,),
        retention=RETENTION,
        documents=DOCUMENTS,
    )


@hookimpl
def navigation_items(scope: BranchInfo, user: Actor) -> Sequence[NavItem]:
    """Offer the list in a branch, the topics in the centre."""
    if scope.is_central:
        return (
            NavItem(_("Topics of notes"), "sample_central.overview", "list-details", "sample.topic.manage"),
        )
    return (NavItem(_("Notes"), "sample.index", "message-circle", "sample.note.read"),)


@hookimpl
def dashboard_cards(scope: BranchInfo, user: Actor) -> Sequence[DashboardCard]:
    """Show how many notes wait, to who may read them."""
    if scope.is_central or not user.can("sample.note.read"):
        return ()
    days, today = module_settings("sample")["look_within_days"], local_day(scope)
    states = [standing_of(day, None, today=today, days=days).state for _id, day in queries.open_notes()]
    context = {"open": len(states), "overdue": states.count("overdue"), "url": url_for("sample.index")}
    return (DashboardCard(_("Notes"), "sample/card.html", context, "sample.note.read"),)


@hookimpl
def search_records(scope: BranchInfo, user: Actor, query: str, limit: int) -> Sequence[SearchHit]:
    """Find notes by their titles."""
    if scope.is_central or not user.can("sample.note.read"):
        return ()
    found = queries.find_titles(query, limit)
    return [SearchHit(title, url_for("sample.note", note_id=note_id), _("Note")) for note_id, title in found]


@hookimpl
def measure_indicators(branch: BranchInfo, period: Period) -> Sequence[Measure]:
    """Count the quarter's notes."""
    return indicators.measure(period)


@hookimpl
def clearance_findings(
    branch: BranchInfo, subject: SubjectRef, purpose: str, on: date
) -> Sequence[ClearanceFinding]:
    """Ask the centre before somebody with an open worry is trusted with students; else say nothing."""
    if subject.person_id is None or purpose != "students":
        return ()
    worries = [
        note for note in queries.notes_of(subject.person_id) if note.kind == "worry" and not note.closed_on
    ]
    return (ClearanceFinding("sample", "ask_central"),) if worries else ()


@hookimpl
def contact_points(branch: BranchInfo, audience: str, need: str) -> Sequence[ContactPoint]:
    """Name where a note can be left."""
    if audience != "staff":
        return ()
    return (ContactPoint(_("Leave a note"), audience, ("advice",), note=_("For what needs no report.")),)


@hookimpl
def public_links(branch: BranchInfo) -> Sequence[PublicLink]:
    """Link the page that explains notes."""
    return (PublicLink(_("What notes are"), url_for("sample_public.about", branch=branch.code)),)


@hookimpl
def seed_demo(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Write made-up notes."""
    if not branch.is_central:
        demo.seed(branch, now, rng)


@hookimpl
def handle_event(branch: BranchInfo, event: CoreEvent) -> None:
    """Note that an inquiry found something about a colleague, so that somebody looks."""
    if isinstance(event, StaffFinding):
        services.note_finding(event.person_id, event.found_on)


@hookimpl
def export_subject(branch: BranchInfo, subject: SubjectRef) -> Sequence[ExportSection]:
    """Give a person's notes."""
    return subject_data.export_notes(subject)


@hookimpl
def erase_subject(branch: BranchInfo, subject: SubjectRef, on: date) -> ErasureResult:
    """Erase a person's closed notes."""
    return subject_data.erase_notes(subject, on)
