"""The pages of rounds on a phone: scanned, chosen, finished, found, given on (P12)."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from plugins.visitors.jobs.rounds import find_missed
from plugins.visitors.models import Checkpoint, Finding, Round, RoundStop

ROUTE = {
    "name": "Негізгі",
    "weekdays": ["1"],
    "times": "9:10, 17:00",
    "window_minutes": "20",
    "active": "true",
}


def rows(branch, model):
    with in_branch(branch.id):
        found = list(db.session.scalars(select(model).order_by(model.id)))
        db.session.expunge_all()
    return found


@pytest.fixture
def route(client, login, at_nine):
    """A route with two places, laid out by the head on the pages; its address."""
    login(client, "branch_head")
    made = client.post("/alpha/visitors/rounds/routes/new", data=ROUTE).location
    for zone, name in (("basement", "Жертөле"), ("attic", "Шатыр асты")):
        assert client.post(f"{made}/checkpoints", data={"zone": zone, "name": name}).status_code == 302
    return made


@pytest.fixture
def walking(client, login, route, branch_a):
    """The morning's round under way, walked by the desk; its address."""
    login(client, "front_desk")
    first = min(rows(branch_a, Round), key=lambda one: one.planned_for)
    address = f"/alpha/visitors/rounds/{first.id}"
    assert client.post(f"{address}/begin").location == address
    return address


def test_labels_are_printed_with_their_places(client, route):
    answer = client.get(f"{route}/labels.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "Жертөле" in text
    assert "Шатыр асты" in text
    assert "Негізгі" in text


def test_a_route_without_places_has_no_labels(client, login, at_nine):
    login(client, "branch_head")
    made = client.post("/alpha/visitors/rounds/routes/new", data=ROUTE | {"name": "Бос"}).location
    assert client.get(f"{made}/labels.pdf").status_code == 422


def test_a_scanned_label_confirms_its_place_after_a_tap(client, walking, branch_a, shown):
    point = rows(branch_a, Checkpoint)[0]
    label = f"/alpha/visitors/rounds/at/{point.token}"
    assert "Жертөле" in shown(client.get(label))
    assert rows(branch_a, RoundStop) == []  # looking confirms nothing
    assert client.post(label).location == walking
    (stop,) = rows(branch_a, RoundStop)
    assert (stop.state, stop.means) == ("seen", "label")
    assert "confirmed already" in shown(client.get(label))


def test_a_label_begins_the_round_that_is_due(client, login, route, branch_a):
    login(client, "front_desk")
    point = rows(branch_a, Checkpoint)[0]
    client.post(f"/alpha/visitors/rounds/at/{point.token}")
    assert sorted(one.status for one in rows(branch_a, Round)) == ["planned", "walking"]


def test_a_label_scanned_at_no_round_s_time_begins_an_extra_one(client, login, route, branch_a, at_nine):
    at_nine.shift(3 * 3_600)
    login(client, "front_desk", login="late.desk")
    point = rows(branch_a, Checkpoint)[0]
    client.post(f"/alpha/visitors/rounds/at/{point.token}")
    assert [one.extra for one in rows(branch_a, Round) if one.status == "walking"] == [True]


def test_a_label_needs_an_account_and_says_nothing_to_strangers(client, route, branch_a, app):
    point = rows(branch_a, Checkpoint)[0]
    stranger = app.test_client()
    answer = stranger.get(f"/alpha/visitors/rounds/at/{point.token}")
    assert answer.status_code in (302, 401)
    assert "Жертөле" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("code", ["x", "0" * 32])
def test_a_label_of_nothing_is_not_found(client, walking, code):
    assert client.get(f"/alpha/visitors/rounds/at/{code}").status_code == 404
    assert client.post(f"/alpha/visitors/rounds/at/{code}").status_code == 404


def test_a_round_is_finished_on_its_page(client, walking, branch_a, shown):
    first, second = rows(branch_a, Checkpoint)
    assert "Finish the round" not in shown(client.get(walking))
    assert client.post(f"{walking}/finish").status_code == 422
    client.post(f"{walking}/stops", data={"checkpoint": str(first.id)})
    client.post(f"{walking}/stops", data={"checkpoint": str(second.id), "skip_reason": "locked"})
    page = shown(client.get(walking))
    assert "Locked, no key" in page
    assert "Finish the round" in page
    assert client.post(f"{walking}/finish").status_code == 302
    assert "Done" in shown(client.get("/alpha/visitors/rounds/history?status=done"))


def test_a_finding_goes_to_a_colleague_who_alone_of_the_staff_may_open_it(
    client, login, walking, branch_a, shown, teacher
):
    point = rows(branch_a, Checkpoint)[0]
    said = {"checkpoint": str(point.id), "kind": "unlocked", "urgency": "soon", "note": "құлып жоқ"}
    assert client.post(f"{walking}/findings", data=said).status_code == 302
    (finding,) = rows(branch_a, Finding)
    address = f"/alpha/visitors/rounds/findings/{finding.id}"
    assert "құлып жоқ" in shown(client.get(address))
    assert "құлып жоқ" not in shown(client.get("/alpha/visitors/rounds/findings"))
    assert client.post(f"{address}/done", data={"note": "x"}).status_code == 403
    login(client, "branch_head")
    given = {"assignee": str(teacher), "due_on": "2026-10-09"}
    assert client.post(f"{address}/assign", data=given).status_code == 302
    login(client, "staff", login="another.teacher")
    assert client.get(address).status_code == 403
    assert client.post(f"{address}/done", data={"note": "x"}).status_code == 403
    login(client, "staff", login="ms.teacher")
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/done", data={"note": ""}).status_code == 422
    assert client.post(f"{address}/done", data={"note": "құлып салынды"}).status_code == 302
    assert "құлып салынды" in shown(client.get(address))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": "ghost"}, "kind"), ({"urgency": "later"}, "urgency"), ({"checkpoint": "x"}, "checkpoint")],
)
def test_a_wrong_finding_names_its_field_and_writes_nothing(client, walking, branch_a, shown, wrong, field):
    point = rows(branch_a, Checkpoint)[0]
    said = {"checkpoint": str(point.id), "kind": "damage", "urgency": "soon"}
    answer = client.post(f"{walking}/findings", data=said | wrong)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in shown(answer)
    assert rows(branch_a, Finding) == []


