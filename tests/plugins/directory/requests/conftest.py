"""Organisations that can be asked, a curator, a stranger with a letter, and the jobs in between."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import sign_in
from platform_core.testing.work import do_waiting_work
from plugins.directory.jobs import follow_answers, hand_letters_over
from plugins.directory.models import CheckRequest, Service
from plugins.directory.queries.documents import read_documents
from tests.platform_core.notify.conftest import Postbox, mail_app, postbox
from tests.plugins.directory.public.conftest import entry, local

__all__ = ["entry", "local", "mail_app", "postbox"]

ROOT = "/central/directory"
EMAIL = "office@care.example"
SECRET = re.compile(r"/central/directory/letter/([0-9a-f]{32})")
Work = Callable[[], None]


@pytest.fixture
def organisation(entry: Callable[..., UUID]) -> UUID:
    """An entry that is due and has an e-mail address."""
    return entry(email=EMAIL, verification="due", hours={"kk": "9–18", "ru": "9–18 ч"})


@pytest.fixture
def silent(entry: Callable[..., UUID]) -> UUID:
    """An entry that is due and has no e-mail address."""
    return entry(names={"kk": "Үнсіз үй"}, verification="due")


@pytest.fixture
def officer(app: Flask) -> FlaskClient:
    """The centre's wellbeing officer."""
    client = app.test_client()
    sign_in(client, "wellbeing_officer", "central")
    client.get(f"{ROOT}/?lang=en")
    return client


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Somebody at the organisation, without an account."""
    return app.test_client()


@pytest.fixture
def work(central: BranchInfo) -> Work:
    """Run what runs every five minutes: hand letters over, and send them."""

    def run() -> None:
        with in_branch(central.id, write=True):
            hand_letters_over({})
            db.session.commit()
        do_waiting_work()

    return run


@pytest.fixture
def follow(central: BranchInfo, work: Work) -> Work:
    """Run what runs once a day, then what runs every five minutes."""

    def run() -> None:
        with in_branch(central.id):
            finish = follow_answers({})
        assert finish is not None
        with in_branch(central.id, write=True):
            finish()
            db.session.commit()
        work()

    return run


@pytest.fixture
def asked(mail_app: Flask, organisation: UUID, officer: FlaskClient, work: Work, postbox: Postbox) -> str:
    """The secret of a letter that has left."""
    answer = officer.post(f"{ROOT}/entries/{organisation}/ask", data={"post": "email"})
    assert answer.status_code == 302, answer.text
    work()
    return secret_in(postbox.messages[-1])


def secret_in(message: Any) -> str:
    """Find the secret of a letter's link."""
    found = set(SECRET.findall(message.get_content()))
    assert len(found) == 1
    return str(found.pop())


def request_of(central: BranchInfo, service_id: UUID) -> CheckRequest:
    """Return the newest request about an entry."""
    with in_branch(central.id):
        chosen = select(CheckRequest).where(CheckRequest.service_id == service_id)
        found = db.session.scalars(chosen.order_by(CheckRequest.id.desc())).first()
        assert found is not None
        db.session.expunge(found)
        return found


def standing(central: BranchInfo, service_id: UUID) -> dict[str, Any]:
    """Return the document of an entry."""
    with in_branch(central.id):
        return read_documents([service_id])[0]


def version(central: BranchInfo, service_id: UUID) -> int:
    """Return the edition of an entry."""
    with in_branch(central.id):
        return db.session.scalar(select(Service.version).where(Service.id == service_id)) or 0
