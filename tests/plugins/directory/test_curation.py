"""The centre keeps the network's directory: lists, writes, checks and closes entries."""

import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.statements import counted_statements
from plugins.directory.models import Service, VerificationStep
from plugins.directory.queries.documents import read_documents
from plugins.directory.schemas.entry_form import form_values
from plugins.directory.schemas.shipped import shipped_id
from plugins.directory.services.loading import Loaded

ROOT = "/central/directory"
ENTRY = shipped_id("service", "sandyqtau-support")
PAGE = f"{ROOT}/entries/{ENTRY}"
FORM = {
    "name_kk": "«Тірек» орталығы",
    "name_ru": "Центр «Тірек»",
    "kind": "support_centre",
    "needs": ["child_violence", "shelter"],
    "served": ["children"],
    "visibility": "public",
    "status": "active",
    "region": "KZ-71",
    "phones": "тел: 8(7172) 40-10-25, 40-10-26\n50",
    "email": "tirek@example.kz",
    "url": "https://tirek.example.kz",
    "town_kk": "Астана",
    "street_kk": "Абай даңғылы, 1",
    "hours_kk": "дс–жм 9:00–18:00",
    "version": "0",
}


def names_on(client: FlaskClient, query: str) -> set[str]:
    text = client.get(f"{ROOT}/?{query}").get_data(as_text=True)
    return set(re.findall(r'class="q-row-link"[^>]*>([^<]+)<', text))


def document(service_id: UUID = ENTRY) -> dict[str, Any]:
    return read_documents([service_id])[0]


def version(service_id: UUID = ENTRY) -> int:
    return db.session.scalar(select(Service.version).where(Service.id == service_id)) or 0


def written(client: FlaskClient, **changes: Any) -> UUID:
    answer = client.post(f"{ROOT}/entries/new", data={**FORM, **changes})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return UUID(answer.headers["Location"].rpartition("/")[2])


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=youth_home", 11),
        ("region=KZ-62", 1),
        ("region=KZ", 14),
        ("need=sex_discrimination", 3),
        ("need=sex_discrimination&kind=hotline", 1),
        ("visibility=staff", 1),
        ("verification=confirmed", 0),
        ("status=defunct", 0),
    ],
)
def test_the_list_is_narrowed(curator: FlaskClient, query: str, count: int) -> None:
    assert len(names_on(curator, query)) == count


@pytest.mark.parametrize("words", ["әулиекөл", "АУЛИЕКОЛ", "Аулиекол ленин", "auliekol"])
def test_the_search_folds_case_and_kazakh_letters(curator: FlaskClient, words: str) -> None:
    assert names_on(curator, f"q={words}") == {
        (
            "Support Centre for Children in Hard Life Situations, "
            "education department of Auliekol District, Kostanay Region"
        )
    }
    assert names_on(curator, "q=4101") == set()


def test_a_phone_is_found(curator: FlaskClient) -> None:
    assert names_on(curator, "q=11616") == {"Union of Crisis Centres"}


@pytest.mark.parametrize(
    "query", ["need=food", "region=KZ-99", "verification=old", "sort=phones", "cursor=x"]
)
def test_a_wrong_filter_is_refused(curator: FlaskClient, query: str) -> None:
    assert curator.get(f"{ROOT}/?{query}").status_code == 400


