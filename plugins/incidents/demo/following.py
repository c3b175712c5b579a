"""What follows an invented incident: its report, the assessment, what is due, and its way."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from platform_core.sdk import new_id, seal, working_calendar
from plugins.incidents.demo.scene import Scene
from plugins.incidents.models import Assessment, Incident, NextStep, Participant, Report, StatusChange
from plugins.incidents.policy.factors import Factor
from plugins.incidents.policy.risk import PROTOCOL_VERSION, Level, Outcome, suggest_level
from plugins.incidents.policy.steps import next_steps
from plugins.incidents.services.reports import receipt_index

WORDS = {
    "kk": (
        "Сыныптасымды күнде мазақтап, заттарын тығып қояды.",
        "Дәлізде итеріп, қорқытып жүргенін көрдім.",
        "Сынып чатында жаман сөздер мен суреттер жіберіп жатыр.",
        "Соңғы апталарда тұйықталып, сабақтан кейін үйге барғысы келмейді.",
    ),
    "ru": (
        "Одноклассника каждый день дразнят и прячут его вещи.",
        "Видел в коридоре, как толкали и угрожали.",
        "В чате класса рассылают обидные слова и картинки.",
        "Последние недели замкнулся и не хочет идти домой после уроков.",
    ),
}
ANSWERS = {
    "kk": "Хабарлағаның үшін рақмет. Бүгін ересек адам сенімен сөйлеседі.",
    "ru": "Спасибо, что написали. Сегодня с вами поговорит взрослый.",
}
_REASONS = {"kk": "Жағдай жақсарды, оқушы қауіпсіз.", "ru": "Положение улучшилось, ученик в безопасности."}


def make_report(scene: Scene, received_at: datetime, *, incident_id: UUID | None) -> Report:
    """Make a report that came by one of the channels."""
    rng = scene.rng
    language = rng.choice(("kk", "kk", "ru"))
    kind, channel, form = rng.choice(
        (
            ("student", "student_other", "public"),
            ("victim", "student_self", "public"),
            ("staff", "staff", "staff"),
            ("guardian", "guardian_or_other", "operator"),
        )
    )
    report = Report(
        id=new_id(),
        received_at=received_at,
        form=form,
        channel=channel,
        medium={"public": "public_page", "staff": "work_page"}.get(form, "phone"),
        nature="happened",
        informant_kind=kind,
        language=language,
        state="linked" if incident_id else "received",
        urgency=rng.choices(("routine", "urgent"), (75, 25))[0],
        incident_id=incident_id,
        receipt_index=receipt_index(f"{rng.randrange(10**16):016}") if form == "public" else None,
    )
    words = {"narrative": rng.choice(WORDS[language]), "when": "", "people": "", "signs": []}
    report.body = seal(report, "body", json.dumps(words | {"received_on": None}, ensure_ascii=False))
    return report


def make_assessment(scene: Scene, incident: Incident, victim: Participant) -> Assessment:
    """Assess the victim by some of the factors, and let the level take effect."""
    rng = scene.rng
    present = rng.sample([*Factor][:32], k=rng.choice((0, 1, 2, 3, 5)))
    suggestion = suggest_level(present)
    level = suggestion.level
    incident.level = level.value
    if level is Level.HIGH:
        victim.high_risk_from = incident.registered_on
        if incident.status == "closed":
            victim.high_risk_to = incident.registered_on + timedelta(days=rng.randint(30, 75))
    assessment = Assessment(
        id=new_id(),
        incident_id=incident.id,
        participant_id=victim.id,
        protocol_version=PROTOCOL_VERSION,
        danger_to_life=False,
        suggested=level.value,
        level=level.value,
        outcome=(Outcome.EXTERNAL_BODIES if level is Level.HIGH else Outcome.BRANCH_RESPONSE).value,
        state="settled",
        assessed_at=incident.registered_at + timedelta(hours=3),
    )
    answers = {
        factor.value: {
            "present": factor in present, "example": "", "evidence": "", "consequence": ""
        }
        for factor in Factor
    }  # fmt: skip
    gates = [
        {"code": gate.code, "level": gate.level.value, "because": list(gate.because)}
        for gate in suggestion.gates
    ]
    content = {"answers": answers, "descriptors": [], "gates": gates, "eased_by": []}
    assessment.protocol = seal(assessment, "protocol", json.dumps(content))
    return assessment


def make_steps(scene: Scene, incident: Incident, assessment: Assessment) -> list[NextStep]:
    """List what is due after an assessment; most of what is past is done."""
    calendar = working_calendar(scene.branch)
    found = []
    for step in next_steps(Level(assessment.level), outcome=Outcome(assessment.outcome)):
        due = calendar.add_working_days(incident.registered_on, step.due_working_days)
        is_done = incident.status == "closed" or (due < scene.now.date() and scene.rng.random() < 0.8)
        found.append(
            NextStep(
                incident_id=incident.id,
                assessment_id=assessment.id,
                code=step.code.value,
                clause=step.clause,
                due_on=due,
                done_on=due if is_done else None,
            )
        )
    return found


def make_way(scene: Scene, incident: Incident) -> list[StatusChange]:
    """Write the steps of the status that lead to where the incident stands."""
    path = ["registered", "under_assessment", "active", "monitoring", "closed"]
    reached = path[: path.index(incident.status) + 1]
    found = []
    for place, target in enumerate(reached):
        change = StatusChange(
            id=new_id(),
            incident_id=incident.id,
            changed_at=min(
                incident.registered_at + timedelta(days=place * 9, hours=place),
                scene.now - timedelta(hours=len(reached) - place),
            ),
            source=reached[place - 1] if place else "reported",
            target=target,
            facts={},
        )
        if target == "closed":
            change.reason = seal(change, "reason", _REASONS[scene.rng.choice(("kk", "ru"))])
        found.append(change)
    return found
