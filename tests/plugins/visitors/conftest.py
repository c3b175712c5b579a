"""A morning at the entrance of `alpha`: visitors, who is expected, and who acts."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from platform_core.auth.kit import current_kit
from platform_core.auth.roles import permissions_for
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.actor import Actor
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from platform_core.testing.statements import counted_statements
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.policy.vocabulary import Purpose, VisitorType
from plugins.visitors.services.expected import Expectation, expect_visit
from plugins.visitors.services.visitors import VisitorDetails, register_visitor

NINE = datetime(2026, 10, 6, 4, 0, tzinfo=UTC)
"""Nine o'clock of a Tuesday in Almaty."""


@pytest.fixture
def at_nine() -> Iterator[time_machine.Traveller]:
    """A clock that stands at nine until a test moves it."""
    with time_machine.travel(NINE, tick=False) as travelled:
        yield travelled


@pytest.fixture
def acting(app: Flask, branch_a: BranchInfo) -> Callable[..., AbstractContextManager[Any]]:
    """Open a write scope of `alpha` as a member of a role."""

    def act(role: str = "front_desk", branch: BranchInfo = branch_a) -> AbstractContextManager[Any]:
        user_id = make_user(role, branch=branch.code)
        held = permissions_for([role], current_kit().grants)
        actor = Actor(user_id, None, f"A {role}", branch.id, frozenset({role}), frozenset(held))
        return in_branch(branch.id, actor=actor, write=True)

    return act


@pytest.fixture
def make_guest() -> Callable[..., Visitor]:
    """Take somebody into the visitors, in the scope at hand."""

    def make(family: str = "Әлімов", given: str = "Нұрлан", **more: Any) -> Visitor:
        return register_visitor(VisitorDetails(family_name=family, given_name=given, **more))

    return make


@pytest.fixture
def make_due(at_nine: object, make_guest: Callable[..., Visitor]) -> Callable[..., Visit]:
    """Expect somebody at nine, in the scope at hand."""

    def make(family: str = "Әлімов", given: str = "Нұрлан", *, at: datetime = NINE, **more: Any) -> Visit:
        host = more.pop("host_user_id", None)
        visitor = make_guest(family, given, visitor_type=VisitorType.GUARDIAN)
        said = {"purpose": Purpose.MEETING_TEACHER, "place": "204", "host_user_id": host} | more
        return expect_visit(visitor, Expectation(at, at + timedelta(hours=1), **said))

    return make


@pytest.fixture
def teacher(app: Flask) -> UUID:
    """A teacher whom visitors come to."""
    return make_user("staff", login="ms.teacher", name="Ерлан Мұғалім")


@pytest.fixture
def due_id(branch_a: BranchInfo, make_due: Callable[..., Visit]) -> UUID:
    """The id of a visit that is expected at nine and committed."""
    with in_branch(branch_a.id, write=True):
        visit_id = make_due().id
        db.session.commit()
    return visit_id


@pytest.fixture
def shown() -> Callable[[Any], str]:
    """Read a page as people do: entities written out."""
    return lambda response: unescape(response.get_data(as_text=True))


@pytest.fixture
def statements() -> Callable[[Callable[[], Any]], int]:
    """Count what a page asks of the module's tables."""

    def count(ask: Callable[[], Any]) -> int:
        with counted_statements() as found:
            answer = ask()
        assert answer.status_code == 200, answer.status_code
        return sum("visitors_" in one for one in found)

    return count
