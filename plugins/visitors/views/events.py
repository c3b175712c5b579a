"""Open events: announced, opened, counted at the doors, summed up (A5.8)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Filter,
    Form,
    ListSpec,
    Page,
    Sort,
    confidential,
    db,
    empty_form,
    finish,
    format_time,
    load_form,
    local_time,
    member_names,
    new_id,
    now,
    render_form,
    require_valid,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import OpenEvent
from plugins.visitors.policy.events import STEPS, EventStatus, fullness_of, is_left_running
from plugins.visitors.queries.open_events import count_of, open_event, select_events, total_of, totals_of
from plugins.visitors.schemas.open_events import EventInput, EventStep, TapInput
from plugins.visitors.services.open_events import (
    EventDetails,
    announce_event,
    change_event,
    count_people,
    move_event,
)
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.words import options, word

MANAGE, COUNT = "visitors.event.manage", "visitors.event.count"
STATUS_TONES = {"announced": "info", "running": "good", "ended": "off", "cancelled": "off"}
FULLNESS_TONES = {"room": "good", "nearly_full": "warn", "full": "bad"}

EVENTS = ListSpec(
    filters=(
        Filter.by_code("kind", _l("What it is"), OpenEvent.kind, lambda: options("event_kind")),
        Filter.by_code("status", _l("Where it stands"), OpenEvent.status, lambda: options("event_status")),
    ),
    sorts=(Sort("starts", OpenEvent.starts_at),),
    default_sort="-starts",
    tie=(OpenEvent.id,),
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of the list, its words and address ready."""

    url: str
    title: str
    kind: str
    starts: datetime
    place: str
    status: str
    status_tone: str
    people: int
    expected: int | None


@blueprint.get("/events")
@requires(COUNT)
def open_events() -> str:
    """List open events with how many came."""
    school_here()
    query = EVENTS.read(request.args)
    raw: Page[Any] = query.fetch(db.session, select_events(), make=lambda row: row)
    totals = totals_of(row.id for row in raw.rows)
    base = url_for("visitors.open_events")
    rows = tuple(
        EventRow(
            f"{base}/{row.id}",
            row.title,
            word("event_kind", row.kind),
            row.starts_at,
            row.place,
            word("event_status", row.status),
            STATUS_TONES[row.status],
            totals.get(row.id, 0),
            row.expected,
        )
        for row in raw.rows
    )
    return render_template("visitors/events/list.html", query=query, page=replace(raw, rows=rows))


@blueprint.get("/events/new")
@requires(MANAGE)
def new_event() -> Response:
    """Ask what is announced."""
    return _form_page(empty_form(EventInput))


@blueprint.post("/events/new")
@requires(MANAGE)
def write_event() -> Response:
    """Announce an open event."""
    school_here()
    return submit(
        load_form(EventInput, request.form),
        lambda said: announce_event(EventDetails(**said)),
        page=_form_page,
        message=_("The event is announced. Start it when the doors open."),
        to=lambda event: url_for("visitors.event_page", event_id=event.id),
    )


@blueprint.get("/events/<uuid:event_id>/edit")
@requires(MANAGE)
def edit_event(event_id: UUID) -> Response:
    """Show what was announced, to be changed."""
    school_here()
    event = open_event(event_id)
    return _form_page(empty_form(EventInput, _values(event)), event)


@blueprint.post("/events/<uuid:event_id>/edit")
@requires(MANAGE)
def write_event_change(event_id: UUID) -> Response:
    """Change an event that has not begun."""
    school_here()
    return submit(
        load_form(EventInput, request.form),
        lambda said: change_event(open_event(event_id), EventDetails(**said)),
        page=lambda form: _form_page(form, open_event(event_id)),
        message=_("Saved."),
        to=url_for("visitors.event_page", event_id=event_id),
    )


