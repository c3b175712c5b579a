"""Keep the branch's watch-list: add somebody, change, look again in time, end (P12.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from platform_core.sdk import (
    BranchInfo,
    Conflict,
    IinFault,
    InvalidInput,
    current_actor,
    db,
    enqueue,
    fulfil,
    identity_hash,
    local_day,
    module_settings,
    new_id,
    owe,
    read_iin,
    record,
    record_apart,
    seal,
    unseal,
    withdraw,
)
from plugins.visitors.models import WatchlistEntry, WatchlistKey, WatchlistMatch
from plugins.visitors.policy.decisions import Fault, Reason, refuse
from plugins.visitors.policy.names.words import read_name
from plugins.visitors.policy.watchlist import WatchEnd, entry_faults
from plugins.visitors.services.faults import refuse_faults, refuse_unless
from plugins.visitors.services.watchlist_content import Watched, branch_keys, unpack

TARGET, DUTY = "visitors_watchlist_entry", "visitors.watchlist_review"
SCREEN_ENTRY_JOB = "visitors.screen_entry"
LONGEST_REVIEW, HEADS_JUDGE = "watchlist_review_days", "watchlist_heads_judge"


@dataclass(frozen=True, slots=True)
class EntryDetails:
    """What is said of somebody on a list. An identity number is never kept: its keyed hash is.

    On a change, no `identity_number` leaves the one that is known, unless `forget_identity`.
    """

    names: tuple[str, ...]
    reason: str
    review_on: date
    birth_date: date | None = None
    identity_number: str | None = None
    forget_identity: bool = False
    note: str = ""


def add_entry(details: EntryDetails, *, branch: BranchInfo) -> WatchlistEntry:
    """Put somebody on the branch's list; raise `InvalidInput` naming what is wrong."""
    today = local_day(branch)
    number = check_details(details, today=today)
    entry = WatchlistEntry(
        id=new_id(),
        reason=details.reason,
        added_on=today,
        added_by=current_actor().user_id,
        review_on=details.review_on,
        identity_index=identity_hash(number) if number else None,
        content_version=1,
    )
    _write(entry, details)
    db.session.add(entry)
    db.session.flush()
    _write_keys(entry.id, details.names)
    record("visitors.watchlist_added", target=(TARGET, entry.id), data={"reason": entry.reason})
    owe(DUTY, key=str(entry.id), due_on=entry.review_on)
    enqueue(SCREEN_ENTRY_JOB, {"entry_id": str(entry.id)})
    return entry


def change_entry(
    entry_id: UUID, details: EntryDetails, *, version: int, branch: BranchInfo
) -> WatchlistEntry:
    """Change an entry; if who it is has changed, matches that were judged are judged anew."""
    entry = open_entry(entry_id, version=version)
    number = check_details(details, today=local_day(branch))
    before = (read_who(entry), entry.identity_index)
    if number or details.forget_identity:
        entry.identity_index = identity_hash(number) if number else None
    _write(entry, details)
    if (read_who(entry), entry.identity_index) != before:
        entry.content_version += 1
        db.session.execute(delete(WatchlistKey).where(WatchlistKey.entry_id == entry.id))
        _write_keys(entry.id, details.names)
        _outdate_matches(entry)
        enqueue(SCREEN_ENTRY_JOB, {"entry_id": str(entry.id)})
    entry.reason, moved = details.reason, entry.review_on != details.review_on
    entry.review_on = details.review_on
    db.session.flush()
    record("visitors.watchlist_changed", target=(TARGET, entry.id), data={"reason": entry.reason})
    if moved:
        owe(DUTY, key=str(entry.id), due_on=entry.review_on)
    return entry


def review_entry(entry_id: UUID, *, review_on: date, version: int, branch: BranchInfo) -> WatchlistEntry:
    """Say after looking again that somebody stays on the list, until another day."""
    entry, today = open_entry(entry_id, version=version), local_day(branch)
    check_review(review_on, today=today)
    is_moved = review_on != entry.review_on
    entry.review_on, entry.reviewed_on, entry.reviewed_by = review_on, today, current_actor().user_id
    db.session.flush()
    record("visitors.watchlist_reviewed", target=(TARGET, entry.id))
    if is_moved:
        fulfil(DUTY, key=str(entry.id))
        owe(DUTY, key=str(entry.id), due_on=review_on)
    return entry


