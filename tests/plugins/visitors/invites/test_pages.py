"""Invitations on their pages: sent, refused kindly, edited, approved, called off."""

from typing import Any

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.testing.statements import counted_statements
from plugins.visitors.models import Invite, Visit, Visitor
from plugins.visitors.policy.invitations import InviteKind
from plugins.visitors.services.visitors import VisitorDetails

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


def location(response: Any) -> str:
    assert response.status_code == 302, text(response)
    return str(response.headers["Location"]).removeprefix("/alpha/visitors")


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


GROUP = {
    **FORM, "kind": "group", "purpose": "lesson_guest", "starts_at": "2026-10-07T10:00",
    "pasted": "Ким Олег; oleg@example.kz\nЦой Вера; +7 701 123 45 67",
}  # fmt: skip


def test_a_group_is_pasted_approved_and_expected(browse: Any, branch_a: Any) -> None:
    host, head = browse("staff"), browse("branch_head")
    address = location(host.post("/invites/new", **GROUP))
    assert "Awaiting approval" in text(host.get(address))
    waiting = text(head.get("/approvals"))
    assert "Әлімов нұрлан, Ким Олег, Цой Вера" in waiting
    shown = text(head.get(address))
    assert "Approve" in shown
    version = head.version(address)
    assert head.post(f"{address}/approve", version=version).status_code == 302
    assert head.post(f"{address}/approve", version=version).status_code in (409, 422)
    with in_branch(branch_a.id):
        assert list(db.session.scalars(select(Visit.status))) == ["expected"] * 3


def test_no_without_a_reason_is_refused_and_with_one_is_read(browse: Any) -> None:
    host, head = browse("staff"), browse("branch_head")
    address = location(host.post("/invites/new", **GROUP))
    version = head.version(address)
    refused = head.post(f"{address}/deny", version=version, reason=" ")
    assert (refused.status_code, "Write the reason." in text(refused)) == (422, True)
    assert head.post(f"{address}/deny", version=version, reason="Емтихан күні").status_code == 302
    assert "Емтихан күні" in text(host.get(address))


def test_ones_own_is_shown_as_waiting_for_somebody_else(browse: Any) -> None:
    head = browse("branch_head")
    address = location(head.post("/invites/new", **GROUP))
    shown = text(head.get(address))
    assert "It waits for somebody else" in shown
    assert f"{address}/approve" not in shown
    assert "yours: somebody else decides" in text(head.get("/approvals"))
    assert head.post(f"{address}/approve", version="1").status_code == 422


def test_a_draft_is_kept_and_sent_later(browse: Any, branch_a: Any) -> None:
    host = browse("staff")
    address = location(host.post("/invites/new", **{**FORM, "starts_at": "2026-10-07T10:00", "go": "draft"}))
    with in_branch(branch_a.id):
        assert db.session.scalars(select(Invite.status)).one() == "draft"
        assert not db.session.scalars(select(Visit.id)).all()
        [guest] = db.session.scalars(select(Visitor.id)).all()
    form = host.get(f"{address}/edit")
    assert 'value="2026-10-07T10:00"' in text(form)
    version = host.version(f"{address}/edit")
    late = {"starts_at": "2026-10-07T16:00", "purpose": "meeting_teacher", "place": "204", "keep": str(guest)}
    assert host.post(f"{address}/edit", **late, version=version).status_code == 302
    with in_branch(branch_a.id):
        assert db.session.scalars(select(Visit.status)).one() == "expected"


def test_an_edit_names_what_changed_to_whoever_approves_again(browse: Any, branch_a: Any) -> None:
    host, head = browse("staff"), browse("branch_head")
    address = location(host.post("/invites/new", **GROUP))
    head.post(f"{address}/approve", version=head.version(address))
    with in_branch(branch_a.id):
        kept = [str(one) for one in db.session.scalars(select(Visitor.id))]
    edit = {
        "starts_at": "2026-10-07T11:00", "purpose": "lesson_guest", "place": "305", "kind": "group",
        "keep": kept, "version": host.version(f"{address}/edit"),
    }  # fmt: skip
    assert host.post(f"{address}/edit", **edit).status_code == 302
    assert "Changed since it was approved: time, place" in text(head.get(address))
    stale = host.post(f"{address}/edit", **edit)
    assert stale.status_code == 409


def test_an_invitation_is_called_off(browse: Any, branch_a: Any) -> None:
    host = browse("staff")
    address = location(host.post("/invites/new", **FORM))
    assert host.post(f"{address}/cancel", reason="Ауырдым").status_code == 302
    shown = text(host.get(address))
    assert "Ауырдым" in shown
    assert f"{address}/edit" not in shown
    assert host.post(f"{address}/cancel").status_code == 422
    assert host.post(f"{address}/resend").status_code == 409
    with in_branch(branch_a.id):
        assert db.session.scalars(select(Visit.status)).one() == "cancelled"


