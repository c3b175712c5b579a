"""A reporter without an account, and what the database then holds."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from plugins.incidents.models import Report

TOKEN = "0123456789abcdef" * 4
STORY = "Үлкен балалар күн сайын ақшамды тартып алады"

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Reporter:
    """Somebody with a browser that knows nothing but the forms it is given."""

    def __init__(self, client: FlaskClient, branch: str = "alpha", language: str = "en") -> None:
        self.client, self.branch, self.language = client, branch, language

    def get(self, path: str = "/report") -> TestResponse:
        return self.client.get(f"/{self.branch}{path}?lang={self.language}")

    def post(self, path: str, data: dict[str, Any]) -> TestResponse:
        return self.client.post(f"/{self.branch}{path}", data=data)

    def begin(self) -> TestResponse:
        shown = self.get()
        assert shown.status_code == 200
        return self.post("/report", {**hidden(shown), "go": "begin"})

    def answer(self, page: TestResponse, go: str = "next", **answers: Any) -> TestResponse:
        return self.post("/report", {**hidden(page), "go": go, **answers})

    def walk(self, **answers: Any) -> TestResponse:
        """Answer screen after screen until the answers are to be checked."""
        page = self.begin()
        for _ in range(20):
            at = screen(page)
            if at == "check":
                return page
            page = self.answer(
                page, **{name: answers[name] for name in FIELDS.get(at, ()) if name in answers}
            )
            assert page.status_code == 200, (at, text(page))
        raise AssertionError("the form has no end")

    def send(self, **answers: Any) -> str:
        """Report, and return the receipt."""
        sent = self.answer(self.walk(**{"narrative": STORY, **answers}), go="send")
        assert sent.status_code == 200, text(sent)
        return receipt_in(sent)

    def come_back(self, receipt: str, go: str = "open", **answers: Any) -> TestResponse:
        shown = self.get("/report/return")
        return self.post("/report/return", {**hidden(shown), "receipt": receipt, "go": go, **answers})


FIELDS = {
    "danger": ("danger",),
    "who": ("informant_kind",),
    "story": ("narrative",),
    "kinds": ("kinds",),
    "place": ("place",),
    "when": ("nature", "when_words"),
    "people": ("people_words",),
    "signs": ("signs",),
    "readers": ("not_for",),
    "naming": ("naming",),
    "contact": ("informant_name", "informant_contact"),
}


def text(response: TestResponse) -> str:
    return unescape(response.get_data(as_text=True))


def hidden(response: TestResponse) -> dict[str, list[str]]:
    """Read what a page's form carries."""
    found: dict[str, list[str]] = {}
    for name, value in _HIDDEN.findall(response.get_data(as_text=True)):
        found.setdefault(name, []).append(unescape(value))
    return found


def screen(response: TestResponse) -> str:
    return hidden(response).get("screen", ["none"])[0]


def receipt_in(response: TestResponse) -> str:
    found = re.search(r'class="(?:p|r)-receipt"[^>]*>([\d ]{19})<', text(response))
    assert found, text(response)
    return found[1]


@pytest.fixture
def reporter(client: FlaskClient) -> Reporter:
    return Reporter(client)


@pytest.fixture
def reports(app, branch_a) -> Callable[[], list[Report]]:
    def read() -> list[Report]:
        with in_branch(branch_a.id):
            found = list(db.session.scalars(select(Report).order_by(Report.id)))
            db.session.expunge_all()
            return found

    return read


@pytest.fixture
def trail(app, branch_a) -> Callable[..., list[AuditEntry]]:
    def read(branch: Any = None) -> list[AuditEntry]:
        with in_branch((branch or branch_a).id):
            found = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
            db.session.expunge_all()
            return [entry for entry in found if entry.event.startswith("incidents.")]

    return read


@pytest.fixture
def report(reporter: Reporter, reports: Callable[[], list[Report]]) -> UUID:
    """A report of which a member of the safety service was told."""
    make_user("sss_member")
    reporter.receipt = reporter.send(people_words="Ерлан, 10Б", signs=["injury"], kinds=["physical"])
    return reports()[-1].id
