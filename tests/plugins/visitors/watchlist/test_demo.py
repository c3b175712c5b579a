"""The demonstration: two watch-lists of generated people, matches to judge, and reviews that are owed."""

from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.demo.seed import ACCOUNTS, PEOPLE, missing_parts, parts_of, seed_part
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch, register_lookup
from platform_core.obligations.models import Obligation
from plugins.visitors.demo.network import watched_people
from plugins.visitors.models import NetworkWatch, NetworkWatchKey, WatchlistEntry, WatchlistMatch
from plugins.visitors.services.watchlist_duties import NETWORK_DUTY


def fill(branch: BranchInfo) -> None:
    for part in (PEOPLE, ACCOUNTS, "visitors"):
        seed_part(branch, part, showcase=False)


def test_there_is_something_to_look_at(branch_a: BranchInfo) -> None:
    fill(branch_a)
    with in_branch(branch_a.id):
        assert len(db.session.scalars(select(WatchlistEntry.id)).all()) == 4
        statuses = set(db.session.scalars(select(WatchlistMatch.status)))
    assert {"pending_review", "not_a_match"} <= statuses


def test_the_centre_fills_the_register_and_owes_its_reviews(central: BranchInfo) -> None:
    assert "visitors" in parts_of(central)
    assert PEOPLE not in parts_of(central)
    for _start in range(2):
        seed_part(central, "visitors", showcase=False)
    with register_lookup(reason="test"):
        rows = db.session.scalars(select(NetworkWatch).order_by(NetworkWatch.id)).all()
        keys = db.session.scalars(select(NetworkWatchKey.id)).all()
    assert len(rows) == len(watched_people()) == 6
    assert sorted(row.state for row in rows) == ["active"] * 5 + ["provisional"]
    assert len(keys) >= len(rows)
    with in_branch(central.id):
        owed = db.session.scalars(select(Obligation.status).where(Obligation.code == NETWORK_DUTY)).all()
    assert list(owed) == ["open"] * 3
    assert (central, "visitors") not in missing_parts([central])


def test_a_guest_of_each_branch_may_be_somebody_on_the_network_s_list(
    central: BranchInfo, branch_a: BranchInfo, branch_b: BranchInfo
) -> None:
    seed_part(central, "visitors", showcase=False)
    for branch in (branch_a, branch_b):
        fill(branch)
        with in_branch(branch.id):
            found = db.session.execute(
                select(WatchlistMatch.status, WatchlistMatch.visit_id).where(
                    WatchlistMatch.register == "network"
                )
            ).all()
            assert [row.status for row in found] == ["pending_review"]
            assert found[0].visit_id is not None
            asked = select(AuditEntry.data).where(AuditEntry.event == "visitors.network_asked")
            assert [data["hits"] for data in db.session.scalars(asked)] == [1]


def test_the_people_are_drawn_alike_and_written_in_three_ways() -> None:
    people = watched_people()
    assert people == watched_people()
    assert len({somebody.family for somebody in people}) == len(people)
    assert all(len({somebody.written(spelling) for spelling in range(3)}) >= 2 for somebody in people)