def test_more_rows_keep_what_was_typed(browse: Any) -> None:
    more = browse("staff").post("/invites/new", **{**WHO, "go": "more"})
    assert more.status_code == 200
    shown = text(more)
    assert "guests.3.family_name" in shown
    assert "ӘЛІМОВ" in shown


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": "2026-10-05T16:00"}, "starts_at"),
        ({"starts_at": "2028-10-05T16:00"}, "starts_at"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "event"}, "purpose"),
        ({"purpose": "other"}, "purpose_note"),
        ({"place": ""}, "place"),
        ({"place": "x" * 81}, "place"),
        ({"minutes": "1000"}, "minutes"),
        ({"minutes": "x"}, "minutes"),
        ({"kind": "recurring"}, "weekdays"),
        ({"kind": "recurring", "weekdays": "9"}, "weekdays"),
        ({"kind": "crowd"}, "kind"),
        ({"guests.0.family_name": "", "guests.0.given_name": "", "guests.0.email": ""}, "guests"),
        ({"guests.0.given_name": ""}, "guests.0.given_name"),
        ({"guests.0.email": "me"}, "guests.0.email"),
        ({"guests.1.family_name": "Ли", "guests.1.given_name": "Анна"}, "guests"),
        ({"host_user_id": "x"}, "host_user_id"),
        ({"host_user_id": "00000000-0000-0000-0000-000000000007"}, "host_user_id"),
        ({"pasted": "Ким Олег; oleg"}, "guests"),
    ],
)
def test_each_wrong_answer_is_named_and_nothing_is_written(
    browse: Any, branch_a: Any, said: dict[str, str], field: str
) -> None:
    refused = browse("staff").post("/invites/new", **{**FORM, **said})
    assert refused.status_code == 422, location(refused)
    assert f'href="#f-{field}' in text(refused)
    with in_branch(branch_a.id):
        assert not db.session.scalars(select(Visitor.id)).all()
        assert not db.session.scalars(select(Invite.id)).all()


# --- who sees what --------------------------------------------------------------------------------


def test_a_host_lists_their_own_and_the_desk_everybodys(browse: Any) -> None:
    address = location(browse("staff").post("/invites/new", **FORM))
    colleague, desk = browse("curator"), browse("front_desk")
    assert "Әлімов" not in text(colleague.get("/invites"))
    assert colleague.get(address).status_code == 404
    assert "Әлімов" in text(desk.get("/invites"))
    assert "Әлімов" in text(desk.get("/invites?q=алим"))
    assert "No invitation fits" in text(desk.get("/invites?q=петров"))
    assert "Әлімов" in text(desk.get("/invites?status=approved&when=coming&purpose=meeting_teacher"))
    assert desk.get("/invites?status=x").status_code == 400
    assert desk.get(address).status_code == 200
    for step in ("cancel", "resend", "approve", "deny", "edit"):
        assert desk.post(f"{address}/{step}", version="1").status_code == 403
    assert desk.get("/invites/new").status_code == 403


def test_another_branch_and_the_centre_find_nothing(browse: Any) -> None:
    address = location(browse("staff").post("/invites/new", **FORM))
    for role in ("staff", "branch_head"):
        stranger = browse(role, "beta")
        assert stranger.get(address).status_code == 404
        assert stranger.post(f"{address}/cancel").status_code in (403, 404)
    officer = browse("wellbeing_officer", "central")
    assert officer.get("/invites").status_code in (403, 404)


def test_a_shown_link_and_an_opened_invitation_are_in_the_trail(browse: Any, branch_a: Any) -> None:
    host = browse("staff")
    address = location(host.post("/invites/new", **FORM))
    host.get(address)
    host.get(f"{address}/links")
    with in_branch(branch_a.id):
        events = list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))
    for event in ("visitor_registered", "invite_sent", "visit_expected", "invite_viewed", "link_shown"):
        assert f"visitors.{event}" in events


def test_the_list_asks_as_often_for_many_as_for_few(browse: Any, made: Any) -> None:
    desk = browse("front_desk")
    made()
    desk.get("/invites")
    with counted_statements() as few:
        desk.get("/invites")
    for place in range(12):
        made(guests=(VisitorDetails("Ли", f"Анна {place}"),))
    with counted_statements() as many:
        shown = desk.get("/invites")
    assert text(shown).count("Ли Анна") == 12
    assert len(many) <= len(few)


def test_an_invitation_asks_as_often_for_a_group_as_for_one(browse: Any, made: Any) -> None:
    desk = browse("front_desk")
    one = made()
    group = made(
        kind=InviteKind.GROUP, guests=tuple(VisitorDetails("Ли", f"Анна {place}") for place in range(20))
    )
    desk.get(f"/invites/{one}")
    with counted_statements() as few:
        desk.get(f"/invites/{one}")
    with counted_statements() as many:
        desk.get(f"/invites/{group}")
    assert len(many) <= len(few)


def test_the_search_and_the_start_page_know_of_invitations(browse: Any) -> None:
    host, head = browse("staff"), browse("branch_head")
    location(host.post("/invites/new", **FORM))
    location(host.post("/invites/new", **GROUP))
    for one in (host, head):
        one.base = "/alpha"
    assert "You expect 1 visitor today" in text(host.get("/"))
    assert "Invitations to approve" in text(head.get("/"))
    assert "Әлімов" in text(head.post("/search", q="алимов"))
    colleague = browse("curator")
    colleague.base = "/alpha"
    assert "Әлімов" not in text(colleague.post("/search", q="алимов"))