def end_entry(entry_id: UUID, *, reason: str, version: int, branch: BranchInfo) -> WatchlistEntry:
    """Take somebody off the list; the row stays for its time, and nobody is held against it any more."""
    entry = open_entry(entry_id, version=version)
    if reason not in set(WatchEnd):
        raise InvalidInput({"reason": ["unknown"]})
    entry.ended_on, entry.ended_by = local_day(branch), current_actor().user_id
    entry.end_reason = reason
    db.session.execute(delete(WatchlistKey).where(WatchlistKey.entry_id == entry.id))
    _outdate_matches(entry)
    db.session.flush()
    record("visitors.watchlist_ended", target=(TARGET, entry.id), data={"reason": reason})
    withdraw(DUTY, key=str(entry.id))
    return entry


def get_entry(entry_id: UUID) -> WatchlistEntry:
    """Return an entry of the branch at hand; raise `NotFound`."""
    return db.require(select(WatchlistEntry).where(WatchlistEntry.id == entry_id))


def open_to_read(entry_id: UUID) -> WatchlistEntry:
    """Return an entry to show it; the trail says who looked, whatever becomes of the work around it."""
    entry = get_entry(entry_id)
    record_apart("visitors.watchlist_entry_viewed", target=(TARGET, entry.id))
    return entry


def open_entry(entry_id: UUID, *, version: int) -> WatchlistEntry:
    """Return an entry to change it; raise `Conflict` if it has changed, `InvalidInput` once it has ended."""
    entry = get_entry(entry_id)
    if entry.version != version:
        raise Conflict
    if entry.ended_on is not None:
        refuse_unless(refuse("P12.5", Reason.ENTRY_ENDED), field="entry")
    return entry


def read_who(entry: WatchlistEntry) -> Watched:
    """Unseal who an entry is; raise `KeyDestroyed` once it was erased."""
    return unpack(unseal(entry, "who", entry.who))


def read_note(entry: WatchlistEntry) -> str:
    """Unseal the note of an entry."""
    return unseal(entry, "note", entry.note) if entry.note else ""


def check_details(details: EntryDetails, *, today: date) -> str | None:
    """Raise `InvalidInput` naming each wrong field; return the identity number as it is hashed."""
    longest = longest_review()
    faults = [
        *entry_faults(
            details.names, details.reason, review_on=details.review_on, today=today, longest_days=longest
        )
    ]
    number, wrong = _read_number(details.identity_number)
    faults += wrong
    if details.birth_date is not None and details.birth_date >= today:
        faults.append(Fault("birth_date", Reason.BORN_IN_FUTURE, "P12.1"))
    refuse_faults(faults)
    return number


def check_number(text: str | None) -> str | None:
    """Return an identity number as it is hashed; raise `InvalidInput` for one that is none."""
    number, faults = _read_number(text)
    refuse_faults(faults)
    return number


def check_review(review_on: date, *, today: date) -> None:
    """Raise `InvalidInput` for a day of review that is past, or too far off."""
    faults = entry_faults((), "", review_on=review_on, today=today, longest_days=longest_review())
    refuse_faults(fault for fault in faults if fault.field == "review_on")


def _read_number(text: str | None) -> tuple[str | None, list[Fault]]:
    if not text:
        return None, []
    try:
        return read_iin(text).number, []
    except IinFault:
        return None, [Fault("identity_number", Reason.IDENTITY_NUMBER_WRONG, "P12.1")]


def longest_review() -> int:
    """Return for how many days at most an entry stands before it is looked at again."""
    return int(settings_here()[LONGEST_REVIEW])


def settings_here() -> Mapping[str, Any]:
    """Return the module's settings in the branch at hand."""
    return module_settings("visitors")


def _write(entry: WatchlistEntry, details: EntryDetails) -> None:
    entry.who = seal(entry, "who", Watched(details.names, details.birth_date).packed())
    entry.note = seal(entry, "note", details.note.strip()) if details.note.strip() else None


def _write_keys(entry_id: UUID, names: tuple[str, ...]) -> None:
    keys = branch_keys(read_name(name) for name in names)
    rows = [{"id": new_id(), "entry_id": entry_id, "key": key} for key in sorted(keys)]
    if rows:
        db.session.execute(insert(WatchlistKey), rows)


def _outdate_matches(entry: WatchlistEntry) -> None:
    """Let matches with an entry stand no longer: it is another one now, or none."""
    outdated = update(WatchlistMatch).where(WatchlistMatch.entry_ref == entry.id)
    db.session.execute(outdated.values(is_current=False))
