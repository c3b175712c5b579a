"""Two school years of invented incidents for the demonstration; nobody in them is real."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    db,
    new_id,
    people_of_kind,
    prepare_record_keys,
    school_calendar,
    seal,
    working_calendar,
)
from plugins.incidents.models import (
    Assessment,
    Incident,
    JournalCounter,
    Message,
    NextStep,
    Participant,
    Referral,
    Report,
    StatusChange,
)
from plugins.incidents.policy.classification import Kind, Place, counted_kinds
from plugins.incidents.policy.factors import Factor
from plugins.incidents.policy.risk import PROTOCOL_VERSION, Level, Outcome, suggest_level
from plugins.incidents.policy.steps import next_steps
from plugins.incidents.services.reports import receipt_index

YEARS = 2
A_YEAR = (9, 16)
"""How many incidents a branch has in a school year: the fewest and the most."""

_KINDS: Sequence[tuple[Kind, ...]] = (
    (Kind.PSYCHOLOGICAL,),
    (Kind.BULLYING,),
    (Kind.BULLYING, Kind.CYBERBULLYING),
    (Kind.PHYSICAL,),
    (Kind.PHYSICAL, Kind.PSYCHOLOGICAL),
    (Kind.CYBERBULLYING,),
    (Kind.NEGLECT,),
    (Kind.SEXUAL,),
    (Kind.EXPLOITATION,),
)
_WEIGHTS = (24, 22, 10, 16, 8, 10, 6, 2, 2)
_WORDS = {
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
_ANSWERS = {
    "kk": "Хабарлағаның үшін рақмет. Бүгін ересек адам сенімен сөйлеседі.",
    "ru": "Спасибо, что написали. Сегодня с вами поговорит взрослый.",
}
_REASONS = {"kk": "Жағдай жақсарды, оқушы қауіпсіз.", "ru": "Положение улучшилось, ученик в безопасности."}


@dataclass(frozen=True, slots=True)
class _Cast:
    students: Sequence[UUID]
    staff: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class _Scene:
    """One branch being filled: who is in it, what day it is, and its own chance."""

    branch: BranchInfo
    now: datetime
    rng: Random
    cast: _Cast


def seed_demo(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Fill one branch with reports, incidents, assessments and what became of them."""
    if branch.is_central or db.session.scalar(select(Incident.id).limit(1)) is not None:
        return
    students = people_of_kind("student", limit=60)
    staff = people_of_kind("staff", limit=20)
    if len(students) < 4 or not staff:
        return
    scene = _Scene(branch, now, rng, _Cast(students, staff))
    this_year = school_calendar().school_year_of(now.date())
    for school_year in range(this_year - YEARS + 1, this_year + 1):
        _seed_year(scene, school_year)
    _seed_waiting(scene)


def _seed_year(scene: _Scene, school_year: int) -> None:
    calendar = school_calendar()
    starts, ends = calendar.starts(school_year)[0], calendar.starts(school_year + 1)[0]
    last = min(ends - timedelta(days=80), scene.now.date() - timedelta(days=2))
    if last <= starts:
        return
    days = sorted(_school_day(scene, starts, last) for _number in range(scene.rng.randint(*A_YEAR)))
    incidents = [_incident(scene, school_year, number, day) for number, day in enumerate(days, start=1)]
    db.session.add(JournalCounter(school_year=school_year, last_number=len(incidents)))
    db.session.add_all(incidents)
    db.session.flush()
    for incident in incidents:
        _seed_around(scene, incident)
    db.session.flush()


def _school_day(scene: _Scene, first: date, last: date) -> date:
    day = first + timedelta(days=scene.rng.randint(0, (last - first).days))
    return working_calendar(scene.branch).next_working_day(day) if day < last else day


def _incident(scene: _Scene, school_year: int, number: int, day: date) -> Incident:
    rng = scene.rng
    kinds = rng.choices(_KINDS, _WEIGHTS)[0]
    age = (scene.now.date() - day).days
    status = "closed" if age > 60 else rng.choice(("active", "monitoring", "under_assessment"))
    return Incident(
        id=new_id(),
        school_year=school_year,
        number=number,
        registered_at=_moment(day, 9, rng),
        registered_on=day,
        occurred_on=day - timedelta(days=rng.randint(0, 5)),
        place=rng.choice((Place.SCHOOL, Place.SCHOOL, Place.WAY_TO_SCHOOL, Place.ONLINE, Place.HOME)).value,
        kinds=[kind.value for kind in kinds],
        forms=[],
        counted_kinds=sorted(counted_kinds(kinds)),
        urgency=rng.choices(("routine", "urgent", "immediate"), (70, 25, 5))[0],
        status=status,
        allegation=_allegation(rng) if status == "closed" else None,
    )


def _allegation(rng: Random) -> str:
    return rng.choices(("substantiated", "unsubstantiated", "unfounded", "malicious"), (70, 20, 7, 3))[0]


