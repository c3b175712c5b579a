"""Every route says who may enter, and keeps to it: strangers, wrong roles and wrong branches stay out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter

from platform_core.auth.access import declared_access
from platform_core.auth.kit import current_kit
from platform_core.auth.roles import BRANCH_ROLES, CENTRAL_ROLES, permissions_for
from platform_core.testing.people import sign_in
from tests.architecture import exemptions
from tests.records import product_rules

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NOBODY = UUID(int=0)
SOME = {"string": "x", "path": "x", "integer": 1, "int": 1, "float": 1.0, "uuid": NOBODY, "default": "x"}


@dataclass(frozen=True)
class Door:
    """A route with one of its methods, its address, and who may pass."""

    endpoint: str
    method: str
    address: str
    kind: str
    what: str
    is_central: bool

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def doors_of(app: Flask) -> Iterator[Door | str]:
    """Give every door of the application, or the name of one that says nothing."""
    for rule in product_rules(app):
        for method in sorted((rule.methods or set()) & set(METHODS)):
            access = declared_access(app.view_functions[rule.endpoint], method)
            if access is None:
                yield rule.endpoint
            else:
                is_central = rule.rule.startswith("/central")
                yield Door(rule.endpoint, method, _address(app, rule), *access, is_central)


def _address(app: Flask, rule: Rule) -> str:
    values: dict[str, Any] = {name: _sample(rule, name) for name in rule._converters}
    if "branch" in rule.arguments:
        values["branch"] = "central" if rule.rule.startswith("/central") else "alpha"
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def _sample(rule: Rule, name: str) -> Any:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return SOME[next(code for code, kind in rule.map.converters.items() if type(converter) is kind)]


@pytest.fixture
def doors(app: Flask) -> list[Door]:
    return [door for door in doors_of(app) if isinstance(door, Door) and door.kind == "requires"]


@pytest.fixture
def signed_in(app: Flask) -> Any:
    """Give a client of a role in a branch, one for all its doors."""
    clients: dict[tuple[str, str], FlaskClient] = {}

    def client_of(role: str, branch: str) -> FlaskClient:
        if (role, branch) not in clients:
            clients[role, branch] = app.test_client()
            sign_in(clients[role, branch], role, branch)
        return clients[role, branch]

    return client_of


def _holders(permission: str, roles: tuple[str, ...]) -> list[str]:
    return [role for role in roles if permission in permissions_for([role], current_kit().grants)]


def _lackers(permission: str, roles: tuple[str, ...]) -> list[str]:
    return [role for role in roles if role not in _holders(permission, roles)]


def test_every_route_says_who_may_enter(app: Flask) -> None:
    silent = [f"{door}: says nothing of who may enter" for door in doors_of(app) if isinstance(door, str)]
    exemptions.judge(silent, exemptions.ROUTES)


def test_public_routes_give_their_reason(app: Flask) -> None:
    public = [door for door in doors_of(app) if isinstance(door, Door) and door.kind == "public"]
    assert public
    assert [str(door) for door in public if len(door.what.split()) < 3] == []


def test_every_permission_asked_for_is_declared(app: Flask, doors: list[Door]) -> None:
    held = {code for codes in current_kit().grants.values() for code in codes}
    assert {door.what for door in doors} - held == set(), "nobody could ever enter"


def test_strangers_are_sent_to_sign_in(app: Flask, doors: list[Door]) -> None:
    client = app.test_client()
    seen = {str(door): _status(client, door) for door in doors}
    # a stranger's form is stopped by its missing token before anybody asks who sent it
    assert {door: status for door, status in seen.items() if status not in (302, 303, 400, 401)} == {}
    assert {status for door, status in seen.items() if door.startswith("GET /alpha")} <= {302, 303}
    assert {status for door, status in seen.items() if door.startswith("GET /api")} <= {401}


def test_who_lacks_the_permission_stays_outside(doors: list[Door], signed_in: Any) -> None:
    faults = []
    for door in doors:
        branch, roles = ("central", CENTRAL_ROLES) if door.is_central else ("alpha", BRANCH_ROLES)
        for role in _lackers(door.what, roles)[:1]:
            status = _status(signed_in(role, branch), door)
            if status != 403:
                faults.append(f"{door} as {role}: {status}")
    assert faults == []


def test_who_belongs_to_another_branch_finds_nothing(doors: list[Door], signed_in: Any) -> None:
    faults = []
    for door in doors:
        if "alpha" not in door.address and not door.is_central:
            continue  # one's own account has no branch
        role = next(iter(_holders(door.what, BRANCH_ROLES)), "branch_admin")
        status = _status(signed_in(role, "beta"), door)
        if status != 404:
            faults.append(f"{door} as {role} of beta: {status}")
    assert faults == []


def _status(client: FlaskClient, door: Door) -> int:
    return client.open(door.address, method=door.method).status_code
