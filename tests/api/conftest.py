"""Programs that speak to the API, and an incident for them to find."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from platform_core.extensions import db
from platform_core.hooks.gate import manifests
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_token
from plugins.incidents.policy.classification import Kind, ParticipantRole, PartyKind
from plugins.incidents.services.journal import Classification, PersonPart, open_incident

TOKEN = "0123456789abcdef" * 4
REPORT = {"narrative": "Дәлізде бір оқушыны итеріп жатыр", "submission": TOKEN}


class Program:
    """A program with a token; `do("GET", "incidents/journal")` speaks to its branch."""

    def __init__(self, client: FlaskClient, token: str, branch: str = "alpha") -> None:
        self.client, self.branch = client, branch
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def do(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> TestResponse:
        address = f"/api/v1/{self.branch}/{path}"
        return self.client.open(address, method=method, headers={**self.headers, **(headers or {})}, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.do("GET", path, **more)

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.do("POST", path, **more)


def every_permission() -> list[str]:
    return [one.code for manifest in manifests().values() for one in manifest.permissions]


@pytest.fixture
def program(app: Flask) -> Callable[..., Program]:
    def make(*permissions: str, branch: str = "alpha") -> Program:
        token = make_token(*(permissions or every_permission()), branch=branch)
        return Program(app.test_client(), token, branch)

    return make


@pytest.fixture
def alpha(program: Callable[..., Program]) -> Program:
    return program()


@pytest.fixture
def centre(program: Callable[..., Program]) -> Program:
    return program(branch="central")


def incident_in(branch: BranchInfo, kind: Kind = Kind.BULLYING) -> UUID:
    people = [PersonPart(ParticipantRole.VICTIM, PartyKind.OTHER, name="Айсұлу Тестова")]
    with in_branch(branch.id, write=True):
        made = open_incident(Classification(kinds=(kind,), summary="Құпия"), people, branch=branch)
        db.session.commit()
        return made.id
