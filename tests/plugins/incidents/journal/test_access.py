"""Who may open what: roles, branches, the accused, human resources (P30.3, P40, A2)."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from plugins.incidents.models import Incident
from plugins.incidents.policy.classification import PartyKind
from plugins.incidents.services.journal import assign
from tests.plugins.incidents.journal.conftest import Made

Login = Callable[..., str]
JOURNAL = "/alpha/incidents/"


def events_of(branch: BranchInfo) -> list[str]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


@pytest.mark.parametrize("role", ["sss_member", "sss_head", "branch_head", "psychologist"])
def test_the_safety_service_opens_incidents(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], branch_a: BranchInfo, role: str
) -> None:
    made = make_incident()
    login(client, role, "alpha")
    assert made.url in client.get(JOURNAL).text
    page = client.get(made.url)
    assert page.status_code == 200
    assert "Серікова" in page.text
    assert events_of(branch_a)[-2:] == ["incidents.journal_viewed", "incidents.incident_viewed"]


@pytest.mark.parametrize("role", ["staff", "curator", "branch_admin", "front_desk", "visit_leader"])
def test_others_are_refused(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made], role: str
) -> None:
    made = make_incident()
    login(client, role, "alpha")
    for url in (JOURNAL, made.url, f"{made.url}/edit", f"{made.url}/people/{made.victim_id}/risk"):
        assert client.get(url).status_code == 403


def test_another_branch_finds_nothing(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made]
) -> None:
    made = make_incident()
    login(client, "sss_head", "beta")
    assert client.get(made.url).status_code == 404
    assert client.get(made.url.replace("alpha", "beta")).status_code == 404
    assert (
        client.post(made.url.replace("alpha", "beta") + "/status", data={"target": "closed"}).status_code
        == 404
    )


def test_names_stay_out_of_the_list(
    client: FlaskClient, login: Login, make_incident: Callable[..., Made]
) -> None:
    make_incident()
    login(client, "sss_head", "alpha")
    page = client.get(JOURNAL).text
    assert "Victim: С. А." in page
    assert "Серікова" not in page


def test_the_accused_never_open_it_by_person(
    client: FlaskClient,
    login: Login,
    make_incident: Callable[..., Made],
    make_person: Callable[..., UUID],
    tie_person: Callable[[str, UUID], UUID],
    branch_a: BranchInfo,
) -> None:
    head = make_person("Ахметов", "Болат", kind="staff")
    tie_person("branch_head", head)
    made = make_incident(accused=head, accused_party=PartyKind.STAFF)
    login(client, "branch_head", "alpha")
    assert made.url not in client.get(JOURNAL).text
    assert client.get(made.url).status_code == 404
    assert client.post(f"{made.url}/allegation", data={"allegation": "unfounded"}).status_code == 404
    assert "incidents.access_refused" in events_of(branch_a)
    login(client, "sss_head", "alpha")
    assert client.get(made.url).status_code == 200


def test_whom_the_reporter_accuses_is_kept_out_of_the_incident(
    client: FlaskClient, login: Login, make_report: Callable[..., UUID]
) -> None:
    head = make_user("branch_head")
    report_id = make_report(accused_ids=(head,))
    login(client, "sss_head", "alpha")
    answer = client.post(
        f"/alpha/incidents/reports/{report_id}/register", data={"kinds": "physical", "urgency": "urgent"}
    )
    assert answer.status_code == 302
    login(client, "branch_head", "alpha")
    assert client.get(answer.location).status_code == 404


def test_human_resources_see_cases_about_staff_to_which_they_are_assigned(
    client: FlaskClient,
    login: Login,
    make_incident: Callable[..., Made],
    make_person: Callable[..., UUID],
    branch_a: BranchInfo,
) -> None:
    officer = make_user("hr_officer")
    teacher = make_person("Омаров", "Нұрлан", kind="staff")
    about_staff = make_incident(accused=teacher, accused_party=PartyKind.STAFF)
    other_staff = make_incident(accused=teacher, accused_party=PartyKind.STAFF)
    between_students = make_incident()
    with in_branch(branch_a.id, write=True):
        for made in (about_staff, between_students):
            assign(db.session.scalars(select(Incident).where(Incident.id == made.id)).one(), officer)
        db.session.commit()
    login(client, "hr_officer", "alpha")
    page = client.get(JOURNAL).text
    assert about_staff.url in page
    assert client.get(about_staff.url).status_code == 200
    for hidden in (other_staff, between_students):
        assert hidden.url not in page
        assert client.get(hidden.url).status_code == 404
    assert client.get(f"{about_staff.url}/edit").status_code == 403


def test_an_unknown_incident_is_not_found(client: FlaskClient, login: Login) -> None:
    login(client, "sss_head", "alpha")
    assert client.get(f"/alpha/incidents/{uuid4()}").status_code == 404


def test_search_finds_numbers_and_people_but_never_for_the_accused(
    client: FlaskClient,
    login: Login,
    make_incident: Callable[..., Made],
    make_person: Callable[..., UUID],
    tie_person: Callable[[str, UUID], UUID],
) -> None:
    head = make_person("Ахметов", "Болат", kind="staff")
    tie_person("branch_head", head)
    made = make_incident(accused=head, accused_party=PartyKind.STAFF)
    login(client, "sss_head", "alpha")
    for words in (f"№{made.number}", "Серік"):
        assert made.url in client.post("/alpha/search", data={"q": words}).text
    login(client, "branch_head", "alpha")
    for words in (f"№{made.number}", "Серік"):
        assert made.url not in client.post("/alpha/search", data={"q": words}).text
    login(client, "staff", "alpha")
    assert made.url not in client.post("/alpha/search", data={"q": "Серік"}).text
