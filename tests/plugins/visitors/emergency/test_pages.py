"""Requests at the door on their pages: asked at the desk, answered on a phone, followed live."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people.iin import make_iin
from plugins.visitors.models import Visit, Visitor
from plugins.visitors.queries import watchlist
from plugins.visitors.views import emergency

FORM = {
    "family_name": "Серікова", "given_name": "Айым", "purpose": "collect_child",
    "purpose_note": "Дәрігерге апарады",
}  # fmt: skip


@pytest.fixture(autouse=True)
def morning(at_nine: object) -> None:
    """Everybody comes at nine."""


def ask(desk: Any, **said: str) -> str:
    sent = desk.post("/emergency/new", **{**FORM, **said})
    assert sent.status_code == 302, sent.get_data(as_text=True)
    return str(sent.headers["Location"]).removeprefix("/alpha/visitors")


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


def test_the_desk_asks_management_answers_and_the_desk_sees_it(browse: Any) -> None:
    desk, head = browse("front_desk"), browse("branch_head")
    assert desk.get("/emergency/new").status_code == 200
    address = ask(desk)
    waiting = text(desk.get(address))
    assert "hx-get" in text(desk.get(f"{address}/state"))
    assert "Let them in" not in waiting
    shown = text(head.get(address))
    for words in (
        "Серікова Айым",
        "Collecting a child",
        "Дәрігерге апарады",
        "Let them in",
        "Do not let them in",
    ):
        assert words in shown
    assert "Серікова" in text(head.get("/approvals"))
    answered = head.post(f"{address}/answer", answer="yes", version=head.version(address))
    assert answered.status_code == 302
    state = text(desk.get(f"{address}/state"))
    assert "hx-get" not in state
    assert "Branch Head of alpha" in state
    assert "Серікова" in text(desk.get("/emergency"))
    assert "Серікова" not in text(head.get("/approvals"))


def test_a_no_without_a_reason_is_refused_beside_the_field(browse: Any) -> None:
    desk, head = browse("front_desk"), browse("sss_head")
    address = ask(desk)
    version = head.version(address)
    refused = head.post(f"{address}/answer", answer="no", version=version)
    assert refused.status_code == 422
    assert "Write the reason." in text(refused)
    done = head.post(f"{address}/answer", answer="no", version=version, reason="Тек анасы")
    assert done.status_code == 302
    state = text(desk.get(f"{address}/state"))
    assert "Тек анасы" in state
    assert "record the refusal" in state


def test_whoever_asks_is_told_that_somebody_else_answers(browse: Any) -> None:
    chief = browse("sss_head")
    address = ask(chief)
    shown = text(chief.get(address))
    assert "Somebody else decides" in shown
    assert "Let them in" not in shown
    refused = chief.post(f"{address}/answer", answer="yes", version="1")
    assert refused.status_code == 422


def test_a_second_answer_comes_too_late(browse: Any) -> None:
    address = ask(browse("front_desk"))
    head, chief = browse("branch_head"), browse("sss_head")
    version = head.version(address)
    assert head.post(f"{address}/answer", answer="yes", version=version).status_code == 302
    assert chief.post(f"{address}/answer", answer="no", version=version, reason="x").status_code in (409, 422)
    assert "Approved" in text(head.get(address))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "event"}, "purpose"),
        ({"purpose": "other", "purpose_note": ""}, "purpose_note"),
        ({"family_name": "", "given_name": ""}, "family_name"),
        ({"phone": "12"}, "phone"),
        ({"identity_number": "123"}, "identity_number"),
        ({"host_user_id": "00000000-0000-0000-0000-000000000007"}, "host_user_id"),
        ({"person_id": "x"}, "person_id"),
    ],
)
def test_each_wrong_answer_is_named_and_nothing_is_kept(
    browse: Any, branch_a: Any, said: dict[str, str], field: str
) -> None:
    refused = browse("front_desk").post("/emergency/new", **{**FORM, **said})
    assert refused.status_code == 422
    assert f'href="#f-{field}"' in text(refused)
    with in_branch(branch_a.id):
        assert not db.session.scalars(select(Visitor.id)).all()


def test_an_identity_number_is_compared_and_not_kept(browse: Any, branch_a: Any) -> None:
    number = make_iin(date(1985, 3, 14), sex="female", serial=4321)
    assert number
    address = ask(browse("front_desk"), identity_number=number)
    assert number not in text(browse("branch_head").get(address))
    with in_branch(branch_a.id):
        assert db.session.scalars(select(Visitor.identity_index)).one() is not None


def test_a_confirmed_match_is_shown_as_loudly_as_it_deserves(browse: Any, monkeypatch: Any) -> None:
    address = ask(browse("front_desk"))
    head = browse("branch_head")
    assert "watch-list" not in text(head.get(address))

    def alert(confirmed: int) -> Any:
        def found(visit_ids: Any) -> Any:
            [visit_id] = visit_ids
            one = watchlist.Alert(visit_id, 1 - confirmed, confirmed, is_strong=True, head_permits=False)
            return {visit_id: one}

        return found

    monkeypatch.setattr(emergency, "alerts_for", alert(0))
    assert "Perhaps on the watch-list" in text(head.get(address))
    monkeypatch.setattr(emergency, "alerts_for", alert(1))
    assert re.search(r'role="alert"[^§]*a match is confirmed', text(head.get(address)))


@pytest.mark.parametrize("role", ["hr_officer", "auditor"])
def test_others_do_not_learn_of_a_request(browse: Any, role: str) -> None:
    address = ask(browse("front_desk"))
    branch = "central" if role == "auditor" else "alpha"
    reader = browse(role, branch)
    reader.base = "/alpha/visitors"
    assert reader.get(address).status_code in (403, 404)


def test_another_branch_finds_nothing(browse: Any) -> None:
    address = ask(browse("front_desk"))
    stranger = browse("branch_head", "beta")
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/answer", answer="yes", version="1").status_code == 404
    assert stranger.get("/emergency").status_code == 200


def test_a_program_that_sends_no_version_changes_nothing(browse: Any, branch_a: Any) -> None:
    address = ask(browse("front_desk"))
    head = browse("branch_head")
    assert head.post(f"{address}/answer", answer="yes").status_code == 422
    assert head.post(f"{address}/answer", answer="maybe", version="1").status_code == 422
    with in_branch(branch_a.id):
        assert db.session.scalars(select(Visit.status)).one() == "pending_approval"
