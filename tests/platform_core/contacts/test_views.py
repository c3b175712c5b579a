"""The page of the safety service's contacts: who may, what is refused, what the trail tells."""

import pytest
from sqlalchemy import select

from platform_core.audit.models import AuditEntry
from platform_core.contacts.models import SafetyContact
from platform_core.extensions import db
from platform_core.isolation.scope import in_branch
from platform_core.testing.people import make_token

TYPED = {
    "role_code": "nurse", "phone": "8 701 123 45 67", "email": "nurse@school.example",
    "days": ["1", "2", "5"], "opens_at": "09:00", "closes_at": "16:30", "audiences": ["students", "staff"],
}  # fmt: skip


def kept(branch) -> list[SafetyContact]:
    with in_branch(branch.id):
        return list(db.session.scalars(select(SafetyContact).order_by(SafetyContact.place)))


def trail(branch) -> list[str]:
    told = AuditEntry.event.startswith("core.safety_contact")
    with in_branch(branch.id):
        return list(db.session.scalars(select(AuditEntry.event).where(told).order_by(AuditEntry.id)))


@pytest.mark.parametrize("role", ["sss_head", "branch_head"])
def test_a_contact_is_added_changed_moved_and_switched_off(client, login, branch_a, contact, role) -> None:
    contact(role_code="duty")
    login(client, role, "alpha")
    assert client.get("/alpha/contacts/new").status_code == 200
    assert client.post("/alpha/contacts/new", data=TYPED).status_code == 302
    nurse = kept(branch_a)[1]
    assert (nurse.phone, nurse.phone_printed, nurse.days, nurse.audiences) == (
        "+77011234567", "8 701 123 45 67", "125", ["staff", "students"],
    )  # fmt: skip
    address = f"/alpha/contacts/{nurse.id}"
    page = client.get(f"{address}/edit").text
    assert 'value="09:00"' in page
    changed = {**TYPED, "phone": "111", "version": "1"}
    assert client.post(f"{address}/edit", data=changed).status_code == 302
    assert client.post(f"{address}/edit", data=changed).status_code == 409
    assert client.post(f"{address}/move", data={"step": "up", "version": "2"}).status_code == 302
    assert [one.role_code for one in kept(branch_a)] == ["nurse", "duty"]
    version = str(kept(branch_a)[0].version)
    assert client.post(f"{address}/switch", data={"state": "off", "version": version}).status_code == 302
    assert client.post(f"{address}/switch", data={"state": "on", "version": version}).status_code == 409
    nurse = kept(branch_a)[0]
    assert (nurse.active, nurse.phone) == (False, "111")
    assert trail(branch_a) == [
        "core.safety_contact_added",
        *(f"core.safety_contact_{deed}" for deed in ("added", "changed", "moved", "switched")),
    ]


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"role_code": ""}, "role_code"),
        ({"role_code": "wizard"}, "role_code"),
        ({"role_code": "", "title_kk": "Кезекші"}, "role_code"),
        ({"phone": "", "email": ""}, "phone"),
        ({"phone": "call Anna"}, "phone"),
        ({"phone": "8 701"}, "phone"),
        ({"whatsapp": "111"}, "whatsapp"),
        ({"email": "nobody"}, "email"),
        ({"days": []}, "days"),
        ({"days": ["8"]}, "days"),
        ({"closes_at": ""}, "opens_at"),
        ({"closes_at": "08:00"}, "closes_at"),
        ({"audiences": []}, "audiences"),
        ({"audiences": ["aliens"]}, "audiences"),
        ({"display_name": "Анна Ли"}, "person_id"),
        ({"person_id": "00000000-0000-7000-8000-000000000000"}, "person_id"),
    ],
)
def test_wrong_answers_are_named_and_nothing_is_written(client, login, branch_a, answers, wrong) -> None:
    login(client, "sss_head", "alpha")
    answer = client.post("/alpha/contacts/new", data={**TYPED, **answers})
    assert answer.status_code == 422
    assert f'href="#f-{wrong}' in answer.text
    assert kept(branch_a) == []
    assert trail(branch_a) == []


