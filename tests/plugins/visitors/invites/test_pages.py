"""Invitations on their pages: sent, refused kindly, edited, approved, called off."""

from typing import Any

import pytest
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import Invite, Visitor

WHO = {"guests.0.family_name": "ӘЛІМОВ", "guests.0.given_name": "нұрлан", "guests.0.email": "n@example.kz"}
FORM = {"starts_at": "2026-10-06T16:30", "purpose": "meeting_teacher", "place": "204", **WHO}


@pytest.fixture(autouse=True)
def morning(at_nine: object) -> None:
    """Every page is opened at nine."""


def test_a_host_invites_with_three_answers(browse: Any, statuses: Any, branch_a: Any) -> None:
    host = browse("staff")
    assert host.get("/invites/new").status_code == 200
    sent = host.post("/invites/new", **FORM)
    assert sent.status_code == 302, sent.get_data(as_text=True)
    with in_branch(branch_a.id):
        invite = db.session.scalars(select(Invite)).one()
        visitor = db.session.scalars(select(Visitor)).one()
        assert (invite.status, invite.kind, invite.host_name) == ("approved", "single", "Staff of alpha")
        assert (visitor.family_name, visitor.email) == ("Әлімов", "n@example.kz")
        invite_id = invite.id
    assert statuses(invite_id) == ["expected"]
    shown = host.get(f"/invites/{invite_id}").get_data(as_text=True)
    assert "Әлімов" in shown
    assert "No e-mail leaves this service" in shown
    assert "Әлімов" in host.get("/invites").get_data(as_text=True)
    assert "/alpha/visit/" in host.get(f"/invites/{invite_id}/links").get_data(as_text=True)


def test_a_lesson_is_no_time_for_a_teacher_and_another_is_suggested(browse: Any, branch_a: Any) -> None:
    refused = browse("staff").post("/invites/new", **{**FORM, "starts_at": "2026-10-07T10:00"})
    said = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Lessons are on at this time" in said
    assert "The next break: 10:35–10:50" in said
    assert "As long as you wish: 15:20–15:50" in said
    assert 'value="2026-10-07T10:00"' in said
    with in_branch(branch_a.id):
        assert not db.session.scalars(select(Visitor)).all()


@pytest.mark.parametrize("purpose", ["meeting_management", "meeting_psychologist"])
def test_management_and_the_psychologist_receive_in_lessons_too(browse: Any, purpose: str) -> None:
    sent = browse("staff").post(
        "/invites/new", **{**FORM, "starts_at": "2026-10-07T10:00", "purpose": purpose}
    )
    assert sent.status_code == 302
