"""Numbers of a series follow each other without gaps, also after a transaction that failed."""

import pytest
from flask import Flask

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.statements import counted_statements
from plugins.visitors.services.numbers import BADGE, JOURNAL, take_number


def taken(branch: BranchInfo, series: str = JOURNAL, year: int = 2026, *, keep: bool = True) -> int:
    """Take a number in a transaction of its own, which is kept or fails."""
    with in_branch(branch.id, write=True):
        number = take_number(series, year)
        if keep:
            db.session.commit()
        else:
            db.session.rollback()
    return number


def test_numbers_follow_each_other(branch_a: BranchInfo) -> None:
    assert [taken(branch_a) for _ in range(3)] == [1, 2, 3]


def test_a_failed_transaction_gives_its_number_back(branch_a: BranchInfo) -> None:
    taken(branch_a)
    assert taken(branch_a, keep=False) == 2
    assert taken(branch_a) == 2


def test_each_series_year_and_branch_counts_for_itself(branch_a: BranchInfo, branch_b: BranchInfo) -> None:
    taken(branch_a)
    assert [taken(branch_a, BADGE), taken(branch_a, year=2027), taken(branch_b)] == [1, 1, 1]


def test_two_in_one_transaction(branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True):
        assert [take_number(JOURNAL, 2026), take_number(JOURNAL, 2026)] == [1, 2]
        db.session.commit()


@pytest.mark.parametrize("database", ["app", "pg_app"])
def test_taking_costs_one_statement(database: str, request: pytest.FixtureRequest) -> None:
    app: Flask = request.getfixturevalue(database)
    with app.app_context():
        branch = branch_by_code("alpha")
        taken(branch)
        with in_branch(branch.id, write=True):
            db.session.connection()
            with counted_statements() as seen:
                assert take_number(JOURNAL, 2026) == 2
    assert sum("visitors_counter" in statement for statement in seen) == 1
