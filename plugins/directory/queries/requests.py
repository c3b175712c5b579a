"""Requests to organisations: who can be asked by which post, who is waited for, and what came back (P47)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from platform_core.sdk import NotFound, db
from plugins.directory.models import (
    CheckRequest,
    Contact,
    Correction,
    Organization,
    Phone,
    RequestLetter,
    Service,
)
from plugins.directory.policy.codes import PhoneType, RequestState, Status, Verification
from plugins.directory.queries.listing import stands_at

MOST_AT_ONCE = 200
"""How many entries the page of requests shows of each kind."""
OPEN = (RequestState.ASKED, RequestState.CORRECTED)
_SPEAKING = (PhoneType.VOICE, PhoneType.CELL, PhoneType.SHORT_CODE)


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An entry whose check is due; `email` is empty where nobody can be written to."""

    id: UUID
    name: str
    extra: dict[str, Any]
    kind: str
    email: str
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that waits for the organisation or for the curator."""

    id: UUID
    service_id: UUID
    name: str
    extra: dict[str, Any]
    kind: str
    post: str
    state: str
    asked_on: date
    sent_on: date | None
    reminded_on: date | None
    answered_at: datetime | None


def due_entries(today: date) -> list[DueEntry]:
    """List the entries whose check is due and that nobody has been asked about."""
    asked = select(CheckRequest.service_id).where(CheckRequest.state.in_(OPEN))
    rows = db.session.execute(
        select(Service.id, Service.name, Service.extra, Service.kind)
        .where(stands_at(Service, Verification.DUE, today), Service.status != Status.DEFUNCT)
        .where(Service.id.not_in(asked))
        .order_by(Service.name, Service.id)
        .limit(MOST_AT_ONCE)
    ).all()
    ids = [row.id for row in rows]
    emails, phones = emails_of(ids), _phones_of(ids)
    return [
        DueEntry(row.id, row.name, row.extra, row.kind, emails.get(row.id, ""), tuple(phones.get(row.id, ())))
        for row in rows
    ]


def emails_of(service_ids: Collection[UUID]) -> dict[UUID, str]:
    """Find where each entry can be written to: its own address, its office's, or its keeper's."""
    own = select(Service.id, Service.email).where(Service.id.in_(service_ids))
    offices = select(Contact.service_id, Contact.email).where(Contact.service_id.in_(service_ids))
    keepers = (
        select(Service.id, Organization.email)
        .join(Organization, Organization.id == Service.organization_id)
        .where(Service.id.in_(service_ids))
    )
    asked: tuple[Select[*tuple[Any, ...]], ...] = (
        own,
        offices.order_by(Contact.position, Contact.id),
        keepers,
    )
    found: dict[UUID, str] = {}
    for statement in asked:
        for service_id, email in db.session.execute(statement):
            if email:
                found.setdefault(service_id, email)
    return found


def _phones_of(service_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    rows = db.session.execute(
        select(Phone.service_id, Phone.number)
        .where(Phone.service_id.in_(service_ids), Phone.type.in_(_SPEAKING))
        .order_by(Phone.position, Phone.id)
    )
    found: dict[UUID, list[str]] = {}
    for service_id, number in rows:
        if service_id is not None:
            found.setdefault(service_id, []).append(number)
    return found


def select_requests() -> Select[Any]:
    """Select requests with the entry that each is about."""
    return select(
        CheckRequest.id,
        CheckRequest.service_id,
        Service.name,
        Service.extra,
        Service.kind,
        CheckRequest.post,
        CheckRequest.state,
        CheckRequest.asked_on,
        CheckRequest.sent_on,
        CheckRequest.reminded_on,
        CheckRequest.answered_at,
    ).join(Service, Service.id == CheckRequest.service_id)


def requests_in(state: RequestState) -> list[OpenRequest]:
    """List the requests of a state, the oldest first."""
    chosen = select_requests().where(CheckRequest.state == state)
    rows = db.session.execute(chosen.order_by(CheckRequest.asked_on, CheckRequest.id).limit(MOST_AT_ONCE))
    return [OpenRequest(*row) for row in rows]


def open_request_of(service_id: UUID) -> OpenRequest | None:
    """Return the request about an entry that waits for an answer or for the curator."""
    chosen = select_requests().where(CheckRequest.service_id == service_id, CheckRequest.state.in_(OPEN))
    row = db.session.execute(chosen.order_by(CheckRequest.id.desc()).limit(1)).one_or_none()
    return OpenRequest(*row) if row else None


def get_request(request_id: UUID) -> CheckRequest:
    """Return a request; raise `NotFound`."""
    found = db.session.get(CheckRequest, request_id)
    if found is None:
        raise NotFound
    return found


def letter_of(index: bytes) -> tuple[UUID, UUID] | None:
    """Find the request and the letter of a secret by its keyed hash."""
    chosen = select(RequestLetter.request_id, RequestLetter.id).where(RequestLetter.secret_index == index)
    row = db.session.execute(chosen).one_or_none()
    return (row.request_id, row.id) if row else None


def corrections_of(request_id: UUID) -> list[Correction]:
    """List the corrections of an answer in the order of the form."""
    chosen = select(Correction).where(Correction.request_id == request_id)
    return list(db.session.scalars(chosen.order_by(Correction.position)))
