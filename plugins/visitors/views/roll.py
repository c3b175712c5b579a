"""The evacuation roll, on the screen and on paper (A5.4)."""

from flask import render_template
from werkzeug.wrappers import Response

from platform_core.sdk import (
    confidential,
    current_actor,
    current_locale,
    now,
    pdf_response,
    record,
    requires,
)
from plugins.visitors.exports.roll import roll_lines, roll_pdf
from plugins.visitors.queries.inside import roll_rows
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.inside import READ


@blueprint.get("/inside/roll")
@requires(READ)
@confidential
def roll() -> str:
    """Show the roll: who is in the building, and who left unseen since yesterday."""
    school_here()
    moment = now()
    inside, doubtful = roll_rows(at=moment)
    record("visitors.inside_viewed", data={"rows": len(inside)})
    return render_template(
        "visitors/inside/roll.html", at=moment, inside=roll_lines(inside), doubtful=roll_lines(doubtful)
    )


@blueprint.get("/inside/roll.pdf")
@requires(READ)
@confidential
def roll_paper() -> Response:
    """Print the roll."""
    school, moment = school_here(), now()
    inside, doubtful = roll_rows(at=moment)
    record("visitors.roll_printed", data={"rows": len(inside)})
    content = roll_pdf(
        inside,
        doubtful,
        school=school.name(current_locale()),
        at=moment,
        printed_by=current_actor().display_name,
    )
    return pdf_response(content, file_name=f"roll-{moment:%Y%m%d-%H%M}")
