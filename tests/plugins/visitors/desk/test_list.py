"""The live list of the desk, and the one field for scanner and keyboard (A5.3, A5.6)."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.statements import counted_statements
from tests.plugins.visitors.desk.conftest import MORNING, Made, receive

MakeVisit = Callable[..., Made]
LIST, FIND = "/alpha/visitors/desk/list", "/alpha/visitors/desk/find"
HTMX = {"HX-Request": "true"}


def test_the_desk_shows_who_is_due_and_who_is_late(guard: FlaskClient, make_visit: MakeVisit) -> None:
    make_visit("Қазіргі", "Айна")
    make_visit(
        "Кешіккен",
        "Дана",
        expected_from=MORNING - timedelta(hours=1),
        expected_until=MORNING + timedelta(hours=1),
    )
    make_visit(
        "Ертеңгі",
        "Сәуле",
        expected_from=MORNING + timedelta(days=1),
        expected_until=MORNING + timedelta(days=1, hours=1),
    )
    page = guard.get("/alpha/visitors/desk").text
    assert page.index("Қазіргі") < page.index("Should have been here") < page.index("Кешіккен")
    assert "Ертеңгі" not in page


def test_an_idle_list_is_not_drawn_again(guard: FlaskClient, make_visit: MakeVisit) -> None:
    made = make_visit()
    first = guard.get(LIST)
    mark = first.headers["ETag"]
    assert guard.get(LIST, headers={"If-None-Match": mark}).status_code == 304
    assert guard.get(LIST, headers={"If-None-Match": '"other"'}).status_code == 200
    guard.post(f"{made.url}/identity", data={"version": made.version, "document_type": "passport"})
    again = guard.get(LIST, headers={"If-None-Match": mark})
    assert again.status_code == 200
    assert "At the desk now" in again.text


def test_the_list_carries_its_own_mark(guard: FlaskClient, make_visit: MakeVisit) -> None:
    make_visit()
    answer = guard.get(LIST)
    assert f'{{"If-None-Match": "\\{answer.headers["ETag"][:-1]}\\""}}' in answer.text


def test_what_is_looked_for_stands_in_no_address_and_no_trail(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    make_visit("Сейітқали", "Мұрат")
    answer = guard.post(FIND, data={"words": "сейіт"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Сейітқали" in answer.text
    assert guard.get(FIND).status_code in {404, 405}
    with in_branch(branch_a.id):
        told = db.session.scalars(
            select(AuditEntry).where(AuditEntry.event == "visitors.desk_searched")
        ).one()
        assert told.data == {"hits": 1}


def test_a_code_a_link_a_badge_and_a_number_open_the_visit(
    guard: FlaskClient, make_visit: MakeVisit, branch_a: BranchInfo
) -> None:
    made = make_visit()
    receive(guard, branch_a, made)
    scanned = (
        made.token,
        f"https://school.example/alpha/visit/{made.token}",
        f"https://school.example/alpha/visitors/visits/{made.id}/custody",
        "1",
    )
    for words in scanned:
        by_script = guard.post(FIND, data={"words": words}, headers=HTMX)
        assert by_script.headers.get("HX-Redirect") == made.url, words
        assert guard.post(FIND, data={"words": words}).location == made.url


def test_a_code_of_nobody_finds_nobody(guard: FlaskClient, make_visit: MakeVisit) -> None:
    make_visit()
    for words in ("f" * 32, "01a2031f-37d6-7d11-9bcf-000000000000", "77", "жоқ адам"):
        answer = guard.post(FIND, data={"words": words}, headers=HTMX)
        assert (answer.status_code, "Nobody found today" in answer.text) == (200, True), words
    assert guard.post(FIND, data={"words": " "}, headers=HTMX).status_code == 422


def test_the_desk_leads_to_a_refusal_and_to_the_day_sheet(guard: FlaskClient, make_visit: MakeVisit) -> None:
    made = make_visit()
    page = guard.get(made.url).text
    assert f"/alpha/visitors/refusals/new?visit={made.id}" in page
    assert guard.get(f"/alpha/visitors/refusals/new?visit={made.id}").status_code == 200
    desk = guard.get("/alpha/visitors/desk").text
    assert "/alpha/visitors/sheets" in desk
    assert "There is no network" in desk


def test_the_list_asks_as_much_for_many_as_for_one(guard: FlaskClient, make_visit: MakeVisit) -> None:
    make_visit("Ли", "Анна")
    guard.get(LIST)
    with counted_statements() as one:
        guard.get(LIST)
    for number in range(12):
        make_visit(f"Ким{number}", "Олег")
    with counted_statements() as many:
        guard.get(LIST)
    assert len(many) == len(one)
