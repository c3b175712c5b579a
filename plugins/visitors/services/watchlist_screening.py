"""Hold a visitor against the watch-lists, and keep what a person has to judge (P12.1).

The branch's list is read here. The network's is asked by whoever opens its register: a view or a job.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from platform_core.sdk import (
    SealedCell,
    branch_by_id,
    current_actor,
    current_branch_id,
    db,
    members_with,
    new_id,
    notify,
    now,
    record,
    seal,
    unseal,
    unseal_many,
)
from plugins.visitors.models import Visit, Visitor, WatchlistEntry, WatchlistKey, WatchlistMatch
from plugins.visitors.policy.matching import Comparison, Person, compare_people
from plugins.visitors.policy.status import AT_THE_DESK, INSIDE, STILL_TO_COME
from plugins.visitors.policy.watchlist import MANAGE, MatchStatus
from plugins.visitors.services.watchlist_content import (
    Watched,
    branch_keys,
    network_keys,
    unpack,
    visitor_name,
    visitor_print,
)

TARGET = "visitors_watchlist_match"
SCREEN_JOB = "visitors.screen_visitor"
_HERE_OR_EXPECTED = [status.value for status in (*AT_THE_DESK, *INSIDE, *STILL_TO_COME)]
BRANCH, NETWORK = "branch", "network"


@dataclass(frozen=True, slots=True)
class NetworkQuestion:
    """What the network's register is asked about one visitor; keys and identity are hashes by its key."""

    person: Person
    keys: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody on a list who may be the visitor: where, which version, how near, and what may be shown."""

    register: str
    ref: UUID
    version: int
    watched: Watched
    reason: str
    comparison: Comparison


AskNetwork: TypeAlias = Callable[[NetworkQuestion], Sequence[Hit]]
"""Ask the register of the network: opens its scope, records the look, gives the hits and nothing else."""

_Key: TypeAlias = tuple[str, UUID, int, bytes]


def screen_visitor(
    visitor: Visitor, *, ask: AskNetwork, visit_id: UUID | None = None
) -> list[WatchlistMatch]:
    """Hold a visitor against both lists; return the matches that stand, open or confirmed.

    What was judged not to be a match stays so until the visitor or the entry changes. A match that
    nothing supports any more no longer stands.
    """
    if visitor.erased_on is not None:
        return []
    hits = [*_branch_hits(visitor), *ask(network_question(visitor))]
    found = _keep(visitor, hits, visit_id=visit_id)
    record(
        "visitors.visitor_screened",
        target=("visitors_visitor", visitor.id),
        data={"hits": len(hits), "open": sum(match.status == MatchStatus.PENDING_REVIEW for match in found)},
    )
    return [match for match in found if match.status != MatchStatus.NOT_A_MATCH]


def visitors_like(entry: WatchlistEntry) -> list[Visitor]:
    """List visitors who are here or expected and may be somebody just put on the list."""
    if entry.ended_on is not None:
        return []
    watched = unpack(unseal(entry, "who", entry.who))
    here = select(Visit.visitor_id).where(Visit.status.in_(_HERE_OR_EXPECTED))
    visitors = db.session.scalars(select(Visitor).where(Visitor.id.in_(here)).order_by(Visitor.id))
    return [one for one in visitors if compare_with(_person(one), watched, entry.identity_index) is not None]


def network_question(visitor: Visitor) -> NetworkQuestion:
    """Put what the register of the network is asked about a visitor."""
    name = visitor_name(visitor)
    person = Person((name,), visitor.birth_date, visitor.network_index)
    return NetworkQuestion(person, network_keys((name,)))


def compare_with(person: Person, watched: Watched, identity: bytes | None) -> Comparison | None:
    """Compare somebody with somebody on a list; None where nobody needs to look."""
    found = compare_people(person, watched.profile(identity))
    return found if found.is_shown else None


# --- the branch's own list ------------------------------------------------------------------------


def _branch_hits(visitor: Visitor) -> Iterable[Hit]:
    """Find entries by the hashes of words, in one query, and compare those few alone."""
    name, person = visitor_name(visitor), _person(visitor)
    rows = db.session.execute(_candidates(branch_keys((name,)), visitor.identity_index)).all()
    branch_id = current_branch_id()
    texts = unseal_many(
        SealedCell("visitors_watchlist_entry", branch_id, row.id, "who", row.who) for row in rows
    )
    for row, text in zip(rows, texts, strict=True):
        watched = unpack(text) if text is not None else Watched(())
        comparison = compare_with(person, watched, row.identity_index)
        if comparison is not None:
            yield Hit(BRANCH, row.id, row.content_version, watched, row.reason, comparison)


def _person(visitor: Visitor) -> Person:
    return Person((visitor_name(visitor),), visitor.birth_date, visitor.identity_index)


def _candidates(keys: frozenset[bytes], identity: bytes | None) -> Any:
    columns = (
        WatchlistEntry.id, WatchlistEntry.content_version, WatchlistEntry.who,
        WatchlistEntry.identity_index, WatchlistEntry.reason,
    )  # fmt: skip
    by_name = select(WatchlistKey.entry_id).where(WatchlistKey.key.in_(sorted(keys)))
    known: list[Any] = [WatchlistEntry.id.in_(by_name)]
    if identity is not None:
        known.append(WatchlistEntry.identity_index == identity)
    return select(*columns).where(WatchlistEntry.ended_on.is_(None), or_(*known)).order_by(WatchlistEntry.id)


# --- what is kept ---------------------------------------------------------------------------------


def _keep(visitor: Visitor, hits: Sequence[Hit], *, visit_id: UUID | None) -> list[WatchlistMatch]:
    """Write matches that are new, let those stand that still do, and no others."""
    print_now = visitor_print(visitor)
    known = {_key(match): match for match in _matches_of(visitor.id)}
    wanted = {(hit.register, hit.ref, hit.version, print_now): hit for hit in hits}
    _let_stand(known, wanted.keys())
    fresh = [_new_match(visitor, hit, key, visit_id) for key, hit in wanted.items() if key not in known]
    try:
        with db.session.begin_nested():
            db.session.add_all(fresh)
    except IntegrityError:  # another desk has just screened the same visitor
        return [match for match in _matches_of(visitor.id) if match.is_current]
    _tell(fresh)
    return [match for match in (*known.values(), *fresh) if match.is_current]


def _let_stand(known: Mapping[_Key, WatchlistMatch], wanted: AbstractSet[_Key]) -> None:
    """Let those matches stand that still do, and no others; no edit, so it is in nobody's way who judges."""
    for stands in (True, False):
        turned = [
            match.id for key, match in known.items() if (key in wanted) is stands is not match.is_current
        ]
        if turned:
            change = update(WatchlistMatch).where(WatchlistMatch.id.in_(turned)).values(is_current=stands)
            db.session.execute(change)


