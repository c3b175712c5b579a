"""Faults: the right status, the right language, the right frame, and no content."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.orm.exc import StaleDataError
from structlog.testing import capture_logs

from platform_core import errors
from platform_core.hooks.types import BranchInfo
from platform_core.web.lists import BadQuery

RAISED = {
    "unauthorised": (errors.Unauthorised(), 401, "Please sign in"),
    "forbidden": (errors.Forbidden("toy.secret"), 403, "Your role does not include this"),
    "not_found": (errors.NotFound(), 404, "There is nothing here"),
    "conflict": (errors.Conflict(), 409, "Somebody changed this before you"),
    "stale": (StaleDataError("UPDATE core_case SET secret"), 409, "Somebody changed this before you"),
    "too_large": (errors.TooLarge(), 413, "What you sent is too large"),
    "invalid": (errors.InvalidInput({"day": ["In the future."]}), 422, "In the future."),
    "bad_query": (
        BadQuery({"sort": ["The list cannot be sorted by this."]}),
        400,
        "The list cannot be sorted by this.",
    ),
    "too_many": (errors.TooMany(30), 429, "Too many tries"),
    "unavailable": (errors.Unavailable(), 503, "This is not available now"),
    "fault": (RuntimeError("the name of a child"), 500, "Something went wrong on our side"),
}


@pytest.fixture
def faulty(gallery: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The gallery's page of faults, raising what the address names."""
    from flask import request

    def raise_it() -> str:
        kind = request.args["kind"]
        if kind.isdigit():
            abort(int(kind))
        raise RAISED[kind][0]

    raise_it.__public__ = "a page of the tests"
    monkeypatch.setitem(gallery.view_functions, "gallery.fault", raise_it)
    monkeypatch.setitem(gallery.config, "PROPAGATE_EXCEPTIONS", 0)
    return gallery.test_client()


@pytest.mark.parametrize("kind", RAISED)
def test_each_fault_has_its_page(faulty: FlaskClient, kind: str) -> None:
    _, status, words = RAISED[kind]
    response = faulty.get(f"/alpha/x/gallery/fault?kind={kind}&lang=en")
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")
    assert words in response.text
    for secret in ("the name of a child", "toy.secret", "core_case", "Traceback"):
        assert secret not in response.text


@pytest.mark.parametrize("status", [400, 404, 405, 413, 418, 429, 503])
def test_faults_of_http_have_pages_too(faulty: FlaskClient, status: int) -> None:
    response = faulty.get(f"/alpha/x/gallery/fault?kind={status}&lang=en")
    assert response.status_code == status
    assert "<h1" in response.text
    assert "Content-Security-Policy" in response.headers


def test_strangers_get_the_public_page_and_members_the_frame(
    faulty: FlaskClient, login: Callable[..., str]
) -> None:
    assert "data-quick-exit" in faulty.get("/alpha/x/gallery/fault?kind=fault").text
    login(faulty, "staff", "alpha")
    inside = faulty.get("/alpha/x/gallery/fault?kind=fault").text
    assert "q-side" in inside
    assert "data-quick-exit" not in inside


def test_a_member_who_mistypes_an_address_stays_in_the_frame(
    client: FlaskClient, login: Callable[..., str]
) -> None:
    login(client, "staff", "alpha")
    for path in ("/alpha/no/such/page", "/nowhere/", "/beta/search"):
        response = client.get(path)
        assert response.status_code == 404
        assert "q-alone" in response.text
        assert "data-quick-exit" not in response.text


def test_a_fault_has_a_number_and_the_log_has_it_without_the_words(faulty: FlaskClient) -> None:
    with capture_logs() as lines:
        page = faulty.get("/alpha/x/gallery/fault?kind=fault").text
    number = page.partition('p-receipt">')[2].partition("<")[0]
    (logged,) = [line for line in lines if line.get("event") == "page_failed"]
    assert (logged["number"], logged["fault"]) == (number, "RuntimeError")
    assert "child" not in json.dumps(logged)
    assert any("test_error_pages.py" in place for place in logged["at"])


def test_when_to_try_again_is_said(faulty: FlaskClient) -> None:
    assert faulty.get("/alpha/x/gallery/fault?kind=too_many").headers["Retry-After"] == "30"


def test_an_unknown_address_names_nothing(client: FlaskClient) -> None:
    response = client.get("/no-such-school/secret/path?lang=ru")
    assert response.status_code == 404
    assert "secret" not in response.text.replace("/no-such-school/secret/path", "")


def test_the_reader_is_answered_in_the_own_language(faulty: FlaskClient) -> None:
    assert '<html lang="ru"' in faulty.get("/alpha/x/gallery/fault?kind=conflict&lang=ru").text


def test_a_refused_request_leaves_nothing(
    faulty: FlaskClient,
    gallery: Flask,
    monkeypatch: pytest.MonkeyPatch,
    branch_a: BranchInfo,
    login: Callable[..., str],
) -> None:
    from sqlalchemy import select

    from platform_core.audit.models import AuditEntry
    from platform_core.audit.recorder import record
    from platform_core.extensions import db
    from platform_core.isolation.scope import in_branch

    def write_and_fail() -> str:
        record("core.search", data={"hits": {}})
        db.session.flush()
        raise errors.Conflict

    write_and_fail.__public__ = "a page of the tests"
    monkeypatch.setitem(gallery.view_functions, "gallery.form", write_and_fail)
    login(faulty, "staff", "alpha")
    assert faulty.post("/alpha/x/gallery/form").status_code == 409
    with in_branch(branch_a.id):
        assert db.session.execute(select(AuditEntry.id).where(AuditEntry.event == "core.search")).all() == []


def test_a_part_of_a_page_gets_a_notice_and_no_page(faulty: FlaskClient) -> None:
    response = faulty.get("/alpha/x/gallery/fault?kind=invalid&lang=en", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "In the future." in response.text
    assert "<html" not in response.text
