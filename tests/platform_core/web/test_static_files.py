"""Static files: small on the wire, kept for ever, and never out of their folder."""

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from platform_core.web.static_files import STATIC, install_static, static_url


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.js").write_text("let a = 1;")
    (tmp_path / "secret.txt").write_text("secret")
    app = Flask("x", static_folder=None)
    install_static(app, {"toy": tmp_path / "static"})
    return app


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


def test_a_text_file_is_sent_compressed(client: FlaskClient) -> None:
    response = client.get("/static/css/app.css", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(response.data) == (STATIC / "css" / "app.css").read_bytes()
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.mimetype == "text/css"
    assert (
        response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        or response.cache_control.immutable
    )


def test_who_cannot_unpack_gets_the_file_itself(client: FlaskClient) -> None:
    with client.get("/static/css/app.css", headers={"Accept-Encoding": ""}) as response:
        assert response.data == (STATIC / "css" / "app.css").read_bytes()
        assert "Content-Encoding" not in response.headers


def test_what_is_known_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/static/css/app.css", headers={"Accept-Encoding": "gzip"})
    again = client.get(
        "/static/css/app.css", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_files_of_modules_have_addresses(site: Flask, client: FlaskClient) -> None:
    with site.test_request_context():
        address = static_url("modules/toy/a.js")
    assert address.startswith("/static/modules/toy/a.js?v=")
    with client.get(address, headers={"Accept-Encoding": ""}) as response:
        assert response.text == "let a = 1;"


def test_an_address_changes_with_its_content(site: Flask, tmp_path: Path) -> None:
    (tmp_path / "static" / "b.js").write_text("let b = 2;")
    with site.test_request_context():
        assert (
            static_url("modules/toy/a.js").partition("v=")[2]
            != static_url("modules/toy/b.js").partition("v=")[2]
        )


@pytest.mark.parametrize(
    "path",
    [
        "css",
        "none.css",
        "../headers.py",
        "modules/toy/../secret.txt",
        "modules/toy/%2e%2e/secret.txt",
        "modules/none/a.js",
        "modules",
        "modules/",
        "modules/toy//etc/passwd",
    ],
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404