@blueprint.get("/events/<uuid:event_id>")
@requires(COUNT)
def event_page(event_id: UUID) -> str:
    """Show one event: its plan, its count by door and by quarter of an hour."""
    school_here()
    event = open_event(event_id)
    counted = count_of(event.id)
    names = member_names((event.started_by, event.ended_by))
    return render_template(
        "visitors/events/event.html",
        event=event,
        counted=counted,
        names=names,
        status=(word("event_status", event.status), STATUS_TONES[event.status]),
        kind=word("event_kind", event.kind),
        left_running=is_left_running(EventStatus(event.status), ends_at=event.ends_at, now=now()),
        chart_labels=[format_time(local_time(at)) for at, _people in counted.by_quarter],
        chart_values=[people for _at, people in counted.by_quarter],
        breadcrumbs=[(_("Open events"), url_for("visitors.open_events")), (event.title, None)],
        **_fullness(event, counted.people),
    )


@blueprint.post("/events/<uuid:event_id>/status")
@requires(MANAGE)
def write_event_step(event_id: UUID) -> Response:
    """Start, end or cancel an event."""
    school_here()
    asked = require_valid(load_form(EventStep, request.form))
    event = open_event(event_id)
    move_event(event, asked["status"])
    page = "visitors.event_counter" if asked["status"] is EventStatus.RUNNING else "visitors.event_page"
    return finish(url_for(page, event_id=event_id), word("event_status", asked["status"].value))


@blueprint.get("/events/<uuid:event_id>/count")
@requires(COUNT)
@confidential
def event_counter(event_id: UUID) -> str:
    """Show the counter of a door: three large buttons and the total."""
    school_here()
    event = open_event(event_id)
    door = request.args.get("door", "1")
    chosen = int(door) if door.isdecimal() and 1 <= int(door) <= event.doors else 1
    people = total_of(event.id)
    return render_template(
        "visitors/events/counter.html",
        event=event,
        door=chosen,
        people=people,
        steps=[(step, str(new_id())) for step in STEPS],
        **_fullness(event, people),
    )


@blueprint.post("/events/<uuid:event_id>/count")
@requires(COUNT)
def write_tap(event_id: UUID) -> Response:
    """Count one tap: JSON for the page's script, the counter again for a page without one."""
    school_here()
    asked = require_valid(load_form(TapInput, request.form))
    event = open_event(event_id)
    people = count_people(event, tap=asked["tap"], step=asked["step"], door=asked["door"])
    answer = {"people": people, **_fullness(event, people)}
    db.session.commit()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(answer)
    return redirect(url_for("visitors.event_counter", event_id=event_id, door=asked["door"]))


@blueprint.get("/events/<uuid:event_id>/total")
@requires(COUNT)
def event_total(event_id: UUID) -> Response:
    """Give the live total, for the counters at the other doors."""
    school_here()
    event = open_event(event_id)
    people = total_of(event.id)
    return jsonify(
        {"people": people, "running": event.status == EventStatus.RUNNING, **_fullness(event, people)}
    )


def _fullness(event: OpenEvent, people: int) -> dict[str, str]:
    state = fullness_of(people, event.capacity)
    return {"fullness": word("fullness", state.value), "fullness_tone": FULLNESS_TONES[state]}


def _values(event: OpenEvent) -> dict[str, object]:
    moments = {
        name: f"{local_time(getattr(event, name)):%Y-%m-%dT%H:%M}" for name in ("starts_at", "ends_at")
    }
    same = ("kind", "title", "place", "doors", "expected", "capacity", "note")
    return {name: value for name in same if (value := getattr(event, name)) is not None} | moments


def _form_page(form: Form, event: OpenEvent | None = None) -> Response:
    school_here()
    return render_form(
        "visitors/events/form.html",
        form,
        event=event,
        kinds=options("event_kind"),
        breadcrumbs=[
            (_("Open events"), url_for("visitors.open_events")),
            (event.title if event else _("Announce an event"), None),
        ],
    )
