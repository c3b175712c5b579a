"""Passes of regular visitors: given, listed by what they are worth today, renewed, ended (A5.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Filter,
    Form,
    InvalidInput,
    ListSpec,
    Page,
    Sort,
    confidential,
    db,
    empty_form,
    full_name,
    load_form,
    module_settings,
    record,
    render_form,
    requires,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import RegularPass
from plugins.visitors.policy.passes import PassState, PassStatus, PassTerms, clearance_tone, state_on
from plugins.visitors.queries.passes import (
    days_of_pass,
    ends_by,
    is_in_state,
    open_pass,
    select_passes,
    series_number,
    visitor_of,
)
from plugins.visitors.schemas.passes import REGULARS, PassInput, PassStep, TermsInput
from plugins.visitors.services.passes import TARGET, PassDetails, change_pass, give_pass, move_pass
from plugins.visitors.services.visitors import VisitorDetails, register_visitor
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import (
    colleague_options,
    school_here,
    today_here,
    weekday_options,
    weekdays_text,
)
from plugins.visitors.views.words import options, tone_of, word

READ, MANAGE, HOST = "visitors.pass.read", "visitors.pass.manage", "visitors.escort.take"
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
        Filter(
            "clearance", _l("Clearance"), kind="select", options=lambda: options("pass_clearance"),
            apply=lambda value: RegularPass.clearance == value,
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


@blueprint.get("/passes/new")
@requires(MANAGE)
@confidential
def new_pass() -> Response:
    """Ask who comes regularly, when and what for."""
    return _form_page(empty_form(PassInput, {"valid_from": today_here().isoformat()}), None)


@blueprint.post("/passes/new")
@requires(MANAGE)
@confidential
def write_pass() -> Response:
    """Give a pass; what clearance answers is shown on its page."""
    branch = school_here()
    form = load_form(PassInput, request.form)
    if not form.is_valid:
        return _form_page(form, None)
    said = form.data
    try:
        visitor = register_visitor(
            VisitorDetails(
                family_name=said["family_name"],
                given_name=said["given_name"],
                patronymic=said["patronymic"],
                visitor_type=said["visitor_type"],
                organization=said["organization"],
                phone=said["phone"],
                identity_number=said["identity_number"],
            )
        )
        row = give_pass(visitor, _details(said), branch=branch)
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        db.session.rollback()
        return _form_page(form, None)
    address = url_for("visitors.regular_pass", pass_id=row.id)
    db.session.commit()
    flash(_("The pass is given. Look at what clearance says."), "good")
    return redirect(address)


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


@blueprint.get("/passes/<uuid:pass_id>/edit")
@requires(MANAGE)
@confidential
def edit_pass(pass_id: UUID) -> Response:
    """Show the terms of a pass, to be changed or renewed."""
    school_here()
    row = open_pass(pass_id)
    return _form_page(empty_form(TermsInput, _values(row)), row)


@blueprint.post("/passes/<uuid:pass_id>/edit")
@requires(MANAGE)
@confidential
def write_pass_change(pass_id: UUID) -> Response:
    """Change or renew a pass; clearance is asked again."""
    branch = school_here()
    row = open_pass(pass_id)
    form = load_form(TermsInput, request.form)
    if not form.is_valid:
        return _form_page(form, row)
    try:
        change_pass(row, _details(form.data), branch=branch)
    except InvalidInput as refusal:
        form.refuse_input(refusal)
        db.session.rollback()
        return _form_page(form, open_pass(pass_id))
    db.session.commit()
    flash(_("Saved. Clearance was asked again."), "good")
    return redirect(url_for("visitors.regular_pass", pass_id=pass_id))


@blueprint.post("/passes/<uuid:pass_id>/status")
@requires(MANAGE)
@confidential
def write_pass_step(pass_id: UUID) -> Response:
    """Suspend a pass, take it up again, or end it."""
    school_here()
    row = open_pass(pass_id)
    form = load_form(PassStep, request.form)
    if not form.is_valid:
        raise InvalidInput(form.errors)
    move_pass(row, form.data["status"], note=form.data["note"])
    db.session.commit()
    flash(_("Saved."), "good")
    return redirect(url_for("visitors.regular_pass", pass_id=pass_id))


def _details(said: Mapping[str, Any]) -> PassDetails:
    return PassDetails(
        terms=PassTerms(**{name: said[name] for name in _TERMS}),
        purpose=said["purpose"],
        clearance_purpose=said["clearance_purpose"],
        host_user_id=said["host_user_id"],
        place=said["place"],
    )


def _values(row: RegularPass) -> dict[str, object]:
    return {
        "purpose": row.purpose,
        "clearance_purpose": row.clearance_purpose,
        "place": row.place,
        "host_user_id": row.host_user_id,
        "weekdays": [str(day) for day in row.weekdays],
        "from_time": f"{row.from_time:%H:%M}",
        "until_time": f"{row.until_time:%H:%M}",
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat(),
    }


def _form_page(form: Form, row: RegularPass | None) -> Response:
    school_here()
    here = (series_number(row.school_year, row.number), None) if row else (_("Give a pass"), None)
    return render_form(
        "visitors/passes/form.html",
        form,
        regular_pass=row,
        visitor_types=[pair for pair in options("visitor_type") if pair[0] in REGULARS],
        purposes=[pair for pair in options("purpose") if pair[0] != "event"],
        clearance_purposes=options("clearance_purpose"),
        weekdays=weekday_options(),
        hosts=colleague_options(HOST),
        breadcrumbs=[(_("Regular visitors"), url_for("visitors.passes")), here],
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
