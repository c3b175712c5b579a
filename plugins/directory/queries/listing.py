"""The list of the network's entries: its columns, its conditions, and the history of one entry."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from platform_core.sdk import count_each, db
from plugins.directory.models import HiddenService, LocalService, Metadata, Service, VerificationStep
from plugins.directory.policy.codes import Verification
from plugins.directory.policy.visibility import VALID_DAYS
from plugins.directory.schemas.folding import search_key

MOST_LOCAL = 200
"""How many of its own services a branch's page lists."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an entry's check."""

    state: str
    way: str | None
    note: str | None
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Told:
    """One change of an entry, as its metadata tell it."""

    at: datetime
    action: str
    field: str
    before: str
    after: str
    by: str


def select_entries() -> Select[Any]:
    """Select the columns of the network's list."""
    return select(
        Service.id,
        Service.name,
        Service.extra,
        Service.kind,
        Service.region,
        Service.visibility,
        Service.status,
        Service.verification,
        Service.assured_date,
    )


def select_local() -> Select[Any]:
    """Select the columns of the branch's own services, by name."""
    columns = (
        LocalService.id,
        LocalService.name,
        LocalService.document,
        LocalService.kind,
        LocalService.region,
        LocalService.visibility,
        LocalService.status,
        LocalService.verification,
        LocalService.assured_date,
    )
    return select(*columns).order_by(LocalService.name, LocalService.id).limit(MOST_LOCAL)


def is_called(model: Any, text: str) -> ColumnElement[bool]:
    """Return the condition of an entry with every word somewhere in its names, places and phones."""
    parts = [model.folded.contains(word, autoescape=True) for word in search_key(text).split()]
    return and_(*parts)


def stands_at(model: Any, state: Verification, today: date) -> ColumnElement[bool]:
    """Return the condition of how a check stands today: `policy.visibility.verification_on` as SQL."""
    latest = today - timedelta(days=VALID_DAYS)
    is_old = or_(model.assured_date.is_(None), model.assured_date <= latest)
    confirmed = model.verification == Verification.CONFIRMED
    if state is Verification.DUE:
        return or_(model.verification == Verification.DUE, and_(confirmed, is_old))
    if state is Verification.CONFIRMED:
        return and_(confirmed, model.assured_date > latest)
    found: ColumnElement[bool] = model.verification == state
    return found


def version_of(service_id: UUID) -> int:
    """Return the edition of an entry of the network; raise `NotFound`."""
    return db.require(select(Service.version).where(Service.id == service_id))


def steps_of(service_id: UUID) -> list[Step]:
    """List the steps of an entry's checks, newest first."""
    columns = (
        VerificationStep.state,
        VerificationStep.way,
        VerificationStep.note,
        VerificationStep.made_at,
        VerificationStep.made_by,
    )
    chosen = select(*columns).where(VerificationStep.service_id == service_id)
    rows = db.session.execute(chosen.order_by(VerificationStep.made_at.desc(), VerificationStep.id.desc()))
    return [Step(*row) for row in rows]


def history_of(service_id: UUID, *, limit: int = 100) -> list[Told]:
    """List the changes of an entry, newest first."""
    columns = (
        Metadata.last_action_date,
        Metadata.last_action_type,
        Metadata.field_name,
        Metadata.previous_value,
        Metadata.replacement_value,
        Metadata.updated_by,
    )
    chosen = select(*columns).where(Metadata.resource_id == service_id)
    rows = db.session.execute(
        chosen.order_by(Metadata.last_action_date.desc(), Metadata.field_name, Metadata.id).limit(limit)
    )
    return [Told(*row) for row in rows]


def hidden_reasons() -> dict[UUID, str]:
    """Return which entries of the network this branch hides, and why."""
    rows = db.session.execute(select(HiddenService.service_id, HiddenService.reason))
    return {row.service_id: row.reason for row in rows}


def find_entries(text: str, limit: int) -> list[tuple[UUID, str, dict[str, Any], str]]:
    """Find open entries of the network by words: id, name, extra fields, kind."""
    chosen = (
        select(Service.id, Service.name, Service.extra, Service.kind)
        .where(is_called(Service, text), Service.status != "defunct")
        .order_by(Service.name, Service.id)
        .limit(limit)
    )
    return [tuple(row) for row in db.session.execute(chosen)]


def find_local(text: str, limit: int) -> list[tuple[UUID, str, dict[str, Any], str]]:
    """Find the branch's own services by words: id, name, document, kind."""
    chosen = (
        select(LocalService.id, LocalService.name, LocalService.document, LocalService.kind)
        .where(is_called(LocalService, text), LocalService.status != "defunct")
        .order_by(LocalService.name, LocalService.id)
        .limit(limit)
    )
    return [tuple(row) for row in db.session.execute(chosen)]


def count_local() -> tuple[int, int]:
    """Count the branch's own open services, and the entries of the network that it hides."""
    own = select(func.count()).select_from(LocalService).where(LocalService.status != "defunct")
    hidden = select(func.count()).select_from(HiddenService)
    counts = count_each(own=own, hidden=hidden)
    return counts["own"], counts["hidden"]
