"""Reads of the chain of custody: one visit's links, and the visitors whom somebody answers for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from platform_core.sdk import db, full_name
from plugins.visitors.models import CustodyLink, HeldItem, Receipt, Visit, Visitor
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE
from plugins.visitors.queries.desk import of_visit

MOST_MINE = 40


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One link as a page tells it."""

    at: datetime
    link: str
    holder: str | None
    to_name: str
    by_name: str


@dataclass(frozen=True, slots=True)
class MineRow:
    """A visitor whom somebody holds, is offered or should fetch; `part` says which of these."""

    id: UUID
    name: str
    part: str
    holder: str | None
    holder_name: str
    place: str
    until: datetime
    number: int | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A thing on a receipt."""

    id: UUID
    receipt: int
    given_at: datetime
    code: str
    state: str
    note: str | None


def chain_of(visit_id: UUID) -> tuple[ChainRow, ...]:
    """List the links of a visit's chain, oldest first."""
    columns = (
        CustodyLink.at, CustodyLink.link, CustodyLink.to_holder, CustodyLink.to_name, CustodyLink.by_name,
    )  # fmt: skip
    query = select(*columns).where(CustodyLink.visit_id == visit_id)
    rows = db.session.execute(query.order_by(CustodyLink.at, CustodyLink.id))
    return tuple(ChainRow(row.at, row.link, row.to_holder, row.to_name, row.by_name) for row in rows)


def items_of(visit_id: UUID) -> tuple[ItemRow, ...]:
    """List the things noted for a visit, by receipt."""
    columns = (
        HeldItem.id, Receipt.number, Receipt.given_at, HeldItem.code, HeldItem.state, HeldItem.note,
    )  # fmt: skip
    joined = and_(Receipt.branch_id == HeldItem.branch_id, Receipt.id == HeldItem.receipt_id)
    query = select(*columns).join(Receipt, joined).where(HeldItem.visit_id == visit_id)
    rows = db.session.execute(query.order_by(Receipt.number, HeldItem.id))
    return tuple(ItemRow(*row) for row in rows)


def visitors_with(user_id: UUID) -> tuple[MineRow, ...]:
    """List whom a colleague holds, whom they are offered, and their guests who wait at the desk."""
    columns = (
        Visit.id, Visit.status, Visit.holder, Visit.holder_user_id, Visit.holder_name, Visit.offered_user_id,
        Visit.place, Visit.expected_until, Visit.number,
        Visitor.family_name, Visitor.given_name, Visitor.patronymic,
    )  # fmt: skip
    query = select(*columns).join(Visitor, of_visit()).where(_is_of(user_id))
    rows = db.session.execute(query.order_by(Visit.arrived_at, Visit.id).limit(MOST_MINE))
    return tuple(_mine(row, user_id) for row in rows)


def _is_of(user_id: UUID) -> ColumnElement[bool]:
    present = Visit.status.in_([status.value for status in (*AT_THE_DESK, *INSIDE)])
    waits = and_(Visit.host_user_id == user_id, or_(Visit.holder == "desk", Visit.holder.is_(None)))
    return and_(present, or_(Visit.holder_user_id == user_id, Visit.offered_user_id == user_id, waits))


def _mine(row: Any, user_id: UUID) -> MineRow:
    if row.offered_user_id == user_id:
        part = "offered"
    else:
        part = "held" if row.holder_user_id == user_id else "waits"
    name = full_name(row.family_name, row.given_name, patronymic=row.patronymic)
    return MineRow(row.id, name, part, row.holder, row.holder_name, row.place, row.expected_until, row.number)
