"""What the desk is told of a clearance, how loudly, and what it has to say to that (P12)."""

from collections.abc import Callable
from datetime import time
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.gate import Answer, current_gate
from platform_core.hooks.types import BranchInfo, ClearanceFinding
from platform_core.isolation.scope import in_branch
from platform_core.notify.models import Notification
from platform_core.testing.people import make_user
from plugins.visitors.models import PassDay, RegularPass
from tests.plugins.visitors.desk.conftest import MORNING, Made, signing, visit_of

MakeVisit = Callable[..., Made]


def test_unknown_clearance_is_said_loudly(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit(visitor_type="service_provider", purpose="works")
    guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "service_card"})
    page = guard.get(made.url).text
    assert "Clearance unknown: nobody has confirmed it" in page
    assert "Asked for: Providing a service" in page
    assert ">Cleared<" not in page
    guard.post(f"{made.url}/guidance", data={"version": "3", **signing(branch_a)})
    admitted = {"version": str(visit_of(branch_a, made).version), "hand_to": "host", "items_asked": "true"}
    refused = guard.post(f"{made.url}/admit", data=admitted)
    assert refused.status_code == 422
    assert visit_of(branch_a, made).status == "identity_checked"
    assert (
        guard.post(f"{made.url}/admit", data={**admitted, "clearance_confirmed": "true"}).status_code == 302
    )


@pytest.fixture
def answering(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Have a made-up module answer for some purposes, and list what it was asked for."""
    gate = current_gate()
    asked: list[str] = []
    plain = gate.ask

    def answer(**states: str) -> list[str]:
        def ask(hook: str, *said: Any) -> object:
            if hook != "clearance_findings":
                return plain(hook, *said)
            purpose = str(said[2])
            asked.append(purpose)
            state = states.get(purpose)
            found = () if state is None else (ClearanceFinding("hiring", state),)  # type: ignore[arg-type]
            return [Answer("hiring", found)]

        monkeypatch.setattr(gate, "ask", ask)
        return asked

    return answer


def at_the_door(guard: FlaskClient, branch: BranchInfo, made: Made) -> str:
    """Show a document and sign; return the page as it stands before the door."""
    seen = {"version": made.version, "document_type": "service_card"}
    assert guard.post(f"{made.url}/identity", data=seen).status_code == 302
    signed = {"version": str(visit_of(branch, made).version), **signing(branch)}
    assert guard.post(f"{made.url}/guidance", data=signed).status_code == 302
    return guard.get(made.url).text


def let_in(guard: FlaskClient, branch: BranchInfo, made: Made, **said: str) -> int:
    admitted = {"version": str(visit_of(branch, made).version), "hand_to": "host", "items_asked": "true"}
    return guard.post(f"{made.url}/admit", data={**admitted, **said}).status_code


def told(branch: BranchInfo) -> list[str]:
    with in_branch(branch.id):
        return [code for code in db.session.scalars(select(Notification.code)) if "uncleared" in code]


@pytest.mark.parametrize(
    ("visitor_type", "purpose", "asked_for"),
    [
        ("service_provider", "works", "service_provider"),
        ("volunteer", "other", "volunteer"),
        ("guest", "lesson_guest", "lesson_guest"),
        ("candidate", "job_interview", "candidate"),
    ],
)
def test_who_is_cleared_for_what_they_do_comes_in_quietly(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo, answering: Callable[..., list[str]],
    visitor_type: str, purpose: str, asked_for: str,
) -> None:  # fmt: skip
    asked = answering(**{asked_for: "cleared"})
    made = make_visit(visitor_type=visitor_type, purpose=purpose)
    page = at_the_door(guard, branch_a, made)
    assert ">Cleared<" in page
    assert "clearance_confirmed" not in page
    assert set(asked) == {asked_for}
    assert (let_in(guard, branch_a, made), told(branch_a)) == (302, [])


def test_cleared_for_something_else_is_not_cleared(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo, answering: Callable[..., list[str]]
) -> None:
    answering(service_provider="cleared", students="cleared")
    made = make_visit(visitor_type="guest", purpose="lesson_guest")
    assert "Clearance unknown" in at_the_door(guard, branch_a, made)
    assert let_in(guard, branch_a, made) == 422


@pytest.mark.parametrize(
    ("state", "title"), [("not_cleared", "NOT cleared"), ("ask_central", "Ask the central office")]
)
def test_what_stands_against_somebody_is_loud_and_told_to_the_heads(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo, answering: Callable[..., list[str]],
    state: str, title: str,
) -> None:  # fmt: skip
    make_user("branch_head")
    answering(service_provider=state)
    made = make_visit(visitor_type="service_provider", purpose="works")
    page = at_the_door(guard, branch_a, made)
    assert title in page
    assert 'role="alert"' in page
    assert (let_in(guard, branch_a, made), told(branch_a)) == (422, [])
    assert let_in(guard, branch_a, made, clearance_confirmed="true") == 302
    assert told(branch_a) == ["visitors.let_in_uncleared"]


def test_the_holder_of_a_pass_is_asked_for_what_the_pass_says(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo, host: UUID,
    answering: Callable[..., list[str]],
) -> None:  # fmt: skip
    made = make_visit(visitor_type="service_provider", purpose="works", entry="regular")
    with in_branch(branch_a.id, write=True):
        terms = {"valid_from": MORNING.date(), "valid_until": MORNING.date(), "weekdays": [1]}
        hours = {"from_time": time(9), "until_time": time(17)}
        row = RegularPass(
            visitor_id=made.visitor_id, school_year=2026, number=1, status="active", purpose="works",
            clearance_purpose="volunteer", host_user_id=host, host_name="Ерлан", place="204",
            clearance="unknown", clearance_asked_at=MORNING, **terms, **hours,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        db.session.add(PassDay(pass_id=row.id, visit_id=made.id, day=MORNING.date()))
        db.session.commit()
    asked = answering(volunteer="cleared")
    assert "Asked for: Volunteering" in at_the_door(guard, branch_a, made)
    assert set(asked) == {"volunteer"}
    assert let_in(guard, branch_a, made) == 302
