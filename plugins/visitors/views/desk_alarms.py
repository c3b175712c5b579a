"""Alarms at the desk: somebody looks after one, and says at last what was done (A5.4, A5.6)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Conflict,
    Form,
    InputSchema,
    confidential,
    empty_form,
    finish,
    load_form,
    record,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import VisitAlarm
from plugins.visitors.policy.presence import AlarmKind
from plugins.visitors.schemas.desk import DepartureInput, SettleInput
from plugins.visitors.services import alarms, presence
from plugins.visitors.services.desk import open_visit, visitor_of
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.check_in_page import visitor_name
from plugins.visitors.views.desk import OPERATE, alarm_context
from plugins.visitors.views.words import word


@blueprint.get("/alarms/<uuid:alarm_id>")
@requires(OPERATE)
@confidential
def alarm(alarm_id: UUID) -> Response:
    """Show one alarm, and ask what was done."""
    found = alarms.open_alarm(alarm_id)
    record("visitors.visit_viewed", target=("visitors_visit", found.visit_id))
    return _page(found, empty_form(_schema(found)))


@blueprint.post("/alarms/<uuid:alarm_id>/acknowledge")
@requires(OPERATE)
def acknowledge_alarm(alarm_id: UUID) -> Response:
    """Say that one looks after an alarm."""
    alarms.acknowledge(alarms.open_alarm(alarm_id))
    return finish(url_for("visitors.desk"))


@blueprint.post("/alarms/<uuid:alarm_id>/settle")
@requires(OPERATE)
@confidential
def settle_alarm(alarm_id: UUID) -> Response:
    """Say what was done about an alarm."""

    def settle(found: VisitAlarm, said: dict[str, Any]) -> None:
        alarms.settle_alarm(found, note=said["note"], longer=said["longer"])

    return _settle(alarm_id, SettleInput, settle)


@blueprint.post("/alarms/<uuid:alarm_id>/departure")
@requires(OPERATE)
@confidential
def settle_departure(alarm_id: UUID) -> Response:
    """Say what became of somebody whom nobody saw leave."""

    def settle(found: VisitAlarm, said: dict[str, Any]) -> None:
        has_left = said["departure"] == "left_properly"
        presence.settle_departure(found, left_properly=has_left, note=said["note"])

    return _settle(alarm_id, DepartureInput, settle)


def _settle(
    alarm_id: UUID, schema: type[InputSchema], settle: Callable[[VisitAlarm, dict[str, Any]], None]
) -> Response:
    def act(said: dict[str, Any]) -> None:
        found = alarms.open_alarm(alarm_id)
        if found.version != said["version"]:
            raise Conflict("changed_since")
        settle(found, said)

    return submit(
        load_form(schema, request.form),
        act,
        page=lambda form: _page(alarms.open_alarm(alarm_id), form),
        message=_("The alarm is settled."),
        to=url_for("visitors.desk"),
    )


def _schema(found: VisitAlarm) -> type[InputSchema]:
    return DepartureInput if found.kind == AlarmKind.UNVERIFIED else SettleInput


def _page(found: VisitAlarm, form: Form) -> Response:
    visit = open_visit(found.visit_id)
    return render_form(
        "visitors/desk/alarm.html",
        form,
        alarm=found,
        visit=visit,
        name=visitor_name(visitor_of(visit)),
        alarm_word=word("alarm", found.kind),
        is_departure=found.kind == AlarmKind.UNVERIFIED,
        **alarm_context(()),
        breadcrumbs=[(_("Desk"), url_for("visitors.desk")), (_("Alarm"), None)],
    )
