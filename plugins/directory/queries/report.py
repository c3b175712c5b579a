"""What the network's directory holds and what is wrong with it: the figures of `qorgau directory report`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from platform_core.sdk import REGIONS, db
from plugins.directory import data
from plugins.directory.models import Service
from plugins.directory.policy.codes import PhoneType, Verification
from plugins.directory.policy.visibility import verification_on
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.reading import Entry, EntryPhone, read_entry
from plugins.directory.schemas.shipped import shipped_id

NATIONWIDE = "KZ"


@dataclass(frozen=True, slots=True)
class ListLoaded:
    """One list of A10: entries printed, entries shipped for them, and how many of those are loaded.

    `doubled` and `skipped` are numbers that the source gives twice, or never.
    """

    code: str
    printed: int
    shipped: int
    loaded: int
    missing: tuple[str, ...]
    doubled: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every printed entry is there."""
        return not self.missing and self.shipped > 0


@dataclass(frozen=True, slots=True)
class FlaggedPhone:
    """A phone that is out of the ordinary: whose it is, how it is printed, what was read and why."""

    entry: str
    printed: str
    number: str
    type: str
    flags: tuple[str, ...]
    is_dialable: bool


@dataclass(frozen=True, slots=True)
class DirectoryReport:
    """The whole report; entries are told by their names."""

    total: int
    lists: tuple[ListLoaded, ...]
    by_kind: Mapping[str, int]
    by_region: Mapping[str, int]
    by_verification: Mapping[str, int]
    phones: int
    flagged: tuple[FlaggedPhone, ...]
    without_phone: tuple[str, ...]
    without_email: tuple[str, ...]
    without_any: tuple[str, ...]

    @property
    def unparsed(self) -> tuple[FlaggedPhone, ...]:
        """The phones that nobody can dial as they are printed."""
        return tuple(phone for phone in self.flagged if phone.type == PhoneType.UNPARSED)


def report_on(today: date, language: str) -> DirectoryReport:
    """Report on the network's directory as it stands today."""
    ids = list(db.session.scalars(select(Service.id).order_by(Service.region, Service.name, Service.id)))
    entries = [read_entry(one, language) for one in read_documents(ids)]
    return DirectoryReport(
        total=len(entries),
        lists=tuple(_list(source, set(ids)) for source in data.source_lists()),
        by_kind=dict(Counter(entry.kind for entry in entries).most_common()),
        by_region=_by_region(entries),
        by_verification=_by_verification(entries, today),
        phones=sum(len(entry.phones) for entry in entries),
        flagged=tuple(_flagged(entry, phone) for entry in entries for phone in entry.phones if phone.flags),
        without_phone=_lacking(entries, lambda entry: entry.callable_phones),
        without_email=_lacking(entries, lambda entry: entry.emails),
        without_any=_lacking(entries, lambda entry: entry.callable_phones or entry.emails or entry.url),
    )


def count_by_verification(today: date) -> dict[str, int]:
    """Count the network's open entries by how their check stands today."""
    rows = db.session.execute(
        select(Service.verification, Service.assured_date, func.count())
        .where(Service.status != "defunct")
        .group_by(Service.verification, Service.assured_date)
    )
    counted: Counter[str] = Counter()
    for stored, assured_on, count in rows:
        counted[verification_on(Verification(stored), assured_on, today)] += count
    return {state.value: counted[state] for state in Verification}


def _list(source: data.SourceList, ids: set[UUID]) -> ListLoaded:
    keys = [str(entry["key"]) for entry in source.entries]
    missing = tuple(key for key in keys if shipped_id("service", key) not in ids)
    numbers = Counter(int(entry["number"]) for entry in source.entries if entry["number"])
    return ListLoaded(
        code=source.code,
        printed=source.printed_entries,
        shipped=len(keys),
        loaded=len(keys) - len(missing),
        missing=missing,
        doubled=tuple(sorted(number for number, times in numbers.items() if times > 1)),
        skipped=tuple(sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))),
    )


def _by_region(entries: Sequence[Entry]) -> dict[str, int]:
    counted = Counter(entry.region or NATIONWIDE for entry in entries)
    return {code: counted[code] for code in (NATIONWIDE, *REGIONS)}


def _by_verification(entries: Sequence[Entry], today: date) -> dict[str, int]:
    states = (verification_on(Verification(one.verification), one.assured_on, today) for one in entries)
    counted = Counter(states)
    return {state.value: counted[state] for state in Verification}


def _flagged(entry: Entry, phone: EntryPhone) -> FlaggedPhone:
    return FlaggedPhone(
        entry=entry.name,
        printed=phone.printed,
        number=phone.number,
        type=phone.type,
        flags=phone.flags,
        is_dialable=phone.is_dialable,
    )


def _lacking(entries: Sequence[Entry], has: Any) -> tuple[str, ...]:
    return tuple(entry.name for entry in entries if not has(entry))
