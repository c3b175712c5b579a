"""What the desk and the escorts hold on a visitor: links of custody, things left, alarms."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import ErasureResult, ExportSection, current_locale, db, format_datetime
from platform_core.sdk import gettext as _
from plugins.visitors import data
from plugins.visitors.models import CustodyLink, HeldItem, Receipt, Visit, VisitAlarm


def export_desk(visitor_ids: Sequence[UUID]) -> Sequence[ExportSection]:
    """Give what was left at the desk, who walked with the visitor and which alarms rang."""
    visits = select(Visit.id).where(Visit.visitor_id.in_(visitor_ids))
    items = db.session.execute(
        select(Receipt.number, Receipt.given_at, HeldItem.code, HeldItem.state, HeldItem.note)
        .join(Receipt, Receipt.id == HeldItem.receipt_id)
        .where(HeldItem.visit_id.in_(visits))
        .order_by(Receipt.given_at, HeldItem.id)
    )
    links = db.session.scalars(
        select(CustodyLink).where(CustodyLink.visit_id.in_(visits)).order_by(CustodyLink.id)
    )
    alarms = db.session.scalars(
        select(VisitAlarm).where(VisitAlarm.visit_id.in_(visits)).order_by(VisitAlarm.raised_at)
    )
    return (
        ExportSection(_("Things left at the desk"), tuple(map(_item, items))),
        ExportSection(_("Who walked with the visitor"), tuple(map(_link, links))),
        ExportSection(_("Alarms"), tuple(map(_alarm, alarms))),
    )


def erase_desk(visitor_ids: Sequence[UUID], on: date) -> ErasureResult:  # noqa: ARG001 - every part's shape
    """Take the words from things and alarms; the chain names staff and times alone, and stays."""
    visits = select(Visit.id).where(Visit.visitor_id.in_(visitor_ids))
    items = db.session.scalars(select(HeldItem).where(HeldItem.visit_id.in_(visits))).all()
    alarms = db.session.scalars(select(VisitAlarm).where(VisitAlarm.visit_id.in_(visits))).all()
    worded = 0
    for row in items:
        worded, row.note = worded + (row.note is not None), None
    for alarm in alarms:
        worded, alarm.note = worded + (alarm.note is not None), None
    chain = db.session.scalar(select(CustodyLink.id).where(CustodyLink.visit_id.in_(visits)).limit(1))
    kept = ((_("Who answered for the visitor, and when"), "A5.4"),) if chain is not None else ()
    return ErasureResult(worded, kept)


def _item(row: Any) -> Mapping[str, Any]:
    language = current_locale()
    return {
        _("Receipt"): row.number,
        _("When"): format_datetime(row.given_at),
        _("Thing"): data.text(f"item.{row.code}", language),
        _("State"): data.text(f"item_state.{row.state}", language),
        _("Note"): row.note or "",
    }


def _link(link: CustodyLink) -> Mapping[str, Any]:
    language = current_locale()
    return {
        _("When"): format_datetime(link.at),
        _("What"): data.text(f"custody.{link.link}", language),
        _("With"): data.text(f"holder.{link.to_holder}", language) if link.to_holder else "",
    }


def _alarm(alarm: VisitAlarm) -> Mapping[str, Any]:
    return {
        _("When"): format_datetime(alarm.raised_at),
        _("Why"): data.text(f"alarm.{alarm.kind}", current_locale()),
        _("What was done"): alarm.note or "",
    }
