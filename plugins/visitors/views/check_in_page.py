"""What the page of one visit shows: its steps and how far they are, what rings, what is loud (A5.3, P12)."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from platform_core.sdk import (
    LANGUAGES,
    Form,
    SignatureState,
    current_document,
    current_locale,
    empty_form,
    full_name,
    members_with,
    now,
    render_form,
)
from platform_core.sdk import gettext as _
from plugins.visitors.data.documents import GUIDANCE
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.admission import Step
from plugins.visitors.policy.items import BY_AGREEMENT, ItemState
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE, VISIT_STEPS, VisitStatus
from plugins.visitors.queries.custody import chain_of, items_of
from plugins.visitors.queries.desk import open_alarms
from plugins.visitors.queries.watchlist import alerts_for
from plugins.visitors.schemas.desk import IdentityInput
from plugins.visitors.services.admission import Admission, Standing, decide_admission, standing_of
from plugins.visitors.services.custody import ESCORT
from plugins.visitors.services.desk import visitor_of
from plugins.visitors.services.faults import reason_text
from plugins.visitors.services.refusal_names import refused_before
from plugins.visitors.views.branch import school_here
from plugins.visitors.views.desk import alarm_context
from plugins.visitors.views.words import options, tone_of, word

CLEARANCE_TONES = {"cleared": "good", "not_cleared": "bad", "ask_central": "warn", "unknown": "warn"}
SURE = Admission(items_asked=True, clearance_confirmed=True)
"""What remains in the way once the desk has asked and seen everything that it can."""


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What the head of the page says of a visit."""

    name: str
    kind: str
    entry: str
    purpose: str
    status: str
    tone: str
    holder: str
    document: str


def show_visit(
    visit: Visit, *, form: Form | None = None, part: str = "", was_overtaken: bool = False
) -> Response:
    """Draw the page of a visit; `part` names the form whose answers `form` holds."""
    visitor = visitor_of(visit)
    name = visitor_name(visitor)
    return render_form(
        "visitors/desk/visit.html",
        form or empty_form(IdentityInput),
        part=part,
        visit=visit,
        facts=_facts(visit, visitor),
        phase=_phase(visit),
        was_overtaken=was_overtaken,
        chain=chain_of(visit.id),
        words=_words(),
        items=items_of(visit.id),
        held=ItemState.HELD.value,
        alert=alerts_for([visit.id]).get(visit.id),
        refused_lately=_refused_lately(visit, visitor),
        **alarm_context(open_alarms(visit.id)),
        **_steps(visit, visitor),
        breadcrumbs=[(_("Desk"), url_for("visitors.desk")), (name, None)],
    )


def _refused_lately(visit: Visit, visitor: Visitor) -> int:
    """Count refusals of somebody of this name, while the visitor stands before the door."""
    return len(refused_before(visit, visitor, at=now())) if _phase(visit) in {"identity", "door"} else 0


def visitor_name(visitor: Visitor) -> str:
    """Write a visitor's name."""
    return full_name(visitor.family_name, visitor.given_name, patronymic=visitor.patronymic)


def _phase(visit: Visit) -> str:
    """Say which part of the page is open: before the document, before the door, inside, or over."""
    status = VisitStatus(visit.status)
    if status is VisitStatus.IDENTITY_CHECKED:
        return "door"
    if status in INSIDE:
        return "inside"
    can_begin = status in AT_THE_DESK or VisitStatus.ARRIVED in VISIT_STEPS[status]
    return "identity" if can_begin else "over"


def _steps(visit: Visit, visitor: Visitor) -> dict[str, Any]:
    """Ask for what the door needs, only while somebody stands before it."""
    if _phase(visit) != "door":
        return {"steps": (), "standing": None, "obstacle": None, "colleagues": []}
    standing = standing_of(visit, visitor, branch=school_here())
    decision = decide_admission(visit, standing, SURE)
    return {
        "steps": standing.steps,
        "standing": standing,
        "obstacle": None if decision.allowed else (decision.reason_code, reason_text(decision.reason_code)),
        "clearance_tone": CLEARANCE_TONES[standing.clearance.state] if standing.clearance else "",
        "clearance_for": word("clearance_purpose", standing.clearance_for) if standing.clearance_for else "",
        "colleagues": _colleagues(visit),
        **_guidance(visitor, standing),
    }


def _guidance(visitor: Visitor, standing: Standing) -> dict[str, Any]:
    """Give the text to sign, in the language that the visitor chose, if it has to be signed now."""
    if Step.GUIDANCE not in standing.steps or standing.is_signed:
        return {"document": None}
    chosen = request.values.get("signature_language") or request.args.get("read")
    language = chosen if chosen in LANGUAGES else visitor.language
    return {
        "document": current_document(GUIDANCE),
        "read": language if language in LANGUAGES else current_locale(),
        "languages": LANGUAGES,
        "signer": visitor_name(visitor),
        "standing_words": _why_again(standing.guidance),
    }


def _why_again(state: SignatureState | None) -> str:
    if state is None or state.standing == "never":
        return _("The visitor reads this and signs.")
    if state.standing == "changed":
        return _("The text has changed since the visitor signed it: please read and sign it again.")
    return _("A signature counts for a year: please read and sign again.")


def _colleagues(visit: Visit) -> list[tuple[str, str]]:
    found = members_with(ESCORT)
    return [(str(member.user_id), member.name) for member in found if member.user_id != visit.host_user_id]


def _facts(visit: Visit, visitor: Visitor) -> VisitFacts:
    document = word("document_type", visit.document_type) if visit.document_type else ""
    return VisitFacts(
        name=visitor_name(visitor),
        kind=word("visitor_type", visit.visitor_type),
        entry=word("entry", visit.entry),
        purpose=word("purpose", visit.purpose),
        status=word("visit_status", visit.status),
        tone=tone_of(visit.status),
        holder=word("holder", visit.holder) if visit.holder else "",
        document=" · ".join(filter(None, (document, visit.document_last))),
    )


def _words() -> dict[str, Any]:
    names = options("item")
    return {
        "documents": options("document_type"),
        "items": names,
        "by_agreement": [pair for pair in names if pair[0] in BY_AGREEMENT],
        "item": dict(names),
        "item_state": dict(options("item_state")),
        "custody": dict(options("custody")),
        "step": dict(options("step")),
        "holder": dict(options("holder")),
    }
