"""The network's register: asked of one person at a time, told in both trails, reached from nowhere else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.clock import now
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.reach import IsolationBreach
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, in_branch, register_lookup
from platform_core.tenancy.directory import branch_by_code
from plugins.visitors.models import NetworkWatch, Visitor, WatchlistEntry
from plugins.visitors.services import watchlist_matches, watchlist_network
from plugins.visitors.services.visitors import VisitorDetails, register_visitor
from plugins.visitors.services.watchlist_screening import screen_visitor
from plugins.visitors.views.watchlist_screening import screen_now
from tests.plugins.visitors.watchlist.conftest import IIN, TODAY, asked_of_network, details

LATER = TODAY + timedelta(days=90)
IS_ASKED = AuditEntry.event == "visitors.network_asked"

Acting = Callable[..., AbstractContextManager[Any]]
MakeEntry = Callable[..., WatchlistEntry]
MakeGuest = Callable[..., Visitor]


def test_the_network_is_asked_and_both_trails_tell(
    acting: Acting,
    branch_a: BranchInfo,
    central: BranchInfo,
    on_network: Callable[..., str],
    make_guest: MakeGuest,
) -> None:
    on_network("Ахметов Қайрат Болатұлы", reason="violence")
    with acting("front_desk"):
        [match] = screen_now(make_guest("AKHMETOV", "KAIRAT"))
        assert match.register == "network"
        assert watchlist_matches.read_grounds(match)["reason"] == "violence"
        actor = match.found_by
        db.session.commit()
    for place in (branch_a, central):
        with in_branch(place.id):
            rows = db.session.execute(
                select(AuditEntry.actor_user_id, AuditEntry.data).where(
                    AuditEntry.event == "visitors.network_asked"
                )
            ).all()
        assert [(row.actor_user_id, row.data["reason"], row.data["hits"]) for row in rows] == [
            (actor, "visitors.screening", 1)
        ]


def test_a_look_is_told_even_if_the_work_is_rolled_back(
    acting: Acting, central: BranchInfo, on_network: Callable[..., str], make_guest: MakeGuest
) -> None:
    on_network()
    with acting("front_desk"):
        screen_now(make_guest("AKHMETOV", "KAIRAT"))
        db.session.rollback()
    with in_branch(central.id):
        told = db.session.scalars(select(AuditEntry.event).where(IS_ASKED)).all()
    assert len(told) == 1


def test_the_network_knows_the_number_and_the_new_family_name(
    acting: Acting, on_network: Callable[..., str], make_guest: MakeGuest
) -> None:
    born = date(1985, 3, 7)
    on_network("Серікова Айгүл Болатқызы", birth_date=born, number=IIN)
    with acting("front_desk"):
        by_number = screen_visitor(make_guest("Смит", "Анна", identity_number=IIN), ask=asked_of_network)
        assert [match.score for match in by_number] == [1000]
        renamed = make_guest("Ахметова", "Айгуль", patronymic="Болатовна", birth_date=born)
        assert len(screen_visitor(renamed, ask=asked_of_network)) == 1
        assert screen_visitor(make_guest("Ахметова", "Айгуль"), ask=asked_of_network) == []


def test_the_register_cannot_be_reached_from_a_branch(
    acting: Acting, on_network: Callable[..., str], branch_a: BranchInfo
) -> None:
    on_network()
    with acting("sss_head"), pytest.raises(IsolationBreach):
        db.session.scalars(select(NetworkWatch)).all()
    with as_role(Role.CENTRAL_READ), pytest.raises(IsolationBreach):
        db.session.scalars(select(NetworkWatch)).all()


def test_nothing_of_the_register_stands_in_clear(on_network: Callable[..., str]) -> None:
    reference = on_network("Ахметов Қайрат", note="Сот үкімі", number=IIN)
    with register_lookup(reason="test"):
        row = db.session.scalars(select(NetworkWatch)).one()
        stored = b"".join((row.who, row.note or b"", row.reference_index, row.identity_index or b""))
    for text in ("Ахметов", "Қайрат", "Сот", IIN, reference, reference.replace("-", ""), "threat"):
        assert text.encode() not in stored


def test_a_register_of_its_own_login_answers_on_postgresql(pg_app: Any) -> None:
    alpha = branch_by_code("alpha")
    with register_lookup(reason="test", write=True):
        reference = watchlist_network.new_reference(bytes(16))
        found = details("Ахметов Қайрат", review_on=now().date() + timedelta(days=9))
        watchlist_network.add_to_network(found, number=IIN, reference=reference, today=now().date())
        db.session.commit()
    with in_branch(alpha.id, write=True):
        guest = register_visitor(VisitorDetails(family_name="Akhmetov", given_name="Kairat"))
        assert [match.register for match in screen_now(guest)] == ["network"]
        assert len(screen_now(guest)) == 1
        db.session.commit()
