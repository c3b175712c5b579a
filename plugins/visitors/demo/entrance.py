"""Refusals, open events, passes and paper of the demonstration; nobody in them is real."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from platform_core.sdk import BranchInfo, Member, db, local_day, members_with
from plugins.visitors.models import EventTap
from plugins.visitors.policy.events import EventKind, EventStatus
from plugins.visitors.policy.passes import ClearancePurpose, PassTerms
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.policy.vocabulary import Purpose, VisitorType
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.open_events import EventDetails, announce_event
from plugins.visitors.services.passes import PassDetails, give_pass
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry
from plugins.visitors.services.sheets import print_sheet
from plugins.visitors.services.visitors import VisitorDetails, register_visitor

HOSTS = "visitors.escort.take"
_REGULARS = (
    ("Қасымов", "Ержан", "«Лифт-Сервис» ЖШС", VisitorType.SERVICE_PROVIDER, Purpose.WORKS, 300),
    ("Мельникова", "Ольга", "«Таза су» ЖШС", VisitorType.SERVICE_PROVIDER, Purpose.DELIVERY, 20),
    ("Тілеуберді", "Аружан", None, VisitorType.VOLUNTEER, Purpose.LESSON_GUEST, 120),
)
_REFUSED = (
    (RefusalReason.NO_DOCUMENT, "", ""),
    (RefusalReason.NO_PURPOSE, "Бейтаныс ер адам", ""),
    (RefusalReason.PROHIBITED_ITEM, "", "Пышағын қалдырмады."),
)
_EVENTS = (
    (EventKind.PARENTS_MEETING, "Ата-аналар жиналысы, 7-сынып", -9, 60, 41),
    (EventKind.OPEN_DAY, "Ашық есік күні", 6, 300, 0),
)


def seed_entrance(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Refuse somebody, give passes, hold one event and announce another, and leave a sheet to be entered."""
    hosts = members_with(HOSTS)
    if not hosts:
        return
    _seed_refusals(branch, now)
    _seed_passes(branch, rng, hosts)
    for kind, title, days, expected, came in _EVENTS:
        _seed_event(branch, now, (kind, title, days, expected, came))
    print_sheet(branch, day=local_day(branch), blank_lines=10)
    db.session.flush()


def _seed_refusals(branch: BranchInfo, now: datetime) -> None:
    expected = register_visitor(VisitorDetails(family_name="Әбенов", given_name="Руслан"))
    due = Expectation(now - timedelta(minutes=40), now + timedelta(minutes=20), Purpose.MEETING_TEACHER)
    refused = RefusalDetails(RefusalReason.NO_DOCUMENT, note="Құжатын көрсеткісі келмеді.")
    refuse_entry(refused, branch=branch, visit=expect_visit(expected, due))
    for days, (reason, name, note) in enumerate(_REFUSED, start=1):
        row = refuse_entry(RefusalDetails(reason, note=note, name=name), branch=branch)
        row.refused_at = now - timedelta(days=days, hours=2)


def _seed_passes(branch: BranchInfo, rng: Random, hosts: Sequence[Member]) -> None:
    today = local_day(branch)
    for family, given, organization, visitor_type, purpose, days in _REGULARS:
        visitor = register_visitor(
            VisitorDetails(
                family_name=family, given_name=given, organization=organization, visitor_type=visitor_type
            )
        )
        weekdays = tuple(sorted(rng.sample(range(5), 2)))
        terms = PassTerms(today, today + timedelta(days=days), weekdays, time(9), time(17))
        wanted = (
            ClearancePurpose.VOLUNTEER
            if visitor_type is VisitorType.VOLUNTEER
            else ClearancePurpose.SERVICE_PROVIDER
        )
        give_pass(visitor, PassDetails(terms, purpose, wanted, rng.choice(hosts).user_id), branch=branch)


def _seed_event(branch: BranchInfo, now: datetime, planned: tuple[EventKind, str, int, int, int]) -> None:
    """Announce one event; one that is past was held, and its guests counted in the hour around its start."""
    kind, title, days, expected, came = planned
    day = local_day(branch, now) + timedelta(days=days)
    starts = datetime.combine(day, time(18), tzinfo=ZoneInfo(branch.timezone))
    event = announce_event(
        EventDetails(
            kind,
            title,
            "Акт залы",
            starts,
            starts + timedelta(hours=2),
            doors=2,
            expected=expected,
            capacity=400,
        )
    )
    if not came:
        return
    event.status, event.started_at = EventStatus.ENDED.value, starts - timedelta(minutes=30)
    event.ended_at = starts + timedelta(hours=2)
    for number in range(came):
        at = starts + timedelta(minutes=number % 45 - 30)
        tap = EventTap(event_id=event.id, tap=f"{number:032x}", step=1, door=number % 2 + 1, tapped_at=at)
        db.session.add(tap)
