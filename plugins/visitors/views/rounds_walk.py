"""One round: walked on a phone stop by stop, by scanning labels or by choosing; read afterwards (P12)."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    empty_form,
    finish,
    load_form,
    now,
    render_form,
    require_valid,
    requires,
    submit,
    uses_camera,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import Checkpoint, Round
from plugins.visitors.policy.rounds import FindingKind, Means, RoundStatus, Urgency
from plugins.visitors.queries.rounds import (
    checkpoint_by_label,
    findings_of,
    open_checkpoint,
    open_round,
    open_route,
    stop_at,
    stops_of,
    walkable_rounds,
)
from plugins.visitors.schemas.rounds import FindingInput, StopInput
from plugins.visitors.services.rounds import (
    NewFinding,
    begin_extra,
    begin_round,
    confirm_stop,
    finish_round,
    record_finding,
    skip_stop,
)
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here, today_here
from plugins.visitors.views.rounds import STATUS_TONES
from plugins.visitors.views.words import options, word

WALK = "visitors.round.walk"


@blueprint.get("/rounds/<uuid:round_id>")
@requires(WALK)
@uses_camera
def round(round_id: UUID) -> Response:  # noqa: A001 - it is what the page is of
    """Show a round: the stops to confirm while it is walked, what became of them afterwards."""
    school_here()
    return show_round(open_round(round_id), empty_form(FindingInput))


@blueprint.post("/rounds/<uuid:round_id>/stops")
@requires(WALK)
def write_stop(round_id: UUID) -> Response:
    """Confirm a checkpoint without its label, or say why it was left out."""
    school_here()
    asked = require_valid(load_form(StopInput, request.form))
    found, checkpoint = open_round(round_id), open_checkpoint(asked["checkpoint"])
    if asked["skip_reason"] is not None:
        skip_stop(found, checkpoint, reason=asked["skip_reason"])
    else:
        confirm_stop(found, checkpoint, means=Means.CHOICE)
    return finish(url_for("visitors.round", round_id=round_id))


@blueprint.post("/rounds/<uuid:round_id>/findings")
@requires(WALK)
@uses_camera
def write_finding(round_id: UUID) -> Response:
    """Write down what was found at a checkpoint."""
    branch = school_here()

    def write(said: dict[str, Any]) -> None:
        new = NewFinding(said["kind"], said["urgency"], said["note"])
        record_finding(open_round(round_id), open_checkpoint(said["checkpoint"]), new, branch=branch)

    return submit(
        load_form(FindingInput, request.form),
        write,
        page=lambda form: show_round(open_round(round_id), form),
        message=_("Written down: somebody has to see to it."),
        to=url_for("visitors.round", round_id=round_id),
    )


@blueprint.post("/rounds/<uuid:round_id>/finish")
@requires(WALK)
def write_round_end(round_id: UUID) -> Response:
    """End a round whose stops are all accounted for."""
    school_here()
    finish_round(open_round(round_id))
    return finish(url_for("visitors.rounds"), _("The round is done."))


@blueprint.get("/rounds/at/<label_code>")
@requires(WALK)
def scanned(label_code: str) -> str:
    """Open the checkpoint whose label was scanned, and offer what can be done there now."""
    school_here()
    checkpoint = checkpoint_by_label(label_code)
    found = _round_at(checkpoint)
    stop = stop_at(found.id, checkpoint.id) if found is not None else None
    return render_template(
        "visitors/rounds/scanned.html",
        checkpoint=checkpoint,
        zone=word("zone", checkpoint.zone),
        route=open_route(checkpoint.route_id),
        round=found,
        seen_at=stop.at if stop is not None and stop.state == "seen" else None,
        action=url_for("visitors.write_scanned", label_code=label_code),
        breadcrumbs=[(_("Rounds"), url_for("visitors.rounds")), (checkpoint.name, None)],
    )


@blueprint.post("/rounds/at/<label_code>")
@requires(WALK)
def write_scanned(label_code: str) -> Response:
    """Confirm a scanned checkpoint; a round that is due, else an extra one, begins with it."""
    branch = school_here()
    checkpoint = checkpoint_by_label(label_code)
    found = _round_at(checkpoint)
    if found is None:
        found = begin_extra(open_route(checkpoint.route_id), branch=branch)
    elif found.status == RoundStatus.PLANNED:
        begin_round(found)
    confirm_stop(found, checkpoint, means=Means.LABEL)
    round_id = found.id
    return finish(
        url_for("visitors.round", round_id=round_id), _("%(place)s is confirmed.", place=checkpoint.name)
    )


def _round_at(checkpoint: Checkpoint) -> Round | None:
    """Return the round under way on the checkpoint's route, else one that may begin now."""
    return next(iter(walkable_rounds(checkpoint.route_id, at=now(), day=today_here())), None)


def show_round(found: Round, form: Any) -> Response:
    """Draw a round: its stops, its findings, and whatever form was wrong."""
    route, stops = open_route(found.route_id), stops_of(found)
    is_walking = found.status == RoundStatus.WALKING
    return render_form(
        "visitors/rounds/round.html",
        form,
        round=found,
        route=route,
        status=(word("round_status", found.status), STATUS_TONES[found.status]),
        is_walking=is_walking,
        stops=[
            {
                "stop": stop,
                "zone": word("zone", stop.zone),
                "state": word("stop_state", stop.state) if stop.state else "",
                "means": word("stop_means", stop.means) if stop.means else "",
                "reason": word("skip_reason", stop.skip_reason) if stop.skip_reason else "",
            }
            for stop in stops
        ],
        open_stops=sum(stop.state is None for stop in stops),
        findings=[
            (row.id, row[7], word("finding_kind", row.kind), word("finding_status", row.status))
            for row in findings_of(found.id)
        ],
        places=[(str(stop.checkpoint_id), stop.name) for stop in stops],
        skip_reasons=options("skip_reason"),
        finding_kinds=options("finding_kind"),
        urgencies=options("finding_urgency"),
        missed_reasons=options("missed_reason"),
        missed_reason=word("missed_reason", found.missed_reason) if found.missed_reason else "",
        usual=(FindingKind.UNLOCKED.value, Urgency.SOON.value),
        breadcrumbs=[(_("Rounds"), url_for("visitors.rounds")), (route.name, None)],
    )
