"""Identity on PostgreSQL: the sign-in role can do its work there, and the others cannot."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.auth.accounts import account_by_login
from platform_core.auth.models import Membership, User
from platform_core.auth.queries import tokens_of_branch
from platform_core.auth.services import change_roles, end_membership, revoke_token
from platform_core.auth.throttle import LIMITS, charge, counters_of
from platform_core.extensions import db
from platform_core.isolation.actor import SYSTEM_ACTOR
from platform_core.isolation.reach import IsolationBreach
from platform_core.isolation.roles import Role
from platform_core.isolation.scope import as_role, in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import make_token, make_user
from tests.platform_core.auth.conftest import list_members, sign_in_by_form

pytestmark = pytest.mark.usefixtures("pg_app")


def events(branch: str) -> list[str]:
    with in_branch(branch_by_code(branch).id):
        return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_the_life_of_an_account(pg_app: Flask) -> None:
    make_user("staff")
    client = pg_app.test_client()
    assert sign_in_by_form(client, "staff.alpha", "wrong").status_code == 422
    assert sign_in_by_form(client, "staff.alpha").status_code == 303
    assert client.get("/account").status_code == 200
    alpha = branch_by_code("alpha")
    (row,) = list_members(alpha.id)
    change_roles(row.id, name="X", roles=["curator"], branch=alpha, actor=SYSTEM_ACTOR)
    end_membership(row.id, branch=alpha, actor=SYSTEM_ACTOR)
    make_token("core.people.read")
    (token,) = tokens_of_branch(alpha.id)
    revoke_token(token.id, actor=SYSTEM_ACTOR, branch_id=alpha.id)
    assert events("alpha") == [
        "core.user_created",
        "core.membership_added",
        "core.sign_in_refused",
        "core.signed_in",
        "core.membership_changed",
        "core.membership_ended",
        "core.token_issued",
        "core.token_revoked",
    ]
    assert events("beta") == []


def test_a_branch_reads_its_own_memberships_and_no_account(pg_app: Flask) -> None:
    make_user("staff")
    make_user("staff", branch="beta")
    with in_branch(branch_by_code("alpha").id):
        names = list(db.session.scalars(select(Membership.display_name)))
        assert names == ["Staff of alpha"]
        with pytest.raises(IsolationBreach):
            db.session.scalars(select(User.login)).all()


def test_guesses_at_once_are_all_counted(pg_app: Flask) -> None:
    counters = counters_of(login="staff.alpha", bucket="203.0.113.5", device=None, secret=b"s" * 32)
    passed: list[int] = []

    def guess() -> None:
        with pg_app.app_context(), as_role(Role.AUTH, write=True):
            wait = charge(counters)
            db.session.commit()
        if not wait:
            passed.append(1)

    run_together(guess, times=20)
    assert len(passed) == LIMITS["pair"].free


def run_together(work: Callable[[], None], *, times: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_one_login_is_made_once_even_at_once(pg_app: Flask) -> None:
    from platform_core.errors import InvalidInput

    outcomes: list[str] = []

    def make() -> None:
        with pg_app.app_context():
            try:
                make_user("staff", login="dana")
                outcomes.append("made or found")
            except InvalidInput:
                outcomes.append("refused")

    run_together(make, times=4)
    assert len(outcomes) == 4
    assert account_by_login("dana") is not None
    assert len(list_members(branch_by_code("alpha").id)) == 1
