"""Giving, changing and ending passes of regular visitors (A5.1)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    confidential,
    empty_form,
    finish,
    load_form,
    render_form,
    require_valid,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import RegularPass, Visitor
from plugins.visitors.policy.passes import PassTerms
from plugins.visitors.queries.passes import open_pass, series_number
from plugins.visitors.schemas.passes import REGULARS, PassInput, PassStep, TermsInput
from plugins.visitors.services.passes import PassDetails, change_pass, give_pass, move_pass
from plugins.visitors.services.visitors import VisitorDetails, register_visitor
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import colleague_options, school_here, today_here, weekday_options
from plugins.visitors.views.words import options

MANAGE, HOST = "visitors.pass.manage", "visitors.escort.take"
_TERMS = ("valid_from", "valid_until", "weekdays", "from_time", "until_time")
_WHO = (
    *("family_name", "given_name", "patronymic", "visitor_type"),
    *("organization", "phone", "identity_number"),
)


@blueprint.get("/passes/new")
@requires(MANAGE)
@confidential
def new_pass() -> Response:
    """Ask who comes regularly, when and what for."""
    return _form_page(empty_form(PassInput, {"valid_from": today_here().isoformat()}))


@blueprint.post("/passes/new")
@requires(MANAGE)
@confidential
def write_pass() -> Response:
    """Give a pass; what clearance answers is shown on its page."""
    branch = school_here()
    return submit(
        load_form(PassInput, request.form),
        lambda said: give_pass(_registered(said), _details(said), branch=branch),
        page=_form_page,
        message=_("The pass is given. Look at what clearance says."),
        to=lambda row: url_for("visitors.regular_pass", pass_id=row.id),
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
    return submit(
        load_form(TermsInput, request.form),
        lambda said: change_pass(open_pass(pass_id), _details(said), branch=branch),
        page=lambda form: _form_page(form, open_pass(pass_id)),
        message=_("Saved. Clearance was asked again."),
        to=url_for("visitors.regular_pass", pass_id=pass_id),
    )


@blueprint.post("/passes/<uuid:pass_id>/status")
@requires(MANAGE)
@confidential
def write_pass_step(pass_id: UUID) -> Response:
    """Suspend a pass, take it up again, or end it."""
    school_here()
    row = open_pass(pass_id)
    said = require_valid(load_form(PassStep, request.form))
    move_pass(row, said["status"], note=said["note"])
    return finish(url_for("visitors.regular_pass", pass_id=pass_id), _("Saved."))


def _registered(said: Mapping[str, Any]) -> Visitor:
    return register_visitor(VisitorDetails(**{name: said[name] for name in _WHO}))


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


def _form_page(form: Form, row: RegularPass | None = None) -> Response:
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
