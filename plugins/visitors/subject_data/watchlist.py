"""What the watch-list holds on a visitor: matches, and entries under the same identity number.

Given out are the facts of being on the list: since when, the reason, until which review. The note is not:
it tells of others. Matches go on erasure; an entry in force stays, for the children's sake (P12.5).
The network's register is no branch's to give out or erase: the centre does both by looking one up.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from platform_core.sdk import (
    ErasureResult,
    ExportSection,
    NotFound,
    SubjectRef,
    current_locale,
    db,
    destroy_record_keys,
    format_date,
    format_datetime,
    person_card,
)
from platform_core.sdk import gettext as _
from plugins.visitors import data
from plugins.visitors.models import Visitor, WatchlistEntry, WatchlistMatch
from plugins.visitors.policy.watchlist import MatchStatus


def export_matches(visitor_ids: Sequence[UUID]) -> Sequence[ExportSection]:
    """Give when a visitor was held to be somebody on a list, and how a person judged it."""
    query = select(WatchlistMatch).where(WatchlistMatch.visitor_id.in_(visitor_ids))
    rows = db.session.scalars(query.order_by(WatchlistMatch.found_at))
    return (ExportSection(_("Matches with a watch-list"), tuple(map(_match, rows))),)


def erase_matches(visitor_ids: Sequence[UUID], on: date) -> ErasureResult:  # noqa: ARG001 - every part's shape
    """Take every match away with what it rests on."""
    query = select(WatchlistMatch).where(WatchlistMatch.visitor_id.in_(visitor_ids))
    rows = list(db.session.scalars(query))
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    destroy_record_keys(rows)
    return ErasureResult(len(rows))


def export_entries(subject: SubjectRef, visitor_ids: Sequence[UUID]) -> Sequence[ExportSection]:
    """Give the entries that a subject is on: by the identity number, or by a match that was confirmed."""
    rows = entries_of(subject, visitor_ids)
    return (ExportSection(_("On the watch-list"), tuple(map(_entry, rows))),)


def entries_of(subject: SubjectRef, visitor_ids: Sequence[UUID]) -> list[WatchlistEntry]:
    """List the entries that a subject is on; to be asked before matches are erased."""
    hashes = [index for index in _identities(subject, visitor_ids) if index is not None]
    confirmed = select(WatchlistMatch.entry_ref).where(
        WatchlistMatch.visitor_id.in_(visitor_ids), WatchlistMatch.status == MatchStatus.CONFIRMED.value
    )
    is_theirs = WatchlistEntry.identity_index.in_(hashes) | WatchlistEntry.id.in_(confirmed)
    query = select(WatchlistEntry).where(is_theirs).order_by(WatchlistEntry.added_on, WatchlistEntry.id)
    return list(db.session.scalars(query))


def erase_entries(entries: Sequence[WatchlistEntry], on: date) -> ErasureResult:
    """Take away entries that had ended by a day; one in force stays, with its reason."""
    ended = [entry for entry in entries if entry.ended_on is not None and entry.ended_on <= on]
    for entry in ended:
        db.session.delete(entry)
    db.session.flush()
    destroy_record_keys(ended)
    stays = len(ended) < len(entries)
    kept = ((_("An entry of the watch-list that is in force"), "P12.5"),) if stays else ()
    return ErasureResult(len(ended), kept)


def _identities(subject: SubjectRef, visitor_ids: Sequence[UUID]) -> Iterable[bytes | None]:
    yield subject.identity_hash
    if subject.person_id is not None:
        try:
            yield person_card(subject.person_id).identity_index
        except NotFound:  # the register has erased the person already
            yield None
    yield from db.session.scalars(select(Visitor.identity_index).where(Visitor.id.in_(visitor_ids)))


def _match(match: WatchlistMatch) -> Mapping[str, Any]:
    language = current_locale()
    return {
        _("When"): format_datetime(match.found_at),
        _("List"): data.text(f"watch_register.{match.register}", language),
        _("State"): data.text(f"match_status.{match.status}", language),
    }


def _entry(entry: WatchlistEntry) -> Mapping[str, Any]:
    return {
        _("Since"): format_date(entry.added_on),
        _("Reason"): data.text(f"watch_reason.{entry.reason}", current_locale()),
        _("Look again by"): format_date(entry.review_on),
        _("Ended"): format_date(entry.ended_on) if entry.ended_on else "",
    }
