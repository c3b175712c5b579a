"""The demonstration leaves a watch-list, a match to judge and one that was judged."""

from sqlalchemy import select

from platform_core.demo.seed import ACCOUNTS, PEOPLE, seed_part
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import WatchlistEntry, WatchlistMatch


def test_there_is_something_to_look_at(branch_a: BranchInfo) -> None:
    for part in (PEOPLE, ACCOUNTS, "visitors"):
        seed_part(branch_a, part, showcase=False)
    with in_branch(branch_a.id):
        assert len(db.session.scalars(select(WatchlistEntry.id)).all()) == 4
        statuses = set(db.session.scalars(select(WatchlistMatch.status)))
    assert {"pending_review", "not_a_match"} <= statuses
