"""The pages of open events: who may announce and count, in words and by taps (A5.8)."""

import pytest
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from plugins.visitors.models import OpenEvent
from plugins.visitors.queries.open_events import total_of

WHEN = {"starts_at": "2026-10-06T09:00", "ends_at": "2026-10-06T12:00"}
SAID = {
    "kind": "open_day",
    "title": "Ашық есік күні",
    "place": "Акт залы",
    "doors": "2",
    "capacity": "12",
    **WHEN,
}


@pytest.fixture
def announced(client, login, branch_a, at_nine):
    """An event announced by the head on its page; its address."""
    login(client, "branch_head")
    return client.post("/alpha/visitors/events/new", data=SAID).location


def key(number):
    return f"{number:032x}"


def test_the_head_announces_starts_and_sums_up_and_the_desk_counts(client, login, shown, announced, branch_a):
    assert client.post(f"{announced}/status", data={"status": "running"}).location == f"{announced}/count"
    login(client, "front_desk")
    page = shown(client.get(f"{announced}/count?door=2"))
    assert "+10" in page
    assert "Door 2" in page
    for number in range(11):
        client.post(f"{announced}/count", data={"tap": key(number), "step": "1", "door": "2"})
    answer = client.post(
        f"{announced}/count",
        data={"tap": key(10), "step": "1", "door": "2"},
        headers={"Accept": "application/json"},
    )
    assert answer.json == {"people": 11, "fullness": "Nearly full", "fullness_tone": "warn"}
    assert client.get(f"{announced}/total").json["people"] == 11
    page = shown(client.get(announced))
    assert "Door 2: <strong>11</strong>" in page
    with in_branch(branch_a.id):
        assert total_of(db.session.scalars(select(OpenEvent.id)).one()) == 11


def test_a_desk_may_not_announce_or_start(client, login, announced):
    login(client, "front_desk")
    assert client.post("/alpha/visitors/events/new", data=SAID).status_code == 403
    assert client.post(f"{announced}/status", data={"status": "running"}).status_code == 403


def test_staff_may_not_count(client, login, announced):
    login(client, "staff")
    assert client.get(f"{announced}/count").status_code == 403
    assert client.get("/alpha/visitors/events").status_code == 403


def test_another_branch_finds_nothing(client, login, announced):
    login(client, "branch_head", "beta")
    assert client.get(announced.replace("/alpha/", "/beta/")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "concert"}, "kind"),
        ({"title": ""}, "title"),
        ({"starts_at": "never"}, "starts_at"),
        ({"ends_at": "2026-10-06T08:00"}, "ends_at"),
        ({"doors": "13"}, "doors"),
        ({"capacity": "0"}, "capacity"),
    ],
)
def test_a_wrong_announcement_names_its_field_and_writes_nothing(
    client, login, branch_a, shown, at_nine, wrong, field
):
    login(client, "branch_head")
    answer = client.post("/alpha/visitors/events/new", data=SAID | wrong)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in shown(answer)
    with in_branch(branch_a.id):
        assert db.session.scalar(select(OpenEvent.id)) is None


def test_a_tap_before_the_doors_open_is_refused(client, announced):
    answer = client.post(f"{announced}/count", data={"tap": key(1), "step": "1"})
    assert answer.status_code == 422


def test_an_event_may_be_changed_until_it_begins(client, announced, shown):
    assert 'value="2026-10-06T09:00"' in shown(client.get(f"{announced}/edit"))
    assert client.post(f"{announced}/edit", data=SAID | {"title": "Мереке"}).status_code == 302
    assert "Мереке" in shown(client.get(announced))
    client.post(f"{announced}/status", data={"status": "running"})
    assert client.post(f"{announced}/edit", data=SAID).status_code == 409


def test_a_list_of_many_events_asks_no_more_than_a_list_of_one(client, announced, statements):
    few = statements(lambda: client.get("/alpha/visitors/events"))
    for _more in range(5):
        client.post("/alpha/visitors/events/new", data=SAID)
    assert statements(lambda: client.get("/alpha/visitors/events")) == few
