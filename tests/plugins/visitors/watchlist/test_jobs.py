"""Screening that nobody waits for: visitors who are expected, and entries just added."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from plugins.visitors.jobs.watchlist import screen_expected, screen_for_entry
from plugins.visitors.models import Visit, Visitor, WatchlistEntry, WatchlistMatch
from tests.plugins.visitors.watchlist.conftest import TODAY

LATER = TODAY + timedelta(days=90)
IS_ASKED = AuditEntry.event == "visitors.network_asked"

Acting = Callable[..., AbstractContextManager[Any]]
MakeEntry = Callable[..., WatchlistEntry]
MakeGuest = Callable[..., Visitor]


def test_the_job_screens_whoever_is_expected(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry, make_due: Callable[..., Visit]
) -> None:
    with acting("sss_head"):
        make_entry("Әлімов Нұрлан")
        visit = make_due()
        payload = {"visitor_id": str(visit.visitor_id), "visit_id": str(visit.id)}
        db.session.commit()
    with in_branch(branch_a.id, write=True):
        screen_expected(payload)
        assert db.session.scalars(select(WatchlistMatch.visit_id)).all() == [visit.id]
        screen_expected({**payload, "visitor_id": str(branch_a.id)})


def test_whoever_is_expected_is_held_against_a_new_entry(
    acting: Acting, branch_a: BranchInfo, make_entry: MakeEntry, make_due: Callable[..., Visit]
) -> None:
    with acting("sss_head"):
        visit, other = make_due(), make_due("Оспанова", "Айгүл")
        entry = make_entry("Alimov Nurlan")
        db.session.commit()
        payload, expected = {"entry_id": str(entry.id)}, visit.visitor_id
        assert other.visitor_id != expected
    with in_branch(branch_a.id, write=True):
        screen_for_entry(payload)
        assert db.session.scalars(select(WatchlistMatch.visitor_id)).all() == [expected]
        screen_for_entry({"entry_id": str(branch_a.id)})
