"""The journal's pages over PostgreSQL, where each role is a login of its own."""

from flask import Flask

from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.people.services import add_person
from platform_core.tenancy.directory import branch_by_code
from platform_core.testing.people import sign_in
from plugins.incidents.models import Participant
from plugins.incidents.policy.classification import Kind, ParticipantRole, PartyKind
from plugins.incidents.services.journal import Classification, PersonPart, open_incident
from tests.plugins.incidents.journal.test_risk import HIGH, LOWERED


def _write_incident() -> tuple[str, str]:
    """Write an incident of alpha; return its address and the victim's part."""
    branch = branch_by_code("alpha")
    with in_branch(branch.id, write=True):
        person = add_person({"kind": "student", "family_name": "Серікова", "given_name": "Айым", "grade": 7})
        incident = open_incident(
            Classification((Kind.BULLYING,), summary="Үзілісте"),
            [
                PersonPart(ParticipantRole.VICTIM, PartyKind.STUDENT, person_id=person.id),
                PersonPart(ParticipantRole.AGGRESSOR, PartyKind.OTHER, name="Көрші бала"),
            ],
            branch=branch,
        )
        parts = db.session.query(Participant).filter_by(incident_id=incident.id, role="victim").one()
        found = f"/alpha/incidents/{incident.id}", str(parts.id)
        db.session.commit()
    return found


def test_the_whole_way_works_over_postgresql(pg_app: Flask) -> None:
    url, victim = _write_incident()
    client = pg_app.test_client()
    sign_in(client, "sss_member", "alpha")
    for query in ("", "?kind=bullying", "?status=open&level=none", "?number=1", "?sort=occurred"):
        page = client.get(f"/alpha/incidents/{query}")
        assert page.status_code == 200
        assert url in page.text
    assert "Көрші бала" in client.get(url).text
    assert client.post(f"{url}/people/{victim}/risk", data=LOWERED).status_code == 302
    assert client.post(f"{url}/referrals", data={"body": "guardians"}).status_code == 302
    sign_in(client, "psychologist", "alpha")
    assert url in client.get("/alpha/incidents/?awaiting=true&level=high").text
    sign_in(client, "sss_member", "beta")
    assert client.get(url.replace("alpha", "beta")).status_code == 404


def test_search_and_cards_work_over_postgresql(pg_app: Flask) -> None:
    url, victim = _write_incident()
    client = pg_app.test_client()
    sign_in(client, "sss_head", "alpha")
    assert client.post(f"{url}/people/{victim}/risk", data=HIGH).status_code == 302
    assert client.get("/alpha/").status_code == 200
    for words in ("№1", "Серік"):
        assert url in client.post("/alpha/search", data={"q": words}).text
    assert client.get("/alpha/incidents/export.xlsx").status_code == 200
