"""Find whom the desk looks for: one field takes what a scanner reads, a number, or part of a name."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from platform_core.sdk import BranchInfo, NotFound
from plugins.visitors.policy.names.words import read_name
from plugins.visitors.policy.recall import is_called, words_of
from plugins.visitors.queries.desk import (
    MOST_FOUND,
    DeskRow,
    find_called,
    find_numbered,
    visit_row,
    visits_today,
)
from plugins.visitors.services.refusal_names import advice_days, find_refused
from plugins.visitors.services.tokens import read_token, visit_by_token

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"[№#]?\s*0*([1-9]\d{0,6})")


def find_visits(words: str, *, branch: BranchInfo, at: datetime) -> Sequence[DeskRow]:
    """Find visits by the visitor's link or code, a badge's QR, a number of the journal or of a badge, a name.

    A link, a code and a badge name one visit of any day; numbers and names are those of today, or of
    whoever is inside.
    """
    if names_one_visit(words):
        visit_id = _by_code(words)
        return visit_row(visit_id) if visit_id is not None else ()
    number = _NUMBER.fullmatch(words.strip())
    if number is not None:
        return find_numbered(int(number[1]), branch=branch, at=at)
    return find_called(words, branch=branch, at=at) or _find_alike(words, branch=branch, at=at)


def count_refused(words: str, *, at: datetime) -> int:
    """Count who was refused lately and is called so: somebody comes back and is not expected."""
    days = advice_days()
    if not days or names_one_visit(words):
        return 0
    return len(find_refused(words, since=at - timedelta(days=days)))


def names_one_visit(words: str) -> bool:
    """Tell whether words are a link, a code or a badge's QR: they mean one visit and nobody else."""
    return _UUID.search(words.lower()) is not None or read_token(words) is not None


def _find_alike(words: str, *, branch: BranchInfo, at: datetime) -> Sequence[DeskRow]:
    """Find visits by whole words of a name in other letters: «Гордеев» is who was invited as `Gordeev`."""
    wanted = read_name(words)
    if not words_of(wanted):
        return ()
    rows = visits_today(branch=branch, at=at)
    return [row for row in rows if is_called(read_name(row.name), wanted=wanted)][:MOST_FOUND]


def _by_code(words: str) -> UUID | None:
    badge = _UUID.search(words.lower())
    if badge is not None:
        return UUID(badge[0])
    try:
        return visit_by_token(words).id
    except NotFound:
        return None
