"""Move an incident on, tell the bodies that must be told, and decide on the allegation (P40–P42)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    StaffFinding,
    announce,
    current_actor,
    db,
    local_day,
    new_id,
    now,
    record,
    seal,
)
from plugins.incidents.models import Assessment, Incident, NextStep, Participant, Referral, StatusChange
from plugins.incidents.policy.classification import ACCUSED_ROLES, Form, Kind, ParticipantRole, PartyKind
from plugins.incidents.policy.referral import Body, Duty, ReferralFacts, outstanding_referrals
from plugins.incidents.policy.risk import Level, Outcome
from plugins.incidents.policy.status import Allegation, Status, StatusFacts, decide_status
from plugins.incidents.policy.steps import StepCode
from plugins.incidents.services.faults import refuse_unless
from plugins.incidents.services.risk_effects import AWAITING

_SUPPORT = (StepCode.SUPPORT_PLAN.value, StepCode.SAFETY_PLAN.value, StepCode.HAND_OVER_TO_TEAM.value)


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody says when they move an incident on."""

    target: Status
    reason: str = ""
    positive_change: bool = False


def move_incident(incident: Incident, move: Move, *, branch: BranchInfo) -> None:
    """Move an incident to another status; raise `InvalidInput` naming what still stands in the way."""
    actor = current_actor()
    facts = status_facts(incident, move)
    decision = decide_status(Status(incident.status), move.target, facts=facts, permissions=actor.permissions)
    refuse_unless(decision, field="target")
    change = StatusChange(
        id=new_id(),
        incident_id=incident.id,
        changed_at=now(),
        changed_by=actor.user_id,
        source=incident.status,
        target=move.target.value,
        facts={"positive_change": move.positive_change, "allegation": incident.allegation},
    )
    if move.reason.strip():
        change.reason = seal(change, "reason", move.reason.strip())
    db.session.add(change)
    record(
        "incidents.status_changed",
        target=("incidents_incident", incident.id),
        data={"from": incident.status, "to": move.target.value, "clause": decision.clause},
    )
    incident.status = move.target.value
    if move.target is Status.CLOSED:
        _end_high_risk(incident, local_day(branch))


def _end_high_risk(incident: Incident, today: date) -> None:
    """Take the people of a closed incident out of the high-risk group (P36.5)."""
    at_risk = select(Participant).where(
        Participant.incident_id == incident.id,
        Participant.high_risk_from.is_not(None),
        Participant.high_risk_to.is_(None),
    )
    for participant in db.session.scalars(at_risk).all():
        participant.high_risk_to = today


def status_facts(incident: Incident, move: Move) -> StatusFacts:
    """Gather what is true of an incident when it is to be moved."""
    actor = current_actor()
    assessments = _newest_assessments(incident.id)
    return StatusFacts(
        classified=bool(incident.kinds),
        risk_settled=bool(assessments) and all(row.state != AWAITING for row in assessments),
        support_started=_has_support_started(incident.id),
        action_needed=any(row.outcome != Outcome.NO_FURTHER_ACTION for row in assessments) or not assessments,
        allegation=Allegation(incident.allegation) if incident.allegation else None,
        referrals_outstanding=bool(duties_of(incident)),
        positive_change=move.positive_change,
        reason_given=bool(move.reason.strip()),
        actor_is_accused=str(actor.person_id) in incident.accused_ids,
    )


def duties_of(incident: Incident) -> tuple[Duty, ...]:
    """List the bodies that must still be told of an incident (P41, P42.4)."""
    told = db.session.scalars(select(Referral.body).where(Referral.incident_id == incident.id))
    return outstanding_referrals(referral_facts(incident), told=[Body(body) for body in told])


def referral_facts(incident: Incident) -> ReferralFacts:
    """Gather what decides whom to tell of an incident."""
    parts = db.session.execute(
        select(Participant.role, Participant.party, Participant.injured).where(
            Participant.incident_id == incident.id
        )
    ).all()
    accused = frozenset(
        PartyKind(part.party) for part in parts if ParticipantRole(part.role) in ACCUSED_ROLES
    )
    return ReferralFacts(
        kinds=frozenset(map(Kind, incident.kinds)),
        forms=frozenset(map(Form, incident.forms)),
        accused=accused,
        level=Level(incident.level) if incident.level else None,
        danger_to_life=incident.danger_to_life,
        weapon=incident.weapon,
        injured=any(part.injured for part in parts),
        cruelty_established=incident.allegation == Allegation.SUBSTANTIATED,
        guardian_accuses=incident.guardian_accuses,
    )


def record_referral(incident: Incident, body: Body, *, note: str = "", waived: bool = False) -> Referral:
    """Note that a body was told, or why it need not be: a waiver is nothing without its reason."""
    referral = Referral(
        id=new_id(),
        incident_id=incident.id,
        body=body.value,
        told_at=now(),
        told_by=current_actor().user_id,
        waived=waived,
    )
    if note.strip():
        referral.note = seal(referral, "note", note.strip())
    db.session.add(referral)
    event = "incidents.referral_waived" if waived else "incidents.referral_recorded"
    record(event, target=("incidents_incident", incident.id), data={"body": body.value})
    return referral


def decide_allegation(incident: Incident, allegation: Allegation, *, branch: BranchInfo) -> None:
    """Write what the inquiry found (P40); a new finding against staff is announced once (P21.5)."""
    is_new = incident.allegation != allegation.value
    incident.allegation = allegation.value
    if is_new and allegation is Allegation.SUBSTANTIATED:
        _announce_findings(incident, local_day(branch))
    record(
        "incidents.incident_changed",
        target=("incidents_incident", incident.id),
        data={"allegation": allegation.value},
    )


def _announce_findings(incident: Incident, today: date) -> None:
    """Tell the other modules which staff member was found guilty: whom and when, nothing of the case."""
    found = select(Participant.person_id).where(
        Participant.incident_id == incident.id,
        Participant.party == PartyKind.STAFF.value,
        Participant.role.in_([role.value for role in ACCUSED_ROLES]),
        Participant.person_id.is_not(None),
    )
    for person_id in db.session.scalars(found).all():
        if person_id is not None:
            announce(StaffFinding(person_id, today))


def _newest_assessments(incident_id: UUID) -> list[Assessment]:
    rows = db.session.scalars(
        select(Assessment).where(Assessment.incident_id == incident_id).order_by(Assessment.assessed_at)
    )
    return list({row.participant_id: row for row in rows}.values())


def _has_support_started(incident_id: UUID) -> bool:
    done = select(NextStep.id).where(
        NextStep.incident_id == incident_id, NextStep.code.in_(_SUPPORT), NextStep.done_on.is_not(None)
    )
    return db.session.scalar(done.limit(1)) is not None
