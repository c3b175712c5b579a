"""Branches are asked for once while a request lasts, and anew as soon as anything of them is written."""

import pytest
from flask import Flask

from platform_core.errors import NotFound
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.switchboard.services import disable_module
from platform_core.tenancy.directory import (
    branch_by_code,
    branch_by_id,
    central_branch,
    remembered_branches,
)
from platform_core.tenancy.models import Branch
from platform_core.testing.statements import counted_statements


def test_outside_a_request_every_question_is_asked(branch_a: BranchInfo) -> None:
    with counted_statements() as seen:
        assert branch_by_code("alpha") == branch_by_id(branch_a.id)
    assert sum("core_branch" in statement for statement in seen) == 2


def test_while_remembered_a_branch_and_the_centre_cost_one_question(branch_a: BranchInfo) -> None:
    with remembered_branches(), counted_statements() as seen:
        assert branch_by_code("alpha") == branch_by_id(branch_a.id) == branch_a
        assert central_branch().is_central
    assert sum("core_branch" in statement for statement in seen) == 1


def test_nobody_is_found_whom_nobody_asked_for(app: Flask) -> None:
    with remembered_branches():
        with pytest.raises(NotFound):
            branch_by_code("nowhere")
        assert central_branch().is_central
        with pytest.raises(NotFound):
            branch_by_code("nowhere")


def test_a_switch_is_seen_at_once(branch_a: BranchInfo) -> None:
    with remembered_branches():
        assert "visitors" in branch_by_code("alpha").enabled_modules
        with in_branch(branch_a.id, write=True):
            disable_module("visitors")
            db.session.commit()
        assert "visitors" not in branch_by_code("alpha").enabled_modules


def test_what_is_taken_back_is_not_remembered(branch_a: BranchInfo) -> None:
    with remembered_branches():
        with catalogue_write():
            row = db.session.get(Branch, branch_a.id)
            assert row is not None
            row.city = "Elsewhere"
            db.session.flush()
            assert branch_by_code("alpha").city == branch_a.city  # others see what is committed
            db.session.rollback()
        assert branch_by_code("alpha").city == branch_a.city


def test_the_next_request_knows_nothing_of_the_last(branch_a: BranchInfo) -> None:
    with remembered_branches():
        branch_by_code("alpha")
    with remembered_branches(), counted_statements() as seen:
        branch_by_code("alpha")
    assert any("core_branch" in statement for statement in seen)
