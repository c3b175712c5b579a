"""Paper of one visit: the badge, with a photograph that is kept nowhere, and the receipt (A5.3, A5.9)."""

from itertools import groupby
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    InvalidInput,
    NotFound,
    confidential,
    current_actor,
    current_locale,
    db,
    pdf_response,
    record,
    requires,
)
from platform_core.sdk import gettext as _
from plugins.visitors.exports.badge import BadgeFacts, ReceiptFacts, badge_pdf, receipt_pdf
from plugins.visitors.models import Visit
from plugins.visitors.queries.custody import items_of
from plugins.visitors.services.custody import TARGET
from plugins.visitors.services.desk import open_visit, visitor_of
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.check_in_page import visitor_name
from plugins.visitors.views.desk import OPERATE
from plugins.visitors.views.words import word

LARGEST_PHOTO = 12 * 1024 * 1024


@blueprint.get("/desk/visits/<uuid:visit_id>/badge")
@requires(OPERATE)
@confidential
def badge(visit_id: UUID) -> Response:
    """Print the badge of somebody who was let in."""
    return _badge(open_visit(visit_id), None)


@blueprint.post("/desk/visits/<uuid:visit_id>/badge")
@requires(OPERATE)
@confidential
def badge_with_photo(visit_id: UUID) -> Response:
    """Print the badge with a photograph that was just taken; it goes onto the paper and nowhere else."""
    photo = request.files.get("photo")
    if photo is None or not photo.filename:
        raise InvalidInput({"photo": [_("Choose or take a photograph.")]}, labels={"photo": _("Photograph")})
    response = _badge(open_visit(visit_id), photo.stream.read(LARGEST_PHOTO + 1))
    db.session.commit()
    return response


@blueprint.get("/desk/visits/<uuid:visit_id>/receipt")
@requires(OPERATE)
@confidential
def receipt(visit_id: UUID) -> Response:
    """Print the receipts for what a visitor left at the desk."""
    visit = open_visit(visit_id)
    things = items_of(visit.id)
    if not things:
        raise NotFound
    school, name = school_here().name(current_locale()), visitor_name(visitor_of(visit))
    found = [
        ReceiptFacts(
            school,
            name,
            number,
            lines[0].given_at,
            [(word("item", one.code), one.note or "") for one in lines],
        )
        for number, group in groupby(things, key=lambda one: one.receipt)
        if (lines := list(group))
    ]
    record("visitors.receipt_printed", target=(TARGET, visit.id))
    content = receipt_pdf(found, printed_by=current_actor().display_name)
    return pdf_response(content, file_name=f"receipt-{found[0].number}")


def _badge(visit: Visit, photo: bytes | None) -> Response:
    if visit.badge is None or visit.admitted_at is None:
        raise NotFound
    facts = BadgeFacts(
        school=school_here().name(current_locale()),
        name=visitor_name(visitor_of(visit)),
        kind=word("visitor_type", visit.visitor_type),
        host=visit.host_name,
        place=visit.place,
        number=visit.badge,
        on=visit.admitted_at,
        address=url_for("visitors.custody", visit_id=visit.id, _external=True),
    )
    content = badge_pdf(facts, photo=photo)
    record("visitors.badge_printed", target=(TARGET, visit.id), data={"photo": photo is not None})
    return pdf_response(content, file_name=f"badge-{visit.badge}")
