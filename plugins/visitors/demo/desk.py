"""Days at the desk: visits through the whole chain, some people inside now, a thing held, an alarm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    BranchInfo,
    Member,
    current_document,
    db,
    local_day,
    members_with,
    new_id,
    school_calendar,
)
from plugins.visitors.data.documents import GUIDANCE
from plugins.visitors.models import CustodyLink, HeldItem, Receipt, Visit, VisitAlarm, Visitor
from plugins.visitors.policy.custody import Link
from plugins.visitors.policy.presence import AlarmKind
from plugins.visitors.policy.status import VisitStatus
from plugins.visitors.policy.vocabulary import DocumentType, Holder, Purpose
from plugins.visitors.services.admission import sign_guidance
from plugins.visitors.services.alarms import DESK, watch
from plugins.visitors.services.custody import ESCORT
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.numbers import BADGE, JOURNAL, RECEIPT, take_number

CAME = 5 / 6
PURPOSES = (Purpose.MEETING_TEACHER, Purpose.MEETING_CURATOR, Purpose.MEETING_PSYCHOLOGIST)
_MINUTE = timedelta(minutes=1)
_TOILET = 1 / 3


@dataclass(frozen=True, slots=True)
class DeskScene:
    """Where and when, who stands at the desk, and who walks with visitors."""

    branch: BranchInfo
    now: datetime
    rng: Random
    guard: Member
    hosts: Sequence[Member]


def seed_desk(branch: BranchInfo, now: datetime, rng: Random) -> None:
    """Let past invitations have been kept, and have some visitors inside at this moment."""
    guards = [one for one in members_with(DESK) if "front_desk" in one.roles] or members_with(DESK)
    hosts = members_with(ESCORT)
    if not guards or not hosts:
        return
    scene = DeskScene(branch, now, rng, guards[0], hosts)
    past = select(Visit).where(Visit.status == VisitStatus.NO_SHOW.value, Visit.expected_until < now)
    for visit in db.session.scalars(past.order_by(Visit.expected_from, Visit.id)).all():
        if rng.random() < CAME:
            arrived = visit.expected_from + rng.randint(-6, 8) * _MINUTE
            _let_in(scene, visit, arrived)
            _leave(scene, visit, min(arrived + rng.randint(20, 50) * _MINUTE, now))
    _seed_now(scene)
    db.session.flush()


def _seed_now(scene: DeskScene) -> None:
    """Four people inside: with the host, in the toilet, held longer than agreed; and one at the desk."""
    visitors = db.session.scalars(select(Visitor).where(Visitor.visitor_type == "guardian").limit(5)).all()
    ago = (25, 20, 70, 15, 4)
    visits = [_expect_now(scene, visitor, minutes) for visitor, minutes in zip(visitors, ago, strict=False)]
    for place, visit in enumerate(visits):
        if place == len(ago) - 1:
            _arrive(scene, visit, visit.expected_from)
        else:
            _let_in(scene, visit, visit.expected_from)
    if len(visits) == len(ago):
        _hold_something(scene, visits[0])
        _wait_at_toilet(visits[1])
        _ring(visits[2], scene.now)
    for visit in visits:
        db.session.flush()
        watch(visit)


def _expect_now(scene: DeskScene, visitor: Visitor, minutes: int) -> Visit:
    host = scene.rng.choice(scene.hosts)
    starts = scene.now - minutes * _MINUTE
    return expect_visit(
        visitor,
        Expectation(
            expected_from=starts,
            expected_until=starts + 45 * _MINUTE,
            purpose=scene.rng.choice(PURPOSES),
            place=scene.rng.choice(("105", "204", "312")),
            host_user_id=host.user_id,
            host_name=host.name,
        ),
    )


def _arrive(scene: DeskScene, visit: Visit, at: datetime) -> None:
    year = school_calendar().school_year_of(local_day(scene.branch, at))
    visit.school_year, visit.number = year, take_number(JOURNAL, year)
    visit.status, visit.arrived_at = VisitStatus.IDENTITY_CHECKED.value, at
    visit.identity_checked_at, visit.identity_seen_by = at + _MINUTE, scene.guard.user_id
    visit.document_type = scene.rng.choice((DocumentType.IDENTITY_CARD, DocumentType.DIGITAL_DOCUMENT)).value
    visit.document_last = f"{scene.rng.randint(0, 9999):04}"
    _link(visit, Link.ARRIVED, Holder.DESK, at, by=scene.guard)


def _let_in(scene: DeskScene, visit: Visit, at: datetime) -> None:
    """Take somebody through the desk to the host, by way of the toilet now and then."""
    _arrive(scene, visit, at)
    visitor = db.session.scalars(select(Visitor).where(Visitor.id == visit.visitor_id)).one()
    _sign(visit, visitor)
    host = next((one for one in scene.hosts if one.user_id == visit.host_user_id), scene.hosts[0])
    visit.status, visit.admitted_at = VisitStatus.ON_SITE.value, at + 3 * _MINUTE
    visit.admitted_by = scene.guard.user_id
    visit.badge = take_number(BADGE, visit.school_year or 0)
    _link(visit, Link.TAKEN, Holder.HOST, at + 3 * _MINUTE, by=scene.guard, to=host)
    if scene.rng.random() < _TOILET:
        _link(visit, Link.TOILET, Holder.TOILET, at + 8 * _MINUTE, by=host, to=host)
        _link(visit, Link.TOILET_BACK, Holder.HOST, at + 11 * _MINUTE, by=host, to=host)


def _leave(scene: DeskScene, visit: Visit, at: datetime) -> None:
    _link(visit, Link.TAKEN, Holder.DESK, at, by=scene.guard)
    _link(visit, Link.LEFT, None, at, by=scene.guard)
    visit.status = VisitStatus.CHECKED_OUT.value
    visit.departed_at, visit.departed_by = at, scene.guard.user_id


def _sign(visit: Visit, visitor: Visitor) -> None:
    shown = current_document(GUIDANCE).hashes[visitor.language]
    name = f"{visitor.given_name} {visitor.family_name}"
    sign_guidance(visit, visitor, language=visitor.language, shown_hash=shown, name=name, method="typed")


def _hold_something(scene: DeskScene, visit: Visit) -> None:
    year = visit.school_year or 0
    receipt = Receipt(
        id=new_id(),
        visit_id=visit.id,
        school_year=year,
        number=take_number(RECEIPT, year),
        given_at=visit.arrived_at or scene.now,
        given_by=scene.guard.user_id,
    )
    db.session.add(receipt)
    db.session.flush()
    for code, state, note in (("sharp", "held", "Жиналмалы пышақ"), ("home_food", "agreed", None)):
        db.session.add(HeldItem(receipt_id=receipt.id, visit_id=visit.id, code=code, state=state, note=note))


def _wait_at_toilet(visit: Visit) -> None:
    moment = (visit.held_since or visit.expected_from) + 5 * _MINUTE
    escort = Member(visit.holder_user_id or new_id(), None, visit.holder_name, frozenset())
    _link(visit, Link.TOILET, Holder.TOILET, moment, by=escort, to=escort)


def _ring(visit: Visit, now: datetime) -> None:
    db.session.add(
        VisitAlarm(
            visit_id=visit.id,
            kind=AlarmKind.OVERRUN.value,
            since=visit.expected_until,
            raised_at=now - _MINUTE,
        )
    )


def _link(
    visit: Visit, link: Link, holder: Holder | None, at: datetime, *, by: Member, to: Member | None = None
) -> None:
    """Write a link as it would have been written then, and what the visit says since."""
    named: tuple[UUID | None, str] = (to.user_id, to.name) if to else (None, "")
    db.session.add(
        CustodyLink(
            visit_id=visit.id,
            at=at,
            link=link.value,
            from_holder=visit.holder,
            from_user_id=visit.holder_user_id,
            from_name=visit.holder_name or "",
            to_holder=holder.value if holder else None,
            to_user_id=named[0],
            to_name=named[1],
            by_user_id=by.user_id,
            by_name=by.name,
        )
    )
    visit.holder, visit.held_since = holder.value if holder else None, at
    visit.holder_user_id, visit.holder_name = named
