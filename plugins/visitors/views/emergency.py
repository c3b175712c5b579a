"""Somebody at the door without agreement: stated, answered from a phone, followed live at the desk (A5.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from platform_core.sdk import (
    Filter,
    Form,
    ListSpec,
    Page,
    Sort,
    chosen_people,
    confidential,
    current_actor,
    db,
    empty_form,
    full_name,
    load_form,
    member_names,
    members_with,
    record,
    render_form,
    requires,
    submit,
)
from platform_core.sdk import gettext as _
from platform_core.sdk import lazy_gettext as _l
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.decisions import Reason
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.queries.approvals import Request, make_request, select_requests
from plugins.visitors.queries.watchlist import Alert, alerts_for
from plugins.visitors.schemas.emergency import NO, YES, EntryAnswer, EntryForm
from plugins.visitors.schemas.invites import INVITE_PURPOSES
from plugins.visitors.services import emergency
from plugins.visitors.services.emergency import EntryRequest
from plugins.visitors.services.faults import reason_text
from plugins.visitors.services.visitors import VisitorDetails
from plugins.visitors.views.blueprints import blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.words import options, tone_of, word

REQUEST, DECIDE = emergency.REQUEST, emergency.DECIDE
TARGET = "visitors_visit"
_STATES = (VisitStatus.PENDING_APPROVAL, VisitStatus.APPROVED, VisitStatus.DENIED)

LIST = ListSpec(
    filters=(
        Filter.by_code("status", _l("State"), Visit.status, lambda: options("visit_status")),
    ),
    sorts=(Sort("asked", Visit.created_at),),
    default_sort="-asked",
    tie=(Visit.id,),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request with its words and address ready."""

    url: str
    name: str
    purpose: str
    host: str
    asked: datetime
    status: str
    tone: str
    waited: str


def shown_request(found: Request) -> ShownRequest:
    """Put a request into words."""
    return ShownRequest(
        url=url_for("visitors.entry_request", request_id=found.id),
        name=found.name,
        purpose=word("purpose", found.purpose),
        host=found.host,
        asked=found.asked_at,
        status=word("visit_status", found.status),
        tone=tone_of(found.status),
        waited=_length(found.seconds),
    )


@blueprint.get("/emergency")
@requires(REQUEST)
@confidential
def entry_requests() -> str:
    """List the requests that the reader may know of, and how long their answers took."""
    school_here()
    query = LIST.read(request.args)
    page: Page[ShownRequest] = query.fetch(
        db.session, select_requests(current_actor()), make=lambda row: shown_request(make_request(row))
    )
    return render_template("visitors/emergency/list.html", query=query, page=page)


@blueprint.get("/emergency/new")
@requires(REQUEST)
@confidential
def new_entry_request() -> Response:
    """Ask who stands at the door, to whom they want and what for."""
    school_here()
    return _ask(empty_form(EntryForm))


@blueprint.post("/emergency/new")
@requires(REQUEST)
@confidential
def send_entry_request() -> Response:
    """Bring a visitor at the door before management."""
    branch = school_here()
    return submit(
        load_form(EntryForm, request.form),
        lambda said: emergency.request_entry(_asked(said), branch=branch),
        page=_ask,
        message=_("Management has been told. The answer appears here."),
        to=lambda visit: url_for("visitors.entry_request", request_id=visit.id),
    )


@blueprint.get("/emergency/<uuid:request_id>")
@requires(REQUEST)
@confidential
def entry_request(request_id: UUID) -> Response:
    """Open a request; management answers here with one tap."""
    school_here()
    visit = emergency.open_request(request_id)
    record("visitors.emergency_viewed", target=(TARGET, visit.id))
    return _show(visit, empty_form(EntryAnswer))


@blueprint.get("/emergency/<uuid:request_id>/state")
@requires(REQUEST)
@confidential
def entry_state(request_id: UUID) -> str:
    """Give the part of the page that changes: the desk sees the answer as soon as there is one."""
    school_here()
    visit = emergency.open_request(request_id)
    return render_template("visitors/emergency/_state.html", **_state(visit))


