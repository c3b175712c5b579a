"""What is due on the start page, for programs, and at the centre."""

import io
from datetime import date
from uuid import UUID

import openpyxl
from flask.testing import FlaskClient

from platform_core.db.base import new_id
from platform_core.obligations.owing import owe
from platform_core.testing.people import make_token
from platform_core.testing.statements import counted_statements
from tests.platform_core.obligations.bench import ACQUAINTED, Bench
from tests.platform_core.obligations.pages import LIST, SignIn, events, page_of


def test_the_start_page_shows_what_is_late_and_near_to_who_answers(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "branch_head")
    seen = page_of(client, "/alpha/")
    assert "Quarter reported" in seen
    assert "All of it, 2 late" in seen
    assert "Safety service meets" not in seen
    login(client, "curator")
    assert "All of it" not in page_of(client, "/alpha/")


def test_programs_read_what_their_token_may(planned: Bench, client: FlaskClient) -> None:
    both = ("core.obligations.read", "core.obligations.oversee")
    token = make_token(*both)
    headers = {"Authorization": f"Bearer {token}"}
    listed = client.get("/api/v1/alpha/obligations?code=duties.quarter", headers=headers).get_json()
    (item,) = listed["items"]
    assert item["due_on"] == "2026-11-06"
    assert (item["status"], item["clause"], item["owners"]) == ("open", "P36", ["branch_head"])
    first = client.get("/api/v1/alpha/obligations?limit=2", headers=headers).get_json()
    rest = client.get(
        f"/api/v1/alpha/obligations?limit=50&cursor={first['next']}", headers=headers
    ).get_json()
    assert len(first["items"]) == 2
    assert {one["id"] for one in first["items"]}.isdisjoint(one["id"] for one in rest["items"])
    for wrong in ("status=soon", "code=%00", "code=Monitoring", "since=tomorrow", "cursor=x", "limit=0"):
        assert client.get(f"/api/v1/alpha/obligations?{wrong}", headers=headers).status_code == 422, wrong
    own = {"Authorization": f"Bearer {make_token(both[0])}"}
    assert client.get("/api/v1/alpha/obligations", headers=own).get_json()["items"] == []
    assert client.get("/api/v1/beta/obligations", headers=headers).status_code == 404
    other = {"Authorization": f"Bearer {make_token('core.policy.read')}"}
    assert client.get("/api/v1/alpha/obligations", headers=other).status_code == 403


def test_the_centre_sees_how_much_is_late_where_and_each_branch_knows(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    planned.plan(date(2026, 11, 2), branch=planned.other)
    planned.do(lambda: owe(ACQUAINTED, key="k", due_on=date(2026, 11, 3)))
    planned.go_to(date(2026, 11, 9))
    login(client, "wellbeing_officer", "central")
    page_of(client, "/central/obligations/late")
    with counted_statements() as seen:
        page = page_of(client, "/central/obligations/late")
    asked = [statement for statement in seen if "core_obligation" in statement]
    assert len(asked) == 1, "one question for all branches"
    assert "Alpha school 3 0" in page
    assert "Beta school 2 0" in page
    inside = page_of(client, "/central/obligations/late/alpha")
    assert "Acquainted with the rules" in inside
    assert "6 days late" in inside
    assert events(planned).count("core.obligations_overviewed") == 3
    book = openpyxl.load_workbook(io.BytesIO(client.get("/central/obligations/late/export.xlsx").data))
    assert "Alpha school" in [cell.value for row in book.active.iter_rows() for cell in row]
    assert client.get("/central/obligations/late/nowhere").status_code == 404


def test_the_centre_has_its_own_list(planned: Bench, client: FlaskClient, login: SignIn) -> None:
    planned.plan(date(2026, 9, 10), branch=planned.centre)
    login(client, "wellbeing_officer", "central")
    seen = page_of(client, "/central/obligations/")
    assert "Entries of the network verified" in seen
    assert "Late in the branches" in seen
    login(client, "auditor", "central")
    for address in ("/central/obligations/", "/central/obligations/late", "/central/obligations/late/alpha"):
        assert client.get(address).status_code == 403


def test_what_is_late_in_a_module_that_is_off_is_not_counted(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    planned.switch(on=False)
    login(client, "wellbeing_officer", "central")
    assert "Nothing is late" in page_of(client, "/central/obligations/late")
    assert "Nothing is late here" in page_of(client, "/central/obligations/late/alpha")


def test_ids_are_of_this_world(planned: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    for wrong in (UUID(int=0), new_id()):
        assert client.get(f"{LIST}{wrong}").status_code == 404
