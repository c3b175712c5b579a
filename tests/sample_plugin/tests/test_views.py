"""The pages, the API and the command of notes."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch

NOTE = {"kind": "worry", "title": "Үнсіз", "body": "Сабақта үнсіз", "noted_on": "2026-11-02"}
SignIn = Callable[..., str]


def trail(branch: BranchInfo) -> list[str]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(AuditEntry.event)))


@pytest.fixture
def note_url(client: FlaskClient, login: SignIn) -> str:
    login(client, "sss_head")
    assert client.post("/alpha/sample/new", data=NOTE).status_code == 302
    found = re.search(
        r'href="(/alpha/sample/[0-9a-f-]{36})"', client.get("/alpha/sample/").get_data(as_text=True)
    )
    assert found is not None
    return found[1]


def test_a_note_is_read_closed_and_told_by_the_trail(
    client: FlaskClient, note_url: str, branch_a: BranchInfo
) -> None:
    page = client.get(note_url).get_data(as_text=True)
    assert "Сабақта үнсіз" in page
    refused = client.post(f"{note_url}/close", data={"version": "1"})
    assert refused.status_code == 422
    assert client.post(f"{note_url}/close", data={"version": "1", "answer": "Сөйлестік"}).status_code == 302
    assert {"sample.note_written", "sample.note_viewed", "sample.note_closed"} <= set(trail(branch_a))


@pytest.mark.parametrize("field", ["kind", "title", "body", "noted_on"])
def test_what_is_missing_is_named_beside_its_field(client: FlaskClient, login: SignIn, field: str) -> None:
    login(client, "curator")
    refused = client.post("/alpha/sample/new", data={**NOTE, field: ""})
    assert refused.status_code == 422
    assert f'href="#f-{field}"' in refused.get_data(as_text=True)


def test_a_curator_writes_and_does_not_read(client: FlaskClient, note_url: str, login: SignIn) -> None:
    login(client, "curator")
    assert client.get("/alpha/sample/new").status_code == 200
    for address in ("/alpha/sample/", note_url, "/alpha/sample/export.xlsx", "/api/v1/alpha/sample/notes"):
        assert client.get(address).status_code == 403, address


def test_another_branch_is_not_there(client: FlaskClient, note_url: str, login: SignIn) -> None:
    login(client, "sss_head", "beta")
    assert client.get(note_url).status_code == 404
    assert client.get(note_url.replace("alpha", "beta")).status_code == 404


def test_the_api_and_the_workbook_list_clear_fields(client: FlaskClient, note_url: str) -> None:
    listed = client.get("/api/v1/alpha/sample/notes").get_json()
    assert [item["title"] for item in listed["items"]] == ["Үнсіз"]
    assert "body" not in listed["items"][0]
    assert client.get("/alpha/sample/export.xlsx").data.startswith(b"PK")


def test_a_topic_of_the_centre_is_offered_in_every_branch(client: FlaskClient, login: SignIn) -> None:
    login(client, "wellbeing_officer", "central")
    topic = {"code": "lessons", "kk": "Сабақтар", "ru": "Уроки", "en": "Lessons"}
    assert client.post("/central/sample/", data=topic).status_code == 302
    assert client.post("/central/sample/", data=topic).status_code == 422
    assert "Lessons" in client.get("/central/sample/").get_data(as_text=True)
    login(client, "sss_head", "beta")
    assert "Lessons" in client.get("/beta/sample/new").get_data(as_text=True)


def test_somebody_is_marked_by_number_alone(client: FlaskClient, login: SignIn, branch_a: BranchInfo) -> None:
    login(client, "sss_head")
    assert client.get("/alpha/sample/mark").status_code == 200
    assert client.post("/alpha/sample/mark", data={"identity_number": "12"}).status_code == 422
    for _again in range(2):
        assert client.post("/alpha/sample/mark", data={"identity_number": "100305600127"}).status_code == 302
    told = trail(branch_a)
    assert (told.count("sample.mark_asked"), told.count("sample.mark_made")) == (2, 1)


def test_everybody_may_read_what_notes_are(client: FlaskClient) -> None:
    assert client.get("/alpha/about-notes").status_code == 200


def test_the_command_lists_branches_with_the_module(app: Flask) -> None:
    from tests.sample_plugin.cli import sample

    outcome = app.test_cli_runner().invoke(sample, ["branches"])
    assert outcome.output.split() == ["alpha", "beta"]