def test_a_missed_round_is_explained_on_its_page(client, login, route, branch_a, at_nine, acting, shown):
    at_nine.shift(86_400)
    with acting():
        find_missed({})
        db.session.commit()
    login(client, "front_desk", login="next.desk")
    missed = rows(branch_a, Round)[0]
    address = f"/alpha/visitors/rounds/{missed.id}"
    assert "Why was it missed?" in shown(client.get(address))
    assert client.post(f"{address}/missed", data={"reason": "no idea"}).status_code == 422
    assert client.post(f"{address}/missed", data={"reason": "called_away"}).status_code == 302
    assert "Called away" in shown(client.get(address))
    assert client.post(f"{address}/missed", data={"reason": "called_away"}).status_code == 409


def test_who_walks_may_not_lay_out_routes_and_teachers_may_not_walk(client, login, route, walking):
    assert client.get(route).status_code == 403
    assert client.post(f"{route}/checkpoints", data={"zone": "attic", "name": "x"}).status_code == 403
    login(client, "staff")
    assert client.get("/alpha/visitors/rounds").status_code == 403
    assert client.post(f"{walking}/finish").status_code == 403


def test_another_branch_finds_neither_round_nor_route_nor_label(client, login, route, walking, branch_a):
    point = rows(branch_a, Checkpoint)[0]
    login(client, "branch_head", "beta")
    for address in (route, walking, f"/alpha/visitors/rounds/at/{point.token}"):
        assert client.get(address.replace("/alpha/", "/beta/")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": ""}, "name"), ({"times": "soon"}, "times"), ({"weekdays": ["9"]}, "weekdays"),
     ({"window_minutes": "1"}, "window_minutes"), ({"weekdays": []}, "weekdays")],
)  # fmt: skip
def test_a_wrong_route_names_its_field_and_writes_nothing(client, login, at_nine, shown, wrong, field):
    login(client, "branch_head")
    answer = client.post("/alpha/visitors/rounds/routes/new", data=ROUTE | wrong)
    assert answer.status_code == 422
    assert f'href="#f-{field}' in shown(answer)
    assert "Негізгі" not in shown(client.get("/alpha/visitors/rounds/routes"))


def test_a_day_of_many_rounds_asks_no_more_than_one_of_few(client, login, route, statements):
    for path in ("/alpha/visitors/rounds", "/alpha/visitors/rounds/history", "/alpha/visitors/rounds/routes"):
        few = statements(lambda path=path: client.get(path))
        times = "10:00, 11:00, 12:00, 13:00"
        client.post(f"{route}/edit", data=ROUTE | {"times": times, "name": path[-8:]})
        client.post("/alpha/visitors/rounds/routes/new", data=ROUTE | {"name": path})
        assert statements(lambda path=path: client.get(path)) == few
