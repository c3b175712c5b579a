"""What a level of risk sets going: the incident's level, the high-risk group, what is due (P33)."""

from datetime import date

from sqlalchemy import select

from platform_core.sdk import BranchInfo, db, local_day, module_settings, working_calendar
from plugins.incidents.models import Assessment, Incident, NextStep, Participant
from plugins.incidents.policy.risk import AssessmentState, Level, Outcome, level_in_force
from plugins.incidents.policy.steps import StepTiming, next_steps

AWAITING = AssessmentState.AWAITING.value


def supersede_waiting(participant: Participant) -> None:
    """End the wait of a person's earlier assessments: a newer one is what counts now."""
    waiting = select(Assessment).where(
        Assessment.participant_id == participant.id, Assessment.state == AWAITING
    )
    for earlier in db.session.scalars(waiting).all():
        earlier.state = AssessmentState.SUPERSEDED.value


def act_on(
    incident: Incident, participant: Participant, assessment: Assessment, *, level: Level, branch: BranchInfo
) -> None:
    """Let the level take effect: on the incident, on the high-risk group, on what is due."""
    today = local_day(branch)
    if level is Level.HIGH and participant.high_risk_from is None:
        participant.high_risk_from = today
    elif level is not Level.HIGH and participant.high_risk_from and participant.high_risk_to is None:
        participant.high_risk_to = today
    if participant.high_risk_to is not None and level is Level.HIGH:
        participant.high_risk_from, participant.high_risk_to = today, None
    incident.level = _highest_level(incident, assessment, level)
    _plan_steps(incident, assessment, level=level, today=today, branch=branch)


def _highest_level(incident: Incident, assessment: Assessment, level: Level) -> str:
    """Return the highest level in force among the incident's people: each one's newest assessment counts."""
    query = select(Assessment.participant_id, Assessment.suggested, Assessment.level, Assessment.state)
    rows = db.session.execute(
        query.where(Assessment.incident_id == incident.id).order_by(Assessment.assessed_at)
    )
    newest = {
        row.participant_id: level_in_force(
            Level(row.suggested), Level(row.level), confirmed=row.state != AWAITING
        )
        for row in rows
    }
    newest[assessment.participant_id] = level
    order = list(Level)
    return max(newest.values(), key=order.index).value


def _plan_steps(
    incident: Incident, assessment: Assessment, *, level: Level, today: date, branch: BranchInfo
) -> None:
    """Set what is due: undone steps of earlier assessments of the person give way to the new ones."""
    outdated = (
        select(NextStep)
        .join(Assessment, Assessment.id == NextStep.assessment_id)
        .where(Assessment.participant_id == assessment.participant_id, NextStep.done_on.is_(None))
    )
    for undone in db.session.scalars(outdated).all():
        db.session.delete(undone)
    calendar = working_calendar(branch)
    steps = next_steps(
        level,
        danger_to_life=assessment.danger_to_life,
        outcome=Outcome(assessment.outcome),
        timing=timing_of_branch(),
    )
    for step in steps:
        due = calendar.add_working_days(today, step.due_working_days)
        db.session.add(
            NextStep(
                incident_id=incident.id,
                assessment_id=assessment.id,
                code=step.code.value,
                clause=step.clause,
                due_on=due,
            )
        )


def timing_of_branch() -> StepTiming:
    """Return the branch's deadlines, within the bounds of the module's settings."""
    settings = module_settings("incidents")
    return StepTiming(
        hand_over=settings["hand_over_days"],
        safety_plan=settings["safety_plan_days"],
        support_plan=settings["support_plan_days"],
    )
