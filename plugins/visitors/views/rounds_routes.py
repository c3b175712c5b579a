"""Routes of rounds: their plan, their checkpoints, and the labels to print (P12)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Form,
    InvalidInput,
    current_actor,
    current_locale,
    empty_form,
    finish,
    load_form,
    pdf_response,
    public_address,
    record,
    render_form,
    require_valid,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.visitors.exports.checkpoints import Label, labels_pdf
from plugins.visitors.models import Route
from plugins.visitors.queries.rounds import checkpoints_of, open_checkpoint, open_route, routes
from plugins.visitors.schemas.rounds import CheckpointInput, RouteInput
from plugins.visitors.services.rounds import (
    CheckpointDetails,
    RouteDetails,
    add_checkpoint,
    change_checkpoint,
    change_route,
    lay_out_route,
    retire_checkpoint,
)
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here, weekday_options, weekdays_text
from plugins.visitors.views.words import options, word

MANAGE = "visitors.round.manage"
TARGET = "visitors_route"


@blueprint.get("/rounds/routes")
@requires(MANAGE)
def round_routes() -> str:
    """List the routes with their plans."""
    school_here()
    return render_template(
        "visitors/rounds/routes.html",
        routes=[(one, weekdays_text(one.weekdays), ", ".join(one.times)) for one in routes()],
        breadcrumbs=[(_("Rounds"), url_for("visitors.rounds")), (_("Routes"), None)],
    )


@blueprint.get("/rounds/routes/new")
@requires(MANAGE)
def new_route() -> Response:
    """Ask for a new route."""
    return _form_page(empty_form(RouteInput, {"active": "true", "window_minutes": 30}))


@blueprint.post("/rounds/routes/new")
@requires(MANAGE)
def write_route() -> Response:
    """Lay out a route."""
    branch = school_here()
    return submit(
        load_form(RouteInput, request.form),
        lambda said: lay_out_route(_details(said), branch=branch),
        page=_form_page,
        message=_("Now add the places on the way."),
        to=lambda route: url_for("visitors.round_route", route_id=route.id),
    )


@blueprint.get("/rounds/routes/<uuid:route_id>")
@requires(MANAGE)
def round_route(route_id: UUID) -> Response:
    """Show a route with its checkpoints."""
    school_here()
    return _route_page(empty_form(CheckpointInput), open_route(route_id))


@blueprint.get("/rounds/routes/<uuid:route_id>/edit")
@requires(MANAGE)
def edit_route(route_id: UUID) -> Response:
    """Show the plan of a route, to be changed."""
    school_here()
    route = open_route(route_id)
    values: dict[str, object] = {
        "name": route.name,
        "weekdays": [str(day) for day in route.weekdays],
        "times": ", ".join(route.times),
        "window_minutes": route.window_minutes,
    }
    return _form_page(empty_form(RouteInput, values | ({"active": "true"} if route.active else {})), route)


@blueprint.post("/rounds/routes/<uuid:route_id>/edit")
@requires(MANAGE)
def write_route_change(route_id: UUID) -> Response:
    """Change the plan of a route."""
    branch = school_here()
    return submit(
        load_form(RouteInput, request.form),
        lambda said: change_route(open_route(route_id), _details(said), branch=branch),
        page=lambda form: _form_page(form, open_route(route_id)),
        message=_("Saved."),
        to=url_for("visitors.round_route", route_id=route_id),
    )


@blueprint.post("/rounds/routes/<uuid:route_id>/checkpoints")
@requires(MANAGE)
def write_checkpoint(route_id: UUID) -> Response:
    """Add a place to a route."""
    school_here()
    return submit(
        load_form(CheckpointInput, request.form),
        lambda said: add_checkpoint(open_route(route_id), CheckpointDetails(**said)),
        page=lambda form: _route_page(form, open_route(route_id)),
        message=_("Added. Print its label."),
        to=url_for("visitors.round_route", route_id=route_id),
    )


@blueprint.post("/rounds/checkpoints/<uuid:checkpoint_id>")
@requires(MANAGE)
def write_checkpoint_change(checkpoint_id: UUID) -> Response:
    """Change a checkpoint's name, kind or order."""
    school_here()
    row = open_checkpoint(checkpoint_id)
    change_checkpoint(row, CheckpointDetails(**require_valid(load_form(CheckpointInput, request.form))))
    route_id = row.route_id
    return finish(url_for("visitors.round_route", route_id=route_id), _("Saved."))


@blueprint.post("/rounds/checkpoints/<uuid:checkpoint_id>/retire")
@requires(MANAGE)
def write_checkpoint_end(checkpoint_id: UUID) -> Response:
    """Take a checkpoint off its route."""
    school_here()
    row = open_checkpoint(checkpoint_id)
    route_id = row.route_id
    retire_checkpoint(row)
    return finish(url_for("visitors.round_route", route_id=route_id), _("Taken off the route."))


@blueprint.get("/rounds/routes/<uuid:route_id>/labels.pdf")
@requires(MANAGE)
def route_labels(route_id: UUID) -> Response:
    """Give the labels of a route as a PDF; each opens its checkpoint for those who walk rounds."""
    branch = school_here()
    route = open_route(route_id)
    points = checkpoints_of(route.id)
    if not points:
        raise InvalidInput({"route": [_("This route has no places yet.")]})
    record("visitors.labels_printed", target=(TARGET, route.id), data={"labels": len(points)})
    labels = [
        Label(
            point.name,
            word("zone", point.zone),
            public_address(url_for("visitors.scanned", label_code=point.token)),
        )
        for point in points
    ]
    by, school = current_actor().display_name, branch.name(current_locale())
    content = labels_pdf(labels, route=route.name, school=school, printed_by=by)
    return pdf_response(content, file_name="round-labels")


def _details(said: Mapping[str, Any]) -> RouteDetails:
    times = tuple(part.strip() for part in said["times"].replace(";", ",").split(",") if part.strip())
    return RouteDetails(
        said["name"], tuple(said["weekdays"]), times, said["window_minutes"], active=said["active"]
    )


def _form_page(form: Form, route: Route | None = None) -> Response:
    school_here()
    return render_form(
        "visitors/rounds/route_form.html",
        form,
        route=route,
        weekdays=weekday_options(),
        breadcrumbs=[
            (_("Rounds"), url_for("visitors.rounds")),
            (_("Routes"), url_for("visitors.round_routes")),
            (route.name if route else _("New route"), None),
        ],
    )


def _route_page(form: Form, route: Route) -> Response:
    return render_form(
        "visitors/rounds/route.html",
        form,
        route=route,
        plan=f"{weekdays_text(route.weekdays)} · {', '.join(route.times)}" if route.times else "",
        checkpoints=[(point, word("zone", point.zone)) for point in checkpoints_of(route.id)],
        zones=options("zone"),
        breadcrumbs=[
            (_("Rounds"), url_for("visitors.rounds")),
            (_("Routes"), url_for("visitors.round_routes")),
            (route.name, None),
        ],
    )
