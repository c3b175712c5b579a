"""Every refusal is a problem: its status, the field and the reason, in the reader's language."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.switchboard.services import disable_module
from plugins.incidents.models import Report
from tests.api.conftest import REPORT, Program, incident_in

REPORTS = "/api/v1/alpha/incidents/reports"


def problem_in(response: TestResponse) -> dict[str, object]:
    assert response.content_type == "application/problem+json"
    found: dict[str, object] = response.get_json()
    assert found["status"] == response.status_code
    assert found["detail"]
    return found


def test_nobody_is_asked_to_show_a_token(client: FlaskClient) -> None:
    for method in ("GET", "POST"):
        assert problem_in(client.open(REPORTS, method=method))["status"] == 401
    assert problem_in(client.get(REPORTS, headers={"Authorization": "Bearer made-up"}))["status"] == 401


def test_a_missing_permission_is_403(program: Callable[..., Program]) -> None:
    assert problem_in(program("incidents.figures.read").get("incidents/reports"))["status"] == 403


def test_another_branch_is_404(alpha: Program, branch_b: BranchInfo) -> None:
    hidden = incident_in(branch_b)
    assert problem_in(alpha.get(f"incidents/journal/{hidden}"))["status"] == 404
    alpha.branch = "beta"
    assert problem_in(alpha.get(f"incidents/journal/{hidden}"))["status"] == 404
    alpha.branch = "nowhere"
    assert problem_in(alpha.get("incidents/journal"))["status"] == 404


def test_a_module_that_is_off_is_404(alpha: Program, branch_a: BranchInfo) -> None:
    with in_branch(branch_a.id, write=True):
        disable_module("incidents")
        db.session.commit()
    assert problem_in(alpha.get("incidents/journal"))["status"] == 404
    assert "incidents" not in next(
        one["modules"] for one in alpha.get("branches").get_json() if one["code"] == "alpha"
    )


def test_what_is_not_there_is_404(alpha: Program) -> None:
    for path in (
        f"incidents/reports/{uuid4()}",
        f"incidents/journal/{uuid4()}",
        "incidents/nothing",
        "nothing",
    ):
        assert problem_in(alpha.get(path))["status"] == 404


def test_a_method_that_is_not_there_is_405(alpha: Program) -> None:
    answer = alpha.do("DELETE", "incidents/reports")
    assert problem_in(answer)["status"] == 405
    assert "POST" in answer.headers["Allow"]


def test_only_json_is_read(alpha: Program) -> None:
    assert problem_in(alpha.post("incidents/reports", data={"narrative": "x"}))["status"] == 415
    for body in (b"{", b"\xff", b'{"narrative": "\\ud800"}', b'{"narrative": NaN}'):
        refused = alpha.post("incidents/reports", data=body, content_type="application/json")
        assert problem_in(refused)["status"] == 400, body


def test_a_body_that_is_no_object_is_422(alpha: Program) -> None:
    for body in ("[]", '"text"', "3", "null"):
        refused = alpha.post("incidents/reports", data=body, content_type="application/json")
        assert problem_in(refused)["status"] == 422, body


def test_too_large_a_body_is_413(alpha: Program, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 200)
    assert (
        problem_in(alpha.post("incidents/reports", json=REPORT | {"when_words": "а" * 200}))["status"] == 413
    )


@pytest.mark.parametrize(("language", "reason"), [("en", "Please answer this."), ("kk", None), ("ru", None)])
def test_fields_are_named_in_the_readers_language(alpha: Program, language: str, reason: str | None) -> None:
    answer = alpha.post("incidents/reports", json={}, headers={"Accept-Language": language})
    found = problem_in(answer)
    assert set(found["errors"]) == {"narrative", "submission"}
    said = found["errors"]["submission"][0]
    assert said == reason if reason else said.isascii() is False
    assert language == "en" or not found["detail"].isascii()


def test_unknown_fields_are_named_and_nothing_is_written(alpha: Program, branch_a: BranchInfo) -> None:
    refused = alpha.post("incidents/reports", json=REPORT | {"status": "closed"})
    assert problem_in(refused)["errors"] == {"status": ["This field is not known."]}
    nested = {"kinds": ["physical"], "people": [{"name": "Ербол", "role": "victim", "admin": True}]}
    refused = alpha.post(f"incidents/reports/{uuid4()}/register", json=nested)
    assert list(problem_in(refused)["errors"]) == ["people.0.admin"]
    with in_branch(branch_a.id):
        assert db.session.scalars(select(Report.id)).all() == []


def test_a_wrong_question_names_its_field(alpha: Program) -> None:
    for query, field in {
        "limit=0": "limit",
        "limit=x": "limit",
        "cursor=zzz": "cursor",
        "kind=x": "kind",
    }.items():
        found = problem_in(alpha.get(f"incidents/journal?{query}"))
        assert (found["status"], list(found["errors"])) == (422, [field]), query


def test_a_cursor_of_another_list_is_refused(alpha: Program, branch_a: BranchInfo) -> None:
    for _number in range(2):
        incident_in(branch_a)
    cursor = alpha.get("incidents/journal?limit=1").get_json()["next"]
    assert problem_in(alpha.get("incidents/reports", query_string={"cursor": cursor}))["status"] == 422


def test_too_many_is_429_and_says_when_to_come_back(alpha: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [alpha.post("incidents/reports", json={}) for _number in range(301)]
    assert {one.status_code for one in answers[:300]} == {422}
    assert problem_in(answers[-1])["status"] == 429


def test_a_browser_proves_that_its_own_page_asks(
    client: FlaskClient, login: Callable[..., str], branch_a: BranchInfo
) -> None:
    login(client, "sss_head")
    assert client.post(REPORTS, json=REPORT).status_code == 201
    client.environ_base.pop("HTTP_X_CSRFTOKEN")
    assert problem_in(client.post(REPORTS, json=REPORT))["code"] == "csrf_token_missing"
    assert client.get(REPORTS).status_code == 200
