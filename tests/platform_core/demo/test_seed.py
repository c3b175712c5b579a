"""Filling a branch: each part once, resumable, nothing entered is touched."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from platform_core.auth.accounts import account_by_login
from platform_core.auth.kit import current_kit
from platform_core.auth.models import Membership
from platform_core.auth.roles import BRANCH_ROLES, CENTRAL_ROLES
from platform_core.demo.accounts import EVERYWHERE, PASSWORD, logins_of, make_accounts
from platform_core.demo.seed import (
    ACCOUNTS,
    CONTACTS,
    DOCUMENTS,
    OBLIGATIONS,
    PEOPLE,
    SHOWCASE,
    choose_branches,
    missing_parts,
    seed_part,
)
from platform_core.extensions import db
from platform_core.hooks.manifest import Manifest
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.people.models import Guardianship, Person
from platform_core.tenancy.directory import branch_by_code
from platform_core.tenancy.models import EnabledModule

Sow = Callable[[BranchInfo, datetime, Random], None]


def count(branch: BranchInfo, model: Any) -> int:
    with in_branch(branch.id):
        return db.session.execute(select(func.count(model.id))).scalar_one()


@pytest.fixture
def garden(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Sow], BranchInfo]:
    """Leave alpha with one module, whose demonstration the test gives."""

    def plant(sow: Sow) -> BranchInfo:
        manager = app.extensions["qorgau_gate"].manager
        monkeypatch.setattr(
            manager, "manifests", {"garden": Manifest("garden", "Garden", "leaf", "1", "tests")}
        )
        monkeypatch.setattr(manager, "_modules", {"garden": SimpleNamespace(seed_demo=sow)})
        monkeypatch.setattr(app.extensions["qorgau_gate"], "_kept", {})
        with in_branch(branch_by_code("alpha").id, write=True):
            db.session.add(EnabledModule(module="garden", enabled=True, settings={}))
            db.session.commit()
        return branch_by_code("alpha")

    return plant


def add_row(branch: BranchInfo, now: datetime, rng: Random) -> None:
    person = Person(
        kind="other", family_name=f"{rng.random()}", given_name="X", search_name=" x", sort_name="x"
    )
    db.session.add(person)


def test_every_part_is_filled_once(garden: Callable[[Sow], BranchInfo]) -> None:
    alpha = garden(add_row)
    parts = [part for _, part in missing_parts([alpha])]
    assert parts == [PEOPLE, ACCOUNTS, CONTACTS, DOCUMENTS, "garden", OBLIGATIONS]
    for part in parts:
        seed_part(alpha, part, showcase=False)
    assert missing_parts([alpha]) == []
    assert count(alpha, Person) > 300
    assert count(alpha, Guardianship) > 144
    assert count(branch_by_code("beta"), Person) == 0


def test_a_part_that_breaks_leaves_nothing_and_is_missing_still(garden: Callable[[Sow], BranchInfo]) -> None:
    def break_late(branch: BranchInfo, now: datetime, rng: Random) -> None:
        add_row(branch, now, rng)
        db.session.flush()
        raise RuntimeError("cut short")

    alpha = garden(break_late)
    with pytest.raises(RuntimeError, match="cut short"):
        seed_part(alpha, "garden", showcase=False)
    assert count(alpha, Person) == 0
    assert (alpha, "garden") in missing_parts([alpha])


def test_chance_is_the_branch_s_own(garden: Callable[[Sow], BranchInfo]) -> None:
    seen: list[float] = []
    alpha = garden(lambda branch, now, rng: seen.append(rng.random()))
    seed_part(alpha, "garden", showcase=False)
    seed_part(alpha, "garden", showcase=False)
    assert seen[0] == seen[1] == Random("alpha:garden").random()


@pytest.mark.parametrize("every_role", [True, False])
def test_accounts_are_made_once_and_tied_to_people(
    app: Flask, branch_a: BranchInfo, *, every_role: bool
) -> None:
    seed_part(branch_a, PEOPLE, showcase=every_role)
    make_accounts(branch_a, every_role=every_role)
    make_accounts(branch_a, every_role=every_role)
    logins = logins_of(branch_a, every_role=every_role)
    assert [demo.role for demo in logins] == list(BRANCH_ROLES if every_role else EVERYWHERE)
    with in_branch(branch_a.id):
        rows = db.session.execute(select(Membership.roles, Membership.person_id)).all()
    assert len(rows) == len(logins)
    assert None not in {row.person_id for row in rows}
    assert len({row.person_id for row in rows}) == len(rows)


def test_the_printed_password_lets_in(app: Flask, central: BranchInfo) -> None:
    make_accounts(central, every_role=True)
    logins = logins_of(central, every_role=True)
    assert {demo.role for demo in logins} == set(CENTRAL_ROLES)
    account = account_by_login("auditor")
    assert account is not None
    assert current_kit().passwords.is_right(PASSWORD, account.password_hash)


def test_the_showcase_comes_first() -> None:
    codes = ["taraz-phys-math", "aktau-chem-bio", SHOWCASE, "semey-phys-math"]
    branches: Any = [SimpleNamespace(code=code) for code in codes]
    chosen = [branch.code for branch in choose_branches(branches, 3)]
    assert chosen == [SHOWCASE, "aktau-chem-bio", "semey-phys-math"]
