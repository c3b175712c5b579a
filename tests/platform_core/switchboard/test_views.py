"""Pages of the switchboard."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import catalogue_write, in_branch
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.statements import counted_statements
from platform_core.testing.world import new_branch

Login = Callable[..., str]


@pytest.fixture
def admin(client: FlaskClient, login: Login) -> FlaskClient:
    login(client, "platform_admin", "central")
    return client


def events(code: str) -> list[tuple[str, dict[str, Any]]]:
    with in_branch(branch_by_code(code).id):
        rows = db.session.execute(select(AuditEntry.event, AuditEntry.data).order_by(AuditEntry.id))
        return [(row.event, row.data) for row in rows if row.event.startswith("core.module_")]


def test_the_centre_sees_every_branch_and_its_modules(admin: FlaskClient) -> None:
    page = admin.get("/central/modules")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "Alpha school" in text
    assert "Beta school" in text
    assert "Central office" not in text.split("<main")[1]
    assert text.count("Not reporting") == 2
    assert "Switch on: Meetings, Alpha school" in text


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [("q=alpha", "Alpha school", "Beta school"), ("region=KZ-10", "No branch", "Alpha")],
)
def test_the_list_is_filtered(admin: FlaskClient, query: str, seen: str, unseen: str) -> None:
    body = admin.get(f"/central/modules?{query}").get_data(as_text=True).split("<main")[1]
    assert seen in body
    assert unseen not in body


def test_a_filter_that_does_not_exist_is_refused(admin: FlaskClient) -> None:
    assert admin.get("/central/modules?region=KZ-99").status_code == 400


def test_a_press_switches_and_tells_both_trails(admin: FlaskClient) -> None:
    answer = admin.post("/central/branches/alpha/modules/meetings", data={"state": "on", "back": "list"})
    assert answer.status_code == 303
    assert answer.location.endswith("/central/modules#b-alpha")
    assert "meetings" in branch_by_code("alpha").enabled_modules
    assert "meetings" not in branch_by_code("beta").enabled_modules
    assert events("alpha") == [("core.module_enabled", {"module": "meetings"})]
    assert events("central") == [("core.module_enabled", {"module": "meetings", "branch": "alpha"})]
    assert "is on: Alpha school" in admin.get("/central/modules").get_data(as_text=True)


def test_with_script_only_the_cell_comes_back(admin: FlaskClient) -> None:
    answer = admin.post(
        "/central/branches/alpha/modules/meetings", data={"state": "on"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert "<html" not in text
    assert "Switch off: Meetings, Alpha school" in text


def test_off_takes_the_pages_away_and_on_gives_them_back(admin: FlaskClient) -> None:
    address = "/central/branches/alpha/modules/incidents"
    admin.post(address, data={"state": "off"})
    assert "incidents" not in branch_by_code("alpha").enabled_modules
    admin.post(address, data={"state": "on"})
    assert "incidents" in branch_by_code("alpha").enabled_modules


@pytest.mark.parametrize("state", ["", "maybe", None])
def test_an_unknown_state_is_refused_and_nothing_changes(admin: FlaskClient, state: str | None) -> None:
    data = {} if state is None else {"state": state}
    assert admin.post("/central/branches/alpha/modules/meetings", data=data).status_code == 422
    assert "meetings" not in branch_by_code("alpha").enabled_modules
    assert events("alpha") == []


@pytest.mark.parametrize(
    "address",
    [
        "/central/branches/nowhere/modules/meetings",
        "/central/branches/central/modules/meetings",
        "/central/branches/alpha/modules/canteen",
    ],
)
def test_what_is_not_there_is_not_found(admin: FlaskClient, address: str) -> None:
    assert admin.post(address, data={"state": "on"}).status_code == 404
    assert admin.get(address).status_code == 404


@pytest.mark.parametrize("role", ["wellbeing_officer", "deputy_chair", "auditor"])
def test_other_roles_of_the_centre_may_not(client: FlaskClient, login: Login, role: str) -> None:
    login(client, role, "central")
    assert client.get("/central/modules").status_code == 403
    answer = client.post("/central/branches/alpha/modules/meetings", data={"state": "on"})
    assert answer.status_code == 403
    assert "meetings" not in branch_by_code("alpha").enabled_modules


def test_nobody_signed_in_is_shown_the_way_in(client: FlaskClient) -> None:
    assert client.get("/central/modules").status_code in {302, 303}


def test_a_branch_admin_sees_and_switches_the_own_branch_alone(client: FlaskClient, login: Login) -> None:
    login(client, "branch_admin", "alpha")
    assert client.get("/alpha/modules").location.endswith("/alpha/branches/alpha")
    assert client.get("/alpha/branches/alpha").status_code == 200
    assert client.get("/alpha/branches/beta").status_code == 404
    assert client.get("/beta/branches/beta").status_code == 404
    assert client.get("/central/modules").status_code == 404
    assert client.post("/alpha/branches/beta/modules/meetings", data={"state": "on"}).status_code == 404
    assert "meetings" not in branch_by_code("beta").enabled_modules
    assert client.post("/alpha/branches/alpha/modules/meetings", data={"state": "on"}).status_code == 303
    assert "meetings" in branch_by_code("alpha").enabled_modules
    assert events("central") == []


def test_a_branch_head_looks_and_may_not_switch(client: FlaskClient, login: Login) -> None:
    login(client, "branch_head", "alpha")
    text = client.get("/alpha/branches/alpha").get_data(as_text=True)
    assert "Not reporting" in text
    assert "Switch on" not in text
    assert client.post("/alpha/branches/alpha/modules/meetings", data={"state": "on"}).status_code == 403


def test_one_branch_shows_its_facts_and_modules(admin: FlaskClient) -> None:
    text = admin.get("/central/branches/alpha").get_data(as_text=True)
    for fact in ("Alpha school", "Astana City", "Asia/Almaty", "Meetings", "Settings of Meetings"):
        assert fact in text


def test_settings_are_asked_for_and_kept(admin: FlaskClient) -> None:
    page = admin.get("/central/branches/alpha/modules/meetings").get_data(as_text=True)
    assert "Days to reply" in page
    assert 'value="3"' in page
    answer = admin.post(
        "/central/branches/alpha/modules/meetings/settings", data={"reply_days": "7", "tone": "brisk"}
    )
    assert answer.status_code == 303
    assert 'value="7"' in admin.get("/central/branches/alpha/modules/meetings").get_data(as_text=True)
    assert events("central")[0][0] == "core.module_settings_changed"


@pytest.mark.parametrize(
    "data",
    [
        {"reply_days": "11", "tone": "calm"},
        {"reply_days": "soon", "tone": "calm"},
        {"reply_days": "7", "tone": "rude"},
        {},
    ],
)
def test_settings_out_of_bounds_are_shown_again_with_the_reason(
    admin: FlaskClient, data: dict[str, str]
) -> None:
    answer = admin.post("/central/branches/alpha/modules/meetings/settings", data=data)
    assert answer.status_code == 422
    assert "error-summary" in answer.get_data(as_text=True)
    assert events("alpha") == []


def test_the_number_of_statements_does_not_grow_with_branches(
    admin: FlaskClient, branch_a: BranchInfo
) -> None:
    selects_asked(admin)
    few = selects_asked(admin)
    with catalogue_write():
        db.session.add_all(new_branch(f"more-{number}") for number in range(20))
        db.session.commit()
    assert "more-19" in admin.get("/central/modules").get_data(as_text=True)
    assert selects_asked(admin) == few


def selects_asked(reader: FlaskClient) -> int:
    """Count the questions that the page of modules asks."""
    with counted_statements() as seen:
        reader.get("/central/modules")
    return sum(statement.startswith("SELECT") for statement in seen)
