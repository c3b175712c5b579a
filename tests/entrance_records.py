"""Real records of a branch's entrance, by the names that addresses use."""

from datetime import time, timedelta
from uuid import UUID

from sqlalchemy import select

from platform_core.clock import now
from platform_core.db.base import new_id
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.tenancy.dates import local_day
from plugins.visitors.models import HeldItem, Receipt, Visit, VisitAlarm, Visitor
from plugins.visitors.policy.events import EventKind
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.policy.passes import ClearancePurpose, PassTerms
from plugins.visitors.policy.refusals import RefusalReason
from plugins.visitors.policy.rounds import FindingKind, Urgency, Zone
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.queries.sheets import lines_of
from plugins.visitors.services.emergency import EntryRequest, request_entry
from plugins.visitors.services.invites import InviteInput, invite_visitors
from plugins.visitors.services.open_events import EventDetails, announce_event
from plugins.visitors.services.passes import PassDetails, give_pass
from plugins.visitors.services.refusals import RefusalDetails, refuse_entry
from plugins.visitors.services.rounds import (
    CheckpointDetails,
    NewFinding,
    RouteDetails,
    add_checkpoint,
    begin_extra,
    lay_out_route,
    record_finding,
)
from plugins.visitors.services.sheets import print_sheet
from plugins.visitors.services.tokens import token_of
from plugins.visitors.services.visitors import VisitorDetails, register_visitor
from plugins.visitors.services.watchlist import EntryDetails, add_entry
from plugins.visitors.services.watchlist_screening import screen_visitor


def entrance_records_of(branch: BranchInfo, user_id: UUID) -> dict[str, object]:
    """Name one record of each kind at the entrance, in the open write scope; `user_id` is whose they are."""
    return {**_visits(branch), **_entrance(branch, user_id), **_watched(branch)}


def _visits(branch: BranchInfo) -> dict[str, object]:
    """Name an invitation of the owner's, its visit with the secret of its link, and a request at the door."""
    starts = now() + timedelta(days=1)
    said = {"purpose": Purpose.MEETING_MANAGEMENT, "place": "101", "guests": (VisitorDetails("Ли", "Анна"),)}
    asked = InviteInput(InviteKind.SINGLE, starts_at=starts, ends_at=starts + timedelta(minutes=30), **said)
    invite = invite_visitors(asked, branch=branch)
    visit = db.session.scalars(select(Visit).where(Visit.invite_id == invite.id)).one()
    request = request_entry(EntryRequest(VisitorDetails("Ким", "Олег"), Purpose.WORKS), branch=branch)
    return {
        "invite_id": invite.id,
        "visit_id": visit.id,
        "visitor_id": visit.visitor_id,
        "visit_token": token_of(visit),
        "request_id": request.id,
        **_left_at_the_desk(visit),
    }


def _left_at_the_desk(visit: Visit) -> dict[str, object]:
    """Name a thing that the desk holds for a visit, and an alarm of it."""
    receipt = Receipt(id=new_id(), visit_id=visit.id, school_year=2026, number=1, given_at=now())
    alarm = VisitAlarm(id=new_id(), visit_id=visit.id, kind="overrun", since=now(), raised_at=now())
    db.session.add_all((receipt, alarm))
    db.session.flush()
    item = HeldItem(id=new_id(), receipt_id=receipt.id, visit_id=visit.id, code="sharp", state="held")
    db.session.add(item)
    return {"item_id": item.id, "alarm_id": alarm.id}


def _watched(branch: BranchInfo) -> dict[str, object]:
    """Name an entry of the watch-list, and a match of a visitor with it."""
    review = local_day(branch) + timedelta(days=60)
    entry = add_entry(EntryDetails(("Ли Анна",), "conduct", review_on=review), branch=branch)
    visitor = db.session.scalars(select(Visitor).where(Visitor.family_name == "Ли")).first()
    [match] = screen_visitor(visitor, ask=lambda _question: [])
    db.session.flush()
    return {"entry_id": entry.id, "match_id": match.id, "watch_id": new_id()}


def _entrance(branch: BranchInfo, user_id: UUID) -> dict[str, object]:
    """Name a refusal, an open event, a pass, a line of a day sheet, and a round under way with a finding."""
    event = announce_event(EventDetails(EventKind.OPEN_DAY, "Day", "Hall", now(), now() + timedelta(hours=1)))
    day = local_day(branch)
    terms = PassTerms(day, day, range(7), time(9), time(18))
    regular = register_visitor(VisitorDetails("Пак", "Роман"))
    agreed = PassDetails(terms, Purpose.WORKS, ClearancePurpose.OTHER, user_id)
    sheet = print_sheet(branch, day=day, blank_lines=10)
    route = lay_out_route(RouteDetails("Round"), branch=branch)
    checkpoint = add_checkpoint(route, CheckpointDetails(Zone.ATTIC, "Attic"))
    walked = begin_extra(route, branch=branch)
    found = NewFinding(FindingKind.DAMAGE, Urgency.SOON)
    return {
        "refusal_id": refuse_entry(RefusalDetails(RefusalReason.NO_DOCUMENT), branch=branch).id,
        "event_id": event.id,
        "pass_id": give_pass(regular, agreed, branch=branch).id,
        "sheet_id": sheet.id,
        "line_id": lines_of(sheet.id)[-1].id,
        "route_id": route.id,
        "checkpoint_id": checkpoint.id,
        "label_code": checkpoint.token,
        "round_id": walked.id,
        "finding_id": record_finding(walked, checkpoint, found, branch=branch).id,
    }
