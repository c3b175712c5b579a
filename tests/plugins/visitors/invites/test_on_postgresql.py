"""Invitations and requests at the door over PostgreSQL, where each role is a login of its own."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from platform_core.clock import now
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.tenancy.directory import branch_by_code
from plugins.visitors.jobs.invites import make_visits_ahead
from plugins.visitors.models import Visit
from plugins.visitors.services.tokens import end_links
from tests.plugins.visitors.invites.conftest import Page, secret_of

GROUP = {
    "starts_at": "2026-10-07T10:00", "purpose": "lesson_guest", "place": "204", "kind": "group",
    "guests.0.family_name": "Әлімов", "guests.0.given_name": "Нұрлан", "pasted": "Ким Олег; oleg@example.kz",
}  # fmt: skip
WEEKLY = {
    "starts_at": "2026-10-06T16:30", "purpose": "meeting_teacher", "place": "204", "kind": "recurring",
    "weekdays": ["1", "3"], "until": "2026-10-30",
    "guests.0.family_name": "Ли", "guests.0.given_name": "Анна",
}  # fmt: skip


def statuses() -> list[str]:
    with in_branch(branch_by_code("alpha").id):
        return list(db.session.scalars(select(Visit.status).order_by(Visit.expected_from, Visit.id)))


@pytest.mark.usefixtures("at_nine")
def test_a_group_is_agreed_moved_and_agreed_again(pg_app: Flask) -> None:
    host, head = Page(pg_app, "staff"), Page(pg_app, "branch_head")
    address = host.post("/invites/new", **GROUP).headers["Location"].removeprefix("/alpha/visitors")
    assert head.post(f"{address}/approve", version=head.version(address)).status_code == 302
    assert statuses() == ["expected"] * 2
    kept = re.findall(r'name="keep" value="([^"]+)"', host.get(f"{address}/edit").text)
    moved = {
        **{name: GROUP[name] for name in ("purpose", "place", "kind")},
        "starts_at": "2026-10-07T11:00", "keep": kept, "version": host.version(f"{address}/edit"),
    }  # fmt: skip
    assert host.post(f"{address}/edit", **moved).status_code == 302
    assert statuses() == ["pending_approval"] * 2
    assert "Changed since it was approved: time" in head.get(address).text
    assert "Әлімов" in head.get("/invites?q=алим&when=coming&sort=-host").text
    assert Page(pg_app, "branch_head", "beta").get(address).status_code == 404


def test_every_week_is_made_ahead_once(pg_app: Flask, at_nine: Any) -> None:
    assert Page(pg_app, "staff").post("/invites/new", **WEEKLY).status_code == 302
    assert statuses() == ["expected"] * 3
    at_nine.shift(timedelta(days=2))
    for _ in range(2):
        with in_branch(branch_by_code("alpha").id, write=True):
            make_visits_ahead({})
            db.session.commit()
    assert statuses() == ["expected"] * 4


@pytest.mark.usefixtures("at_nine")
def test_a_request_is_answered(pg_app: Flask) -> None:
    desk, head = Page(pg_app, "front_desk"), Page(pg_app, "branch_head")
    asked = {"family_name": "Ким", "given_name": "Олег", "purpose": "works"}
    address = desk.post("/emergency/new", **asked).headers["Location"].removeprefix("/alpha/visitors")
    assert "Ким Олег" in head.get("/approvals").text
    assert head.post(f"{address}/answer", answer="yes", version=head.version(address)).status_code == 302
    assert "Approved" in desk.get(f"{address}/state").text


@pytest.mark.usefixtures("at_nine")
def test_a_link_is_opened_made_void_and_ended(pg_app: Flask) -> None:
    host, client = Page(pg_app, "staff"), pg_app.test_client()
    asked = {**WEEKLY, "kind": "single"}
    address = host.post("/invites/new", **asked).headers["Location"].removeprefix("/alpha/visitors")
    alpha = branch_by_code("alpha").id
    with in_branch(alpha):
        visit = db.session.scalars(select(Visit)).one()
        visit_id, old = visit.id, secret_of(visit)
    assert "Анна" in client.get(f"/alpha/visit/{old}").text
    assert host.post(f"{address}/visits/{visit_id}/link").status_code == 302
    with in_branch(alpha):
        new = secret_of(db.session.scalars(select(Visit)).one())
    assert client.get(f"/alpha/visit/{old}").status_code == 404
    assert "Анна" in client.get(f"/alpha/visit/{new}").text
    with in_branch(alpha, write=True):
        end_links(now() + timedelta(days=1))
        db.session.commit()
    assert client.get(f"/alpha/visit/{new}").status_code == 404