def test_a_name_without_a_letter_is_no_name(client, login, branch_a) -> None:
    login(client, "sss_head", "alpha")
    assert client.post("/alpha/contacts/new", data={**TYPED, "display_name": "\x01\x1b"}).status_code == 302
    assert kept(branch_a)[0].display_name is None


@pytest.mark.parametrize(
    "data", [{}, {"step": "sideways", "version": "1"}, {"step": "up"}, {"state": "maybe"}]
)
def test_a_step_or_a_switch_that_is_none_is_refused(client, login, branch_a, contact, data) -> None:
    contact_id = contact()
    login(client, "sss_head", "alpha")
    assert client.post(f"/alpha/contacts/{contact_id}/move", data=data).status_code == 422
    assert client.post(f"/alpha/contacts/{contact_id}/switch", data=data).status_code == 422


def test_everybody_of_the_branch_reads_and_few_may_change(client, login, contact) -> None:
    contact_id = contact()
    login(client, "staff", "alpha")
    page = client.get("/alpha/contacts/?lang=en")
    assert "+7 701 123 4567" in page.text
    assert "Add a contact" not in page.text
    assert client.get("/alpha/contacts/new").status_code == 403
    assert client.get(f"/alpha/contacts/{contact_id}/edit").status_code == 403
    assert client.post("/alpha/contacts/new", data=TYPED).status_code == 403
    assert client.post(f"/alpha/contacts/{contact_id}/switch", data={"state": "off"}).status_code == 403


def test_another_branch_sees_and_changes_nothing(client, login, branch_a, contact) -> None:
    contact_id = contact()
    login(client, "sss_head", "beta")
    assert "701" not in client.get("/beta/contacts/").text
    assert client.get(f"/beta/contacts/{contact_id}/edit").status_code == 404
    for verb in ("edit", "move", "switch"):
        assert (
            client.post(
                f"/beta/contacts/{contact_id}/{verb}",
                data={**TYPED, "step": "up", "state": "off", "version": "1"},
            ).status_code
            == 404
        )
    assert client.get("/alpha/contacts/").status_code == 404
    assert kept(branch_a)[0].active


def test_the_centre_has_no_such_page(client, login) -> None:
    login(client, "wellbeing_officer", "central")
    assert client.get("/central/contacts/").status_code in (403, 404)


def test_a_stranger_is_sent_to_sign_in(client, contact) -> None:
    contact()
    assert client.get("/alpha/contacts/").status_code in (302, 303)


def test_programs_read_whom_to_turn_to(app, contact) -> None:
    contact()
    contact(role_code="lawyer", audiences=["staff"], phone="150")
    client = app.test_client()
    headers = {
        "Authorization": f"Bearer {make_token('core.contacts.read', branch='alpha')}",
        "Accept-Language": "en",
    }
    found = client.get("/api/v1/alpha/contacts?audience=public", headers=headers)
    assert found.status_code == 200, found.text
    first = found.get_json()["items"][0]
    assert (first["name"], first["phones"], first["hours"]) == (
        "Psychologist",
        ["+77011234567"],
        "Mon–Fri 09:00–18:00",
    )
    staff = client.get("/api/v1/alpha/contacts", headers=headers).get_json()["items"]
    assert ["150"] in [one["phones"] for one in staff]
    for wrong in ("audience=aliens", "need=He hit me"):
        assert client.get(f"/api/v1/alpha/contacts?{wrong}", headers=headers).status_code == 422
    assert client.get("/api/v1/alpha/contacts").status_code == 401
    weak = {"Authorization": f"Bearer {make_token('core.inbox.read', branch='alpha')}"}
    assert client.get("/api/v1/alpha/contacts", headers=weak).status_code == 403
