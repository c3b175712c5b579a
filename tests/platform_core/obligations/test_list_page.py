"""The list of what is due: who sees what, in which words, narrowed and given out."""

import io
from datetime import date

import openpyxl
import pytest
from flask.testing import FlaskClient

from platform_core.obligations.owing import owe
from platform_core.testing.statements import counted_statements
from tests.platform_core.obligations.bench import ENTRY, MEETING, Bench
from tests.platform_core.obligations.pages import LIST, SignIn, events, page_of


def test_the_list_says_what_is_due_in_words_and_names_what_it_is_for(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "sss_head")
    seen = page_of(client, LIST)
    for words in ("Safety service meets", "in 5 working days", "Quarter reported", "3 days late", "P36"):
        assert words in seen
    assert "Entry verified Сенім телефоны" in seen
    assert "in 2 working days" in seen
    assert "entry-9" not in seen, "a key is never shown"
    assert seen.index("Rules adopted") < seen.index("Quarter reported") < seen.index("Safety service meets")


def test_each_sees_what_the_role_answers_for(planned: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "psychologist")
    seen = page_of(client, LIST)
    assert "Monitoring" in seen
    assert "Safety service meets" not in seen
    assert "Quarter reported" not in seen
    login(client, "curator")
    assert "Nothing is due" in page_of(client, LIST)
    meeting = planned.one(MEETING).id
    assert client.get(f"{LIST}{meeting}").status_code == 404


def test_who_oversees_may_narrow_the_list_to_what_is_hers(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "sss_head")
    seen = page_of(client, f"{LIST}?mine=true")
    assert "Safety service meets" in seen
    assert "Quarter reported" not in seen


@pytest.mark.parametrize(
    ("asked", "there", "absent"),
    [
        ("state=late", "Quarter reported", "Safety service meets"),
        ("state=fulfilled", "Nothing matches", "Quarter reported"),
        ("state=all", "Safety service meets", "Nothing matches"),
        ("module=duties", "Quarter reported", "Nothing matches"),
        ("clause=P47", "Entry verified", "Quarter reported"),
        ("role=psychologist", "Monitoring", "Quarter reported"),
        ("sort=-due_on", "Monitoring", "Nothing matches"),
    ],
)
def test_the_list_is_narrowed_by_state_module_clause_and_role(
    planned: Bench, client: FlaskClient, login: SignIn, asked: str, there: str, absent: str
) -> None:
    login(client, "branch_head")
    seen = page_of(client, f"{LIST}?{asked}")
    table = seen[seen.index("Clear filters") :] if "Clear filters" in seen else seen
    assert there in table
    assert absent not in table


@pytest.mark.parametrize("asked", ["state=soon", "module=unknown", "clause=P99", "sort=title", "cursor=x"])
def test_a_wrong_question_is_named(planned: Bench, client: FlaskClient, login: SignIn, asked: str) -> None:
    login(client, "branch_head")
    assert client.get(f"{LIST}?{asked}").status_code == 400


def test_a_module_that_is_off_shows_nothing_and_keeps_everything(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    meeting = planned.one(MEETING).id
    login(client, "sss_head")
    planned.switch(on=False)
    assert "Safety service meets" not in page_of(client, f"{LIST}?state=all")
    for address in (f"{LIST}{meeting}", f"{LIST}{meeting}/waive"):
        assert client.get(address).status_code == 404
    assert client.post(f"{LIST}{meeting}/waive", data={"version": 1}).status_code in (404, 422)
    planned.switch(on=True)
    assert "Safety service meets" in page_of(client, LIST)


def test_the_list_asks_as_often_for_many_as_for_few(bench: Bench, client: FlaskClient, login: SignIn) -> None:
    login(client, "sss_head")
    asked = []
    for number in (3, 40):
        for place in range(number):
            bench.do(lambda key=f"entry-{number}-{place}": owe(ENTRY, key=key, due_on=date(2026, 11, 11)))
        page_of(client, LIST)
        with counted_statements() as seen:
            page_of(client, LIST)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_the_list_is_given_as_a_workbook_and_the_trail_knows(
    planned: Bench, client: FlaskClient, login: SignIn
) -> None:
    login(client, "sss_head")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{LIST}export.xlsx?clause=P47").data))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row if cell]
    assert "Entry verified" in cells
    assert "Quarter reported" not in cells
    rows = client.get(f"{LIST}export.json").get_json()
    assert {row["title"] for row in rows} > {"Quarter reported", "Entry verified"}
    assert events(planned).count("core.obligations_exported") == 2


def test_a_module_that_cannot_name_its_things_takes_nothing_with_it(
    planned: Bench, client: FlaskClient, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.platform_core.obligations import bench as made

    monkeypatch.setattr(made, "NAMES", None)
    login(client, "sss_head")
    seen = page_of(client, LIST)
    assert "Entry verified" in seen
    assert "Сенім" not in seen
