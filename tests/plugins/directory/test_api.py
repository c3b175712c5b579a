"""The directory by program."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from platform_core.testing.statements import counted_statements
from plugins.directory.schemas.shipped import shipped_id
from tests.plugins.directory.schemas.documents import faults_by_standard

ROOT = "/api/v1/alpha/directory"
ENTRY = shipped_id("service", "kostanay-adaptation")


def test_the_list_is_read_page_by_page(head: FlaskClient) -> None:
    first = head.get(f"{ROOT}/entries?limit=30").get_json()
    rest = head.get(f"{ROOT}/entries?limit=30&cursor={first['next']}").get_json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (30, 23, None)
    assert len({one["id"] for one in (*first["items"], *rest["items"])}) == 53


@pytest.mark.parametrize(
    ("query", "count"),
    [("need=discrimination", 4), ("kind=ombudsman", 1), ("region=KZ-59", 6), ("region=KZ", 14)],
)
def test_the_list_is_narrowed(head: FlaskClient, query: str, count: int) -> None:
    assert len(head.get(f"{ROOT}/entries?{query}").get_json()["items"]) == count


@pytest.mark.parametrize("query", ["need=food", "region=XX", "limit=0", "cursor=x"])
def test_a_wrong_question_is_refused(head: FlaskClient, query: str) -> None:
    assert head.get(f"{ROOT}/entries?{query}").status_code in (400, 422)


def test_an_entry_has_what_is_printed_and_what_is_read(head: FlaskClient) -> None:
    found = head.get(f"{ROOT}/entries/{ENTRY}").get_json()
    assert found["name"].startswith("Adaptation Centre for Minors")
    assert [(one["number"], one["printed"], one["is_dialable"]) for one in found["phones"]] == [
        ("+77142900017", "тел. 87142-90-00-17", True),
        ("+77054507599", "87054507599", True),
        ("50", "50", False),
    ]
    assert (found["region"], found["verification"], found["is_hidden"]) == ("KZ-39", "due", False)


def test_services_are_those_of_the_standard(head: FlaskClient) -> None:
    found = head.get(f"{ROOT}/hsds/services?limit=200").get_json()
    assert [fault for one in found["items"] for fault in faults_by_standard(one)] == []
    one = head.get(f"{ROOT}/hsds/services/{ENTRY}").get_json()
    assert one in found["items"]
    assert head.get(f"{ROOT}/hsds/services/{UUID(int=1)}").status_code == 404
    assert head.get(f"{ROOT}/entries/{UUID(int=1)}").status_code == 404


def test_a_longer_page_asks_no_more(head: FlaskClient) -> None:
    def cost(limit: int) -> int:
        head.get(f"{ROOT}/entries?limit={limit}")
        with counted_statements() as statements:
            head.get(f"{ROOT}/entries?limit={limit}")
        return len(statements)

    assert cost(2) == cost(200)


def test_what_a_branch_hides_is_told(head: FlaskClient) -> None:
    head.post(f"/alpha/directory/entries/{ENTRY}/hide", data={"reason": "Тым алыс"})
    assert head.get(f"{ROOT}/entries/{ENTRY}").get_json()["is_hidden"] is True
