"""Headers: what a page may load, what a browser may keep, what the next site may learn."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from platform_core.web.headers import confidential, install_headers, is_confidential, uses_camera


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("x", static_folder=None)
    install_headers(app)
    app.add_url_rule("/open", view_func=lambda: str(is_confidential()), endpoint="open")
    app.add_url_rule("/closed", view_func=confidential(lambda: str(is_confidential())), endpoint="closed")
    app.add_url_rule("/scan", view_func=uses_camera(lambda: "scan"), endpoint="scan")
    app.add_url_rule("/cached", view_func=lambda: ("x", {"Cache-Control": "max-age=60"}), endpoint="cached")
    app.add_url_rule(
        "/static/<name>", view_func=lambda name: ("x", {"Cache-Control": "max-age=60"}), endpoint="static"
    )
    return app.test_client()


@pytest.mark.parametrize("path", ["/open", "/closed", "/none"])
def test_every_answer_is_fenced(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_no_page_is_kept_even_if_it_asks_for_it(client: FlaskClient) -> None:
    assert client.get("/cached").headers["Cache-Control"] == "no-store"
    assert client.get("/static/x").headers["Cache-Control"] == "max-age=60"


def test_https_is_remembered_where_it_is_used(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/open").headers
    assert "max-age" in client.get("/open", base_url="https://x.test").headers["Strict-Transport-Security"]


def test_a_page_knows_that_it_is_confidential(client: FlaskClient) -> None:
    assert (client.get("/open").text, client.get("/closed").text) == ("False", "True")


def test_the_camera_is_for_the_pages_that_say_so_alone(client: FlaskClient) -> None:
    asked = {path: client.get(path).headers["Permissions-Policy"] for path in ("/open", "/none", "/scan")}
    assert ["camera=(self)" in asked[path] for path in asked] == [False, False, True]
    for policy in asked.values():
        assert "microphone=()" in policy
        assert "geolocation=()" in policy
