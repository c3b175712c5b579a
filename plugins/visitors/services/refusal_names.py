"""Know somebody again who was refused: by keyed hashes of words of a name, compared once unsealed (A5.10).

The name of somebody who came unannounced is encrypted and stands in no column that is searched. Each word
of it is hashed by the branch's own key, as on the watch-list; the hashes go with the name.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from platform_core.sdk import blind_index, db, module_settings, new_id
from plugins.visitors.models import Refusal, RefusalKey, Visit, Visitor
from plugins.visitors.policy.names.words import Name, Word, read_name
from plugins.visitors.policy.recall import is_called, keys_of, may_be_one, words_of
from plugins.visitors.queries.refusals import refusals_by_keys, refused_names
from plugins.visitors.services.watchlist_content import visitor_name

ADVICE_DAYS = "refusal_advice_days"
_PURPOSE = "visitors.refusal.name"


def keep_name(refusal: Refusal, visitor: Visitor | None) -> None:
    """Keep the hashes of the words of whoever was refused; nobody's without a name."""
    name = visitor_name(visitor) if visitor is not None else read_name(refusal.person_name)
    keys = sorted({key for word in words_of(name) for key in _hashes(word)})
    rows = [{"id": new_id(), "refusal_id": refusal.id, "key": key} for key in keys]
    if rows:
        db.session.execute(insert(RefusalKey), rows)


def find_refused(text: str, *, since: datetime | None = None) -> Sequence[Any]:
    """Find refusals of whoever is called so, the newest first: whole words, in any letters and order."""
    wanted = read_name(text)
    words = words_of(wanted)
    if not words:
        return ()
    rows = refusals_by_keys([_hashes(word) for word in words], since=since)
    names = refused_names(rows)
    return [row for row in rows if is_called(read_name(names[row.id]), wanted=wanted)]


def refused_before(visit: Visit, visitor: Visitor, *, at: datetime) -> Sequence[Any]:
    """Find refusals, within the branch's days, of who may be this visitor; but for this visit's own."""
    days = advice_days()
    if not days:
        return ()
    name = visitor_name(visitor)
    any_word = frozenset(key for word in words_of(name) for key in _hashes(word))
    rows = refusals_by_keys([any_word], since=at - timedelta(days=days))
    names = refused_names(rows)
    return [row for row in rows if row.visit_id != visit.id and _is_same(row, visitor, name, names[row.id])]


def advice_days() -> int:
    """Return for how many days the desk is reminded of a refusal; none at all is 0."""
    return int(module_settings("visitors")[ADVICE_DAYS])


def _is_same(row: Any, visitor: Visitor, name: Name, refused: str) -> bool:
    return row.visitor_id == visitor.id or may_be_one(name, read_name(refused))


def _hashes(word: Word) -> frozenset[bytes]:
    return frozenset(blind_index(key, purpose=_PURPOSE) for key in keys_of(word))
