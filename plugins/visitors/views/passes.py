"""Passes of regular visitors: given, listed by what they are worth today, renewed, ended (A5.1)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from platform_core.sdk import (
    Filter,
    ListSpec,
    Page,
    Sort,
    confidential,
    db,
    full_name,
    module_settings,
    record,
    requires,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import RegularPass
from plugins.visitors.policy.passes import PassState, PassStatus, clearance_tone, state_on
from plugins.visitors.queries.passes import (
    days_of_pass,
    ends_by,
    is_in_state,
    open_pass,
    select_passes,
    series_number,
    visitor_of,
)
from plugins.visitors.services.passes import TARGET
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import (
    school_here,
    today_here,
    weekdays_text,
)
from plugins.visitors.views.words import options, tone_of, word

READ = "visitors.pass.read"
STATE_TONES = {"valid": "good", "not_yet": "info", "lapsed": "bad", "suspended": "warn", "ended": "off"}
_TERMS = ("valid_from", "valid_until", "weekdays", "from_time", "until_time")

PASSES = ListSpec(
    filters=(
        Filter(
            "state", _l("State"), kind="select", options=lambda: options("pass_state"),
            apply=lambda value: is_in_state(value, today=today_here()),
        ),
        Filter(
            "ending", _l("Ending soon, or lapsed"), kind="switch",
            apply=lambda _on: ends_by(today_here() + timedelta(days=_warn_days())),
        ),
        Filter.by_code(
            "clearance", _l("Clearance"), RegularPass.clearance, lambda: options("pass_clearance")
        ),
    ),
    sorts=(Sort("until", RegularPass.valid_until),),
    default_sort="until",
    tie=(RegularPass.id,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PassRow:
    """A row of the list, its words and address ready."""

    url: str
    number: str
    name: str
    detail: str
    days: str
    hours: str
    until: date
    days_left: int
    host: str
    state: str
    state_tone: str
    clearance: str
    clearance_tone: str


@blueprint.get("/passes")
@requires(READ)
@confidential
def passes() -> str:
    """List the passes with what each is worth today."""
    school_here()
    query = PASSES.read(request.args)
    raw: Page[Any] = query.fetch(db.session, select_passes(), make=lambda row: row)
    page = replace(raw, rows=tuple(_rows(raw.rows, today=today_here())))
    record("visitors.passes_viewed", data={"rows": len(page.rows), "filters": sorted(query.values)})
    return render_template("visitors/passes/list.html", query=query, page=page)


@blueprint.get("/passes/<uuid:pass_id>")
@requires(READ)
@confidential
def regular_pass(pass_id: UUID) -> str:
    """Open one pass: its terms, its clearance, the days on which its holder was expected."""
    school_here()
    row = open_pass(pass_id)
    visitor = visitor_of(row)
    record("visitors.pass_viewed", target=(TARGET, row.id))
    number = series_number(row.school_year, row.number)
    state = _state(row, today_here())
    return render_template(
        "visitors/passes/pass.html",
        regular_pass=row,
        number=number,
        name=full_name(visitor.family_name, visitor.given_name, patronymic=visitor.patronymic),
        visitor=visitor,
        visitor_type=word("visitor_type", visitor.visitor_type),
        purpose=word("purpose", row.purpose),
        days_of_week=weekdays_text(row.weekdays),
        state=state.value,
        state_text=word("pass_state", state.value),
        state_tone=STATE_TONES[state],
        days_left=(row.valid_until - today_here()).days,
        clearance=word("pass_clearance", row.clearance),
        clearance_tone=clearance_tone(row.clearance),
        days=[
            {
                "day": day,
                "url": url_for("visitors.journal_visit", visit_id=day.visit_id),
                "status": word("visit_status", day.status),
                "tone": tone_of(day.status),
                "clearance": word("pass_clearance", day.clearance) if day.clearance else "",
            }
            for day in days_of_pass(row.id)
        ],
        breadcrumbs=[(_("Regular visitors"), url_for("visitors.passes")), (number, None)],
    )


def _rows(found: Iterable[Any], *, today: date) -> Iterable[PassRow]:
    base = url_for("visitors.passes")
    for row in found:
        state = _state(row, today)
        yield PassRow(
            url=f"{base}/{row.id}",
            number=series_number(row.school_year, row.number),
            name=full_name(row.family_name, row.given_name, patronymic=row.patronymic),
            detail=row.organization or word("visitor_type", row.visitor_type),
            days=weekdays_text(row.weekdays),
            hours=f"{row.from_time:%H:%M}–{row.until_time:%H:%M}",
            until=row.valid_until,
            days_left=(row.valid_until - today).days,
            host=row.host_name,
            state=word("pass_state", state.value),
            state_tone=STATE_TONES[state],
            clearance=word("pass_clearance", row.clearance),
            clearance_tone=clearance_tone(row.clearance),
        )


def _state(row: Any, today: date) -> PassState:
    return state_on(PassStatus(row.status), valid_from=row.valid_from, valid_until=row.valid_until, on=today)


def _warn_days() -> int:
    return int(module_settings("visitors")["pass_warn_days"])
