"""Reads of the watch-list and of matches: lists, and what stands against a visit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from platform_core.sdk import (
    SealedCell,
    current_branch_id,
    current_locale,
    db,
    format_date,
    full_name,
    unseal_many,
)
from plugins.visitors import data
from plugins.visitors.models import Visit, Visitor, WatchlistEntry, WatchlistMatch
from plugins.visitors.policy.watchlist import MatchCounts, MatchStatus

PENDING, CONFIRMED = MatchStatus.PENDING_REVIEW.value, MatchStatus.CONFIRMED.value

ENTRY_COLUMNS: tuple[Any, ...] = (
    WatchlistEntry.id, WatchlistEntry.who, WatchlistEntry.reason, WatchlistEntry.added_on,
    WatchlistEntry.review_on, WatchlistEntry.ended_on,
)  # fmt: skip
MATCH_COLUMNS: tuple[Any, ...] = (
    WatchlistMatch.id, WatchlistMatch.register, WatchlistMatch.score, WatchlistMatch.is_strong,
    WatchlistMatch.status, WatchlistMatch.is_current, WatchlistMatch.found_at,
    Visitor.family_name, Visitor.given_name, Visitor.patronymic,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alert:
    """What stands against one visit: open and confirmed matches, the gravest one's id, and how loud."""

    match_id: UUID
    undecided: int
    confirmed: int
    is_strong: bool
    head_permits: bool

    @property
    def counts(self) -> MatchCounts:
        """What the policy takes."""
        return MatchCounts(self.undecided, self.confirmed, self.head_permits)

    @property
    def is_grave(self) -> bool:
        """Whether a confirmed match stands that the head has not let in."""
        return self.confirmed > 0 and not self.head_permits


def select_entries() -> Select[Any]:
    """Select the columns of the list; who they are is unsealed a page at a time."""
    return select(*ENTRY_COLUMNS)


def entry_names(rows: Iterable[Any]) -> list[str | None]:
    """Unseal what a page of entries shows of who they are, in one look at the store."""
    branch_id = current_branch_id()
    return unseal_many(
        SealedCell("visitors_watchlist_entry", branch_id, row.id, "who", row.who) for row in rows
    )


def select_matches() -> Select[Any]:
    """Select matches with the visitors whom they are about."""
    return select(*MATCH_COLUMNS).join(Visitor, _of_visitor())


def visitor_label(row: Any) -> str:
    """Write the name of a selected row's visitor."""
    return full_name(row.family_name, row.given_name, patronymic=row.patronymic)


def alerts_for(visit_ids: Iterable[UUID]) -> dict[UUID, Alert]:
    """Give what stands against visits, in one query; a visit against which nothing stands is left out."""
    wanted = set(visit_ids)
    if not wanted:
        return {}
    columns = (
        Visit.id.label("visit_id"), WatchlistMatch.id, WatchlistMatch.status, WatchlistMatch.is_strong,
        WatchlistMatch.score, WatchlistMatch.permitted_visit_id,
    )  # fmt: skip
    joined = and_(WatchlistMatch.branch_id == Visit.branch_id, WatchlistMatch.visitor_id == Visit.visitor_id)
    query = select(*columns).join(WatchlistMatch, joined).where(Visit.id.in_(wanted), _stands())
    by_visit: dict[UUID, list[Any]] = {}
    for row in db.session.execute(query):
        by_visit.setdefault(row.visit_id, []).append(row)
    return {visit_id: _alert(visit_id, rows) for visit_id, rows in by_visit.items()}


def match_counts(visit_id: UUID) -> MatchCounts:
    """Count what stands against one visit, for the policy."""
    alert = alerts_for([visit_id]).get(visit_id)
    return alert.counts if alert is not None else MatchCounts()


def count_open_matches() -> int:
    """Count the matches that wait for a decision."""
    query = select(func.count()).where(WatchlistMatch.status == PENDING, WatchlistMatch.is_current)
    return db.session.scalar(query) or 0


def name_entries(keys: Collection[str]) -> Mapping[str, str]:
    """Name entries for a list of duties: by reason and day of adding, never by whom they are about."""
    columns = (WatchlistEntry.id, WatchlistEntry.added_on, WatchlistEntry.reason)
    rows = db.session.execute(select(*columns).where(WatchlistEntry.id.in_([UUID(key) for key in keys])))
    words = data.texts("watch_reason", current_locale())
    return {str(row.id): f"{words[row.reason]}, {format_date(row.added_on)}" for row in rows}


def judged_before(visitor_id: UUID, entry_ref: UUID) -> list[tuple[datetime, str]]:
    """List when and how earlier matches of a visitor with an entry were judged, the newest first."""
    query = (
        select(WatchlistMatch.decided_at, WatchlistMatch.status)
        .where(WatchlistMatch.visitor_id == visitor_id, WatchlistMatch.entry_ref == entry_ref)
        .where(WatchlistMatch.decided_at.is_not(None), WatchlistMatch.is_current.is_(False))
        .order_by(WatchlistMatch.decided_at.desc())
    )
    return [(row.decided_at, row.status) for row in db.session.execute(query)]


def visits_waiting(visitor_id: UUID) -> list[Any]:
    """List the visits of a visitor that are not over, the soonest first: id, when, to whom, status."""
    columns = (Visit.id, Visit.expected_from, Visit.host_name, Visit.status)
    query = select(*columns).where(Visit.visitor_id == visitor_id, Visit.departed_at.is_(None))
    return list(db.session.execute(query.order_by(Visit.expected_from.desc(), Visit.id).limit(5)))


def _alert(visit_id: UUID, rows: list[Any]) -> Alert:
    confirmed = [row for row in rows if row.status == CONFIRMED]
    gravest = max(rows, key=lambda row: (row.status == CONFIRMED, row.score, row.id))
    return Alert(
        match_id=gravest.id,
        undecided=len(rows) - len(confirmed),
        confirmed=len(confirmed),
        is_strong=any(row.is_strong for row in rows),
        head_permits=bool(confirmed) and all(row.permitted_visit_id == visit_id for row in confirmed),
    )


def _stands() -> ColumnElement[bool]:
    return and_(WatchlistMatch.is_current, WatchlistMatch.status.in_((PENDING, CONFIRMED)))


def _of_visitor() -> ColumnElement[bool]:
    return and_(Visitor.branch_id == WatchlistMatch.branch_id, Visitor.id == WatchlistMatch.visitor_id)
