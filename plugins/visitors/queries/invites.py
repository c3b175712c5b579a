"""Reads of invitations: one with its people, visits and history, and the lists of hosts and approvers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from platform_core.sdk import Actor, db, full_name, now
from plugins.visitors.models import Invite, InviteGuest, InviteStep, Visit, Visitor
from plugins.visitors.policy.status import InviteStatus, VisitStatus
from plugins.visitors.queries.visitors import is_called

READ_ALL = "visitors.invite.read"

LIST_COLUMNS: tuple[Any, ...] = (
    Invite.id,
    Invite.kind,
    Invite.status,
    Invite.host_user_id,
    Invite.host_name,
    Invite.purpose,
    Invite.place,
    Invite.starts_at,
    Invite.ends_at,
    Invite.until,
    Invite.created_by,
)


IS_GUEST = (InviteGuest.branch_id == Visitor.branch_id) & (InviteGuest.visitor_id == Visitor.id)
"""Join a visitor to their places on invitations."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor on an invitation, as its page and its form show them."""

    visitor_id: UUID
    name: str
    visitor_type: str
    organization: str
    language: str
    has_email: bool
    person_id: UUID | None
    is_erased: bool


@dataclass(frozen=True, slots=True)
class GuestVisit:
    """One visit of an invitation."""

    id: UUID
    visitor_id: UUID
    name: str
    status: str
    expected_from: datetime
    expected_until: datetime


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A step of an invitation's history."""

    taken_at: datetime
    code: str
    by_name: str
    fields: tuple[str, ...]
    note: str


def find_invite(invite_id: UUID) -> Invite | None:
    """Return an invitation of the branch."""
    return db.session.scalar(select(Invite).where(Invite.id == invite_id))


def select_invites(reader: Actor) -> Select[Any]:
    """Select the list's columns of the invitations that `reader` may know of."""
    return select(*LIST_COLUMNS).where(is_open_to(reader))


def is_open_to(reader: Actor) -> ColumnElement[bool]:
    """Keep one's own invitations, or all of them for the desk and management; others' drafts never."""
    if reader.can(READ_ALL):
        return or_(is_mine(reader), Invite.status != InviteStatus.DRAFT.value)
    return is_mine(reader)


def is_mine(reader: Actor) -> ColumnElement[bool]:
    """Keep the invitations whose host the reader is, or that they made for somebody."""
    if reader.user_id is None:
        return false()
    return or_(Invite.host_user_id == reader.user_id, Invite.created_by == reader.user_id)


def last_place(user_id: UUID) -> str:
    """Return where a host received visitors last, to begin the next invitation with."""
    query = select(Invite.place).where(Invite.host_user_id == user_id)
    return db.session.scalar(query.order_by(Invite.created_at.desc(), Invite.id.desc()).limit(1)) or ""


def has_guest_called(text: str) -> ColumnElement[bool]:
    """Keep invitations of somebody whose name begins so."""
    return exists().where(
        InviteGuest.branch_id == Invite.branch_id,
        InviteGuest.invite_id == Invite.id,
        IS_GUEST,
        is_called(text),
    )


def guests_of(invite_id: UUID) -> list[Guest]:
    """List the people of an invitation by name, in one query."""
    columns = (
        Visitor.id, Visitor.family_name, Visitor.given_name, Visitor.patronymic, Visitor.visitor_type,
        Visitor.organization, Visitor.language, Visitor.email.is_not(None).label("has_email"),
        Visitor.person_id, Visitor.erased_on,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(InviteGuest, IS_GUEST)
        .where(InviteGuest.invite_id == invite_id)
        .order_by(Visitor.search_name, Visitor.id)
    )
    return [
        Guest(
            visitor_id=row.id,
            name=full_name(row.family_name, row.given_name, patronymic=row.patronymic),
            visitor_type=row.visitor_type,
            organization=row.organization or "",
            language=row.language,
            has_email=bool(row.has_email),
            person_id=row.person_id,
            is_erased=row.erased_on is not None,
        )
        for row in db.session.execute(query)
    ]


def guest_names(invite_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Name the people of several invitations, in one query."""
    wanted = set(invite_ids)
    if not wanted:
        return {}
    columns = (InviteGuest.invite_id, Visitor.family_name, Visitor.given_name)
    query = (
        select(*columns)
        .join(Visitor, IS_GUEST)
        .where(InviteGuest.invite_id.in_(wanted))
        .order_by(Visitor.search_name, Visitor.id)
    )
    found: dict[UUID, list[str]] = {}
    for invite_id, family, given in db.session.execute(query):
        found.setdefault(invite_id, []).append(full_name(family, given))
    return found


def visits_of(invite_id: UUID, *, limit: int = 200) -> list[GuestVisit]:
    """List the visits of an invitation, the next first."""
    columns = (
        Visit.id, Visit.visitor_id, Visit.status, Visit.expected_from, Visit.expected_until,
        Visitor.family_name, Visitor.given_name, Visitor.patronymic,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(Visitor, (Visitor.branch_id == Visit.branch_id) & (Visitor.id == Visit.visitor_id))
        .where(Visit.invite_id == invite_id)
        .order_by(Visit.expected_from.desc(), Visitor.search_name, Visit.id)
        .limit(limit)
    )
    return [
        GuestVisit(
            row.id,
            row.visitor_id,
            full_name(row.family_name, row.given_name, patronymic=row.patronymic),
            row.status,
            row.expected_from,
            row.expected_until,
        )
        for row in db.session.execute(query)
    ]


def history_of(invite_id: UUID) -> list[HistoryLine]:
    """List what has become of an invitation, the latest first."""
    columns = (InviteStep.taken_at, InviteStep.code, InviteStep.by_name, InviteStep.fields, InviteStep.note)
    query = select(*columns).where(InviteStep.invite_id == invite_id)
    rows = db.session.execute(query.order_by(InviteStep.taken_at.desc(), InviteStep.id.desc()))
    return [
        HistoryLine(row.taken_at, row.code, row.by_name, tuple(row.fields), row.note or "") for row in rows
    ]


def is_ahead(today: date) -> ColumnElement[bool]:
    """Keep invitations that are not over: their end, or their last day, is still to come."""
    return or_(Invite.ends_at >= now(), Invite.until >= today)


def waiting_count(reader: Actor, today: date) -> Select[int]:
    """Ask how many invitations ahead wait for approval and are not the reader's own."""
    waiting = (
        is_ahead(today),
        Invite.status == InviteStatus.PENDING_APPROVAL.value,
        Invite.host_user_id != reader.user_id,
        or_(Invite.created_by.is_(None), Invite.created_by != reader.user_id),
    )
    return select(func.count()).select_from(Invite).where(*waiting)


def count_own_today(user_id: UUID, *, since: datetime, until: datetime) -> int:
    """Count a host's visitors who are still to come within a day."""
    own = (
        Visit.host_user_id == user_id,
        Visit.expected_from >= since,
        Visit.expected_from < until,
        Visit.status.in_([VisitStatus.EXPECTED.value, VisitStatus.APPROVED.value]),
    )
    return db.session.scalar(select(func.count()).select_from(Visit).where(*own)) or 0
