"""Hosts of `alpha`, those who approve, and invitations on a Tuesday morning."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.jobs.outbox import Outbox
from platform_core.notify.models import Notification
from platform_core.switchboard.services import set_module
from platform_core.testing.people import make_user, sign_in
from plugins.visitors.models import Invite, Visit
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.policy.vocabulary import Purpose
from plugins.visitors.services.invites import InviteInput, invite_visitors
from plugins.visitors.services.tokens import token_of
from plugins.visitors.services.visitors import VisitorDetails
from tests.plugins.visitors.conftest import NINE

AFTER_SCHOOL = NINE + timedelta(hours=7, minutes=30)
"""Half past four in Almaty, after the last lesson."""
IN_LESSON = NINE + timedelta(days=1, hours=1)
"""Ten o'clock on Wednesday: the third lesson."""
THREE = tuple(VisitorDetails(family, "Анна", email="a@example.kz") for family in ("Ли", "Ким", "Цой"))


def settle(acting: Callable[..., AbstractContextManager[Any]], **values: Any) -> None:
    """Change settings of `alpha`."""
    with acting("branch_admin"):
        set_module("visitors", values)
        db.session.commit()


def secret_of(visit: Visit) -> str:
    """Return the secret of a visit that has a link."""
    token = token_of(visit)
    assert token is not None
    return token


@pytest.fixture
def asked() -> Callable[..., InviteInput]:
    """Say whom a host invites; after school, unless said otherwise."""

    def make(*, starts: datetime = AFTER_SCHOOL, minutes: int = 30, **more: Any) -> InviteInput:
        guests = more.pop("guests", (VisitorDetails("Әлімов", "Нұрлан", email="nurlan@example.kz"),))
        said: dict[str, Any] = {
            "kind": InviteKind.SINGLE,
            "purpose": Purpose.MEETING_TEACHER,
            "place": "204",
            **more,
        }
        return InviteInput(
            starts_at=starts, ends_at=starts + timedelta(minutes=minutes), guests=guests, **said
        )

    return make


@pytest.fixture
def host_scope(
    acting: Callable[..., AbstractContextManager[Any]], at_nine: object
) -> Callable[[], AbstractContextManager[Any]]:
    """Open a write scope of `alpha` as a teacher."""
    return lambda: acting("staff")


@pytest.fixture
def made(
    host_scope: Callable[[], AbstractContextManager[Any]],
    asked: Callable[..., InviteInput],
    branch_a: BranchInfo,
) -> Callable[..., UUID]:
    """Invite as a teacher, commit, and give the invitation's id."""

    def make(**said: Any) -> UUID:
        with host_scope():
            invite_id = invite_visitors(asked(**said), branch=branch_a).id
            db.session.commit()
        return invite_id

    return make


@pytest.fixture
def statuses(branch_a: BranchInfo) -> Callable[..., list[str]]:
    """Give the statuses of an invitation's visits, in order of time."""

    def read(invite_id: UUID) -> list[str]:
        with in_branch(branch_a.id):
            query = select(Visit.status).where(Visit.invite_id == invite_id)
            return list(db.session.scalars(query.order_by(Visit.expected_from, Visit.id)))

    return read


@pytest.fixture
def invite_row(branch_a: BranchInfo) -> Callable[[UUID], Invite]:
    """Read an invitation as it stands."""

    def read(invite_id: UUID) -> Invite:
        with in_branch(branch_a.id):
            found = db.session.scalars(select(Invite).where(Invite.id == invite_id)).one()
            db.session.expunge(found)
            return found

    return read


@pytest.fixture
def told(branch_a: BranchInfo) -> Callable[..., list[tuple[UUID, str]]]:
    """Give who of `alpha` was given which notice."""

    def read() -> list[tuple[UUID, str]]:
        with in_branch(branch_a.id):
            rows = db.session.execute(
                select(Notification.user_id, Notification.code).order_by(Notification.id)
            )
            return [(row.user_id, row.code.removeprefix("visitors.")) for row in rows]

    return read


@pytest.fixture
def letters(branch_a: BranchInfo) -> Callable[[], list[str]]:
    """Give the letters to visitors that were asked for."""

    def read() -> list[str]:
        with in_branch(branch_a.id):
            query = select(Outbox.payload).where(Outbox.name == "visitors.mail_visitor")
            return [payload["letter"] for payload in db.session.scalars(query.order_by(Outbox.id))]

    return read


@pytest.fixture
def with_mail(app: Flask) -> Iterator[None]:
    """A server for e-mail that nothing is sent to before a job runs."""
    kept = app.extensions["qorgau_settings"]
    app.extensions["qorgau_settings"] = replace(kept, smtp_url="smtp://127.0.0.1:1")
    yield
    app.extensions["qorgau_settings"] = kept


@pytest.fixture
def approver(app: Flask) -> UUID:
    """The head of the safety service."""
    return make_user("sss_head")


class Page:
    """Somebody of a role with a browser."""

    def __init__(self, app: Flask, role: str, branch: str = "alpha") -> None:
        self.client: FlaskClient = app.test_client()
        sign_in(self.client, role, branch)
        self.base = f"/{branch}/visitors"

    def get(self, path: str) -> Any:
        return self.client.get(self.base + path, headers={"Accept-Language": "en"})

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(self.base + path, data=data, headers={"Accept-Language": "en"})

    def version(self, path: str) -> str:
        found = re.search(r'name="version" value="(\d+)"', self.get(path).get_data(as_text=True))
        assert found
        return found[1]


@pytest.fixture
def browse(app: Flask) -> Callable[..., Page]:
    """Sign somebody of a role in."""
    return lambda role, branch="alpha": Page(app, role, branch)
