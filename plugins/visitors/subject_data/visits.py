"""A visitor's own record and visits: given out whole, erased once they are no longer inside."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from platform_core.sdk import ErasureResult, ExportSection, current_locale, db, format_datetime
from platform_core.sdk import gettext as _
from plugins.visitors import data
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE, STILL_TO_COME

_UNDER_WAY = (*AT_THE_DESK, *INSIDE, *STILL_TO_COME)


def export_visits(visitor_ids: Sequence[UUID]) -> Sequence[ExportSection]:
    """Give the visitor's record and each visit."""
    visitors = db.session.scalars(select(Visitor).where(Visitor.id.in_(visitor_ids))).all()
    visits = db.session.scalars(
        select(Visit).where(Visit.visitor_id.in_(visitor_ids)).order_by(Visit.expected_from)
    ).all()
    return (
        ExportSection(_("Visitor"), tuple(map(_visitor, visitors))),
        ExportSection(_("Visits"), tuple(map(_visit, visits))),
    )


def erase_visits(visitor_ids: Sequence[UUID], on: date) -> ErasureResult:
    """Take the name and the ways to reach from the record; visits stay as numbers and times."""
    under_way = select(func.count()).where(
        Visit.visitor_id.in_(visitor_ids), Visit.status.in_([status.value for status in _UNDER_WAY])
    )
    if db.session.scalar(under_way):
        return ErasureResult(0, ((_("A visit that is under way"), "A5.3"),))
    visitors = db.session.scalars(select(Visitor).where(Visitor.id.in_(visitor_ids))).all()
    for visitor in visitors:
        forget_visitor(visitor, on)
    for visit in db.session.scalars(select(Visit).where(Visit.visitor_id.in_(visitor_ids))):
        forget_visit(visit)
    return ErasureResult(len(visitors))


def forget_visit(visit: Visit) -> None:
    """Take from a visit what tells of its visitor: digits, notes, the secret of the link."""
    visit.document_last = visit.purpose_note = visit.decision_note = None
    visit.token_index = visit.link_secret = None


def forget_visitor(visitor: Visitor, on: date) -> None:
    """Take the name, the ways to reach and the hashes from a visitor's record."""
    visitor.family_name, visitor.given_name, visitor.patronymic = "—", "—", None
    visitor.search_name = ""
    visitor.birth_date = visitor.organization = visitor.email = visitor.phone = None
    visitor.person_id = visitor.identity_index = visitor.network_index = None
    visitor.erased_on = on


def _visitor(visitor: Visitor) -> Mapping[str, Any]:
    names = (visitor.family_name, visitor.given_name, visitor.patronymic)
    return {
        _("Name"): " ".join(name for name in names if name),
        _("Who"): data.text(f"visitor_type.{visitor.visitor_type}", current_locale()),
        _("Organisation"): visitor.organization or "",
        _("E-mail"): visitor.email or "",
        _("Telephone"): visitor.phone or "",
    }


def _visit(visit: Visit) -> Mapping[str, Any]:
    language = current_locale()
    return {
        _("Expected"): format_datetime(visit.expected_from),
        _("Arrived"): format_datetime(visit.arrived_at) if visit.arrived_at else "",
        _("Left"): format_datetime(visit.departed_at) if visit.departed_at else "",
        _("State"): data.text(f"visit_status.{visit.status}", language),
        _("Purpose"): data.text(f"purpose.{visit.purpose}", language),
        _("Host"): visit.host_name,
        _("Document"): " ".join(filter(None, (visit.document_type, visit.document_last))),
    }
