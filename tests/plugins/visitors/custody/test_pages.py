"""Phones of escorts: who is with me, one tap for each hand-over; alarms at the desk (A5.4, A5.6)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import carry_ticket, make_user, open_session
from platform_core.testing.statements import counted_statements
from plugins.visitors.jobs.desk import close_day, watch_visit
from plugins.visitors.models import Visit, VisitAlarm
from tests.plugins.visitors.desk.conftest import MORNING, Made

Login = Callable[..., str]
LetIn = Callable[..., Made]
Clock = time_machine.Traveller


@pytest.fixture
def phone(app: Flask, host: UUID) -> FlaskClient:
    """The host's phone."""
    client = app.test_client()
    carry_ticket(client, open_session(host))
    return client


@pytest.fixture
def guard(client: FlaskClient, login: Login, clock: object) -> FlaskClient:
    """The desk, signed in."""
    login(client, "front_desk")
    return client


def page_of(made: Made) -> str:
    return f"/alpha/visitors/visits/{made.id}/custody"


def holder(branch: BranchInfo, made: Made) -> tuple[str | None, str | None]:
    with in_branch(branch.id):
        visit = db.session.scalars(select(Visit).where(Visit.id == made.id)).one()
        return visit.holder, visit.offered


def ring(branch: BranchInfo, made: Made) -> UUID:
    with in_branch(branch.id, write=True):
        watch_visit({"visit_id": str(made.id)})
        db.session.commit()
        return db.session.scalars(select(VisitAlarm.id).order_by(VisitAlarm.raised_at.desc())).first()  # type: ignore[return-value]


def test_the_host_takes_over_walks_and_brings_back(
    phone: FlaskClient, guard: FlaskClient, let_in: LetIn, branch_a: BranchInfo
) -> None:
    made = let_in("call")
    assert "Being handed to you" in phone.get("/alpha/visitors/with-me").text
    for tap, expected in (
        ("take", ("host", None)),
        ("toilet", ("toilet", None)),
        ("toilet_back", ("host", None)),
        ("bring_back", ("host", "desk")),
    ):
        assert phone.post(page_of(made), data={"tap": tap}).status_code == 302, tap
        assert holder(branch_a, made) == expected
    assert "With you now" in phone.get("/alpha/visitors/with-me").text
    assert "Back at the desk" in guard.get(page_of(made)).text
    assert guard.post(page_of(made), data={"tap": "take", "at_desk": "true"}).status_code == 302
    assert holder(branch_a, made) == ("desk", None)


def test_a_colleague_is_handed_the_visitor(
    phone: FlaskClient, let_in: LetIn, branch_a: BranchInfo, app: Flask
) -> None:
    made, colleague = let_in(), make_user("curator", name="Сара Куратор")
    assert "Сара Куратор" in phone.get(page_of(made)).text
    assert phone.post(page_of(made), data={"tap": "offer", "colleague": str(colleague)}).status_code == 302
    other = app.test_client()
    carry_ticket(other, open_session(colleague))
    assert "I have taken over" in other.get(page_of(made)).text
    assert other.post(page_of(made), data={"tap": "take"}).status_code == 302
    assert holder(branch_a, made) == ("staff", None)


@pytest.mark.parametrize(
    "wrong",
    [{}, {"tap": "fly"}, {"tap": "offer"}, {"tap": "offer", "colleague": "x"}, {"tap": "toilet_back"}],
)
def test_what_the_chain_does_not_allow_is_refused(
    phone: FlaskClient, let_in: LetIn, branch_a: BranchInfo, wrong: dict[str, str]
) -> None:
    made = let_in()
    assert phone.post(page_of(made), data=wrong).status_code == 422
    assert holder(branch_a, made) == ("host", None)


def test_a_stranger_to_the_visit_sees_no_buttons(
    client: FlaskClient, login: Login, let_in: LetIn, branch_a: BranchInfo
) -> None:
    made = let_in()
    login(client, "psychologist")
    page = client.get(page_of(made)).text
    assert "You can take over once the visitor is handed to you." in page
    assert 'name="tap"' not in page
    assert client.post(page_of(made), data={"tap": "take"}).status_code == 422
    assert holder(branch_a, made) == ("host", None)


def test_another_branch_has_no_such_chain(client: FlaskClient, login: Login, let_in: LetIn) -> None:
    made = let_in()
    login(client, "staff", "beta")
    assert client.get(page_of(made).replace("alpha", "beta")).status_code == 404
    assert client.get(page_of(made)).status_code == 404


def test_an_alarm_is_taken_up_and_settled_at_the_desk(
    guard: FlaskClient, let_in: LetIn, branch_a: BranchInfo, clock: Clock
) -> None:
    made = let_in("call")
    clock.move_to(MORNING + timedelta(minutes=6))
    alarm = ring(branch_a, made)
    assert "Handed over, but nobody took over" in guard.get("/alpha/visitors/desk").text
    assert guard.post(f"/alpha/visitors/alarms/{alarm}/acknowledge").status_code == 302
    assert "Somebody looks after it" in guard.get("/alpha/visitors/desk/list").text
    page = f"/alpha/visitors/alarms/{alarm}"
    assert guard.get(page).status_code == 200
    assert guard.post(f"{page}/settle", data={"version": "2"}).status_code == 422
    assert guard.post(f"{page}/settle", data={"version": "1", "note": "x"}).status_code == 409
    assert guard.post(f"{page}/settle", data={"version": "2", "note": "Қабылдаушы келді"}).status_code == 302
    assert "Handed over, but nobody took over" not in guard.get("/alpha/visitors/desk").text
    assert "Қабылдаушы келді" in guard.get(page).text


def test_a_departure_that_nobody_saw_is_explained(
    guard: FlaskClient, let_in: LetIn, branch_a: BranchInfo, clock: Clock, login: Login
) -> None:
    made = let_in()
    clock.move_to(MORNING + timedelta(hours=12))
    with in_branch(branch_a.id, write=True):
        close_day({})
        db.session.commit()
        alarm = db.session.scalars(select(VisitAlarm.id)).one()
    login(guard, "front_desk")  # a new shift
    page = f"/alpha/visitors/alarms/{alarm}"
    assert "Left in time, nobody noted it" in guard.get(page).text
    said = {"version": "1", "note": "Камерадан көрінді", "departure": "left_properly"}
    assert guard.post(f"{page}/settle", data={**said, "longer": "0"}).status_code == 409
    assert guard.post(f"{page}/departure", data={**said, "departure": "flew"}).status_code == 422
    assert guard.post(f"{page}/departure", data=said).status_code == 302
    with in_branch(branch_a.id):
        assert db.session.scalars(select(Visit.status).where(Visit.id == made.id)).one() == "checked_out"


def test_only_the_desk_settles_alarms(
    phone: FlaskClient, let_in: LetIn, branch_a: BranchInfo, clock: Clock
) -> None:
    made = let_in("call")
    clock.move_to(MORNING + timedelta(minutes=6))
    alarm = ring(branch_a, made)
    assert "Handed over, but nobody took over" in phone.get(page_of(made)).text
    for step in ("acknowledge", "settle", "departure"):
        assert phone.post(f"/alpha/visitors/alarms/{alarm}/{step}").status_code == 403


def test_my_visitors_take_the_same_questions_however_many(phone: FlaskClient, let_in: LetIn) -> None:
    let_in()
    phone.get("/alpha/visitors/with-me")
    with counted_statements() as one:
        phone.get("/alpha/visitors/with-me")
    for _ in range(4):
        let_in()
    with counted_statements() as many:
        phone.get("/alpha/visitors/with-me")
    assert len(many) == len(one)