def _moment(day: date, hour: int, rng: Random) -> datetime:
    return datetime.combine(day, time(hour - 5, rng.randint(0, 59)), tzinfo=UTC)


def _seed_around(scene: _Scene, incident: Incident) -> None:
    """Add to an incident its report, its people, its assessment and its way."""
    people = _people(scene, incident)
    db.session.add_all(people)
    db.session.flush()
    report = _report(scene, incident.registered_at - timedelta(hours=2), incident_id=incident.id)
    db.session.add(report)
    assessment = _assessment(scene, incident, people[0])
    db.session.add(assessment)
    db.session.flush()
    db.session.add_all(_steps(scene, incident, assessment))
    db.session.add_all(_way(scene, incident))
    if incident.level == Level.HIGH:
        for body in ("child_rights", "guardians"):
            db.session.add(Referral(incident_id=incident.id, body=body, told_at=incident.registered_at))


def _people(scene: _Scene, incident: Incident) -> list[Participant]:
    rng, day = scene.rng, incident.registered_on
    about_staff = rng.random() < 0.07
    chosen = rng.sample(list(scene.cast.students), k=min(4, len(scene.cast.students)))
    victim = Participant(
        id=new_id(),
        incident_id=incident.id,
        person_id=chosen[0],
        role="victim",
        party="student",
        injured=Kind.PHYSICAL.value in incident.kinds and rng.random() < 0.4,
    )
    if rng.random() < 0.12:
        victim.long_absent_from = day
    found = [victim]
    if about_staff:
        accused = Participant(
            id=new_id(), incident_id=incident.id, person_id=rng.choice(scene.cast.staff),
            role="alleged_offender", party="staff",
        )  # fmt: skip
        if incident.allegation == "substantiated":
            accused.dismissed_on = day + timedelta(days=14)
        found.append(accused)
        incident.about_staff = True
    else:
        found += [_aggressor(rng, incident, person) for person in chosen[1 : rng.choice((2, 2, 3))]]
    if rng.random() < 0.5:
        found.append(_student(incident, chosen[3], "witness"))
    incident.accused_ids = sorted(
        str(one.person_id) for one in found if one.role in ("aggressor", "alleged_offender")
    )
    return found


def _student(incident: Incident, person_id: UUID, role: str) -> Participant:
    return Participant(
        id=new_id(), incident_id=incident.id, person_id=person_id, role=role, party="student", injured=False
    )


def _aggressor(rng: Random, incident: Incident, person_id: UUID) -> Participant:
    aggressor = _student(incident, person_id, "aggressor")
    later = incident.registered_on + timedelta(days=rng.randint(5, 25))
    if rng.random() < 0.1:
        aggressor.juvenile_police_on = later
    if incident.status == "closed" and rng.random() < 0.05:
        aggressor.expelled_on = later
    elif rng.random() < 0.06:
        aggressor.transferred_on = later
    return aggressor


def _report(scene: _Scene, received_at: datetime, *, incident_id: UUID | None) -> Report:
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
    words = {"narrative": rng.choice(_WORDS[language]), "when": "", "people": "", "signs": []}
    report.body = seal(report, "body", json.dumps(words | {"received_on": None}, ensure_ascii=False))
    return report


def _assessment(scene: _Scene, incident: Incident, victim: Participant) -> Assessment:
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


def _steps(scene: _Scene, incident: Incident, assessment: Assessment) -> list[NextStep]:
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


def _way(scene: _Scene, incident: Incident) -> list[StatusChange]:
    """Write the steps of the status that lead to where the incident stands."""
    path = ["registered", "under_assessment", "active", "monitoring", "closed"]
    reached = path[: path.index(incident.status) + 1]
    found = []
    for place, target in enumerate(reached):
        change = StatusChange(
            id=new_id(),
            incident_id=incident.id,
            changed_at=incident.registered_at + timedelta(days=place * 9, hours=place),
            source=reached[place - 1] if place else "reported",
            target=target,
            facts={},
        )
        if target == "closed":
            change.reason = seal(change, "reason", _REASONS[scene.rng.choice(("kk", "ru"))])
        found.append(change)
    return found


def _seed_waiting(scene: _Scene) -> None:
    """Leave something to do today: new reports, one with an unread word of its reporter."""
    reports = [
        _report(scene, scene.now - timedelta(hours=hours), incident_id=None)
        for hours in (2, 5, 26)[: scene.rng.randint(1, 3)]
    ]
    prepare_record_keys(reports)
    db.session.add_all(reports)
    db.session.flush()
    waiting = reports[0]
    waiting.unread_by_team = True
    for author, hours in (("team", 1.5), ("reporter", 0.5)):
        message = Message(
            id=new_id(), report_id=waiting.id, author=author, sent_at=scene.now - timedelta(hours=hours)
        )
        words = _ANSWERS if author == "team" else {key: value[0] for key, value in _WORDS.items()}
        message.body = seal(message, "body", words[waiting.language])
        db.session.add(message)
