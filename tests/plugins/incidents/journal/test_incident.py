"""One incident: changes, conflicts, duties, status, assignments, what became of people (P34–P36, P40–P42)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from platform_core.extensions import db
from platform_core.hooks.types import BranchInfo
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_user
from plugins.incidents import data
from plugins.incidents.models import Incident, NextStep, Participant, Referral
from plugins.incidents.policy.classification import Kind, PartyKind
from tests.plugins.incidents.journal.conftest import Made
from tests.plugins.incidents.journal.test_risk import CALM, HIGH, risk_url

Login = Callable[..., str]
MakeIncident = Callable[..., Made]


def incident_of(branch: BranchInfo, made: Made) -> Incident:
    with in_branch(branch.id):
        return db.session.scalars(select(Incident).where(Incident.id == made.id)).one()


def participant_of(branch: BranchInfo, part_id: UUID) -> Participant:
    with in_branch(branch.id):
        return db.session.scalars(select(Participant).where(Participant.id == part_id)).one()


def test_a_change_of_the_classification_recounts_the_kinds(
    client: FlaskClient, login: Login, make_incident: MakeIncident, branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    said = {"version": str(incident_of(branch_a, made).version), "kinds": "exploitation", "urgency": "urgent"}
    assert client.post(f"{made.url}/edit", data=said).status_code == 302
    assert incident_of(branch_a, made).counted_kinds == ["pressure"]


def test_a_second_writer_is_told_what_is_new(
    client: FlaskClient, login: Login, make_incident: MakeIncident, branch_a: BranchInfo
) -> None:
    made = make_incident()
    read = str(incident_of(branch_a, made).version)
    login(client, "sss_member", "alpha")
    client.post(f"{made.url}/edit", data={"version": read, "kinds": "sexual", "urgency": "immediate"})
    login(client, "sss_head", "alpha")
    late = {"version": read, "kinds": "neglect", "urgency": "immediate", "summary": "Менің жазғаным"}
    page = client.post(f"{made.url}/edit", data=late)
    assert page.status_code == 409
    assert "now “Sexual violence”" in page.text
    assert "Менің жазғаным" in page.text
    assert incident_of(branch_a, made).kinds == ["sexual"]
    again = late | {"version": str(incident_of(branch_a, made).version)}
    assert client.post(f"{made.url}/edit", data=again).status_code == 302
    assert incident_of(branch_a, made).kinds == ["neglect"]


def test_what_became_of_a_person_is_kept_and_conflicts_are_told(
    client: FlaskClient, login: Login, make_incident: MakeIncident, branch_a: BranchInfo
) -> None:
    made = make_incident()
    url = f"{made.url}/people/{made.accused_id}"
    login(client, "sss_member", "alpha")
    first = {"version": "1", "expelled_on": "2026-11-20"}
    assert client.post(url, data=first).status_code == 302
    page = client.post(url, data={"version": "1", "transferred_on": "2026-11-21"})
    assert page.status_code == 409
    assert "you wrote “nothing”" in page.text
    found = participant_of(branch_a, made.accused_id)
    assert (str(found.expelled_on), found.transferred_on) == ("2026-11-20", None)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"dismissed_on": "2026-11-20"}, "Only a member of staff can be dismissed."),
        ({"juvenile_police_off": "2026-11-20"}, "This day is before the first one."),
        (
            {"juvenile_police_on": "2026-11-20", "juvenile_police_off": "2026-11-01"},
            "This day is before the first one.",
        ),
        ({"expelled_on": "32.11.2026"}, "Give a real date"),
    ],
)
def test_impossible_facts_are_refused(
    client: FlaskClient, login: Login, make_incident: MakeIncident, said: dict[str, str], words: str
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    page = client.post(f"{made.url}/people/{made.victim_id}", data={"version": "1", **said})
    assert page.status_code == 422
    assert words in page.text


def test_a_person_is_added_and_taken_out(
    client: FlaskClient,
    login: Login,
    make_incident: MakeIncident,
    make_person: Callable[..., UUID],
    branch_a: BranchInfo,
) -> None:
    made, teacher = make_incident(), make_person("Омаров", "Нұрлан", kind="staff")
    login(client, "sss_member", "alpha")
    added = client.post(
        f"{made.url}/people/new", data={"person_id": str(teacher), "role": "alleged_offender"}
    )
    assert added.status_code == 302
    found = incident_of(branch_a, made)
    assert found.about_staff
    assert str(teacher) in found.accused_ids
    with in_branch(branch_a.id):
        part_id = db.session.scalars(select(Participant.id).where(Participant.person_id == teacher)).one()
    client.post(f"{made.url}/people/{part_id}/remove")
    found = incident_of(branch_a, made)
    assert not found.about_staff
    assert str(teacher) not in found.accused_ids


def test_a_person_whose_risk_was_assessed_stays(
    client: FlaskClient, login: Login, make_incident: MakeIncident, branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_member", "alpha")
    client.post(risk_url(made), data=CALM)
    client.post(f"{made.url}/people/{made.victim_id}/remove")
    assert "The risk of this person was assessed" in client.get(made.url).text
    assert participant_of(branch_a, made.victim_id).incident_id == made.id


def test_duties_are_shown_with_their_reason_and_go_once_told(
    client: FlaskClient, login: Login, make_incident: MakeIncident, branch_a: BranchInfo
) -> None:
    made = make_incident(kinds=(Kind.SEXUAL,))
    login(client, "sss_member", "alpha")
    page = client.get(made.url).text
    assert "Police" in page
    assert "Sexual violence is reported" in page
    assert client.post(f"{made.url}/referrals", data={"body": "police"}).status_code == 302
    refused = client.post(f"{made.url}/referrals", data={"body": "guardians", "waived": "true"})
    assert refused.status_code == 422
    assert "Write why this body need not be told." in refused.text
    reason = {"body": "guardians", "waived": "true", "note": "Қорғаншы шетелде"}
    assert client.post(f"{made.url}/referrals", data=reason).status_code == 302
    with in_branch(branch_a.id):
        told = db.session.execute(select(Referral.body, Referral.waived, Referral.note)).all()
    assert {(row.body, row.waived) for row in told} == {("police", False), ("guardians", True)}
    assert not any("Қорғаншы".encode() in (row.note or b"") for row in told)
    assert "Қорғаншы шетелде" in client.get(made.url).text


def test_the_page_says_everything_that_stands_in_the_way(
    client: FlaskClient, login: Login, make_incident: MakeIncident
) -> None:
    made = make_incident()
    login(client, "sss_head", "alpha")
    assert client.post(f"{made.url}/status", data={"target": "under_assessment"}).status_code == 302
    page = client.get(made.url).text
    for reason in ("risk_not_settled", "action_still_due", "allegation_open", "referrals_outstanding"):
        assert data.text(f"reason.{reason}", "en") in page
    refused = client.post(f"{made.url}/status", data={"target": "active"})
    assert refused.status_code == 422
    assert client.post(f"{made.url}/status", data={"target": "monitoring"}).status_code == 422
    assert client.post(f"{made.url}/status", data={"target": "gone"}).status_code == 422


def test_an_incident_goes_its_whole_way_and_closing_ends_the_high_risk(
    client: FlaskClient, login: Login, make_incident: MakeIncident, branch_a: BranchInfo
) -> None:
    made = make_incident()
    login(client, "sss_head", "alpha")
    client.post(f"{made.url}/status", data={"target": "under_assessment"})
    client.post(risk_url(made), data=HIGH)
    assert client.post(f"{made.url}/status", data={"target": "active"}).status_code == 302
    with in_branch(branch_a.id):
        step = db.session.scalars(select(NextStep.id).where(NextStep.code == "safety_plan")).one()
    assert client.post(f"{made.url}/steps/{step}/done").status_code == 302
    for body in ("child_rights", "inter_agency_team", "guardians", "disciplinary_commission", "central_unit"):
        client.post(f"{made.url}/referrals", data={"body": body})
    assert client.post(f"{made.url}/status", data={"target": "monitoring"}).status_code == 302
    client.post(f"{made.url}/allegation", data={"allegation": "substantiated"})
    no_reason = client.post(f"{made.url}/status", data={"target": "closed", "positive_change": "true"})
    assert no_reason.status_code == 422
    close = {"target": "closed", "positive_change": "true", "reason": "Екеуі де жақсы"}
    assert client.post(f"{made.url}/status", data=close).status_code == 302
    assert incident_of(branch_a, made).status == "closed"
    assert participant_of(branch_a, made.victim_id).high_risk_to is not None
    assert "Екеуі де жақсы" in client.get(made.url).text
    assert (
        client.post(f"{made.url}/status", data={"target": "reopened", "reason": "Қайталанды"}).status_code
        == 302
    )


def test_a_step_of_another_incident_is_not_found(
    client: FlaskClient, login: Login, make_incident: MakeIncident, branch_a: BranchInfo
) -> None:
    made, other = make_incident(), make_incident()
    login(client, "sss_head", "alpha")
    client.post(risk_url(made), data=HIGH)
    with in_branch(branch_a.id):
        step = db.session.scalars(select(NextStep.id)).first()
    assert client.post(f"{other.url}/steps/{step}/done").status_code == 404


def test_colleagues_are_assigned_but_never_the_accused(
    client: FlaskClient,
    login: Login,
    make_incident: MakeIncident,
    make_person: Callable[..., UUID],
    tie_person: Callable[[str, UUID], UUID],
) -> None:
    head = make_person("Ахметов", "Болат", kind="staff")
    accused_user = tie_person("branch_head", head)
    made = make_incident(accused=head, accused_party=PartyKind.STAFF)
    member, stranger = make_user("psychologist"), make_user("front_desk")
    login(client, "sss_head", "alpha")
    assert client.post(f"{made.url}/assignees", data={"user_id": str(member)}).status_code == 302
    assert "Psychologist of alpha" in client.get(made.url).text
    for refused in (accused_user, stranger):
        page = client.post(f"{made.url}/assignees", data={"user_id": str(refused)})
        assert page.status_code == 422
        assert "Choose one of the colleagues listed." in page.text
    assert client.post(f"{made.url}/assignees/{member}/remove").status_code == 302
    assert client.post(f"{made.url}/assignees/{member}/remove").status_code == 404


@pytest.mark.parametrize("role", ["psychologist", "branch_head"])
def test_readers_do_not_edit(
    client: FlaskClient, login: Login, make_incident: MakeIncident, role: str
) -> None:
    made = make_incident()
    login(client, role, "alpha")
    for path in ("edit", "people/new", "referrals", "assignees"):
        assert client.post(f"{made.url}/{path}", data={}).status_code == 403


def test_refusals_speak_the_readers_language(
    client: FlaskClient, login: Login, make_incident: MakeIncident
) -> None:
    made = make_incident()
    login(client, "sss_head", "alpha")
    for lang in ("kk", "ru", "en"):
        refused = client.post(f"{made.url}/status?lang={lang}", data={"target": "closed"})
        assert refused.status_code == 422
        assert data.text("reason.transition_unknown", lang) in refused.text
