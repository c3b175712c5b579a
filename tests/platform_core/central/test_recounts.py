"""One transaction of the worker recounts a quarter once; what is taken back is recounted again."""

from flask import Flask

from platform_core.central.staleness import is_first_recount
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch

ASKED = ("incidents", "2026-11-02")


def test_once_for_a_module_and_day(branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True):
        assert is_first_recount(db.session(), *ASKED)
        assert not is_first_recount(db.session(), *ASKED)
        assert is_first_recount(db.session(), "visitors", ASKED[1])
        assert is_first_recount(db.session(), ASKED[0], "2026-11-03")


def test_the_next_transaction_recounts_again(app: Flask, branch_a: BranchInfo) -> None:
    for end in (db.session.commit, db.session.rollback):
        with in_branch(branch_a.id, write=True):
            db.session.connection()
            assert is_first_recount(db.session(), *ASKED)
            end()
            assert is_first_recount(db.session(), *ASKED)


def test_a_recount_undone_with_its_savepoint_is_made_again(branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True):
        savepoint = db.session.begin_nested()
        assert is_first_recount(db.session(), *ASKED)
        savepoint.rollback()
        assert is_first_recount(db.session(), *ASKED)