def _matches_of(visitor_id: UUID) -> list[WatchlistMatch]:
    query = select(WatchlistMatch).where(WatchlistMatch.visitor_id == visitor_id).order_by(WatchlistMatch.id)
    return list(db.session.scalars(query))


def _key(match: WatchlistMatch) -> _Key:
    return match.register, match.entry_ref, match.entry_version, match.visitor_print


def _new_match(visitor: Visitor, hit: Hit, key: _Key, visit_id: UUID | None) -> WatchlistMatch:
    match = WatchlistMatch(
        id=new_id(),
        visitor_id=visitor.id,
        visit_id=visit_id,
        register=hit.register,
        entry_ref=hit.ref,
        entry_version=hit.version,
        visitor_print=key[3],
        score=round(hit.comparison.score * 1000),
        is_strong=hit.comparison.is_strong,
        status=MatchStatus.PENDING_REVIEW.value,
        is_current=True,
        found_at=now(),
        found_by=current_actor().user_id,
    )
    match.grounds = seal(match, "grounds", json.dumps(_grounds(hit), ensure_ascii=False))
    return match


def _grounds(hit: Hit) -> Mapping[str, Any]:
    """Gather what whoever judges may see: the names, the birth year, the reason, and how they match."""
    comparison = hit.comparison
    return {
        "names": hit.watched.names,
        "birth_year": _year(hit.watched.birth_date),
        "reason": hit.reason,
        "words": [(word.one, word.other, word.likeness.value) for word in comparison.words],
        "father": comparison.father.value,
        "born": comparison.born.value,
        "identity": comparison.identity.value,
    }


def _year(day: date | None) -> int | None:
    return day.year if day is not None else None


def _tell(fresh: Sequence[WatchlistMatch]) -> None:
    for match in fresh:
        record(
            "visitors.match_found",
            target=(TARGET, match.id),
            data={"register": match.register, "score": match.score},
        )
    if any(match.is_strong for match in fresh):
        heads = [member.user_id for member in members_with(MANAGE)]
        notify(heads, "visitors.match_found", target_url=match_list_path())


def match_list_path() -> str:
    """Return the path of the page of matches in the branch at hand."""
    return f"/{branch_by_id(current_branch_id()).code}/visitors/watchlist/matches"
