"""What screening costs: a query for many visits, a few comparisons in a long list."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, insert

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from plugins.visitors.models import Visit, Visitor, WatchlistEntry
from plugins.visitors.queries.watchlist import alerts_for
from plugins.visitors.services.watchlist_screening import screen_visitor
from tests.plugins.visitors.names.made_up import SCRIPTS, make_human, write
from tests.plugins.visitors.watchlist.conftest import TODAY, silent

LATER = TODAY + timedelta(days=90)
IS_ASKED = AuditEntry.event == "visitors.network_asked"

Acting = Callable[..., AbstractContextManager[Any]]
MakeEntry = Callable[..., WatchlistEntry]
MakeGuest = Callable[..., Visitor]


def test_alerts_of_many_visits_cost_one_query(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry, make_due: Callable[..., Visit]
) -> None:
    with acting("sss_head"):
        make_entry("Әлімов Нұрлан")
        visits = [make_due() for _ in range(3)]
        for visit in visits:
            screen_visitor(db.session.get_one(Visitor, (branch_a.id, visit.visitor_id)), ask=silent)
        db.session.flush()
        counted = _count_statements(lambda: alerts_for([visit.id for visit in visits]))
        assert counted == 1
        assert len(alerts_for([visit.id for visit in visits])) == 3
        assert alerts_for([]) == {}


def test_a_long_list_costs_a_few_comparisons(
    acting: Acting, make_entry: MakeEntry, make_guest: MakeGuest, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = Random(11)
    compared = []
    with acting("sss_head"):
        _add_many(1_500, rng)
        make_entry("Ахметов Қайрат Болатұлы")
        guest = make_guest("Akhmetov", "Kairat")
        from plugins.visitors.services import watchlist_screening

        real = watchlist_screening.compare_people
        monkeypatch.setattr(
            watchlist_screening, "compare_people", lambda *pair: compared.append(1) or real(*pair)
        )
        db.session.flush()
        statements = _count_statements(lambda: screen_visitor(guest, ask=silent))
    assert statements < 15
    assert 1 <= len(compared) < 150


def _add_many(count: int, rng: Random) -> None:
    """Fill the list beside the services, by the same content and keys, to keep the test quick."""
    from platform_core.crypto import prepare_record_keys, seal
    from platform_core.db.base import new_id
    from plugins.visitors.models import WatchlistKey
    from plugins.visitors.policy.names.words import read_name
    from plugins.visitors.services.watchlist_content import Watched, branch_keys

    names = [write(make_human(rng), rng.choice(SCRIPTS), rng) for _ in range(count)]
    entries = [
        WatchlistEntry(
            id=new_id(),
            reason="conduct",
            added_on=TODAY,
            review_on=TODAY + timedelta(days=90),
            content_version=1,
        )
        for _ in names
    ]
    prepare_record_keys(entries)
    for entry, name in zip(entries, names, strict=True):
        entry.who = seal(entry, "who", Watched((name,)).packed())
    rows = [
        {name: getattr(entry, name) for name in ("id", "who", "reason", "added_on", "review_on")}
        | {"content_version": 1, "version": 1}
        for entry in entries
    ]
    db.session.execute(insert(WatchlistEntry), rows)
    keys = [
        {"id": new_id(), "entry_id": entry.id, "key": key}
        for entry, name in zip(entries, names, strict=True)
        for key in branch_keys([read_name(name)])
    ]
    db.session.execute(insert(WatchlistKey), keys)


def _count_statements(work: Callable[[], Any]) -> int:
    seen: list[str] = []
    engine = db.session.get_bind()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
