"""Several counts are one statement, and each counts what its branch has."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from platform_core.auth.models import Membership
from platform_core.counting import count_each
from platform_core.isolation.scope import ScopeMissing, in_branch
from platform_core.obligations.models import Obligation
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import make_user
from platform_core.testing.statements import counted_statements

MEMBERS = select(func.count()).select_from(Membership)
OWED = select(func.count()).select_from(Obligation)


@pytest.mark.parametrize("fixture", ["app", "pg_app"])
def test_each_question_is_answered_of_ones_own_branch_in_one_statement(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(fixture)
    make_user("staff", branch="alpha", login="staff.a")
    for login in ("staff.b", "staff.c"):
        make_user("staff", branch="beta", login=login)
    with in_branch(branch_by_code("alpha").id):
        with counted_statements() as seen:
            counts = count_each(
                members=MEMBERS, owed=OWED, curators=MEMBERS.where(Membership.roles.is_(None))
            )
        assert counts == {"members": 1, "owed": 0, "curators": 0}
    assert sum(statement.startswith("SELECT (SELECT count") for statement in seen) == 1
    assert not [statement for statement in seen if statement.startswith("SELECT count")]


def test_outside_any_scope_nothing_is_counted(app: Flask) -> None:
    with pytest.raises(ScopeMissing):
        count_each(members=MEMBERS)
