"""The visitor's own page behind a secret link: when, where, what to bring, what not, the code (A5, P19).

It names nobody but the visitor, by the given name. Whoever has the link sees it, and nobody else.
"""

from collections.abc import Mapping
from types import MappingProxyType

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from platform_core.sdk import (
    BranchInfo,
    NotFound,
    current_document,
    current_locale,
    db,
    limiter,
    load_form,
    module_settings,
    nameless,
    now,
    public,
    public_address,
    qr_svg,
    require_valid,
)
from platform_core.sdk import gettext as _
from plugins.visitors.data.documents import GUIDANCE
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.status import STILL_TO_COME, VisitStatus
from plugins.visitors.schemas.invites import DeclineInput
from plugins.visitors.services.invites import decline_visit
from plugins.visitors.services.tokens import link_path, read_token, visit_by_token
from plugins.visitors.views.blueprints import public_blueprint
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.words import word, words

GUESS_RATE = "60 per minute; 400 per hour"
"""Links from one network that lead nowhere."""

_WHY = "whoever holds the secret link of a visit sees when and where they are expected, without an account"
_NOT_FOUND = 404
_V = VisitStatus
_STAGES: Mapping[VisitStatus, str] = MappingProxyType(
    {
        _V.EXPECTED: "expected",
        _V.APPROVED: "expected",
        _V.PENDING_APPROVAL: "waiting",
        _V.DRAFT: "waiting",
        _V.ARRIVED: "here",
        _V.IDENTITY_CHECKED: "here",
        _V.ON_SITE: "here",
        _V.CANCELLED: "cancelled",
        _V.DENIED: "cancelled",
        _V.REFUSED: "cancelled",
    }
)
OVER = "over"


def _leads_nowhere(response: Response) -> bool:
    return response.status_code == _NOT_FOUND


@public_blueprint.get("/visit/<visit_token>")
@public(_WHY)
@nameless
@limiter.limit(GUESS_RATE, deduct_when=_leads_nowhere)
def visit_page(visit_token: str) -> str:
    """Show a visitor what they need to know before they come."""
    branch, visit = school_here(), visit_by_token(visit_token)
    stage = stage_of(visit)
    language = current_locale()
    path = link_path(read_token(visit_token) or "", branch)
    return render_template(
        "visitors/public/visit.html",
        given_name=_given_name(visit),
        visit=visit,
        stage=stage,
        title=word("visit_page", stage),
        way_in=way_in(branch, language),
        bring=list(words("bring").values()),
        forbidden=list(words("forbidden").values()),
        guidance=current_document(GUIDANCE),
        square=qr_svg(public_address(path), label=_("Your code for the desk"), pixels=240),
        path=path,
        may_decline=stage == "expected",
    )


@public_blueprint.post("/visit/<visit_token>/decline")
@public(_WHY)
@nameless
@limiter.limit(GUESS_RATE, deduct_when=_leads_nowhere)
def decline(visit_token: str) -> Response:
    """Take a visitor's word that they cannot come."""
    branch, visit = school_here(), visit_by_token(visit_token)
    require_valid(load_form(DeclineInput, request.form))
    if VisitStatus(visit.status) in STILL_TO_COME:
        decline_visit(visit, branch=branch)
        db.session.commit()
    return redirect(url_for("visitors_public.visit_page", visit_token=visit_token))


def stage_of(visit: Visit) -> str:
    """Say where a visit stands in the words of the visitor's page; one that is past is over."""
    stage = _STAGES.get(VisitStatus(visit.status), OVER)
    return OVER if stage in ("expected", "waiting") and visit.expected_until < now() else stage


def way_in(branch: BranchInfo, language: str) -> str:
    """Give the branch's own words for the way in, else the usual ones."""
    if branch.is_central:
        raise NotFound
    own = str(module_settings("visitors")[f"way_in_{language}"]).strip()
    return own or word("way_in", "usual")


def _given_name(visit: Visit) -> str:
    name = db.session.scalar(
        select(Visitor.given_name).where(Visitor.id == visit.visitor_id, Visitor.erased_on.is_(None))
    )
    return name or ""
