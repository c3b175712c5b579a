"""Invitations of two weeks: agreed, waiting, called off, of a group and of every week; two at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from platform_core.sdk import (
    BranchInfo,
    Member,
    db,
    local_day,
    members_with,
    people_of_kind,
    working_calendar,
)
from plugins.visitors.models import Invite, InviteGuest, InviteStep, Visitor
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.policy.status import InviteStatus, VisitStatus
from plugins.visitors.policy.vocabulary import Entry, Purpose, VisitorType
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.visitors import VisitorDetails, register_visitor

HOSTS, DECIDERS = "visitors.invite.create", "visitors.emergency.decide"
CALLED_OFF = 1 / 7
GUARDIANS, DAYS_BACK, DAYS_AHEAD = 24, 5, 7
HALF_HOUR, TWO_HOURS = timedelta(minutes=30), timedelta(hours=2)
_AFTER_SCHOOL = (time(15, 30), time(16, 0), time(16, 30), time(17, 0))
_PLACES = ("105", "204", "211", "312", "Кітапхана", "Акт залы")
_TALKS = (Purpose.MEETING_CURATOR, Purpose.MEETING_TEACHER, Purpose.MEETING_PSYCHOLOGIST)
_GUESTS = (
    ("Сейдахметова", "Гүлнар", VisitorType.GUEST, "Облыстық кітапхана"),
    ("Ковалёв", "Игорь", VisitorType.SERVICE_PROVIDER, "«Жарық» ЖШС"),
    ("Нұрпейісов", "Дәулет", VisitorType.VOLUNTEER, None),
    ("Цой", "Виктория", VisitorType.CANDIDATE, None),
    ("Байжанова", "Әлия", VisitorType.OFFICIAL, "Денсаулық сақтау басқармасы"),
    ("Петренко", "Оксана", VisitorType.GUEST, "Университет"),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when, who receives, and whom."""

    branch: BranchInfo
    now: datetime
    rng: Random
    hosts: Sequence[Member]
    guardians: Sequence[Visitor]
    guests: Sequence[Visitor]

    def at(self, day: date, hour: time) -> datetime:
        """Return a moment on the branch's clock."""
        return datetime.combine(day, hour, ZoneInfo(self.branch.timezone))


def seed_invites(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Invite guardians and guests around today, and leave somebody at the door."""
    hosts = members_with(HOSTS)
    if not hosts:
        return
    people = people_of_kind("guardian", limit=GUARDIANS)
    guardians = [register_visitor(VisitorDetails(person_id=person_id)) for person_id in people]
    guests = [
        register_visitor(VisitorDetails(family, given, visitor_type=kind, organization=whence))
        for family, given, kind, whence in _GUESTS
    ]
    scene = Scene(branch, now, rng, hosts, guardians or guests, guests)
    for day in _days(scene):
        _talks(scene, day)
    _group(scene)
    _weekly(scene)
    _at_the_door(scene)
    db.session.flush()


def _days(scene: Scene) -> list[date]:
    calendar, today = working_calendar(scene.branch), local_day(scene.branch, scene.now)
    around = (today + timedelta(days=place) for place in range(-DAYS_BACK, DAYS_AHEAD + 1))
    return [day for day in around if calendar.is_working_day(day)]


def _talks(scene: Scene, day: date) -> None:
    today = local_day(scene.branch, scene.now)
    for hour in scene.rng.sample(_AFTER_SCHOOL, 2):
        standing = InviteStatus.APPROVED
        visit = VisitStatus.NO_SHOW if day < today else VisitStatus.EXPECTED
        if scene.rng.random() < CALLED_OFF:
            standing, visit = InviteStatus.CANCELLED, VisitStatus.CANCELLED
        invite = _invite(scene, scene.at(day, hour), purpose=scene.rng.choice(_TALKS), status=standing)
        _expect(invite, [scene.rng.choice(scene.guardians)], visit)


def _group(scene: Scene) -> None:
    """Leave a group waiting for approval: guests of a lesson."""
    day = working_calendar(scene.branch).add_working_days(local_day(scene.branch, scene.now), 3)
    invite = _invite(
        scene,
        scene.at(day, time(10, 50)),
        kind=InviteKind.GROUP,
        purpose=Purpose.LESSON_GUEST,
        status=InviteStatus.PENDING_APPROVAL,
    )
    _expect(invite, scene.guests[:4], VisitStatus.PENDING_APPROVAL)


def _weekly(scene: Scene) -> None:
    """Have a volunteer come every week."""
    day = working_calendar(scene.branch).next_working_day(local_day(scene.branch, scene.now))
    invite = _invite(
        scene,
        scene.at(day, time(15, 30)),
        kind=InviteKind.RECURRING,
        purpose=Purpose.HAND_OVER,
        weekdays=[day.weekday()],
        until=day + timedelta(days=60),
    )
    _expect(invite, [scene.guests[2]], VisitStatus.EXPECTED)


def _at_the_door(scene: Scene) -> None:
    """Somebody whom management did not let in an hour ago, and somebody who waits."""
    deciders = members_with(DECIDERS)
    asked_by = scene.hosts[0]
    for place, hours in enumerate((1, 0)):
        visit = expect_visit(
            scene.rng.choice(scene.guardians),
            Expectation(
                expected_from=scene.now - timedelta(hours=hours),
                expected_until=scene.now - timedelta(hours=hours) + TWO_HOURS,
                purpose=Purpose.COLLECT_CHILD if place else Purpose.MEETING_TEACHER,
                host_user_id=asked_by.user_id,
                host_name=asked_by.name,
                entry=Entry.EMERGENCY,
                status=VisitStatus.PENDING_APPROVAL,
            ),
        )
        visit.created_by, visit.created_at = asked_by.user_id, visit.expected_from
        decider = next((one for one in deciders if one.user_id != asked_by.user_id), None)
        if not place and decider is not None:
            visit.status = VisitStatus.DENIED.value
            visit.decided_by = decider.user_id
            visit.decided_at = visit.created_at + timedelta(minutes=scene.rng.randint(1, 6))
            visit.decision_note = "Мұғалім сабақта, үзілісте келсін"


def _invite(scene: Scene, starts: datetime, *, purpose: Purpose, **more: Any) -> Invite:
    host = scene.rng.choice(scene.hosts)
    status = more.pop("status", InviteStatus.APPROVED)
    invite = Invite(
        kind=more.pop("kind", InviteKind.SINGLE).value,
        status=status.value,
        host_user_id=host.user_id,
        host_name=host.name,
        purpose=purpose.value,
        place=scene.rng.choice(_PLACES),
        starts_at=starts,
        ends_at=starts + HALF_HOUR,
        approved_version=1 if status is InviteStatus.APPROVED else None,
        created_by=host.user_id,
        created_at=starts - timedelta(days=scene.rng.randint(2, 6)),
        **more,
    )
    db.session.add(invite)
    db.session.flush()
    db.session.add(
        InviteStep(
            invite_id=invite.id,
            taken_at=invite.created_at,
            code="sent",
            by_user_id=host.user_id,
            by_name=host.name,
        )
    )
    return invite


def _expect(invite: Invite, guests: Sequence[Visitor], status: VisitStatus) -> None:
    for guest in dict.fromkeys(guests):
        db.session.add(InviteGuest(invite_id=invite.id, visitor_id=guest.id))
        expect_visit(
            guest,
            Expectation(
                expected_from=invite.starts_at,
                expected_until=invite.ends_at,
                purpose=Purpose(invite.purpose),
                place=invite.place,
                host_user_id=invite.host_user_id,
                host_name=invite.host_name,
                status=status,
            ),
            invite=invite,
        )
