"""The branch's list: what may be put on it, how it changes, and that it is looked at again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.db.base import new_id
from platform_core.errors import Conflict, InvalidInput, NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.obligations.models import Obligation
from platform_core.obligations.services import obligation_states
from platform_core.obligations.states import FULFILLED, OPEN, WITHDRAWN
from plugins.visitors.models import WatchlistEntry, WatchlistKey
from plugins.visitors.queries.watchlist import name_entries
from plugins.visitors.services import watchlist
from plugins.visitors.services.watchlist import DUTY, EntryDetails
from tests.plugins.visitors.watchlist.conftest import IIN, TODAY, details

Acting = Callable[..., AbstractContextManager[Any]]
MakeEntry = Callable[..., WatchlistEntry]


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.at, AuditEntry.id)))


def duty(entry: WatchlistEntry) -> Any:
    return obligation_states(DUTY, [str(entry.id)])[str(entry.id)]


def test_somebody_is_put_on_the_list_and_owed_a_review(acting: Acting, make_entry: MakeEntry) -> None:
    with acting("sss_head"):
        entry = make_entry(identity_number=IIN, note="Сот шешімі бар")
        assert watchlist.read_who(entry).names == ("Ахметов Қайрат Болатұлы",)
        assert watchlist.read_note(entry) == "Сот шешімі бар"
        assert (duty(entry).status, duty(entry).due_on) == (OPEN, entry.review_on)
        assert "visitors.watchlist_added" in events()


def test_nothing_of_who_it_is_stands_in_clear(acting: Acting, make_entry: MakeEntry) -> None:
    with acting("sss_head"):
        entry = make_entry(identity_number=IIN, note="Қайрат туралы")
        keys = db.session.scalars(select(WatchlistKey.key)).all()
        stored = b"".join((entry.who, entry.note or b"", entry.identity_index or b"", *keys))
    for text in ("Ахметов", "Қайрат", IIN, "kajrat", "kkrt", "1985"):
        assert text.encode() not in stored


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"names": ()}, "names"),
        ({"names": ("Ахметов",)}, "names"),
        ({"names": tuple(f"Ахметов Серік {at}" for at in "абвгдежзик")}, "names"),
        ({"reason": "whim"}, "reason"),
        ({"review_on": TODAY}, "review_on"),
        ({"review_on": TODAY + timedelta(days=367)}, "review_on"),
        ({"identity_number": "850307300128"}, "identity_number"),
        ({"birth_date": TODAY}, "birth_date"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    acting: Acting, branch_a: BranchInfo, at_nine: object, wrong: dict[str, Any], field: str
) -> None:
    right = {
        "names": ("Ахметов Қайрат",),
        "reason": "threat",
        "review_on": TODAY + timedelta(days=9),
    }
    with acting("sss_head"):
        with pytest.raises(InvalidInput) as refused:
            watchlist.add_entry(EntryDetails(**{**right, **wrong}), branch=branch_a)
        assert list(refused.value.errors) == [field]
        assert db.session.scalars(select(WatchlistEntry)).all() == []


def test_a_change_of_who_it_is_counts_and_a_change_of_why_does_not(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry
) -> None:
    with acting("sss_head"):
        entry = make_entry(identity_number=IIN)
        before = entry.identity_index
        watchlist.change_entry(entry.id, details(reason="violence"), version=entry.version, branch=branch_a)
        assert (entry.content_version, entry.identity_index) == (1, before)
        watchlist.change_entry(entry.id, details("Ли Анна"), version=entry.version, branch=branch_a)
        assert entry.content_version == 2
        forgetting = details("Ли Анна", forget_identity=True)
        watchlist.change_entry(entry.id, forgetting, version=entry.version, branch=branch_a)
        assert (entry.content_version, entry.identity_index) == (3, None)


def test_two_who_change_at_once_are_told(acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry) -> None:
    with acting("sss_head"):
        entry = make_entry()
        seen = entry.version
        watchlist.change_entry(entry.id, details("Ли Анна"), version=seen, branch=branch_a)
        for late in (
            lambda: watchlist.change_entry(entry.id, details(), version=seen, branch=branch_a),
            lambda: watchlist.end_entry(entry.id, reason="wrong_person", version=seen, branch=branch_a),
        ):
            with pytest.raises(Conflict):
                late()


def test_a_review_fulfils_the_duty_and_owes_the_next(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry
) -> None:
    with acting("sss_head"):
        entry = make_entry()
        first = entry.review_on
        late = first + timedelta(days=100)
        watchlist.review_entry(entry.id, review_on=late, version=entry.version, branch=branch_a)
        closed = db.session.scalars(select(Obligation).where(Obligation.status == FULFILLED)).all()
        assert [(row.key, row.due_on) for row in closed] == [(str(entry.id), first)]
        assert (duty(entry).status, duty(entry).due_on) == (OPEN, late)
        watchlist.review_entry(entry.id, review_on=late, version=entry.version, branch=branch_a)
        assert (duty(entry).status, duty(entry).due_on) == (OPEN, late), "the same day: nothing new is owed"
        later = late + timedelta(days=1)
        watchlist.review_entry(entry.id, review_on=later, version=entry.version, branch=branch_a)
        assert (duty(entry).status, duty(entry).due_on) == (OPEN, later)
        with pytest.raises(InvalidInput):
            watchlist.review_entry(
                entry.id, review_on=TODAY + timedelta(days=3_000), version=entry.version, branch=branch_a
            )


def test_an_ended_entry_is_owed_nothing_and_changes_no_more(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry
) -> None:
    with acting("sss_head"):
        entry = make_entry()
        with pytest.raises(InvalidInput):
            watchlist.end_entry(entry.id, reason="whim", version=entry.version, branch=branch_a)
        watchlist.end_entry(entry.id, reason="order_ended", version=entry.version, branch=branch_a)
        assert duty(entry).status == WITHDRAWN
        assert db.session.scalars(select(WatchlistKey)).all() == []
        with pytest.raises(InvalidInput):
            watchlist.change_entry(entry.id, details(), version=entry.version, branch=branch_a)
        assert duty(entry).status != FULFILLED


def test_another_branch_has_no_such_entry(
    acting: Acting, branch_b: BranchInfo, make_entry: MakeEntry
) -> None:
    with acting("sss_head"):
        entry_id = make_entry().id
        db.session.commit()
    with in_branch(branch_b.id):
        for wanted in (entry_id, new_id()):
            with pytest.raises(NotFound):
                watchlist.get_entry(wanted)


def test_a_duty_names_an_entry_without_saying_whom(acting: Acting, make_entry: MakeEntry) -> None:
    with acting("sss_head"):
        entry = make_entry()
        name = name_entries([str(entry.id)])[str(entry.id)]
        assert "Ахметов" not in name
        assert "2026" in name
