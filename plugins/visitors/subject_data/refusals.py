"""What refusals and passes hold on a visitor: given out in words, erased; and what goes by itself in time."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, or_, select

from platform_core.sdk import (
    ErasureResult,
    ExportSection,
    current_locale,
    db,
    destroy_record_keys,
    format_date,
    format_datetime,
)
from platform_core.sdk import gettext as _
from plugins.visitors import data
from plugins.visitors.models import Finding, Refusal, RefusalKey, RegularPass, Round
from plugins.visitors.policy.passes import PassStatus
from plugins.visitors.queries.passes import series_number
from plugins.visitors.queries.refusals import note_of


def export_refusals(visitor_ids: Sequence[UUID]) -> Sequence[ExportSection]:
    """Give each refusal with its reason and words, and each pass."""
    refusals = select(Refusal).where(Refusal.visitor_id.in_(visitor_ids)).order_by(Refusal.refused_at)
    passes = select(RegularPass).where(RegularPass.visitor_id.in_(visitor_ids)).order_by(RegularPass.given_at)
    return (
        ExportSection(_("Refusals at the entrance"), tuple(map(_refusal, db.session.scalars(refusals)))),
        ExportSection(_("Passes"), tuple(map(_pass, db.session.scalars(passes)))),
    )


def erase_refusals(visitor_ids: Sequence[UUID], on: date) -> ErasureResult:
    """Take the words from refusals and from passes that are over; a pass in force stays, and is named.

    The key of each refusal's note goes too, at once and for good: hence this part is asked last.
    """
    passes = db.session.scalars(select(RegularPass).where(RegularPass.visitor_id.in_(visitor_ids))).all()
    in_force = [row for row in passes if row.status != PassStatus.ENDED and row.valid_until >= on]
    over = [row for row in passes if row not in in_force and row.status_note is not None]
    for row in over:
        row.status_note = None
    refusals = db.session.scalars(select(Refusal).where(Refusal.visitor_id.in_(visitor_ids))).all()
    erased = _forget(refusals) + len(over)
    kept = ((_("A pass that is in force"), "A5.1"),) if in_force else ()
    return ErasureResult(erased, kept)


def retire_refusals(before: date, limit: int) -> int:
    """Take names, their hashes and words from refusals of long ago; numbers, reasons and times stay."""
    is_found = exists(select(RefusalKey.id).where(RefusalKey.refusal_id == Refusal.id))
    holds_words = or_(Refusal.person_name.is_not(None), Refusal.note.is_not(None), is_found)
    query = select(Refusal).where(Refusal.refused_at < _start(before), holds_words)
    return _forget(db.session.scalars(query.order_by(Refusal.refused_at).limit(limit)).all(), at_all=True)


def retire_passes(before: date, limit: int) -> int:
    """Take the words from passes whose last day is long past; who held them is forgotten with the visitor."""
    query = select(RegularPass).where(RegularPass.valid_until < before, RegularPass.status_note.is_not(None))
    rows = db.session.scalars(query.order_by(RegularPass.valid_until).limit(limit)).all()
    for row in rows:
        row.status_note = None
    db.session.flush()
    return len(rows)


def retire_findings(before: date, limit: int) -> int:
    """Take the words from findings of long ago; kinds, places and times are counted still."""
    holds_words = or_(Finding.note.is_not(None), Finding.done_note.is_not(None))
    query = select(Finding).where(Finding.found_at < _start(before), holds_words)
    rows = db.session.scalars(query.order_by(Finding.found_at).limit(limit)).all()
    for row in rows:
        row.note = row.done_note = None
    db.session.flush()
    return len(rows)


def retire_rounds(before: date, limit: int) -> int:
    """Take the words from missed rounds of long ago; what was walked and missed is counted still."""
    query = select(Round).where(Round.day < before, Round.missed_note.is_not(None))
    rows = db.session.scalars(query.order_by(Round.day).limit(limit)).all()
    for row in rows:
        row.missed_note = None
    db.session.flush()
    return len(rows)


def _forget(refusals: Sequence[Refusal], *, at_all: bool = False) -> int:
    sealed = [row for row in refusals if row.note is not None]
    named = [row for row in refusals if row.person_name is not None]
    for row in refusals:
        row.person_name = row.note = None
    db.session.flush()
    db.session.execute(delete(RefusalKey).where(RefusalKey.refusal_id.in_([row.id for row in refusals])))
    destroy_record_keys(sealed)
    return len(refusals) if at_all else len({row.id for row in (*sealed, *named)})


def _refusal(row: Refusal) -> Mapping[str, Any]:
    return {
        _("Number"): series_number(row.school_year, row.number),
        _("When"): format_datetime(row.refused_at),
        _("Reason"): data.text(f"refusal_reason.{row.reason}", current_locale()),
        _("Note"): note_of(row),
    }


def _pass(row: RegularPass) -> Mapping[str, Any]:
    language = current_locale()
    return {
        _("Number"): series_number(row.school_year, row.number),
        _("From"): format_date(row.valid_from),
        _("Until"): format_date(row.valid_until),
        _("Purpose"): data.text(f"purpose.{row.purpose}", language),
        _("Who answers for the visitor"): row.host_name,
        _("Clearance"): data.text(f"pass_clearance.{row.clearance}", language),
        _("Note"): row.status_note or "",
    }


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
