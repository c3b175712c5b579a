"""The coverage page."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

Login = Callable[..., str]


@pytest.fixture
def reader(client: FlaskClient, login: Login) -> FlaskClient:
    login(client, "wellbeing_officer", "central")
    return client


def test_every_clause_is_shown_with_its_evidence(reader: FlaskClient) -> None:
    page = reader.get("/central/coverage/")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    for words in ("P36.12", "A10", "Electronic journal of incidents", "plugins.incidents.policy"):
        assert words in text


def test_the_list_is_narrowed_by_status(reader: FlaskClient) -> None:
    text = reader.get("/central/coverage/?status=context").get_data(as_text=True)
    assert "Legal basis" in text
    assert "Electronic journal of incidents" not in text


def test_an_unknown_status_is_refused(reader: FlaskClient) -> None:
    assert reader.get("/central/coverage/?status=done").status_code == 422


def test_it_can_be_taken_away_as_json(reader: FlaskClient) -> None:
    answer = reader.get("/central/coverage/?format=json")
    assert answer.mimetype == "application/json"
    assert "P33" in answer.get_data(as_text=True)


def test_a_branch_reads_it_under_its_own_address(client: FlaskClient, login: Login) -> None:
    login(client, "staff", "alpha")
    assert client.get("/alpha/coverage/").status_code == 200
    assert client.get("/central/coverage/").status_code == 404


def test_a_stranger_is_not_let_in(client: FlaskClient) -> None:
    assert client.get("/central/coverage/").status_code in {302, 303}
