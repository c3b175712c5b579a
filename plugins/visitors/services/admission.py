"""Let somebody in: what stands in the way, what the desk has to see, to whom they are handed (A5.3, P19)."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from platform_core.sdk import (
    BranchInfo,
    Clearance,
    Conflict,
    SignatureState,
    SignerRef,
    SubjectRef,
    clearance_of,
    current_actor,
    db,
    local_day,
    members_with,
    notify,
    now,
    record,
    school_calendar,
    sign_document,
    signature_states,
)
from plugins.visitors.data.documents import GUIDANCE
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.admission import (
    AdmissionFacts,
    Step,
    clearance_purpose,
    is_told_to_heads,
    may_admit,
    steps_for,
)
from plugins.visitors.policy.custody import Link
from plugins.visitors.policy.decisions import Decision
from plugins.visitors.policy.passes import ClearancePurpose
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import Entry, Holder, Purpose, VisitorType
from plugins.visitors.policy.watchlist import MatchCounts
from plugins.visitors.queries.passes import pass_clearance_purpose
from plugins.visitors.queries.watchlist import match_counts
from plugins.visitors.services.alarms import page_of
from plugins.visitors.services.custody import AT_DESK, TARGET, Keeper, colleague, hold, offer
from plugins.visitors.services.desk import check_version
from plugins.visitors.services.faults import refuse_unless
from plugins.visitors.services.items import has_receipt
from plugins.visitors.services.numbers import BADGE, take_number

DECIDE = "visitors.emergency.decide"
UNCLEARED_NOTICE = "visitors.let_in_uncleared"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the desk sees of a visit before letting in: each answer as it is now, and the steps there are."""

    steps: tuple[Step, ...]
    guidance: SignatureState | None
    clearance_for: ClearancePurpose | None
    clearance: Clearance | None
    matches: MatchCounts

    @property
    def is_signed(self) -> bool:
        """Whether the guidance need not be signed (again)."""
        return self.guidance is None or self.guidance.is_current


@dataclass(frozen=True, slots=True)
class Admission:
    """What the desk says when it lets somebody in.

    `hand_to` is `host` (who stands at the desk), `call` (the host is on the way), `colleague` (whom
    `colleague_id` names, and who stands at the desk) or `desk` (a courier goes no further).
    """

    hand_to: Literal["host", "call", "colleague", "desk"] = "host"
    colleague_id: UUID | None = None
    items_asked: bool = False
    clearance_confirmed: bool = False


def standing_of(visit: Visit, visitor: Visitor, *, branch: BranchInfo) -> Standing:
    """Ask what the desk has to see now: the guidance, the clearance, and what stands on a watch-list."""
    asked_for = clearance_asked_for(visit)
    steps = steps_for(Entry(visit.entry), clearance_for=asked_for)
    guidance = None
    if Step.GUIDANCE in steps:
        guidance = signature_states(GUIDANCE, "visitor", [visitor.id])[visitor.id]
    clearance = _clearance(visitor, asked_for, branch) if asked_for is not None else None
    return Standing(steps, guidance, asked_for, clearance, match_counts(visit.id))


def clearance_asked_for(visit: Visit) -> ClearancePurpose | None:
    """Say what a clearance is asked for at this visit; of the holder of a pass what the pass says."""
    entry = Entry(visit.entry)
    agreed = pass_clearance_purpose(visit.id) if entry is Entry.REGULAR else None
    return clearance_purpose(
        VisitorType(visit.visitor_type),
        Purpose(visit.purpose),
        entry,
        agreed=ClearancePurpose(agreed) if agreed else None,
    )


def sign_guidance(
    visit: Visit,
    visitor: Visitor,
    *,
    language: str,
    shown_hash: str,
    name: str,
    method: Literal["typed", "drawn"],
    drawing: bytes | None = None,
) -> UUID:
    """Keep a visitor's signature under the guidance as it was shown (P19); raises as `sign_document` does."""
    signer = SignerRef("visitor", visitor.id, visitor.person_id)
    visit.signature_id = sign_document(
        GUIDANCE,
        language=language,
        shown_hash=shown_hash,
        signer=signer,
        name=name,
        method=method,
        drawing=drawing,
    )
    record("visitors.guidance_signed", target=(TARGET, visit.id), data={"language": language})
    return visit.signature_id


