"""The list of the journal: its filters, its exports, and what it puts on the start page (P34)."""

import json
from collections.abc import Callable
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from plugins.incidents.policy.classification import Kind
from tests.plugins.incidents.journal.conftest import Made
from tests.plugins.incidents.journal.test_risk import HIGH, risk_url

Login = Callable[..., str]
MakeIncident = Callable[..., Made]


def trail_of(branch: BranchInfo, event: str) -> list[dict[str, object]]:
    with in_branch(branch.id):
        query = select(AuditEntry.data).where(AuditEntry.event == event).order_by(AuditEntry.id)
        return list(db.session.scalars(query))


def test_filters_narrow_the_journal(client: FlaskClient, login: Login, make_incident: MakeIncident) -> None:
    bullying, sexual = make_incident(place="school"), make_incident(kinds=(Kind.SEXUAL,), urgency="urgent")
    login(client, "sss_head", "alpha")
    asked = {
        "kind=sexual": sexual, "place=school": bullying, "urgency=urgent": sexual, "number=1": bullying,
    }  # fmt: skip
    for query, expected in asked.items():
        page = client.get(f"/alpha/incidents/?{query}").text
        other = sexual if expected is bullying else bullying
        assert expected.url in page
        assert other.url not in page
    assert bullying.url in client.get("/alpha/incidents/?status=open&level=none&sort=number").text
    for query in ("mine=true", "overdue=true", "awaiting=true", "status=closed", "level=high"):
        assert bullying.url not in client.get(f"/alpha/incidents/?{query}").text
    for query in ("status=gone", "number=abc", "year=1999", "sort=name"):
        assert client.get(f"/alpha/incidents/?{query}").status_code == 400


def test_exports_are_filtered_recorded_and_without_names(
    client: FlaskClient, login: Login, make_incident: MakeIncident, branch_a: BranchInfo
) -> None:
    make_incident()
    make_incident(kinds=(Kind.SEXUAL,))
    login(client, "sss_head", "alpha")
    answer = client.get("/alpha/incidents/export.json?kind=sexual")
    assert [row["kinds"] for row in json.loads(answer.data)] == ["Sexual violence"]
    assert "Серікова" not in answer.text
    book = load_workbook(BytesIO(client.get("/alpha/incidents/export.xlsx").data))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert any("Confidential" in str(value) for value in cells)
    assert [entry["rows"] for entry in trail_of(branch_a, "incidents.export_made")] == [1, 2]
    login(client, "psychologist", "alpha")
    assert client.get("/alpha/incidents/export.json").status_code == 403


def test_the_start_page_shows_what_waits(
    client: FlaskClient, login: Login, make_incident: MakeIncident
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    client.post(risk_url(made), data=HIGH)
    page = client.get("/alpha/").text
    assert "High risk" in page
    assert "status=open&amp;level=high" in page