@blueprint.post("/emergency/<uuid:request_id>/answer")
@requires(DECIDE)
@confidential
def answer_entry_request(request_id: UUID) -> Response:
    """Let the visitor in, or not."""
    branch = school_here()

    def answer(said: dict[str, Any]) -> None:
        emergency.answer_request(
            emergency.open_request(request_id),
            approved=said["answer"] == YES,
            reason=said["reason"],
            version=said["version"],
            branch=branch,
        )

    return submit(
        load_form(EntryAnswer, request.form),
        answer,
        page=lambda form: _show(emergency.open_request(request_id), form),
        message=_("The desk and whoever asked have your answer."),
        to=url_for("visitors.entry_request", request_id=request_id),
    )


def _asked(given: Mapping[str, Any]) -> EntryRequest:
    return EntryRequest(
        visitor=VisitorDetails(
            given["family_name"],
            given["given_name"],
            visitor_type=given["visitor_type"],
            phone=given["phone"],
            person_id=given["person_id"],
            identity_number=given["identity_number"],
        ),
        purpose=given["purpose"],
        purpose_note=given["purpose_note"],
        host_user_id=given["host_user_id"],
        place=given["place"],
    )


def _ask(form: Form) -> Response:
    return render_form(
        "visitors/emergency/form.html",
        form,
        chosen=chosen_people(form),
        purposes=[(code.value, word("purpose", code)) for code in INVITE_PURPOSES],
        hosts=[(str(one.user_id), one.name) for one in members_with(REQUEST)],
        types=options("visitor_type"),
        breadcrumbs=[(_("Visitors at the door"), url_for("visitors.entry_requests")), (_("Ask"), None)],
    )


def _show(visit: Visit, form: Form) -> Response:
    decision = emergency.answer_decision(visit)
    visitor = db.session.scalars(select(Visitor).where(Visitor.id == visit.visitor_id)).one()
    own = decision.reason_code is Reason.OWN_INVITE and visit.status == VisitStatus.PENDING_APPROVAL.value
    return render_form(
        "visitors/emergency/request.html",
        form,
        visitor_name=full_name(visitor.family_name, visitor.given_name, patronymic=visitor.patronymic),
        visitor_type=word("visitor_type", visit.visitor_type),
        organization=visitor.organization,
        purpose=word("purpose", visit.purpose),
        asked_by=member_names([visit.created_by]).get(visit.created_by) if visit.created_by else None,
        alert=_alert(visit),
        why_not=reason_text(decision.reason_code) if own else None,
        has_approvers=bool(emergency.rings_of(visit)),
        yes=YES,
        no=NO,
        breadcrumbs=[(_("Visitors at the door"), url_for("visitors.entry_requests")), (_("Request"), None)],
        **_state(visit),
    )


def _state(visit: Visit) -> dict[str, object]:
    status = VisitStatus(visit.status)
    taken = (visit.decided_at - visit.created_at).total_seconds() if visit.decided_at else None
    return {
        "visit": visit,
        "waits": status is VisitStatus.PENDING_APPROVAL,
        "is_denied": status is VisitStatus.DENIED,
        "is_lapsed": status is VisitStatus.CANCELLED and visit.decided_at is None,
        "state": (word("visit_status", visit.status), tone_of(visit.status)),
        "decided_by": member_names([visit.decided_by]).get(visit.decided_by) if visit.decided_by else None,
        "waited": _length(int(taken) if taken is not None else None),
        "may_decide": emergency.answer_decision(visit).allowed,
    }


def _alert(visit: Visit) -> Alert | None:
    return alerts_for([visit.id]).get(visit.id)


def _length(seconds: int | None) -> str:
    """Say how long an answer took, in minutes and seconds."""
    if seconds is None:
        return ""
    return _("%(minutes)s min %(seconds)s s", minutes=seconds // 60, seconds=seconds % 60)
