"""One visit at the desk, step by step on one page: document, guidance, things, hand-over, way out (A5.3)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    IinFault,
    InputSchema,
    InvalidInput,
    confidential,
    finish,
    identity_hash,
    load_form,
    network_identity_hash,
    read_iin,
    record,
    requires,
    signing_answers,
    submit,
)
from platform_core.sdk import gettext as _
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.schemas.desk import AdmitInput, CheckOutInput, GuidanceInput, IdentityInput, ItemsInput
from plugins.visitors.services import admission, desk, items, presence
from plugins.visitors.services.custody import TARGET
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.check_in_page import show_visit
from plugins.visitors.views.desk import OPERATE
from plugins.visitors.views.watchlist_screening import screen_now

Act = Callable[[Visit, dict[str, Any], BranchInfo], str]


@blueprint.get("/desk/visits/<uuid:visit_id>")
@requires(OPERATE)
@confidential
def check_in(visit_id: UUID) -> Response:
    """Show one visit with its steps; the trail says who looked."""
    visit = desk.open_visit(visit_id)
    record("visitors.visit_viewed", target=(TARGET, visit.id))
    return show_visit(visit)


@blueprint.post("/desk/visits/<uuid:visit_id>/identity")
@requires(OPERATE)
@confidential
def see_identity(visit_id: UUID) -> Response:
    """Note that the document was seen, and hold the visitor against the watch-lists."""

    def act(visit: Visit, said: dict[str, Any], branch: BranchInfo) -> str:
        visitor = desk.visitor_of(visit)
        seen = desk.SeenDocument(said["document_type"], said["document_last"])
        desk.check_identity(visit, seen, version=said["version"])
        if said["identity_number"]:
            _know_number(visitor, said["identity_number"])
        if visit.identity_checked_at is None:
            screen_now(visitor, visit_id=visit.id)
        desk.see_identity(visit, seen, branch=branch, version=said["version"])  # last: it takes a number
        return _("The document was seen.")

    return _do(visit_id, IdentityInput, "identity", act)


@blueprint.post("/desk/visits/<uuid:visit_id>/guidance")
@requires(OPERATE)
@confidential
def sign_guidance(visit_id: UUID) -> Response:
    """Keep the signature that the visitor gives on the screen (P19)."""

    def act(visit: Visit, said: dict[str, Any], _branch: BranchInfo) -> str:
        admission.sign_guidance(visit, desk.visitor_of(visit), **signing_answers(said))
        return _("The guidance is signed.")

    return _do(visit_id, GuidanceInput, "guidance", act)


@blueprint.post("/desk/visits/<uuid:visit_id>/items")
@requires(OPERATE)
@confidential
def note_items(visit_id: UUID) -> Response:
    """Give a receipt for what stays at the desk (A5.9)."""

    def act(visit: Visit, said: dict[str, Any], branch: BranchInfo) -> str:
        desk.check_version(visit, said["version"])
        held, agreed = said["held"], said["agreed"]
        notes = dict.fromkeys((*held, *agreed), said["note"])
        receipt = items.note_items(visit, branch=branch, held=held, agreed=agreed, notes=notes)
        desk.touch(visit)
        return _("Receipt %(number)s is written.", number=receipt.number)

    return _do(visit_id, ItemsInput, "items", act)


@blueprint.post("/desk/visits/<uuid:visit_id>/items/<uuid:item_id>/return")
@requires(OPERATE)
@confidential
def return_item(visit_id: UUID, item_id: UUID) -> Response:
    """Give one thing back."""
    items.give_back(desk.open_visit(visit_id), item_id)
    return finish(_address(visit_id), _("Given back."))


@blueprint.post("/desk/visits/<uuid:visit_id>/admit")
@requires(OPERATE)
@confidential
def admit(visit_id: UUID) -> Response:
    """Let the visitor in and hand them over."""

    def act(visit: Visit, said: dict[str, Any], branch: BranchInfo) -> str:
        wanted = admission.Admission(
            hand_to=said["hand_to"],
            colleague_id=said["colleague"],
            items_asked=said["items_asked"],
            clearance_confirmed=said["clearance_confirmed"],
        )
        visitor = desk.visitor_of(visit)
        admission.admit(visit, visitor, wanted, branch=branch, version=said["version"])
        return _("Let in. Badge %(number)s.", number=visit.badge)

    return _do(visit_id, AdmitInput, "admit", act)


@blueprint.post("/desk/visits/<uuid:visit_id>/check-out")
@requires(OPERATE)
@confidential
def check_out(visit_id: UUID) -> Response:
    """Let the visitor out: the badge and the things held are settled."""

    def act(visit: Visit, said: dict[str, Any], _branch: BranchInfo) -> str:
        presence.check_out(visit, **said)
        return _("The visitor has left.")

    return _do(visit_id, CheckOutInput, "check_out", act)


def _do(visit_id: UUID, schema: type[InputSchema], part: str, act: Act) -> Response:
    """Do one step and come back to the visit, or show it as it is with what stands in the way."""
    branch = school_here()
    return submit(
        load_form(schema, request.form),
        lambda said: act(desk.open_visit(visit_id), said, branch),
        page=lambda form: show_visit(desk.open_visit(visit_id), form=form, part=part),
        overtaken=lambda _form: show_visit(desk.open_visit(visit_id), was_overtaken=True),
        message=str,
        to=_address(visit_id),
    )


def _know_number(visitor: Visitor, text: str) -> None:
    """Keep the keyed hashes of a number that was typed; raise `InvalidInput` for another person's."""
    try:
        number = read_iin(text).number
    except IinFault:
        raise InvalidInput({"identity_number": [_("This is no identity number (IIN).")]}) from None
    index = identity_hash(number)
    if visitor.identity_index is not None and visitor.identity_index != index:
        raise InvalidInput({"identity_number": [_("This number belongs to somebody else than was invited.")]})
    visitor.identity_index, visitor.network_index = index, network_identity_hash(number)


def _address(visit_id: UUID) -> str:
    return url_for("visitors.check_in", visit_id=visit_id)
