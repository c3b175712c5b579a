"""Keep and ask the watch-list of the whole network, a sealed register that nobody lists (P12.5).

Everything here runs in the register's own scope, which a view or a job opens for a stated reason. It is
asked about one person at a time, and answers with whom that person may be; or by the reference that
was given when somebody was added. Whoever opens the scope records the look.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, insert, or_, select

from platform_core.sdk import (
    Conflict,
    NotFound,
    SealedCell,
    central_branch,
    current_actor,
    db,
    network_identity_hash,
    network_index,
    new_id,
    now,
    record_central,
    seal,
    unseal,
    unseal_many,
)
from plugins.visitors.models import NetworkWatch, NetworkWatchKey
from plugins.visitors.policy.names.words import read_name
from plugins.visitors.policy.watchlist import (
    CONFIRM_DAYS,
    WatchState,
    is_in_force,
    may_change,
    may_confirm,
    may_end,
)
from plugins.visitors.services.faults import refuse_unless
from plugins.visitors.services.watchlist import EntryDetails
from plugins.visitors.services.watchlist_content import Watched, network_keys, unpack
from plugins.visitors.services.watchlist_duties import AHEAD, ReviewState, is_due
from plugins.visitors.services.watchlist_screening import NETWORK, Hit, NetworkQuestion, compare_with

TARGET = "visitors_network_watch"
_REFERENCE = "visitors.network.reference"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE_LENGTH, _GROUP = 12, 4
_NO_SIGN = re.compile(r"[^0-9A-Z]")
LONGEST_REVIEW = 366


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """One entry as whoever opened it sees it."""

    id: UUID
    watched: Watched
    note: str
    state: str
    in_force: bool
    added_on: date
    confirm_by: date | None
    review_on: date
    reviewed_on: date | None
    ended_on: date | None
    end_reason: str | None
    version: int
    added_by_me: bool
    ending_asked: bool
    ending_asked_by_me: bool


def find_in_network(question: NetworkQuestion, *, today: date) -> list[Hit]:
    """Answer about one person: whom on the list it may be. Nothing else leaves the register."""
    rows = db.session.execute(_candidates(question)).all()
    asked = [row for row in rows if is_in_force(row.state, confirm_by=row.confirm_by, today=today)]
    hits = []
    for row, watched in zip(asked, _unsealed(asked), strict=True):
        found = compare_with(question.person, watched, row.identity_index)
        if found is not None:
            hits.append(Hit(NETWORK, row.id, row.content_version, watched, watched.reason, found))
    return hits


def answer_screening(question: NetworkQuestion, *, today: date) -> list[Hit]:
    """Answer a branch about one visitor; its trail and the centre's tell that it asked, whatever comes."""
    hits = find_in_network(question, today=today)
    record_central("visitors.network_asked", branch_ids=[central_branch().id], data={"hits": len(hits)})
    return hits


def add_to_network(details: EntryDetails, *, number: str | None, reference: str, today: date) -> NetworkWatch:
    """Put somebody on the network's list, at once in force, and to be confirmed by a second person.

    `number` is the identity number as `check_details` returned it, `reference` comes of `new_reference`.
    """
    row = NetworkWatch(
        id=new_id(),
        reference_index=_reference_index(reference),
        identity_index=network_identity_hash(number) if number else None,
        content_version=1,
        state=WatchState.PROVISIONAL.value,
        added_on=today,
        added_by=current_actor().user_id,
        confirm_by=today + timedelta(days=CONFIRM_DAYS),
        review_on=details.review_on,
    )
    row.who = seal(row, "who", Watched(details.names, details.birth_date, details.reason).packed())
    row.note = seal(row, "note", details.note.strip()) if details.note.strip() else None
    db.session.add(row)
    db.session.flush()
    keys = sorted(network_keys(read_name(name) for name in details.names))
    rows = [{"id": new_id(), "watch_id": row.id, "key": key} for key in keys]
    if rows:
        db.session.execute(insert(NetworkWatchKey), rows)
    return row


