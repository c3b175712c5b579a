"""Reads of contacts: the safety service's own as listed and as shown, and all that modules know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.contacts.labels import hours_text, role_title
from platform_core.contacts.models import SafetyContact
from platform_core.contacts.phones import phone_text
from platform_core.extensions import db
from platform_core.hooks.gate import current_gate
from platform_core.hooks.types import BranchInfo, ContactPoint

PUBLIC = "public"
_FOR_EVERYBODY = frozenset({"students", "guardians"})
_COLUMNS = (
    SafetyContact.id,
    SafetyContact.role_code,
    SafetyContact.titles,
    SafetyContact.display_name,
    SafetyContact.phone,
    SafetyContact.whatsapp,
    SafetyContact.email,
    SafetyContact.days,
    SafetyContact.opens_at,
    SafetyContact.closes_at,
    SafetyContact.audiences,
    SafetyContact.active,
    SafetyContact.version,
)


@dataclass(frozen=True, slots=True)
class SafetyContactRow:
    """A contact in the branch's own list, with its words ready."""

    id: UUID
    title: str
    name: str
    phone: str
    whatsapp: str
    email: str
    hours: str
    audiences: tuple[str, ...]
    active: bool
    version: int


def list_safety_contacts() -> list[SafetyContactRow]:
    """List every contact of the branch in its order, those switched off too."""
    ordered = select(*_COLUMNS).order_by(SafetyContact.place, SafetyContact.id)
    return [_listed(row) for row in db.session.execute(ordered)]


def get_safety_contact(contact_id: UUID) -> SafetyContact:
    """Return one contact of the branch; raise `NotFound`."""
    return db.require(select(SafetyContact).where(SafetyContact.id == contact_id))


def safety_contacts(branch: BranchInfo, *, audience: str = PUBLIC) -> tuple[ContactPoint, ...]:
    """Return the safety service's contacts for an audience (P32), in the branch's order.

    `public` sees what students or guardians see. The scope of the branch must be open.
    """
    if branch.is_central:
        return ()
    ordered = select(*_COLUMNS).where(SafetyContact.active).order_by(SafetyContact.place, SafetyContact.id)
    rows = db.session.execute(ordered).all()
    return tuple(_point(row, audience, branch) for row in rows if _is_for(row.audiences, audience))


def contacts_for(branch: BranchInfo, *, audience: str, need: str = "") -> tuple[ContactPoint, ...]:
    """Return whom to turn to (P32, P47): hotlines first, then the safety service, then what modules know.

    `need` is a code, "" for all. A module that fails is left out: the others' numbers are still shown.
    """
    points = list(safety_contacts(branch, audience=audience))
    for answer in current_gate().ask("contact_points", branch, audience, need):
        points += [one for one in answer.value or () if isinstance(one, ContactPoint)]
    return tuple(sorted(points, key=lambda one: (not one.is_hotline, one.order)))


def _is_for(audiences: Sequence[str], audience: str) -> bool:
    return bool(_FOR_EVERYBODY & set(audiences)) if audience == PUBLIC else audience in audiences


def _point(row: Any, audience: str, branch: BranchInfo) -> ContactPoint:
    return ContactPoint(
        name=role_title(row.role_code, row.titles),
        audience=audience,
        needs=(),
        phones=(row.phone,) if row.phone else (),
        emails=(row.email,) if row.email else (),
        whatsapp=row.whatsapp or "",
        person=row.display_name or "",
        hours=hours_text(row.days, row.opens_at, row.closes_at),
        region=branch.region,
        languages=branch.languages,
        order=10,
    )


def _listed(row: Any) -> SafetyContactRow:
    return SafetyContactRow(
        id=row.id,
        title=role_title(row.role_code, row.titles),
        name=row.display_name or "",
        phone=phone_text(row.phone) if row.phone else "",
        whatsapp=phone_text(row.whatsapp) if row.whatsapp else "",
        email=row.email or "",
        hours=hours_text(row.days, row.opens_at, row.closes_at),
        audiences=tuple(row.audiences),
        active=row.active,
        version=row.version,
    )
