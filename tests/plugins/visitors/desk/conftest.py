"""Visits to receive: a visitor, a host of `alpha`, and the day on which they come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.auth.kit import current_kit
from platform_core.auth.roles import permissions_for
from platform_core.documents.versions import current_document
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import in_branch
from platform_core.people.names import search_text
from platform_core.testing.people import make_user
from plugins.visitors.data.documents import GUIDANCE
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.services.tokens import give_token

MORNING = datetime(2026, 10, 6, 4, 0, tzinfo=UTC)
"""Nine o'clock of a Tuesday in Almaty."""


@dataclass(frozen=True, slots=True)
class Made:
    """A visit as tests speak of it: ids and the secret of its link."""

    id: UUID
    visitor_id: UUID
    token: str
    url: str
    version: str


def visit_of(branch: BranchInfo, made: Made) -> Visit:
    """Read a visit as it stands."""
    with in_branch(branch.id):
        return db.session.scalars(select(Visit).where(Visit.id == made.id)).one()


def signing(branch: BranchInfo, language: str = "kk") -> dict[str, str]:
    """Give the answers with which a visitor signs the guidance."""
    with in_branch(branch.id):
        text_hash = current_document(GUIDANCE).hashes[language]
    return {
        "signature_language": language,
        "signature_hash": text_hash,
        "signature_name": "Нұрлан Әлімов",
    }


def receive(guard: FlaskClient, branch: BranchInfo, made: Made, **more: str) -> None:
    """Walk a visitor through every step by the forms of the page."""
    seen = {"version": made.version, "document_type": "passport"}
    assert guard.post(f"{made.url}/identity", data=seen).status_code == 302
    version = str(visit_of(branch, made).version)
    signed = guard.post(f"{made.url}/guidance", data={"version": version, **signing(branch)})
    assert signed.status_code == 302
    admitted = {
        "version": str(visit_of(branch, made).version),
        "hand_to": "host",
        "items_asked": "true",
        **more,
    }
    assert guard.post(f"{made.url}/admit", data=admitted).status_code == 302


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands at nine in the morning until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as travelled:
        yield travelled


@pytest.fixture
def host(app: Flask, clock: object) -> UUID:
    """A teacher who invites."""
    return make_user("staff", name="Ерлан Мұғалім")


@pytest.fixture
def make_visit(clock: object, branch_a: BranchInfo, host: UUID) -> Callable[..., Made]:
    """Write a visit of `alpha` for nine o'clock."""

    def make(family: str = "Әлімов", given: str = "Нұрлан", **more: Any) -> Made:
        values: dict[str, Any] = {
            "entry": "invited",
            "status": "expected",
            "visitor_type": "guardian",
            "purpose": "meeting_teacher",
            "place": "204",
            "host_user_id": host,
            "host_name": "Ерлан Мұғалім",
            "expected_from": MORNING,
            "expected_until": MORNING + timedelta(hours=1),
            **more,
        }
        with in_branch(branch_a.id, write=True):
            visitor = Visitor(
                family_name=family,
                given_name=given,
                search_name=search_text((family, given)),
                visitor_type=values["visitor_type"],
            )
            db.session.add(visitor)
            db.session.flush()
            visit = Visit(visitor_id=visitor.id, **values)
            db.session.add(visit)
            db.session.flush()
            token = give_token(visit)
            db.session.commit()
            address = f"/alpha/visitors/desk/visits/{visit.id}"
            return Made(visit.id, visitor.id, token, address, str(visit.version))

    return make


@pytest.fixture
def actor_of(branch_a: BranchInfo) -> Callable[..., Actor]:
    """Make the actor that a member of a role is, in `alpha`."""

    def make(role: str, *, name: str = "", user_id: UUID | None = None) -> Actor:
        held = permissions_for([role], current_kit().grants)
        known = user_id or make_user(role)
        return Actor(known, None, name or role, branch_a.id, frozenset({role}), frozenset(held))

    return make


@pytest.fixture
def guard(client: FlaskClient, login: Callable[..., str], clock: object) -> FlaskClient:
    """The desk, signed in."""
    login(client, "front_desk")
    return client
