"""Rounds of the grey zones: those of today, and their history (P12)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Filter,
    Form,
    ListSpec,
    Page,
    Sort,
    db,
    empty_form,
    finish,
    load_form,
    now,
    render_form,
    require_valid,
    requires,
    uses_camera,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Round
from plugins.visitors.policy.rounds import RoundStatus
from plugins.visitors.queries.rounds import (
    DayRound,
    count_left,
    open_round,
    open_route,
    rounds_of_day,
    routes,
    select_history,
    stops_by_round,
)
from plugins.visitors.schemas.rounds import LabelInput, MissedInput
from plugins.visitors.services.rounds import begin_extra, begin_round, explain_missed
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here, today_here
from plugins.visitors.views.words import options, word

WALK, MANAGE = "visitors.round.walk", "visitors.round.manage"
STATUS_TONES = {"planned": "info", "walking": "warn", "done": "good", "missed": "bad"}

HISTORY = ListSpec(
    filters=(
        Filter(
            "route", _l("Route"), kind="select",
            options=lambda: [(str(one.id), one.name) for one in routes()],
            apply=lambda value: Round.route_id == UUID(value),
        ),
        Filter.by_code("status", _l("Status"), Round.status, lambda: options("round_status")),
        Filter(
            "unexplained", _l("Missed, and nobody has said why"), kind="switch",
            apply=lambda _on: (Round.status == RoundStatus.MISSED.value) & Round.missed_reason.is_(None),
        ),
        Filter("since", _l("From"), kind="date", apply=lambda day: Round.day >= day),
        Filter("until", _l("Until"), kind="date", apply=lambda day: Round.day <= day),
    ),
    sorts=(Sort("planned", Round.planned_for),),
    default_sort="-planned",
    tie=(Round.id,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A row of the history, its words and address ready."""

    url: str
    route: str
    planned: datetime
    status: str
    status_tone: str
    walker: str
    seen: int
    skipped: int
    reason: str
    extra: bool


@blueprint.get("/rounds")
@requires(WALK)
@uses_camera
def rounds() -> Response:
    """Show today's rounds: what is to be walked now, what is done, what was missed."""
    school_here()
    return show_today(empty_form(LabelInput))


def show_today(form: Form) -> Response:
    """Draw today's rounds, with the field for a label."""
    moment = now()
    return render_form(
        "visitors/rounds/today.html",
        form,
        rounds=[_shown(one, moment) for one in rounds_of_day(today_here())],
        routes=[one for one in routes() if one.active and one.checkpoints],
        **count_left(today_here()),
    )


@blueprint.get("/rounds/history")
@requires(WALK)
def rounds_history() -> str:
    """List the rounds of all days."""
    school_here()
    query = HISTORY.read(request.args)
    raw: Page[Any] = query.fetch(db.session, select_history(), make=lambda row: row)
    page = replace(raw, rows=tuple(_rows(raw.rows)))
    return render_template(
        "visitors/rounds/history.html",
        query=query,
        page=page,
        breadcrumbs=[(_("Rounds"), url_for("visitors.rounds")), (_("History"), None)],
    )


@blueprint.post("/rounds/<uuid:round_id>/begin")
@requires(WALK)
def write_round_beginning(round_id: UUID) -> Response:
    """Begin a planned round."""
    school_here()
    begin_round(open_round(round_id))
    return finish(url_for("visitors.round", round_id=round_id))


@blueprint.post("/rounds/routes/<uuid:route_id>/begin")
@requires(WALK)
def write_extra_round(route_id: UUID) -> Response:
    """Begin a round that nobody planned."""
    branch = school_here()
    found = begin_extra(open_route(route_id), branch=branch)
    round_id = found.id
    return finish(url_for("visitors.round", round_id=round_id))


@blueprint.post("/rounds/<uuid:round_id>/missed")
@requires(WALK)
def write_missed_reason(round_id: UUID) -> Response:
    """Say why a round was missed."""
    school_here()
    asked = require_valid(load_form(MissedInput, request.form))
    explain_missed(open_round(round_id), reason=asked["reason"], note=asked["note"])
    return finish(url_for("visitors.round", round_id=round_id), _("Saved."))


def _shown(one: DayRound, moment: datetime) -> dict[str, Any]:
    window = one.closes_at - one.planned_for
    is_open = one.status == RoundStatus.PLANNED and one.planned_for - window <= moment <= one.closes_at
    return {
        "round": one,
        "status": word("round_status", one.status),
        "tone": STATUS_TONES[one.status],
        "is_open": is_open,
        "is_walking": one.status == RoundStatus.WALKING,
        "is_unexplained": one.status == RoundStatus.MISSED and one.missed_reason is None,
    }


def _rows(found: Iterable[Any]) -> Iterable[RoundRow]:
    rows = list(found)
    stops = stops_by_round(row.id for row in rows)
    base = url_for("visitors.rounds")
    for row in rows:
        seen, skipped = stops.get(row.id, (0, 0))
        yield RoundRow(
            url=f"{base}/{row.id}",
            route=row.name,
            planned=row.planned_for,
            status=word("round_status", row.status),
            status_tone=STATUS_TONES[row.status],
            walker=row.walker_name,
            seen=seen,
            skipped=skipped,
            reason=word("missed_reason", row.missed_reason) if row.missed_reason else "",
            extra=row.extra,
        )
