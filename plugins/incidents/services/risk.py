"""Assess risk by three protocols, settle the level with a second person, set what follows (P33, A8)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    KeyDestroyed,
    current_actor,
    db,
    local_day,
    members_with,
    new_id,
    notify,
    now,
    record,
    seal,
    unseal,
)
from plugins.incidents.models import Assessment, Incident, NextStep, Participant
from plugins.incidents.policy.decisions import Decision, Reason
from plugins.incidents.policy.factors import Descriptor, Factor
from plugins.incidents.policy.risk import (
    PROTOCOL_VERSION,
    Answer,
    AssessmentState,
    Level,
    Outcome,
    Suggestion,
    decide_level,
    decide_outcome,
    level_in_force,
    protocol_faults,
    suggest_level,
)
from plugins.incidents.services.faults import refuse_faults, refuse_unless
from plugins.incidents.services.risk_effects import AWAITING, act_on, supersede_waiting

SETTLED, DECLINED = AssessmentState.SETTLED.value, AssessmentState.DECLINED.value
NOTICE = "incidents.second_person_needed"
_CONFIRM = "incidents.risk.confirm"


@dataclass(frozen=True, slots=True)
class FactorAnswer:
    """One line of a protocol as it was filled in."""

    present: bool
    example: str = ""
    evidence: str = ""
    consequence: str = ""

    def plain(self) -> Answer:
        """Return what the policy needs of the line."""
        return Answer(self.present, bool(self.example), bool(self.evidence), bool(self.consequence))


@dataclass(frozen=True, slots=True)
class Filled:
    """A whole protocol as the specialist hands it in."""

    answers: Mapping[Factor, FactorAnswer]
    descriptors: tuple[Descriptor, ...]
    danger_to_life: bool
    level: Level
    outcome: Outcome
    reason: str = ""


def suggest(
    filled_answers: Mapping[Factor, FactorAnswer],
    descriptors: tuple[Descriptor, ...],
    *,
    danger_to_life: bool,
) -> Suggestion:
    """Suggest a level from lines as they were filled in."""
    present = [factor for factor, answer in filled_answers.items() if answer.present]
    return suggest_level(present, descriptors, danger_to_life=danger_to_life)


def assess_risk(
    incident: Incident, participant: Participant, filled: Filled, *, branch: BranchInfo
) -> Assessment:
    """Keep an assessment; a level other than the suggested one waits for a second person.

    Raises `InvalidInput` naming each unanswered line, a missing reason, or an outcome not open.
    """
    refuse_faults(protocol_faults({factor: answer.plain() for factor, answer in filled.answers.items()}))
    suggestion = suggest(filled.answers, filled.descriptors, danger_to_life=filled.danger_to_life)
    actor = current_actor()
    decision = decide_level(
        suggestion.level, filled.level, reason=filled.reason, assessor=actor.user_id, second_person=None
    )
    awaits = decision.reason_code is Reason.SECOND_PERSON_MISSING
    if not awaits:
        refuse_unless(decision, field="reason")
    in_force = level_in_force(suggestion.level, filled.level, confirmed=False)
    refuse_unless(
        decide_outcome(filled.outcome, level=in_force, suggestion=suggestion, reason=filled.reason),
        field="outcome",
    )
    assessment = _assessment(incident, participant, filled, suggestion=suggestion, awaits=awaits)
    supersede_waiting(participant)
    db.session.add(assessment)
    db.session.flush()
    act_on(incident, participant, assessment, level=in_force, branch=branch)
    if awaits:
        _ask_second_person(incident, branch)
    record(
        "incidents.risk_assessed",
        target=("incidents_incident", incident.id),
        data={"suggested": suggestion.level.value, "level": filled.level.value, "state": assessment.state},
    )
    return assessment


def confirm_level(
    assessment: Assessment, incident: Incident, participant: Participant, *, branch: BranchInfo
) -> None:
    """Confirm a level as the second person, who is never the assessor."""
    actor = current_actor()
    refuse_unless(_second_decision(assessment, actor.user_id), field="second_person")
    assessment.state = SETTLED
    assessment.confirmed_by, assessment.confirmed_at = actor.user_id, now()
    db.session.flush()
    act_on(incident, participant, assessment, level=Level(assessment.level), branch=branch)
    record(
        "incidents.risk_confirmed",
        target=("incidents_incident", incident.id),
        data={"level": assessment.level, "suggested": assessment.suggested},
    )


def decline_level(
    assessment: Assessment, incident: Incident, participant: Participant, *, branch: BranchInfo
) -> None:
    """Decline a level as the second person: the suggested one stands."""
    actor = current_actor()
    refuse_unless(_second_decision(assessment, actor.user_id), field="second_person")
    assessment.state = DECLINED
    assessment.level = assessment.suggested
    assessment.confirmed_by, assessment.confirmed_at = actor.user_id, now()
    db.session.flush()
    act_on(incident, participant, assessment, level=Level(assessment.suggested), branch=branch)
    record(
        "incidents.risk_declined",
        target=("incidents_incident", incident.id),
        data={"level": assessment.level},
    )


def read_protocol(assessment: Assessment) -> dict[str, Any]:
    """Open what was filled in: answers, descriptors, gates, protection that eased, reason.

    Once the person was erased nothing of it is left, which `is_erased` says.
    """
    try:
        content: dict[str, Any] = json.loads(unseal(assessment, "protocol", assessment.protocol))
        content["reason"] = unseal(assessment, "reason", assessment.reason) if assessment.reason else ""
    except KeyDestroyed:
        nothing: dict[str, Any] = {"answers": {}, "descriptors": [], "gates": [], "eased_by": []}
        return nothing | {"reason": "", "is_erased": True}
    return content


def finish_step(step: NextStep, *, branch: BranchInfo) -> None:
    """Mark a next step done today."""
    if step.done_on is None:
        step.done_on, step.done_by = local_day(branch), current_actor().user_id
        record(
            "incidents.incident_changed",
            target=("incidents_incident", step.incident_id),
            data={"step": step.code},
        )


def _assessment(
    incident: Incident, participant: Participant, filled: Filled, *, suggestion: Suggestion, awaits: bool
) -> Assessment:
    assessment = Assessment(
        id=new_id(),
        incident_id=incident.id,
        participant_id=participant.id,
        protocol_version=PROTOCOL_VERSION,
        danger_to_life=filled.danger_to_life,
        suggested=suggestion.level.value,
        level=filled.level.value,
        outcome=filled.outcome.value,
        state=AWAITING if awaits else SETTLED,
        assessed_at=now(),
        assessed_by=current_actor().user_id,
    )
    assessment.protocol = seal(
        assessment, "protocol", json.dumps(_content(filled, suggestion), ensure_ascii=False)
    )
    if filled.reason.strip():
        assessment.reason = seal(assessment, "reason", filled.reason.strip())
    return assessment


def _content(filled: Filled, suggestion: Suggestion) -> dict[str, Any]:
    return {
        "answers": {factor.value: asdict(answer) for factor, answer in filled.answers.items()},
        "descriptors": [descriptor.value for descriptor in filled.descriptors],
        "gates": [
            {"code": gate.code, "level": gate.level.value, "because": list(gate.because)}
            for gate in suggestion.gates
        ],
        "eased_by": [factor.value for factor in suggestion.eased_by],
    }


def _second_decision(assessment: Assessment, user_id: UUID | None) -> Decision:
    if assessment.state != AWAITING:
        raise Conflict
    return decide_level(
        Level(assessment.suggested),
        Level(assessment.level),
        reason="given",
        assessor=assessment.assessed_by,
        second_person=user_id,
    )


def _ask_second_person(incident: Incident, branch: BranchInfo) -> None:
    actor = current_actor()
    accused = set(incident.accused_ids)
    asked = [
        member.user_id
        for member in members_with(_CONFIRM)
        if member.user_id != actor.user_id and str(member.person_id) not in accused
    ]
    notify(asked, NOTICE, target_url=f"/{branch.code}/incidents/{incident.id}")