def test_an_entry_is_written_and_read(curator: FlaskClient, central: BranchInfo) -> None:
    service_id = written(curator)
    text = curator.get(f"{ROOT}/entries/{service_id}").get_data(as_text=True)
    for told in (
        "+77172401025",
        "+77172401026",
        "Digits that are no number",
        "tirek@example.kz",
        "Абай даңғылы, 1",
    ):
        assert told in text
    with in_branch(central.id):
        found = document(service_id)
        told = list(db.session.scalars(select(AuditEntry.event)))
    assert found["translations"]["name"] == {"kk": "«Тірек» орталығы", "ru": "Центр «Тірек»"}
    assert found["service_areas"][0]["extent"] == "KZ-71"
    assert found["service_at_locations"][0]["location"]["addresses"][0]["postal_code"] == ""
    assert [one["code"] for one in (each["taxonomy_term"] for each in found["attributes"])] == [
        "child_violence",
        "shelter",
        "children",
    ]
    assert "directory.entry_written" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name_kk", ""),
        ("kind", "club"),
        ("needs", ["food"]),
        ("visibility", ""),
        ("status", "closed"),
        ("region", "KZ-99"),
        ("email", "nobody"),
        ("url", "javascript:alert(1)"),
        ("phones", "1" * 201),
        ("postal_code", "1" * 21),
        ("version", "x"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(curator: FlaskClient, name: str, value: Any) -> None:
    refused = curator.post(f"{ROOT}/entries/new", data={**FORM, name: value})
    assert refused.status_code == 422
    assert f'href="#f-{name}' in refused.get_data(as_text=True)
    assert names_on(curator, "q=тірек") == set()


def test_a_secret_address_is_not_kept_for_the_network(curator: FlaskClient, central: BranchInfo) -> None:
    secret = {"address_confidential": "true"}
    assert curator.post(f"{ROOT}/entries/new", data={**FORM, **secret}).status_code == 422
    service_id = written(curator, street_kk="", **secret)
    with in_branch(central.id):
        assert "service_at_locations" not in document(service_id)


def test_an_address_that_becomes_secret_is_forgotten_with_its_history(
    curator: FlaskClient, central: BranchInfo
) -> None:
    service_id = written(curator)
    moved = {**FORM, "version": "1", "street_kk": "Құпия көшесі, 7"}
    assert curator.post(f"{ROOT}/entries/{service_id}/edit", data=moved).status_code == 302
    secret = {**FORM, "version": "2", "street_kk": "", "address_confidential": "true"}
    assert curator.post(f"{ROOT}/entries/{service_id}/edit", data=secret).status_code == 302
    for address in (f"{ROOT}/entries/{service_id}", f"{ROOT}/export.json", f"{ROOT}/?q=құпия"):
        text = curator.get(address).get_data(as_text=True)
        assert "Құпия көшесі" not in text, address
        assert "Абай даңғылы, 1" not in text, address
    assert names_on(curator, "q=құпия") == set()
    with in_branch(central.id):
        (found,) = read_documents([service_id], with_history=True)
        assert "Құпия" not in str(found)


def test_an_edit_keeps_what_the_form_does_not_ask(curator: FlaskClient, central: BranchInfo) -> None:
    page = curator.get(f"{PAGE}/edit").get_data(as_text=True)
    values = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', page))
    with in_branch(central.id):
        before = document()
    changed = {**FORM, **{name: "" for name in FORM if name not in ("kind", "visibility", "status")}}
    changed |= {"name_kk": before["name"], "region": "KZ-11", "phones": "8 (71640) 9-11-22", "version": "1"}
    assert values["version"] == "1"
    assert curator.post(f"{PAGE}/edit", data=changed).status_code == 302
    with in_branch(central.id):
        after = document()
    assert after["source"] == before["source"]
    assert after["organization"]["id"] == before["organization"]["id"]
    assert after["phones"][0]["number"] == "+77164091122"
    assert curator.post(f"{PAGE}/edit", data={**changed, "version": "1"}).status_code == 409


def test_saving_a_form_as_it_is_changes_nothing(curator: FlaskClient, central: BranchInfo) -> None:
    service_id = shipped_id("service", "zhana-shulba")
    with in_branch(central.id):
        before = document(service_id)
    values = {name: value for name, value in form_values(before).items() if value not in ("", [], False)}
    answer = curator.post(f"{ROOT}/entries/{service_id}/edit", data={**values, "version": "1"})
    assert answer.status_code == 302
    with in_branch(central.id):
        assert document(service_id) == before


def test_a_check_goes_its_way(curator: FlaskClient, central: BranchInfo) -> None:
    def step(state: str, number: int) -> int:
        data = {"state": state, "way": "phone", "note": "қоңырау", "version": str(number)}
        return curator.post(f"{PAGE}/check", data=data).status_code

    assert step("requested", 1) == 302
    assert step("lapsed", 2) == 302
    assert step("lapsed", 3) == 422
    assert step("confirmed", 2) == 409
    assert step("confirmed", 3) == 302
    assert (
        curator.post(f"{PAGE}/check", data={"state": "due", "way": "phone", "version": "4"}).status_code
        == 422
    )
    with in_branch(central.id):
        found = document()
        states = list(db.session.scalars(select(VerificationStep.state).order_by(VerificationStep.made_at)))
    assert (found["verification"], states) == ("confirmed", ["requested", "lapsed", "confirmed"])
    assert found["assured_date"]
    assert len(names_on(curator, "verification=confirmed")) == 1
    assert "қоңырау" in curator.get(PAGE).get_data(as_text=True)


def test_an_entry_is_closed_and_stays_with_its_history(curator: FlaskClient, login: Any) -> None:
    assert curator.post(f"{PAGE}/close", data={}).status_code == 422
    assert curator.post(f"{PAGE}/close", data={"version": "9"}).status_code == 409
    assert curator.post(f"{PAGE}/close", data={"version": "1"}).status_code == 302
    assert len(names_on(curator, "status=defunct")) == 1
    login(curator, "staff", "alpha")
    assert curator.get(f"/alpha/directory/entries/{ENTRY}").status_code == 404


@pytest.mark.parametrize("path", ["/edit", "", "/check", "/close"])
def test_what_is_not_there_is_not_found(curator: FlaskClient, path: str) -> None:
    address = f"{ROOT}/entries/{UUID(int=7)}{path}"
    method = "POST" if path in ("/check", "/close") else "GET"
    assert curator.open(address, method=method).status_code == 404


def test_the_report_is_a_page_too(curator: FlaskClient) -> None:
    text = curator.get(f"{ROOT}/report").get_data(as_text=True)
    assert "“50”" in text
    assert "Digits that are no number" in text


def test_pages_ask_no_more_for_more_rows(curator: FlaskClient) -> None:
    def cost(address: str) -> int:
        curator.get(address)
        with counted_statements() as statements:
            assert curator.get(address).status_code == 200
        return len(statements)

    assert cost(f"{ROOT}/") == cost(f"{ROOT}/?region=KZ-62")
    assert cost(f"{ROOT}/export.json") == cost(f"{ROOT}/export.json?region=KZ-62")


def test_others_of_the_centre_stay_outside(client: FlaskClient, login: Any, loaded: Loaded) -> None:
    login(client, "deputy_chair", "central")
    assert client.get(f"{ROOT}/").status_code == 403
    login(client, "sss_head", "alpha")
    assert client.get(f"{ROOT}/").status_code == 404
