"""Labels of checkpoints read within the pages of rounds: by the camera, a scanner, or typed (P12)."""

from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import gettext as _
from platform_core.sdk import load_form, requires, submit, uses_camera
from plugins.visitors.queries.rounds import open_round
from plugins.visitors.schemas.rounds import LabelInput
from plugins.visitors.services.rounds import confirm_label, read_label
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.rounds import WALK, show_today
from plugins.visitors.views.rounds_walk import show_round


@blueprint.post("/rounds/label")
@requires(WALK)
@uses_camera
def find_label() -> Response:
    """Lead from a label to its checkpoint, where the round that is due can be begun."""
    school_here()
    return submit(
        load_form(LabelInput, request.form),
        lambda said: read_label(said["label"]),
        page=show_today,
        to=lambda checkpoint: url_for("visitors.scanned", label_code=checkpoint.token),
    )


@blueprint.post("/rounds/<uuid:round_id>/label")
@requires(WALK)
@uses_camera
def write_label(round_id: UUID) -> Response:
    """Confirm the place whose label was read on the page of a round under way."""
    school_here()
    return submit(
        load_form(LabelInput, request.form),
        lambda said: confirm_label(open_round(round_id), said["label"]),
        page=lambda form: show_round(open_round(round_id), form),
        message=lambda checkpoint: _("%(place)s is confirmed.", place=checkpoint.name),
        to=url_for("visitors.round", round_id=round_id),
    )
