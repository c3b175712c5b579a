"""Two school years of invented incidents for the demonstration; nobody in them is real."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

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
from plugins.incidents.demo.files import keep_evidence, keep_report_files
from plugins.incidents.demo.following import (
    ANSWERS,
    WORDS,
    make_assessment,
    make_report,
    make_steps,
    make_way,
)
from plugins.incidents.demo.people import make_people
from plugins.incidents.demo.scene import Cast, Scene
from plugins.incidents.models import Incident, JournalCounter, Message, Referral
from plugins.incidents.policy.classification import Kind, Place, counted_kinds
from plugins.incidents.policy.risk import Level

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


def seed_demo(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Fill one branch with reports, incidents, assessments and what became of them."""
    if branch.is_central or db.session.scalar(select(Incident.id).limit(1)) is not None:
        return
    students = people_of_kind("student", limit=60)
    staff = people_of_kind("staff", limit=20)
    if len(students) < 4 or not staff:
        return
    scene = Scene(branch, now, rng, Cast(students, staff))
    this_year = school_calendar().school_year_of(now.date())
    for school_year in range(this_year - YEARS + 1, this_year + 1):
        _seed_year(scene, school_year)
    _seed_waiting(scene)


def _seed_year(scene: Scene, school_year: int) -> None:
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
    keep_evidence(scene, incidents[-1])


def _school_day(scene: Scene, first: date, last: date) -> date:
    day = first + timedelta(days=scene.rng.randint(0, (last - first).days))
    return working_calendar(scene.branch).next_working_day(day) if day < last else day


def _incident(scene: Scene, school_year: int, number: int, day: date) -> Incident:
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


def _seed_around(scene: Scene, incident: Incident) -> None:
    """Add to an incident its report, its people, its assessment and its way."""
    people = make_people(scene, incident)
    db.session.add_all(people)
    db.session.flush()
    report = make_report(scene, incident.registered_at - timedelta(hours=2), incident_id=incident.id)
    db.session.add(report)
    assessment = make_assessment(scene, incident, people[0])
    db.session.add(assessment)
    db.session.flush()
    db.session.add_all(make_steps(scene, incident, assessment))
    db.session.add_all(make_way(scene, incident))
    if incident.level == Level.HIGH:
        for body in ("child_rights", "guardians"):
            db.session.add(Referral(incident_id=incident.id, body=body, told_at=incident.registered_at))


def _seed_waiting(scene: Scene) -> None:
    """Leave something to do today: new reports, one with an unread word of its reporter."""
    reports = [
        make_report(scene, scene.now - timedelta(hours=hours), incident_id=None)
        for hours in (2, 5, 26)[: scene.rng.randint(1, 3)]
    ]
    prepare_record_keys(reports)
    db.session.add_all(reports)
    db.session.flush()
    waiting = reports[0]
    keep_report_files(scene, waiting)
    waiting.unread_by_team = True
    for author, hours in (("team", 1.5), ("reporter", 0.5)):
        message = Message(
            id=new_id(), report_id=waiting.id, author=author, sent_at=scene.now - timedelta(hours=hours)
        )
        words = ANSWERS if author == "team" else {key: value[0] for key, value in WORDS.items()}
        message.body = seal(message, "body", words[waiting.language])
        db.session.add(message)