def admit(
    visit: Visit, visitor: Visitor, said: Admission, *, branch: BranchInfo, version: int | None = None
) -> None:
    """Let a visitor in under a badge number and hand them over; said twice by one desk it is said once.

    Raises `InvalidInput` with what stands in the way, and `Conflict` when another desk was quicker, or the
    visit is not at the `version` that was read.
    """
    if visit.status == VisitStatus.ON_SITE:
        if visit.admitted_by != current_actor().user_id:
            raise Conflict("changed_since")
        return
    check_version(visit, version)
    standing = standing_of(visit, visitor, branch=branch)
    refuse_unless(decide_admission(visit, standing, said), field="admit")
    keeper = _keeper(visit, said)
    with db.session.no_autoflush:  # one edit of the visit, written once
        _let_in(visit, standing)
        _hand_over(visit, keeper, said)
        visit.badge = take_number(BADGE, school_calendar().school_year_of(local_day(branch)))
    if standing.clearance_for is not None and is_told_to_heads(_clearance_state(standing)):
        _tell_heads(visit)
    record(
        "visitors.visit_admitted",
        target=(TARGET, visit.id),
        data={"badge": visit.badge, "to": said.hand_to, "clearance": _clearance_state(standing)},
    )


def _let_in(visit: Visit, standing: Standing) -> None:
    if standing.guidance is not None and visit.signature_id is None:
        visit.signature_id = standing.guidance.signature_id
    visit.status = VisitStatus.ON_SITE.value
    visit.admitted_at, visit.admitted_by = now(), current_actor().user_id


def decide_admission(visit: Visit, standing: Standing, said: Admission) -> Decision:
    """Ask the policy whether a visit may go in as things stand; for the page and for the deed."""
    return may_admit(
        AdmissionFacts(
            status=VisitStatus(visit.status),
            entry=Entry(visit.entry),
            clearance_for=standing.clearance_for,
            has_purpose=bool(visit.purpose),
            was_permitted=visit.decided_by is not None,
            identity_seen=visit.identity_checked_at is not None,
            guidance_signed=standing.is_signed,
            items_asked=said.items_asked or has_receipt(visit),
            clearance=_clearance_state(standing),
            clearance_confirmed=said.clearance_confirmed,
            undecided=standing.matches.undecided,
            confirmed=standing.matches.confirmed,
            head_permits=standing.matches.head_permits,
        )
    )


def _tell_heads(visit: Visit) -> None:
    """Tell management, in words that say nothing of the visitor, that somebody is in against advice."""
    heads = [member.user_id for member in members_with(DECIDE) if member.user_id != current_actor().user_id]
    notify(heads, UNCLEARED_NOTICE, target_url=page_of(visit), params={"number": visit.number or 0})


def _clearance(visitor: Visitor, purpose: ClearancePurpose, branch: BranchInfo) -> Clearance:
    subject = SubjectRef(branch.id, visitor.person_id, visitor.identity_index)
    return clearance_of(branch, subject, purpose.value, local_day(branch))


def _clearance_state(standing: Standing) -> str:
    return standing.clearance.state if standing.clearance is not None else "unknown"


def _keeper(visit: Visit, said: Admission) -> Keeper:
    if said.hand_to == "desk":
        return AT_DESK
    if said.hand_to == "colleague":
        return colleague(visit, said.colleague_id)
    if visit.host_user_id is None:
        return colleague(visit, None)
    return Keeper(Holder.HOST, visit.host_user_id, visit.host_name)


def _hand_over(visit: Visit, keeper: Keeper, said: Admission) -> None:
    """Hand to who stands at the desk, or keep at the desk and call who is on the way."""
    if said.hand_to == "call":
        offer(visit, keeper)
    else:
        hold(visit, Link.TAKEN, keeper)
