"""`qorgau user` and `qorgau token`: the first administrator, and keys for programs."""

import json
import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from platform_core.auth.accounts import account_by_id, account_by_login
from platform_core.auth.codes import code_at, new_secret_key
from platform_core.auth.queries import tokens_of_branch
from platform_core.auth.services import has_second_factor, set_second_factor
from platform_core.cli import context
from platform_core.cli.faults import exit_code_of
from platform_core.cli.token import token
from platform_core.cli.user import user
from platform_core.clock import now
from platform_core.errors import InvalidInput
from platform_core.hooks.types import BranchInfo
from platform_core.testing.people import PASSWORD, make_user

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(context, "application", lambda: app)

    def call(*arguments: str, given: str = "") -> Result:
        group = {"user": user, "token": token}[arguments[0]]
        return CliRunner().invoke(group, arguments[1:], input=given)

    return call


def test_a_user_is_made_with_a_password_from_standard_input(run: Run) -> None:
    options = [
        "--login",
        "Dana",
        "--branch",
        "alpha",
        "--role",
        "staff",
        "--role",
        "curator",
        "--name",
        "Дана",
    ]
    done = run("user", "create", *options, "--password-stdin", given=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    account = account_by_login("dana")
    assert account is not None
    assert account.name == "Дана"
    assert account.memberships[0].roles == {"staff", "curator"}
    assert account.password_hash is not None
    assert "invite" not in done.output


def test_without_a_password_an_invitation_is_printed_once(run: Run, client: FlaskClient) -> None:
    done = run("user", "create", "--login", "dana", "--branch", "central", "--role", "auditor")
    link = re.search(r"http://127\.0\.0\.1:8000(/invite/[\w-]{43})", done.output)
    assert link is not None
    assert client.get(link[1]).status_code == 200
    again = run("user", "invite", "dana")
    newer = re.search(r"(/invite/[\w-]{43})", again.output)
    assert newer is not None
    assert client.get(newer[1]).status_code == 200
    assert client.get(link[1]).status_code == 410


def test_an_existing_login_is_given_roles_and_keeps_its_password(run: Run, branch_b: BranchInfo) -> None:
    make_user("staff", login="dana")
    before = account_by_login("dana")
    done = run("user", "create", "--login", "dana", "--branch", "beta", "--role", "curator")
    assert done.exit_code == 0, done.output
    after = account_by_login("dana")
    assert before is not None
    assert after is not None
    assert {item.branch_id for item in after.memberships} >= {branch_b.id}
    assert after.password_hash == before.password_hash
    refused = run(
        "user", "create", "--login", "dana", "--branch", "beta", "--role", "staff", "--password-stdin"
    )
    assert refused.exit_code == 2


def test_a_wrong_role_is_refused_and_nothing_is_written(run: Run) -> None:
    done = run("user", "create", "--login", "dana", "--branch", "alpha", "--role", "auditor")
    assert isinstance(done.exception, InvalidInput)
    assert exit_code_of(done.exception) == 1
    assert account_by_login("dana") is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["user", "create", "--login", "dana", "--branch", "alpah", "--role", "staff"],
        ["user", "create", "--login", "dana"],
        ["user", "invite", "nobody"],
        ["user", "forget-codes", "nobody"],
        ["user", "list", "--branch", "nowhere"],
        ["token", "create", "--branch", "alpha"],
        ["token", "create", "--branch", "alpha", "--permission", "core.people.read", "--expires", "0"],
    ],
)
def test_wrong_use_exits_with_two(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_accounts_are_listed_with_their_roles(run: Run) -> None:
    make_user("staff", login="dana", name="Дана")
    make_user("curator", branch="beta", login="erlan", name="Ерлан")
    listed = json.loads(run("user", "list", "--format", "json").output)
    assert [(row["login"], row["state"], row["roles"]) for row in listed] == [
        ("dana", "open", {"alpha": ["staff"]}),
        ("erlan", "open", {"beta": ["curator"]}),
    ]
    only = json.loads(run("user", "list", "--branch", "beta", "--format", "json").output)
    assert [row["login"] for row in only] == ["erlan"]
    assert "Ерлан" in run("user", "list").output


def test_a_token_is_printed_once_and_kept_as_a_hash(run: Run, branch_a: BranchInfo) -> None:
    done = run("token", "create", "--branch", "alpha", "--permission", "core.people.read", "--expires", "30")
    assert re.fullmatch(r"qorgau_[\w-]{43}\n", done.output)
    (row,) = tokens_of_branch(branch_a.id)
    assert row.permissions == ("core.people.read",)
    assert (row.expires_at - row.created_at).days == 30


def test_a_token_for_an_unknown_permission_is_refused(run: Run, branch_a: BranchInfo) -> None:
    done = run("token", "create", "--branch", "alpha", "--permission", "no.such.thing")
    assert isinstance(done.exception, InvalidInput)
    assert "no.such.thing" in done.exception.errors["permissions"][0]
    assert tokens_of_branch(branch_a.id) == []


def test_lost_codes_are_forgotten(run: Run) -> None:
    account = account_by_id(make_user("staff", login="dana"))
    secret = new_secret_key()
    set_second_factor(account, secret, code_at(secret, now()))
    assert run("user", "forget-codes", "dana").exit_code == 0
    assert not has_second_factor(account.id)