def new_reference(entropy: bytes) -> str:
    """Make the reference of an entry from 16 random bytes: twelve signs in groups, hard to misread."""
    number = int.from_bytes(entropy, "big")
    signs = ""
    for _ in range(_REFERENCE_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        signs += _ALPHABET[place]
    return "-".join(signs[at : at + _GROUP] for at in range(0, _REFERENCE_LENGTH, _GROUP))


def read_entry_id(text: str) -> UUID | None:
    """Read the id of an entry as a duty gives it; None for a reference."""
    try:
        return UUID(text)
    except ValueError:
        return None


def open_by_reference(reference: str, *, today: date) -> NetworkEntry:
    """Open the entry of a reference; raise `NotFound` for any other text."""
    return show_watch(_by_reference(reference), today=today)


def open_hits(hits: Sequence[Hit], *, today: date) -> list[NetworkEntry]:
    """Open those entries that an answer named, for whoever keeps the list and has asked by name."""
    rows = db.session.scalars(select(NetworkWatch).where(NetworkWatch.id.in_([hit.ref for hit in hits])))
    found = {row.id: row for row in rows}
    return [show_watch(found[hit.ref], today=today) for hit in hits if hit.ref in found]


def confirm_watch(reference: str, *, version: int) -> NetworkWatch:
    """Confirm an entry as the second person; raise `InvalidInput` for the first."""
    row = _to_change(reference, version)
    actor = current_actor().user_id
    refuse_unless(may_confirm(row.state, added_by=row.added_by, user=actor), field="reference")
    row.state, row.confirmed_by, row.confirm_by = WatchState.ACTIVE.value, actor, None
    db.session.flush()
    return row


def review_watch(reference: str, *, review_on: date, version: int, today: date) -> NetworkWatch:
    """Say after looking again that somebody stays on the list until another day."""
    row = _to_change(reference, version)
    refuse_unless(may_change(row.state), field="reference")
    row.review_on, row.reviewed_on, row.reviewed_by = review_on, today, current_actor().user_id
    db.session.flush()
    return row


def ask_to_end(reference: str, *, reason: str, version: int) -> NetworkWatch:
    """Ask that an entry be ended; it stays in force until a second person agrees."""
    row = _to_change(reference, version)
    refuse_unless(may_change(row.state), field="reference")
    row.ending_asked_by, row.end_reason = current_actor().user_id, reason
    db.session.flush()
    return row


def end_watch(reference: str, *, version: int, today: date) -> NetworkWatch:
    """End an entry as the second person; its hashes go at once, the sealed rest after its time."""
    row = _to_change(reference, version)
    actor = current_actor().user_id
    refuse_unless(may_end(row.state, asked_by=row.ending_asked_by, user=actor), field="reference")
    row.state, row.ended_on, row.ended_by = WatchState.ENDED.value, today, actor
    row.identity_index = None
    db.session.execute(delete(NetworkWatchKey).where(NetworkWatchKey.watch_id == row.id))
    db.session.flush()
    return row


def renew_reference(entry_id: UUID, *, version: int, reference: str) -> NetworkWatch:
    """Give an entry that a look-up has shown a new reference; the old one opens nothing any more."""
    row = db.require(select(NetworkWatch).where(NetworkWatch.id == entry_id))
    if row.version != version:
        raise Conflict
    row.reference_index = _reference_index(reference)
    db.session.flush()
    return row


def review_states(*, today: date) -> list[ReviewState]:
    """Give ids and days of entries whose review is near or just done, or that just ended: never who."""
    columns = (NetworkWatch.id, NetworkWatch.review_on, NetworkWatch.reviewed_on, NetworkWatch.ended_on)
    is_near = and_(NetworkWatch.ended_on.is_(None), NetworkWatch.review_on <= today + AHEAD)
    is_fresh = or_(NetworkWatch.reviewed_on >= today - AHEAD, NetworkWatch.ended_on >= today - AHEAD)
    query = select(*columns).where(or_(is_near, is_fresh)).order_by(NetworkWatch.id)
    return [
        ReviewState(row.id, row.review_on, row.reviewed_on, row.ended_on is not None)
        for row in db.session.execute(query)
    ]


def _candidates(question: NetworkQuestion) -> Any:
    columns = (
        NetworkWatch.id, NetworkWatch.content_version, NetworkWatch.who, NetworkWatch.identity_index,
        NetworkWatch.state, NetworkWatch.confirm_by,
    )  # fmt: skip
    by_name = select(NetworkWatchKey.watch_id).where(NetworkWatchKey.key.in_(sorted(question.keys)))
    known: list[Any] = [NetworkWatch.id.in_(by_name)]
    if question.person.identity is not None:
        known.append(NetworkWatch.identity_index == question.person.identity)
    return select(*columns).where(NetworkWatch.ended_on.is_(None), or_(*known)).order_by(NetworkWatch.id)


def _unsealed(rows: Iterable[Any]) -> list[Watched]:
    texts = unseal_many(SealedCell(TARGET, None, row.id, "who", row.who) for row in rows)
    return [unpack(text) if text is not None else Watched(()) for text in texts]


def _reference_index(reference: str) -> bytes:
    return network_index(_NO_SIGN.sub("", reference.upper()), purpose=_REFERENCE)


def _by_reference(reference: str) -> NetworkWatch:
    """Return the entry of a reference, or of the id that a duty names, while its review is owed."""
    watch_id = read_entry_id(reference)
    if watch_id is not None:
        row = db.session.scalar(select(NetworkWatch).where(NetworkWatch.id == watch_id))
        if row is None or row.ended_on is not None or not is_due(row.review_on, today=now().date()):
            raise NotFound
        return row
    index = _reference_index(reference)
    return db.require(select(NetworkWatch).where(NetworkWatch.reference_index == index))


def _to_change(reference: str, version: int) -> NetworkWatch:
    row = _by_reference(reference)
    if row.version != version:
        raise Conflict
    return row


def show_watch(row: NetworkWatch, *, today: date) -> NetworkEntry:
    """Unseal an entry for whoever has opened it."""
    me = current_actor().user_id
    return NetworkEntry(
        id=row.id,
        watched=unpack(unseal(row, "who", row.who)),
        note=unseal(row, "note", row.note) if row.note else "",
        state=row.state,
        in_force=is_in_force(row.state, confirm_by=row.confirm_by, today=today),
        added_on=row.added_on,
        confirm_by=row.confirm_by,
        review_on=row.review_on,
        reviewed_on=row.reviewed_on,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
        version=row.version,
        added_by_me=row.added_by == me,
        ending_asked=row.ending_asked_by is not None,
        ending_asked_by_me=row.ending_asked_by == me,
    )
