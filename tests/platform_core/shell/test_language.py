"""Which language a reader gets, and how it is switched in place."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from platform_core.shell.language import COOKIE


def language_of(response: Any) -> str:
    return response.get_data(as_text=True).partition('<html lang="')[2][:2]


def test_a_stranger_gets_kazakh(client: FlaskClient) -> None:
    assert language_of(client.get("/", headers={"Accept-Language": ""})) == "kk"


@pytest.mark.parametrize(
    ("wish", "language"), [("ru,en;q=0.5", "ru"), ("en-GB", "en"), ("de,fr", "kk"), ("xx;;;", "kk")]
)
def test_the_browsers_wish_is_heard(client: FlaskClient, wish: str, language: str) -> None:
    assert language_of(client.get("/alpha/", headers={"Accept-Language": wish})) == language


def test_a_switch_is_in_place_and_remembered(client: FlaskClient) -> None:
    first = client.get("/alpha/?lang=ru")
    assert language_of(first) == "ru"
    assert client.get_cookie(COOKIE).value == "ru"
    assert language_of(client.get("/alpha/")) == "ru"


@pytest.mark.parametrize("wrong", ["de", "", "kk%00", "../etc", "КК"])
def test_a_wrong_switch_changes_nothing(client: FlaskClient, wrong: str) -> None:
    assert client.get(f"/alpha/?lang={wrong}").status_code == 200
    assert client.get_cookie(COOKIE) is None


def test_a_forged_cookie_changes_nothing(client: FlaskClient) -> None:
    client.set_cookie(COOKIE, "xx.<script>")
    response = client.get("/alpha/", headers={"Accept-Language": "ru"})
    assert language_of(response) == "ru"
    assert "<script>alert" not in response.text


def test_the_own_setting_outranks_the_browser(client: FlaskClient, login: Callable[..., str]) -> None:
    client.set_cookie(COOKIE, "ru")
    login(client, "staff", "alpha")
    assert language_of(client.get("/alpha/", headers={"Accept-Language": "ru"})) == "en"


def test_a_switch_of_a_member_holds_for_that_session_only(
    client: FlaskClient, login: Callable[..., str]
) -> None:
    login(client, "staff", "alpha")
    client.get("/alpha/?lang=kk")
    assert language_of(client.get("/alpha/")) == "kk"
    login(client, "curator", "alpha")
    assert language_of(client.get("/alpha/")) == "en"


def test_the_switch_keeps_the_page_and_its_question(client: FlaskClient) -> None:
    page = client.get("/?choose=1&x=a%26b&lang=ru").text
    assert 'href="/?choose=1&amp;x=a%26b&amp;lang=kk"' in page


def test_one_readers_language_is_not_the_next_ones(app: Flask) -> None:
    one, other = app.test_client(), app.test_client()
    assert language_of(one.get("/?lang=ru")) == "ru"
    assert language_of(other.get("/")) == "kk"


def test_static_files_set_no_cookie(client: FlaskClient) -> None:
    with client.get("/static/css/app.css?lang=ru") as response:
        assert response.status_code == 200
    assert client.get_cookie(COOKIE) is None
